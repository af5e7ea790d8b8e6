"""A customer's reminders, or one invoice's, stopped by a person and taken up again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from relance.domain.customer import Account
from relance.domain.errors import Fault, Refused
from relance.domain.hold import Hold, HoldKind
from relance.usecases.deciding.change_account import ChangeAccount
from relance.usecases.deciding.tenants import Tenant


@dataclass(frozen=True)
class PauseCustomer:
    """The place in the plan is kept. Everything raises NotFound."""

    change_account: ChangeAccount

    def pause(
        self,
        tenant: Tenant,
        customer: str,
        until: date | None,
        invoice: str | None,
        reason: str,
        by: str = "",
    ) -> Account:
        """`until` is the first day it holds no more; None lasts until somebody resumes. `by` is who
        pauses. Raises Refused.
        """
        today = tenant.calendar.today(self.change_account.clock.now())
        if until is not None and until <= today:
            raise Refused(Fault("pause_in_the_past", "until", {"until": until.isoformat()}))
        hold = Hold(_id(invoice), HoldKind.PAUSE, today, until, invoice, reason=reason, by=by)

        def paused(account: Account) -> Account:
            if invoice is not None and invoice not in account.receivables.invoices:
                raise Refused(Fault("not_open_here", "invoice", {"id": invoice}))
            return replace(account, holds=(*_without(account, hold.id), hold))

        return self.change_account.run(tenant, customer, paused)

    def resume(self, tenant: Tenant, customer: str, invoice: str | None) -> Account:
        """Safe to repeat."""
        return self.change_account.run(
            tenant, customer, lambda account: replace(account, holds=_without(account, _id(invoice)))
        )


def _id(invoice: str | None) -> str:
    return HoldKind.PAUSE.value if invoice is None else f"{HoldKind.PAUSE}#{invoice}"


def _without(account: Account, hold_id: str) -> tuple[Hold, ...]:
    return tuple(hold for hold in account.holds if hold.id != hold_id)
