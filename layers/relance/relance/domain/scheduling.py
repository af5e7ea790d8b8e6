"""From a decision, the instant at which to look again: the one source for "when next"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from relance.domain.calendar import SendingCalendar
from relance.domain.customer import Account
from relance.domain.decision import CreateTask, Decision, Due, Execute, Wait
from relance.domain.engine import decide, look_again_on, turns_of
from relance.domain.enrolment import Enrolment, EnrolmentState
from relance.domain.place import expiry
from relance.domain.plan import DunningPlan
from relance.domain.progress import come_back, standing, with_standing
from relance.domain.turns import Turns


def redecided(
    account: Account, plans: Mapping[str, DunningPlan], calendar: SendingCalendar, now: datetime
) -> Account:
    """The account with every enrolment decided afresh and `next_at` set; what is being sent is left alone."""
    turns: dict[str, Turns] = {}
    for enrolment in tuple(account.enrolments.values()):
        if enrolment.state is EnrolmentState.ACTIVE:
            plan = plans[enrolment.plan]
            if plan.id not in turns:
                turns[plan.id] = turns_of(account, plan, calendar.today(now))
            account = looked_at(account, enrolment, plan, calendar, now, turns[plan.id])
    return account


def looked_at(
    account: Account,
    enrolment: Enrolment,
    plan: DunningPlan,
    calendar: SendingCalendar,
    now: datetime,
    turns: Turns | None = None,
) -> Account:
    """The account after one enrolment was decided: where it stands, and when to look again."""
    today, calendar = calendar.today(now), calendar.as_of(now)
    account = come_back(account, today)
    decision = decide(account, enrolment, plan, calendar, today, turns)
    moved = standing(enrolment, decision)
    day = look_again_on(today, account, plan, decision)
    next_at = None if day is None else _instant(day, decision, account, plan, calendar, now)
    return with_standing(account, replace(moved, next_at=next_at))


def _instant(
    day: date,
    decision: Decision,
    account: Account,
    plan: DunningPlan,
    calendar: SendingCalendar,
    now: datetime,
) -> datetime:
    """In the sending window for what leaves by itself; at the start of the day for all else.

    A customer's enrolments share one slot, so that one worker meets them in one message. A step that gives
    way on that very day is looked at before, so that the next one has its turn in that message.
    """
    match decision:
        case Execute():
            return calendar.next_slot(day, account.customer.id, now)
        case Wait(until=until, due=due) if until == day and _leaves_on(day, account, plan, due):
            return calendar.next_slot(day, account.customer.id, now)
        case CreateTask():
            return now
        case _:
            return max(calendar.start_of(day), now)


def _leaves_on(day: date, account: Account, plan: DunningPlan, due: Due) -> bool:
    """Not when another step, or an invoice whose hold ends, may have its turn that day."""
    gives_way = expiry(plan, due) | {hold.until for hold in account.all_holds}
    return due.step.sends_itself and day not in gives_way
