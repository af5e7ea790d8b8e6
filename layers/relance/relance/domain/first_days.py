"""What leaves on the first days after sending is switched on: what a person looks at, and confirms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from relance.domain.customer import Account, Customer
from relance.domain.decision import CreateTask, Execute
from relance.domain.simulation import Forecast


@dataclass(frozen=True, slots=True)
class Foreseen:
    """One mail that would leave, or one to-do that would be raised, on `day`."""

    day: date
    customer: Customer
    enrolment: str
    decision: Execute | CreateTask
    asked: tuple[tuple[str, int, str], ...]
    """What is asked of each invoice: its number, minor units, currency."""

    @property
    def leaves(self) -> bool:
        return isinstance(self.decision, Execute)

    @property
    def mark(self) -> tuple[object, ...]:
        """Equal for what reaches the customer alike, whatever the reason is."""
        step = self.decision.due.step
        return f"{self.day}", self.customer.id, self.enrolment, self.leaves, step.id, self.asked


@dataclass(frozen=True, slots=True)
class DayCount:
    day: date
    emails: int
    tasks: int
    customers: int
    """To how many different customers those mails go."""


@dataclass(frozen=True, slots=True)
class FirstDays:
    """`seen_on` is the organization's day on which this was foreseen. `complete` is false when there are more
    customers than the `customers` that were looked at. `is_empty`: none of them has an open invoice.
    """

    seen_on: date
    days: tuple[date, ...]
    foreseen: tuple[Foreseen, ...]
    customers: int
    complete: bool
    is_empty: bool

    @property
    def counts(self) -> tuple[DayCount, ...]:
        return tuple(self._count(day) for day in self.days)

    def _count(self, day: date) -> DayCount:
        of_day = [one for one in self.foreseen if one.day == day]
        mails = [one for one in of_day if one.leaves]
        return DayCount(day, len(mails), len(of_day) - len(mails), len({one.customer.id for one in mails}))


def foreseen(account: Account, forecasts: Iterator[Forecast]) -> Iterator[Foreseen]:
    """What somebody gets of the forecasts of one customer's account."""
    for forecast in forecasts:
        decision = forecast.decision
        if isinstance(decision, Execute | CreateTask):
            amounts = ((i.number, account.receivables.asked(i)) for i in decision.due.invoices)
            asked = tuple((number, amount.minor, amount.currency) for number, amount in amounts)
            yield Foreseen(forecast.day, account.customer, forecast.enrolment, decision, asked)
