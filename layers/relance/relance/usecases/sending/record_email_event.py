"""What the mail service says became of an e-mail: its status per recipient, and unknowns resolved."""

from __future__ import annotations

from dataclasses import dataclass

from relance.again import again
from relance.domain.customer import AddressStanding
from relance.domain.errors import NotFound
from relance.domain.failed_address import marked
from relance.domain.outreach import EmailEvent, EmailStatus, Outreach
from relance.usecases.deciding.change_account import ChangeAccount
from relance.usecases.deciding.tenants import Tenants
from relance.usecases.ports.clock import Clock
from relance.usecases.ports.outreaches import Outreaches
from relance.usecases.sending.close_review import close_review


@dataclass(frozen=True)
class RecordEmailEvent:
    tenants: Tenants
    outreaches: Outreaches
    change_account: ChangeAccount
    clock: Clock

    def run(self, event: EmailEvent) -> Outreach:
        """Takes the event in, whatever came before it: our own record, other events, or nothing yet."""
        heard = self._record(event)
        if heard is None:
            return Outreach.heard_of(event)
        if event.status is EmailStatus.SENT:
            self.outreaches.name_message(event.ref, event.message_id)
        if standing := _standing_after(event):
            self._mark(event, standing)
        return heard

    def _is_of_erased(self, event: EmailEvent) -> bool:
        """Whether the mail was to a customer whose account has gone since."""
        erasure = self.change_account.erasures.get(event.ref.org, event.ref.customer)
        gone_at = erasure.gone_at if erasure else None
        return gone_at is not None and event.ref.at <= gone_at

    def _mark(self, event: EmailEvent, standing: AddressStanding) -> None:
        """Marks an address that works no more, or may not be written to: another contact is tried, or a new
        address is asked for.
        """
        tenant = self.tenants.of(event.ref.org, self.clock.now())
        try:
            self.change_account.run(
                tenant, event.ref.customer, lambda account: marked(account, event.recipients, standing)
            )
        except NotFound:
            return

    def _record(self, event: EmailEvent) -> Outreach | None:
        return again(lambda: self._record_once(event), f"outreach {event.ref.id}")

    def _record_once(self, event: EmailEvent) -> Outreach | None:
        """None when nothing of it is kept."""
        known = self.outreaches.get(event.ref)
        if known is None and self._is_of_erased(event):
            return None
        heard = known.after(event) if known else Outreach.heard_of(event)
        if known is None:
            self.outreaches.record(heard)
        elif heard != known:
            self.outreaches.update(heard)
        # An event that says nothing new may come again: a worker died before it closed the review.
        if known and heard.status.left_us and (not known.status.left_us or heard == known):
            close_review(self.change_account, self.tenants.of(event.ref.org, self.clock.now()), event.ref)
        return heard


def _standing_after(event: EmailEvent) -> AddressStanding | None:
    """Only what is said to be for good counts against an address."""
    if event.status is EmailStatus.COMPLAINED:
        return AddressStanding.COMPLAINED
    return AddressStanding.BOUNCED if event.status is EmailStatus.BOUNCED and event.permanent else None
