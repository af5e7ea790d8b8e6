"""The one way receivables, holds, plans and contacts change: re-decided and written in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from relance.again import again
from relance.domain.arrivals import arrived
from relance.domain.customer import Account, Customer
from relance.domain.errors import NotFound
from relance.usecases.deciding.tenants import Tenant
from relance.usecases.ports.accounts import Accounts
from relance.usecases.ports.clock import Clock

Change = Callable[[Account], Account]
ChangeOfTwo = Callable[[Account, Account], tuple[Account, Account]]


@dataclass(frozen=True)
class ChangeAccount:
    accounts: Accounts
    clock: Clock

    def run(
        self, tenant: Tenant, customer: str, change: Change, *, also: Iterable[str] = (), create: bool = False
    ) -> Account:
        """Applies `change` to the customer's account, again on fresh state when another change came between.

        `also` names closed invoices the change is about; `create` makes a customer that does not exist.
        Raises NotFound, or Conflict after several tries.
        """
        named = tuple(also)

        def attempt() -> Account:
            before = self._load(tenant.id, customer, named, create)
            now = self.clock.now()
            # Money whose day has come counts before the change, whoever looked at the account last.
            after = tenant.redecided(change(arrived(before, tenant.calendar.today(now))), now)
            self.accounts.save(tenant.id, before, after)
            return after

        return again(attempt, f"customer {customer}")

    def run_two(
        self,
        tenant: Tenant,
        first: str,
        second: str,
        change: ChangeOfTwo,
        *,
        also: Iterable[str] = (),
        create: bool = False,
    ) -> tuple[Account, Account]:
        """Applies `change` to the accounts of two customers, both or neither. `also` names what is closed, of
        either; `create` makes the second. Raises NotFound, Refused, or Conflict after several tries.
        """
        named = tuple(also)

        def attempt() -> tuple[Account, Account]:
            before = self.accounts.load(tenant.id, first, named), self._load(tenant.id, second, named, create)
            now = self.clock.now()
            today = tenant.calendar.today(now)
            changed = change(*(arrived(account, today) for account in before))
            one, two = (tenant.redecided(account, now) for account in changed)
            self.accounts.save_together(tenant.id, (before[0], one), (before[1], two))
            return one, two

        return again(attempt, f"customers {first} and {second}")

    def _load(self, org: str, customer: str, also: tuple[str, ...], create: bool) -> Account:
        try:
            return self.accounts.load(org, customer, also)
        except NotFound:
            if not create:
                raise
            return Account(Customer(customer, customer))
