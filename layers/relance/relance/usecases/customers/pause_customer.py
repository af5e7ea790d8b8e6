"""A customer's reminders, or one invoice's, stopped by a person and taken up again."""

from __future__ import annotations

from collections.abc import Iterable
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

        def paused(account: Account) -> Account:
            numbers = _numbers(account, invoice)
            if not numbers:
                raise Refused(Fault("not_open_here", "invoice", {"id": invoice or ""}))
            holds = (
                Hold(_id(one), HoldKind.PAUSE, today, until, one, reason=reason, by=by) for one in numbers
            )
            return replace(account, holds=(*_without(account, numbers), *holds))

        return self.change_account.run(tenant, customer, paused)

    def resume(self, tenant: Tenant, customer: str, invoice: str | None) -> Account:
        """Safe to repeat."""
        return self.change_account.run(
            tenant,
            customer,
            lambda account: replace(account, holds=_without(account, (invoice, *_numbers(account, invoice)))),
        )


def _numbers(account: Account, invoice: str | None) -> tuple[str | None, ...]:
    """What is paused: the customer, an invoice, or all of its instalments."""
    if invoice is None:
        return (None,)
    return tuple(one.number for one in account.receivables.named(invoice))


def _id(invoice: str | None) -> str:
    return HoldKind.PAUSE.value if invoice is None else f"{HoldKind.PAUSE}#{invoice}"


def _without(account: Account, numbers: Iterable[str | None]) -> tuple[Hold, ...]:
    gone = {_id(number) for number in numbers}
    return tuple(hold for hold in account.holds if hold.id not in gone)
