"""What a day or a range of days will do, customer by customer, and why (A12, F1)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from relance.domain.simulation import Forecast
from relance.usecases.deciding.tenants import Tenants
from relance.usecases.ports.accounts import Accounts
from relance.usecases.ports.clock import Clock


@dataclass(frozen=True)
class Simulate:
    tenants: Tenants
    accounts: Accounts
    clock: Clock

    def run(self, org: str, first: date, last: date, customer: str | None = None) -> Iterator[Forecast]:
        """Every decision from `first` to `last` (the organization's days), of one customer or of all.

        A range starts from what is known now; only its first day can be wholly right.
        """
        now = self.clock.now()
        tenant = self.tenants.of(org, now)
        customers = (customer,) if customer else self.accounts.customers(org)
        for one in customers:
            yield from tenant.simulate(self.accounts.load(org, one), first, last, now)
