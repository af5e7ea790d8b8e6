"""What the coming days would do, walked with the very functions that the run uses (A12, F2)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from relance.domain.calendar import SendingCalendar
from relance.domain.customer import Account
from relance.domain.decision import BeingSent, CreateTask, Decision, Execute, Wait
from relance.domain.desk import Desk
from relance.domain.engine import decided, turns_at
from relance.domain.plan import DunningPlan
from relance.domain.progress import handing_over, reached, settle, standing
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
        walk = _Day(Desk(judged(under(account, day), org, day), day), plans, calendar, org)
        for enrolment_id, decision in walk.in_turn():
            acting = True
            while acting:
                yield Forecast(day, account.customer.id, enrolment_id, decision)
                acting = walk.move(enrolment_id, decision)
                if acting:
                    decision = walk.decision(enrolment_id)
        account = walk.desk.account
        day += timedelta(days=1)


class _Day:
    """One simulated day of one customer."""

    def __init__(
        self, desk: Desk, plans: Mapping[str, DunningPlan], calendar: SendingCalendar, org: str
    ) -> None:
        self.desk, self._plans, self._calendar, self._org = desk, plans, calendar, org
        self._turns: dict[str, Turns] = {}

    def in_turn(self) -> Iterator[tuple[str, Decision]]:
        """Each enrolment with its first decision of the day. To-dos appear as the day starts, before the
        window opens in which e-mails leave.

        What is decided at the start of the day stands until something moves of which the decision takes
        account.
        """
        desk = self.desk
        at_first = {
            enrolment.id: (self.decision(enrolment.id), desk.outlook(enrolment))
            for enrolment in sorted(desk.enrolments.values(), key=lambda enrolment: enrolment.id)
            if not enrolment.is_retired
        }
        for enrolment_id in sorted(at_first, key=lambda e: not isinstance(at_first[e][0], CreateTask)):
            decision, outlook = at_first[enrolment_id]
            if outlook != desk.outlook(desk.enrolments[enrolment_id]):
                decision = self.decision(enrolment_id)
            yield enrolment_id, decision

    def decision(self, enrolment_id: str) -> Decision:
        """What a worker has claimed to send is not sent again: the plan goes on as after a contact."""
        enrolment = self.desk.enrolments[enrolment_id]
        plan = self._plans[enrolment.plan]
        decision = decided(self.desk, enrolment, plan, self._calendar, self._turns_of(plan))
        if isinstance(decision, Execute) and enrolment.is_sending:
            return Wait(None, BeingSent(), decision.due)
        return decision

    def _turns_of(self, plan: DunningPlan) -> Turns:
        if plan.id not in self._turns:
            self._turns[plan.id] = turns_at(self.desk, plan)
        return self._turns[plan.id]

    def move(self, enrolment_id: str, decision: Decision) -> bool:
        """Moves the enrolment as the decision has it; whether there may be more to do today."""
        desk = self.desk
        moved = standing(desk.enrolments[enrolment_id].released(), decision)
        match decision:
            case Execute(due=due) | Wait(why=BeingSent(), due=due):
                moved = reached(moved, due, desk.today)
            case CreateTask():
                moved, task = handing_over(
                    desk.facts.account.customer, moved, decision, self._org, desk.today
                )
                desk.put_task(task)
            case _:
                settle(desk, moved)
                return False
        settle(desk, moved)
        self._turns_of(self._plans[moved.plan]).acted(moved)
        return True
