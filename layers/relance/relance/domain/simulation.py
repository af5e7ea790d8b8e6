"""What the coming days would do, walked with the very functions that the run uses (A12, F2)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from relance.domain.calendar import SendingCalendar
from relance.domain.customer import Account
from relance.domain.decision import BeingSent, CreateTask, Decision, Execute, Wait
from relance.domain.engine import decide, turns_of
from relance.domain.enrolment import Enrolment
from relance.domain.plan import DunningPlan
from relance.domain.progress import executed, handed_over, standing, with_standing
from relance.domain.promising import judged
from relance.domain.turns import Turns


@dataclass(frozen=True, slots=True)
class Forecast:
    """One decision of one simulated day."""

    day: date
    customer: str
    enrolment: str
    decision: Decision


def simulate(
    account: Account,
    plans: Mapping[str, DunningPlan],
    calendar: SendingCalendar,
    org: str,
    first: date,
    last: date,
    under: Callable[[Account, date], Account] = lambda account, day: account,
) -> Iterator[Forecast]:
    """Every decision about one customer from `first` to `last`, as if nothing else happened.

    `plans` holds the plan of each enrolment by its id. A day's last decision says what comes after it.
    `under` puts the account under the holds that its organization has on a day.
    """
    day = first
    while day <= last:
        account = judged(under(account, day), org, day)
        turns = _turns(account, plans, day)
        for enrolment_id in _in_turn(account, plans, calendar, day, turns):
            acting = True
            while acting:
                enrolment = account.enrolments[enrolment_id]
                plan = plans[enrolment.plan]
                decision = _decided(account, enrolment, plan, calendar, day, turns[plan.id])
                yield Forecast(day, account.customer.id, enrolment_id, decision)
                account, acting = _moved(account, enrolment_id, decision, org, day)
                if acting:
                    turns = _turns(account, plans, day)
        day += timedelta(days=1)


def _turns(account: Account, plans: Mapping[str, DunningPlan], day: date) -> dict[str, Turns]:
    return {plan.id: turns_of(account, plan, day) for plan in plans.values()}


def _in_turn(
    account: Account,
    plans: Mapping[str, DunningPlan],
    calendar: SendingCalendar,
    day: date,
    turns: Mapping[str, Turns],
) -> list[str]:
    """To-dos appear as the day starts, before the window opens in which e-mails leave."""

    def leaves_later(enrolment_id: str) -> bool:
        enrolment = account.enrolments[enrolment_id]
        plan = plans[enrolment.plan]
        decision = decide(account, enrolment, plan, calendar, day, turns[plan.id])
        return not isinstance(decision, CreateTask)

    in_order = sorted(e.id for e in account.enrolments.values() if not e.is_retired)
    return sorted(in_order, key=leaves_later) if len(in_order) > 1 else in_order


def _decided(
    account: Account,
    enrolment: Enrolment,
    plan: DunningPlan,
    calendar: SendingCalendar,
    day: date,
    turns: Turns,
) -> Decision:
    """What a worker has claimed to send is not sent a second time: the plan goes on as after a contact."""
    decision = decide(account, enrolment, plan, calendar, day, turns)
    if isinstance(decision, Execute) and enrolment.is_sending:
        return Wait(None, BeingSent(), decision.due)
    return decision


def _moved(
    account: Account, enrolment_id: str, decision: Decision, org: str, day: date
) -> tuple[Account, bool]:
    enrolment = standing(account.enrolments[enrolment_id].released(), decision)
    match decision:
        case Execute(due=due) | Wait(why=BeingSent(), due=due):
            moved = executed(account, enrolment, due, day)
        case CreateTask():
            moved = handed_over(account, enrolment, decision, org, day)
        case _:
            return with_standing(account, enrolment), False
    return with_standing(moved, moved.enrolments[enrolment_id]), True
