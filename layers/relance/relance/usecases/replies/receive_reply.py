"""A mail came in: kept once, read, given to its customer, and what follows from it done.

The tenant comes from the envelope alone. Every step may be repeated: the mail service tells of a mail again
when a worker failed or died.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

from relance.domain.errors import NotFound
from relance.domain.ids import derived
from relance.domain.inbox import (
    Attachment,
    EntryState,
    InboxEntry,
    MailKind,
    Match,
    Receipt,
    Received,
    first_state,
    is_our_own,
)
from relance.domain.mail_domain import company_domain, domain_of
from relance.domain.organization import Organization
from relance.domain.reply_address import ReplyAddresses
from relance.usecases.deciding.tenants import Tenant, Tenants
from relance.usecases.ports.clock import Clock
from relance.usecases.ports.inbox import Inbox, MailReader, Mails, OpenedMail
from relance.usecases.replies.follow_up import FollowUp
from relance.usecases.replies.match_reply import MatchReply

# By then the work of a worker that died has long been finished by the next; else the sweep does it.
_CHECKED_AFTER = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Kept:
    """The entries a mail made, one a tenant it was addressed to. Neither: it had come before."""

    entries: tuple[InboxEntry, ...] = ()
    nobodys: bool = False


@dataclass(frozen=True, slots=True)
class _Delivery:
    """A mail on its way to one entry of an organization."""

    org: str
    entry: str
    fingerprint: str
    by_reply_address: bool


@dataclass(frozen=True)
class ReceiveReply:
    mails: Mails
    inbox: Inbox
    reader: MailReader
    match: MatchReply
    follow_up: FollowUp
    tenants: Tenants
    replies: Callable[[], ReplyAddresses]
    fallback_sender: str
    clock: Clock

    def run(self, receipt: Receipt) -> Kept:
        """Raises NotNotified when all is done but telling people; it may be repeated like anything else."""
        raw = self.mails.read(receipt.id)
        if raw is None:
            return Kept(nobodys=True)
        addressed = list(self._addressed(receipt))
        if not addressed:
            self.mails.set_aside(receipt.id)
            return Kept(nobodys=True)
        return self._kept(addressed, receipt, self.reader.read(raw, receipt.scan))

    def give_up(self, receipt: Receipt) -> Kept:
        """Keeps a mail that taking in failed on again and again: as a person's, with no word of it read.

        The envelope alone says whose it is, so that its customer's plan is held and somebody opens the
        original. An entry that an earlier attempt made stays as it is. It may be repeated.
        """
        addressed = list(self._addressed(receipt))
        if not addressed:
            return Kept(nobodys=True)
        return self._kept(addressed, receipt, self.reader.unread(receipt.scan))

    def _kept(
        self, addressed: list[tuple[Tenant, tuple[str, ...]]], receipt: Receipt, opened: OpenedMail
    ) -> Kept:
        kept: list[InboxEntry] = []
        failures: list[Exception] = []
        for tenant, enrolments in addressed:
            for enrolment, about in self._customers(tenant, enrolments):
                try:
                    entry = self._keep(tenant, enrolment, receipt, opened, about)
                except Exception as error:  # the others' plans are held all the same
                    failures.append(error)
                    continue
                kept += [entry] if entry else []
        if failures:
            raise failures[0]
        return Kept(tuple(kept))

    def _addressed(self, receipt: Receipt) -> list[tuple[Tenant, tuple[str, ...]]]:
        """Each tenant the envelope names, with the enrolments whose reply addresses were used."""
        replies, named = self.replies(), dict[str, dict[str, None]]()
        for address in receipt.recipients:
            if found := replies.read(address):
                org, enrolment = found
                named.setdefault(org, {})[enrolment] = None
            elif inbox_of := replies.read_inbox(address):
                named.setdefault(inbox_of, {})
        tenants = []
        for org, enrolments in named.items():
            try:
                tenants.append((self.tenants.of(org, self.clock.now()), tuple(enrolments)))
            except NotFound:
                continue  # An organization that left: its mail is nobody's.
        return tenants

    def _customers(
        self, tenant: Tenant, enrolments: tuple[str, ...]
    ) -> Iterator[tuple[str | None, tuple[str, ...]]]:
        """One enrolment for each customer that the mail was addressed to, and what tells the entries apart.

        An accountant may answer for several customers in one mail.
        """
        if len(enrolments) < 2:
            yield next(iter(enrolments), None), ()
            return
        of_customer = dict[str | None, str]()
        for enrolment in enrolments:
            of_customer.setdefault(self.match.accounts.of_enrolment(tenant.id, enrolment), enrolment)
        for number, enrolment in enumerate(of_customer.values()):
            yield enrolment, (enrolment,) if number else ()

    def _keep(
        self,
        tenant: Tenant,
        enrolment: str | None,
        receipt: Receipt,
        opened: OpenedMail,
        about: tuple[str, ...],
    ) -> InboxEntry | None:
        entry_id = InboxEntry.identity(tenant.id, receipt, *about)
        found = self.match.run(tenant.organization, enrolment, opened.received, self.replies())
        delivery = _Delivery(
            tenant.id, entry_id, _fingerprint(opened.received, receipt), enrolment is not None
        )
        if not self._is_first(delivery, found.match):
            return None
        received = opened.received
        if found.parent and found.parent.text and received.text.strip():
            received = replace(received, visible=self.reader.visible(received.text, found.parent.text))
        state = self._state(tenant.organization, received, found.match)
        pending = state is EntryState.PENDING
        entry = self.inbox.add(
            InboxEntry(
                org=tenant.id,
                id=entry_id,
                received_at=receipt.at,
                raw_key=self.mails.key(receipt.id),
                received=replace(received, attachments=self._files(tenant.id, entry_id, opened)),
                state=state,
                match=found.match,
                look_at=self.clock.now() + _CHECKED_AFTER if pending else None,
            )
        )
        return self.follow_up.run(tenant, entry)

    def _is_first(self, delivery: _Delivery, match: Match | None) -> bool:
        """Whether the mail did not come before: for its customer, where the customer's own address was used.

        A mail server may deliver a mail to the reply addresses of two customers in two parts.
        """
        org, entry, fingerprint = delivery.org, delivery.entry, delivery.fingerprint
        is_first = self.inbox.is_first(org, fingerprint, entry)
        if match is None:
            return is_first
        of_customer = derived("delivery", fingerprint, match.customer)
        is_customers_first = self.inbox.is_first(org, of_customer, entry)
        return is_customers_first and (is_first or delivery.by_reply_address)

    def _state(self, organization: Organization, received: Received, match: Match | None) -> EntryState:
        if is_our_own(received, self._own_domains(organization), self.replies().domain):
            return EntryState.DROPPED
        return first_state(received, match, organization)

    def _own_domains(self, organization: Organization) -> frozenset[str]:
        members = (company_domain(member.email) for member in organization.members.values())
        return frozenset({domain_of(self.fallback_sender), *(domain for domain in members if domain)})

    def _files(self, org: str, entry_id: str, opened: OpenedMail) -> tuple[Attachment, ...]:
        """Kept apart, where the sender is who it says; else they stay unopened in the raw mail."""
        received = opened.received
        if received.kind is MailKind.VIRUS or not received.verified:
            return received.attachments
        return tuple(
            replace(shown, key=self.mails.keep_file(org, entry_id, number, file))
            for number, (shown, file) in enumerate(zip(received.attachments, opened.files, strict=True))
        )


def _fingerprint(received: Received, receipt: Receipt) -> str:
    """A mail with neither Message-ID nor Date may be the same words sent again: each delivery counts."""
    if received.message_id or received.sent_at:
        return received.fingerprint
    return derived("delivery", received.fingerprint, receipt.id)
