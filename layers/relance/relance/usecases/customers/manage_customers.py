"""A customer made or changed by hand: its name, its plan, who looks after it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from relance.domain.customer import DEFAULT_PLAN, NO_PLAN, Account, Customer
from relance.domain.errors import Exists, Fault, NotFound, Refused
from relance.domain.organization import Organization
from relance.usecases.deciding.change_account import ChangeAccount
from relance.usecases.deciding.tenants import Tenant

type Edit = Callable[[Account], Customer]


@dataclass(frozen=True)
class ManageCustomers:
    change_account: ChangeAccount

    def create(self, tenant: Tenant, customer: Customer) -> Account:
        """Raises Exists when the id is taken, Refused when the customer names what does not exist."""

        def made(account: Account) -> Account:
            if account.version:
                raise Exists(f"customer {customer.id}")
            return replace(account, customer=self._checked(tenant, customer, None))

        return self.change_account.run(tenant, customer.id, made, create=True)

    def update(self, tenant: Tenant, customer: str, edit: Edit) -> Account:
        """`edit` gives the customer as it shall be, from the account as it is. Raises NotFound, Refused."""

        def changed(account: Account) -> Account:
            return replace(account, customer=self._checked(tenant, edit(account), account.customer))

        return self.change_account.run(tenant, customer, changed)

    def _checked(self, tenant: Tenant, customer: Customer, before: Customer | None) -> Customer:
        faults = [*_faults(tenant.organization, customer, before), *self._parent_faults(tenant, customer)]
        if faults:
            raise Refused(*faults)
        return customer

    def _parent_faults(self, tenant: Tenant, customer: Customer) -> list[Fault]:
        """A parent exists, and is not the customer's own descendant."""
        parent, seen = customer.parent, {customer.id}
        while parent is not None:
            try:
                known = self.change_account.accounts.load(tenant.id, parent).customer
            except NotFound:
                is_new = parent == customer.id
                code = "parent_of_itself" if is_new else "unknown_customer"
                return [Fault(code, "parent", {"id": customer.parent or ""})]
            if known.id in seen:
                return [Fault("parent_of_itself", "parent")]
            seen.add(known.id)
            parent = known.parent
        return []


def _faults(organization: Organization, customer: Customer, before: Customer | None) -> list[Fault]:
    """An account manager who left may stay: whoever changes something else need not know."""
    faults = []
    if customer.plan not in (DEFAULT_PLAN, NO_PLAN, *organization.offered_plans):
        faults.append(Fault("unknown_plan", "plan", {"id": customer.plan}))
    manager, same = customer.account_manager, before and before.account_manager
    if manager is not None and manager != same and not organization.active_member(manager):
        faults.append(Fault("unknown_member", "account_manager", {"id": manager}))
    return faults
