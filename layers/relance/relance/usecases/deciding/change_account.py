"""The one way receivables, holds, plans and contacts change: re-decided and written in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from relance.again import again
from relance.domain.arrivals import arrived
from relance.domain.customer import Account, Customer
from relance.domain.erasure import held
from relance.domain.errors import Fault, NotFound, Refused
from relance.usecases.deciding.tenants import Tenant
from relance.usecases.ports.accounts import Accounts
from relance.usecases.ports.clock import Clock
from relance.usecases.ports.erasures import Erasures

Change = Callable[[Account], Account]
ChangeOfTwo = Callable[[Account, Account], tuple[Account, Account]]


@dataclass(frozen=True)
class ChangeAccount:
    accounts: Accounts
    erasures: Erasures
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
            before = self._load(tenant, customer, named, create)
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
        whole: bool = False,
    ) -> tuple[Account, Account]:
        """Applies `change` to the accounts of two customers, both or neither. `also` names what is closed, of
        either, `whole` reads everything that is closed; `create` makes the second. Raises NotFound, Refused
        (also for two ids of one customer), or Conflict after several tries.
        """
        named = tuple(also)

        def loaded() -> tuple[Account, Account]:
            if whole:
                return self.accounts.load_all(tenant.id, first), self.accounts.load_all(tenant.id, second)
            return self.accounts.load(tenant.id, first, named), self._load(tenant, second, named, create)

        def attempt() -> tuple[Account, Account]:
            before = loaded()
            if before[0].customer.id == before[1].customer.id:
                raise Refused(Fault("same_customer", "customer", {"customer": second}))
            now = self.clock.now()
            today = tenant.calendar.today(now)
            changed = change(*(arrived(account, today) for account in before))
            one, two = (tenant.redecided(account, now) for account in changed)
            self.accounts.save_together(tenant.id, (before[0], one), (before[1], two))
            return one, two

        return again(attempt, f"customers {first} and {second}")

    def _load(self, tenant: Tenant, customer: str, also: tuple[str, ...], create: bool) -> Account:
        """A customer that was erased, and that somebody makes again, starts held: what its erasure has still
        to remove is what was there before.
        """
        try:
            return self.accounts.load(tenant.id, customer, also)
        except NotFound:
            if not create:
                raise
        new = Account(Customer(customer, customer))
        erasure, now = self.erasures.get(tenant.id, customer), self.clock.now()
        if erasure is None:
            return new
        if erasure.gone_at is None:
            self.erasures.put(erasure.account_gone(now))
        return held(new, tenant.calendar.today(now))
