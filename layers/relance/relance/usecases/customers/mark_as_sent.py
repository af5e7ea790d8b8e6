"""An invoice that was sent otherwise than by Relance, as a person says (B6)."""

from __future__ import annotations

from dataclasses import dataclass

from relance.domain.customer import Account
from relance.domain.errors import NotFound
from relance.domain.invoice_sending import marked_as_sent
from relance.usecases.deciding.change_account import ChangeAccount
from relance.usecases.deciding.tenants import Tenant


@dataclass(frozen=True)
class MarkAsSent:
    change_account: ChangeAccount

    def run(self, tenant: Tenant, number: str, by: str) -> Account:
        """Raises NotFound; Refused for an invoice that does not wait to be sent, or that is leaving."""
        customer = self.change_account.accounts.customer_of(tenant.id, number)
        if customer is None:
            raise NotFound(f"invoice {number}")
        now = self.change_account.clock.now()
        return self.change_account.run(
            tenant, customer, lambda account: marked_as_sent(account, number, by, now), also=(number,)
        )
