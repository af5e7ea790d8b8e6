"""From a decision, the instant at which to look again: the one source for "when next"."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime

from relance.domain.calendar import SendingCalendar
from relance.domain.customer import Account
from relance.domain.decision import CreateTask, Decision, Due, Execute, Wait
from relance.domain.desk import Desk
from relance.domain.engine import decided, next_look, turns_at
from relance.domain.enrolment import Enrolment, EnrolmentState
from relance.domain.place import expiry
from relance.domain.plan import DunningPlan
from relance.domain.progress import come_back, settle, standing
from relance.domain.turns import Turns


def redecided(
    account: Account, plans: Mapping[str, DunningPlan], calendar: SendingCalendar, now: datetime
) -> Account:
    """The account with every enrolment decided afresh and `next_at` set; what is being sent is left alone."""
    active = [e for e in account.enrolments.values() if e.state is EnrolmentState.ACTIVE]
    return _looked_at(account, active, plans, calendar, now) if active else account


def looked_at(
    account: Account, enrolment: Enrolment, plan: DunningPlan, calendar: SendingCalendar, now: datetime
) -> Account:
    """The account after one enrolment was decided: where it stands, and when to look again."""
    return _looked_at(account, [enrolment], {enrolment.plan: plan}, calendar, now)


def _looked_at(
    account: Account,
    enrolments: Iterable[Enrolment],
    plans: Mapping[str, DunningPlan],
    calendar: SendingCalendar,
    now: datetime,
) -> Account:
    desk, calendar = Desk(account, calendar.today(now)), calendar.as_of(now)
    come_back(desk)
    turns: dict[str, Turns] = {}
    for enrolment in enrolments:
        plan = plans[enrolment.plan]
        if plan.id not in turns:
            turns[plan.id] = turns_at(desk, plan)
        decision = decided(desk, enrolment, plan, calendar, turns[plan.id])
        moved = standing(enrolment, decision)
        day = next_look(desk, plan, decision)
        next_at = None if day is None else _instant(day, decision, desk, plan, calendar, now)
        settle(desk, replace(moved, next_at=next_at))
    return desk.account


def _instant(
    day: date,
    decision: Decision,
    desk: Desk,
    plan: DunningPlan,
    calendar: SendingCalendar,
    now: datetime,
) -> datetime:
    """In the sending window for what leaves by itself; at the start of the day for all else.

    A customer's enrolments share one slot, so that one worker meets them in one message. A step that gives
    way on that very day is looked at before, so that the next one has its turn in that message.
    """
    customer = desk.facts.account.customer.id
    match decision:
        case Execute():
            return calendar.next_slot(day, customer, now)
        case Wait(until=until, due=due) if until == day and _leaves_on(day, desk, plan, due):
            return calendar.next_slot(day, customer, now)
        case CreateTask():
            return now
        case _:
            return max(calendar.start_of(day), now)


def _leaves_on(day: date, desk: Desk, plan: DunningPlan, due: Due) -> bool:
    """Not when another step, or an invoice whose hold ends, may have its turn that day."""
    gives_way = day in expiry(plan, due) or day in desk.facts.hold_ends
    return due.step.sends_itself and not gives_way
