"""How much each coming day will do: counts for a calendar, of a page of customers at a time (A12)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from relance.domain.customer import Account
from relance.domain.decision import CreateTask, Decision, Execute, OnHold, Wait
from relance.domain.money import Money
from relance.domain.simulation import Forecast
from relance.usecases.deciding.foretell import Range
from relance.usecases.deciding.tenants import Tenant
from relance.usecases.ports.accounts import Accounts
from relance.usecases.ports.listings import Listings


class Doing(StrEnum):
    """What a day does for a customer; of several things, the first of these."""

    LEAVES = "leaves"
    """A message leaves by itself."""
    TO_DO = "todo"
    HELD = "held"
    WAITS = "waits"
    NOTHING = "nothing"


@dataclass
class DayCount:
    """`customers` counts customers by what the day does for them; `asked` is what the messages that leave ask
    for, by currency, as the accounts stand now.
    """

    day: date
    customers: Counter[Doing] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)

    @property
    def amounts(self) -> tuple[Money, ...]:
        return tuple(Money(minor, currency) for currency, minor in sorted(self.asked.items()) if minor)


@dataclass(frozen=True, slots=True)
class Counted:
    """`after` is where the next page of customers begins; its counts are to be added to these."""

    days: tuple[DayCount, ...]
    after: str | None


@dataclass(frozen=True)
class CountSimulation:
    accounts: Accounts
    listings: Listings

    def run(self, tenant: Tenant, days: Range, now: datetime, limit: int, after: str | None) -> Counted:
        """Each day of the range, for at most `limit` customers. `tenant` may be as a draft would have it (see
        `PublishPlan.as_published`). Raises Refused.
        """
        today = tenant.calendar.today(now)
        days.from_today(today)
        counts = {day: DayCount(day) for day in _each(days)}
        page = self.listings.customers(tenant.id, limit, after)
        for line in page.lines:
            account = self.accounts.load(tenant.id, line.customer.id)
            _count(counts, account, tenant.simulate(account, today, days.last, now))
        return Counted(tuple(counts.values()), page.after)


def _each(days: Range) -> Iterable[date]:
    return (days.first + timedelta(days=n) for n in range((days.last - days.first).days + 1))


def _count(counts: dict[date, DayCount], account: Account, forecasts: Iterable[Forecast]) -> None:
    by_day: dict[date, list[Decision]] = {}
    for forecast in forecasts:
        by_day.setdefault(forecast.day, []).append(forecast.decision)
    for day, count in counts.items():
        decisions = by_day.get(day, [])
        doing = {_doing(decision) for decision in decisions}
        count.customers[next((one for one in Doing if one in doing), Doing.NOTHING)] += 1
        leaving = (d.due.invoices for d in decisions if isinstance(d, Execute))
        for number in {invoice.number for invoices in leaving for invoice in invoices}:
            if invoice := account.receivables.invoices.get(number):
                count.asked[invoice.currency] += account.receivables.asked(invoice).minor


def _doing(decision: Decision) -> Doing:
    match decision:
        case Execute():
            return Doing.LEAVES
        case CreateTask():
            return Doing.TO_DO
        case OnHold():
            return Doing.HELD
        case Wait():
            return Doing.WAITS
        case _:
            return Doing.NOTHING
