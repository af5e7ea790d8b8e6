"""Two customers become one, as somebody who has seen what comes of it confirms."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from relance.domain.arrivals import arrived
from relance.domain.customer import Account, Customer
from relance.domain.errors import Fault, NotFound, Refused
from relance.domain.merging import merged
from relance.usecases.deciding.change_account import ChangeAccount
from relance.usecases.deciding.tenants import Tenant


@dataclass(frozen=True, slots=True)
class MergePreview:
    """What comes of it. `differences` are codes of what the customer that stays has otherwise than the one
    that goes: what stays counts. `confirm` names just this.
    """

    source: Account
    target: Account
    after: Account
    differences: tuple[str, ...]

    @property
    def confirm(self) -> str:
        told = [
            [side.customer.id, side.customer.plan, sums(side), len(side.receivables.open)]
            for side in (self.source, self.target)
        ]
        return sha256(json.dumps([told, self.differences]).encode()).hexdigest()[:32]


def sums(account: Account) -> dict[str, int]:
    """What is owed by currency, in minor units."""
    return {currency: left.minor for currency, left in sorted(account.receivables.balances.items())}


class MergeUnconfirmed(Exception):
    """Nothing changed: what would come of it is to be confirmed first. `stale`: something else was
    confirmed.
    """

    def __init__(self, shown: MergePreview, *, stale: bool) -> None:
        super().__init__("the merge is not confirmed")
        self.shown, self.stale = shown, stale


@dataclass(frozen=True)
class MergeCustomers:
    change_account: ChangeAccount

    def look(self, tenant: Tenant, customer: str, into: str) -> MergePreview:
        """What would come of it now. Raises NotFound; Refused for what cannot be merged; Conflict while a
        message to either is leaving.
        """
        accounts, today = self.change_account.accounts, tenant.calendar.today(self.change_account.clock.now())
        source, target = (arrived(accounts.load_all(tenant.id, one), today) for one in (customer, into))
        if source.customer.id == target.customer.id:
            raise Refused(Fault("same_customer", "into", {"customer": into}))
        return self._preview(tenant, source, target)

    def run(self, tenant: Tenant, customer: str, into: str, confirm: str | None) -> Account:
        """The account of both. `confirm` is that of `look`. Safe to repeat: customers that are merged already
        are answered as they are. Raises as `look` does, or MergeUnconfirmed with what would come of it now.
        """
        if done := self._done(tenant.id, customer, into):
            return done

        def changed(source: Account, target: Account) -> tuple[Account, Account]:
            shown = self._preview(tenant, source, target)
            if confirm != shown.confirm:
                raise MergeUnconfirmed(shown, stale=confirm is not None)
            both = merged(source, target, tenant.id)
            return both.source, both.target

        try:
            return self.change_account.run_two(tenant, customer, into, changed, whole=True)[1]
        except Refused:
            # Somebody else merged them at this very moment.
            if done := self._done(tenant.id, customer, into):
                return done
            raise

    def _done(self, org: str, customer: str, into: str) -> Account | None:
        """The account of both when they are merged already. Raises Refused for two ids of one customer."""
        source, target = (self.change_account.accounts.load(org, one) for one in (customer, into))
        if source.customer.id != target.customer.id:
            return None
        if customer not in target.customer.aliases:
            raise Refused(Fault("same_customer", "into", {"customer": into}))
        return target

    def _preview(self, tenant: Tenant, source: Account, target: Account) -> MergePreview:
        after = merged(source, target, tenant.id).target
        self._check_parents(tenant.id, after.customer)
        return MergePreview(source, target, after, tuple(_differences(tenant, source, target)))

    def _check_parents(self, org: str, customer: Customer) -> None:
        """No customer becomes its own parent, however distant."""
        parent = customer.parent
        seen: set[str] = set()
        while parent is not None and parent not in seen:
            if parent in customer.ids:
                raise Refused(Fault("parent_of_itself", "into"))
            seen.add(parent)
            try:
                parent = self.change_account.accounts.load(org, parent).customer.parent
            except NotFound:
                return


def _differences(tenant: Tenant, source: Account, target: Account) -> Iterator[str]:
    gone, stays = source.customer, target.customer
    plans = tenant.plan_of(source), tenant.plan_of(target)
    ids, levels = ({getattr(plan, name, None) for plan in plans} for name in ("id", "level"))
    if len(ids) > 1:
        yield "level" if len(levels - {None}) > 1 else "plan"
    currencies = sums(source).keys(), sums(target).keys()
    if all(currencies) and currencies[0] != currencies[1]:
        yield "currency"
    for name in ("siren", "vat", "language", "account_manager", "parent"):
        one, other = getattr(gone, name), getattr(stays, name)
        if one is not None and other is not None and one != other:
            yield name
    if source.holds or target.holds:
        yield "holds"
