"""What the coming days will do, customer by customer, page by page (A12)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from itertools import groupby
from typing import Final

from relance.domain.customer import Account
from relance.domain.enrolment import Enrolment
from relance.domain.errors import Fault, Refused
from relance.domain.foretold import Foretold
from relance.domain.simulation import Forecast
from relance.usecases.deciding.tenants import Tenant
from relance.usecases.ports.accounts import Accounts
from relance.usecases.ports.listings import Listings, Page

LONGEST_RANGE: Final = timedelta(days=31)
FARTHEST: Final = timedelta(days=92)


@dataclass(frozen=True, slots=True)
class Range:
    """Days of the organization, both included, that can be foretold."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise Refused(Fault("ends_before_it_begins", "last"))
        if self.last - self.first >= LONGEST_RANGE:
            raise Refused(Fault("range_too_long", "last", {"days": LONGEST_RANGE.days}))

    def from_today(self, today: date) -> Range:
        """Raises Refused for days that are over, or too far away to be told."""
        if self.first < today:
            raise Refused(Fault("range_is_over", "first"))
        if self.last > today + FARTHEST:
            raise Refused(Fault("range_too_far", "last", {"days": FARTHEST.days}))
        return self


@dataclass(frozen=True)
class Foretell:
    accounts: Accounts
    listings: Listings

    def run(
        self,
        tenant: Tenant,
        days: Range,
        now: datetime,
        limit: int,
        after: str | None = None,
        customer: str | None = None,
    ) -> Page[Foretold]:
        """Tells of one customer, or of at most `limit` customers ordered by id. Days before the range are
        walked through, since what they do counts for the range. Raises NotFound, Refused.
        """
        today = tenant.calendar.today(now)
        tell = partial(self._of, tenant, days.from_today(today), today, now)
        if customer is not None:
            return Page(tuple(tell(customer)))
        page = self.listings.customers(tenant.id, limit, after)
        return Page(tuple(one for line in page.lines for one in tell(line.customer.id)), page.after)

    def _of(
        self, tenant: Tenant, days: Range, today: date, now: datetime, customer: str
    ) -> Iterator[Foretold]:
        account = self.accounts.load(tenant.id, customer)
        alone = _invoices(tenant.id, account)
        forecasts = sorted(tenant.simulate(account, today, days.last, now), key=_by_enrolment)
        for enrolment, of_enrolment in groupby(forecasts, key=_by_enrolment):
            for decision, same in groupby(of_enrolment, key=lambda forecast: forecast.decision):
                spell = [forecast.day for forecast in same]
                if spell[-1] >= days.first:
                    first = max(spell[0], days.first)
                    yield Foretold(
                        account.customer, enrolment, alone.get(enrolment), first, spell[-1], decision
                    )


def _by_enrolment(forecast: Forecast) -> str:
    return forecast.enrolment


def _invoices(org: str, account: Account) -> Mapping[str, str]:
    """The invoice of each enrolment that has one, by the enrolment's id, though the enrolment may not be
    written yet.
    """
    customer = account.customer.id
    known = {e.id: e.invoice for e in account.enrolments.values() if e.invoice}
    return known | {Enrolment.identity(org, customer, n): n for n in account.receivables.invoices}
