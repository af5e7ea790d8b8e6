"""Everything that goes into a reminder's e-mail, put together in one place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from relance.domain.customer import Account, Contact
from relance.domain.decision import Due
from relance.domain.organization import Member
from relance.domain.plan import PlanStep
from relance.domain.reply_address import ReplyAddresses
from relance.domain.sender import from_address, sender_of
from relance.usecases.deciding.tenants import Tenant
from relance.usecases.ports.composing import Composed, Composer, Reminder


@dataclass(frozen=True)
class WriteReminder:
    composer: Composer
    replies: Callable[[], ReplyAddresses]
    fallback_sender: str

    def reminder(
        self,
        tenant: Tenant,
        account: Account,
        due: Due,
        contact: Contact,
        today: date,
        *,
        answered_at: str | None = None,
        enrolment: str = "",
        sender: Member | None = None,
        by_hand: bool = False,
    ) -> Reminder:
        """Signed by `sender`, else by the step's own. Answers go to `answered_at`, else to the reply address
        of the enrolment.
        """
        signs = sender or self.sender(tenant, account, due.step)
        return Reminder(
            organization=tenant.organization,
            account=account,
            due=due,
            contact=contact,
            sender=signs,
            from_address=from_address(signs, tenant.organization, self.fallback_sender),
            reply_to=answered_at or self.replies().of(tenant.id, enrolment),
            today=today,
            by_hand=by_hand,
        )

    def sender(self, tenant: Tenant, account: Account, step: PlanStep) -> Member:
        return sender_of(step, account, tenant.organization)

    def compose(self, reminder: Reminder) -> Composed:
        """Raises Refused when the message does not render, or an address cannot be written."""
        return self.composer.compose(reminder)
