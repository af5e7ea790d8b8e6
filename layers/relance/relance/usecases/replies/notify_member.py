"""Tells our own people by e-mail that a customer's answer waits for them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from relance.domain.customer import Customer
from relance.domain.inbox import InboxEntry
from relance.domain.mail_address import Address
from relance.domain.organization import Member
from relance.usecases.deciding.tenants import Tenant
from relance.usecases.ports.composing import ComposeNotice, Notice, ReplyNotice
from relance.usecases.ports.mailing import Accepted, Notifier, Rejected, Throttled, Unknown


class NotNotified(RuntimeError):
    """The mail service takes nothing now; all else is done, and telling may be tried again."""


@dataclass(frozen=True)
class NotifyMember:
    """`entry_url` is where an entry is shown, with `{entry}` for its id; empty for no link."""

    notifier: Notifier
    compose: ComposeNotice
    sender: str
    entry_url: str

    def run(
        self,
        tenant: Tenant,
        kind: ReplyNotice,
        entry: InboxEntry,
        customer: Customer,
        members: Iterable[Member],
    ) -> None:
        """Raises NotNotified. A second notice does no harm, a lost one does: what may have left is not sent
        again, what may not have is.
        """
        refused = []
        for member in members:
            match self.notifier.notify(self.compose(self._notice(tenant, kind, entry, customer, member))):
                case Accepted() | Unknown() | Rejected():
                    pass
                case Throttled(reason=reason):
                    refused.append(reason)
        if refused:
            raise NotNotified(", ".join(sorted(set(refused))))

    def _notice(
        self, tenant: Tenant, kind: ReplyNotice, entry: InboxEntry, customer: Customer, member: Member
    ) -> Notice:
        return Notice(
            kind=kind,
            member=member,
            organization=tenant.organization,
            customer_name=customer.name,
            entry=entry,
            sender=Address(self.sender, name="Relance"),
            link=self.entry_url.format(entry=entry.id),
        )
