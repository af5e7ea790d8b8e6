"""A customer's promise to pay, noted by a person; moved to another day, or withdrawn (E3)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from relance.domain.customer import Account
from relance.domain.handling import Hand
from relance.domain.promise import PromiseToPay
from relance.domain.promising import Offer, Terms, moved, promise_of, taken, withdrawn
from relance.usecases.deciding.change_account import ChangeAccount
from relance.usecases.deciding.tenants import Tenant

type Check = Callable[[PromiseToPay], None]


@dataclass(frozen=True, slots=True)
class PromiseEdit:
    """What is to change of a promise. None leaves its day as it is."""

    promised_for: date | None = None
    withdraw: bool = False


@dataclass(frozen=True)
class TakePromise:
    """Everything raises NotFound, or Refused with what is wrong."""

    change_account: ChangeAccount

    def take(self, tenant: Tenant, customer: str, offer: Offer, by: str) -> PromiseToPay:
        hand, terms = self._hand(tenant, by), _terms(tenant)
        changed = self.change_account.run(
            tenant, customer, lambda account: taken(account, offer, hand, terms)
        )
        return promise_of(changed, offer.id)

    def change(
        self, tenant: Tenant, customer: str, promise: str, edit: PromiseEdit, by: str, check: Check
    ) -> PromiseToPay:
        """`check` sees the promise as it is now."""
        hand, terms = self._hand(tenant, by), _terms(tenant)

        def edited(account: Account) -> Account:
            known = promise_of(account, promise)
            check(known)
            if edit.promised_for is not None:
                account = moved(account, known, edit.promised_for, hand, terms)
            return withdrawn(account, promise_of(account, promise), hand) if edit.withdraw else account

        return promise_of(self.change_account.run(tenant, customer, edited, also=(promise,)), promise)

    def _hand(self, tenant: Tenant, by: str) -> Hand:
        now = self.change_account.clock.now()
        return Hand(by, now, tenant.calendar.today(now))


def _terms(tenant: Tenant) -> Terms:
    return Terms(tenant.organization.promise_grace_days, tenant.calendar)
