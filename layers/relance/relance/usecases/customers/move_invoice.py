"""An invoice moves to another customer: by a person, or because a person confirms what a file says."""

from __future__ import annotations

from dataclasses import dataclass

from relance.domain.customer import Account
from relance.domain.errors import Fault, NotFound, Refused
from relance.domain.moving import moved
from relance.usecases.deciding.change_account import ChangeAccount
from relance.usecases.deciding.tenants import Tenant


@dataclass(frozen=True)
class MoveInvoice:
    change_account: ChangeAccount

    def run(self, tenant: Tenant, number: str, to: str) -> Account:
        """The account of the customer that has it then. Raises NotFound; Refused for the customer that has it
        already, and for what cannot be parted; Conflict while a message about it is leaving.
        """
        accounts, org = self.change_account.accounts, tenant.id
        owner = accounts.customer_of(org, number)
        if owner is None:
            raise NotFound(f"invoice {number}")
        if owner == to:
            raise Refused(Fault("already_theirs", "customer", {"customer": to}))

        def changed(source: Account, target: Account) -> tuple[Account, Account]:
            if target.receivables.named(number):
                # Somebody else moved it at this very moment.
                raise Refused(Fault("already_theirs", "customer", {"customer": to}))
            both = moved(source, target, number, org)
            return both.source, both.target

        return self.change_account.run_two(tenant, owner, to, changed, also=(number,))[1]
