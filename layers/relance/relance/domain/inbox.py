"""A mail that came in, as facts, and its entry in an organization's inbox."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Self

from relance.domain.ids import derived, read_stamp, stamp
from relance.domain.mail_address import Address
from relance.domain.mail_domain import domain_of
from relance.domain.organization import Organization


class MailKind(StrEnum):
    """What a mail is; its consequences depend on nothing else (`consequence`)."""

    HUMAN_REPLY = "human_reply"
    AUTO_REPLY = "auto_reply"
    """Certainly a machine's."""
    WEAK_AUTO_REPLY = "weak_auto_reply"
    """Probably a machine's: a person is asked all the same."""
    HARD_BOUNCE = "hard_bounce"
    SOFT_BOUNCE = "soft_bounce"
    """Refused this time, or still being tried."""
    COMPLAINT = "complaint"
    RECEIPT = "receipt"
    BULK = "bulk"
    FORWARDING = "forwarding_confirmation"
    VIRUS = "virus"

    @property
    def wants_a_person(self) -> bool:
        return self in (MailKind.HUMAN_REPLY, MailKind.WEAK_AUTO_REPLY)


class Check(StrEnum):
    """One verdict of the mail service on a mail it received."""

    PASS = "PASS"  # noqa: S105 - the word SES uses, no password
    FAIL = "FAIL"
    GRAY = "GRAY"
    PROCESSING_FAILED = "PROCESSING_FAILED"


@dataclass(frozen=True, slots=True)
class Scan:
    """What the mail service found when it received the mail; the mail's own headers can be forged."""

    spam: Check = Check.GRAY
    virus: Check = Check.GRAY
    spf: Check = Check.GRAY
    dkim: Check = Check.GRAY
    dmarc: Check = Check.GRAY


@dataclass(frozen=True, slots=True)
class Receipt:
    """The envelope of a mail that came in. `id` is the mail service's, `recipients` are whom SMTP named."""

    id: str
    at: datetime
    recipients: tuple[str, ...]
    scan: Scan = Scan()


@dataclass(frozen=True, slots=True)
class File:
    """A file with its content: it came with a mail, or goes out with an answer."""

    name: str
    content_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with a mail: `size` in bytes, `key` None while it stays unopened in the raw mail."""

    name: str
    content_type: str
    size: int
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Forwarding:
    """A mail provider asks whether `mailbox` may forward to us: for a person to confirm, never opened."""

    mailbox: str
    code: str
    link: str


@dataclass(frozen=True, slots=True)
class Received:
    """A mail's facts. Ids have no angle brackets; addresses are in lower case.

    `subkind` and `evidence` are codes. `thread` are the mails it answers, the nearest first. `text` is all of
    it, `visible` what its author wrote. `passed_on` says that the sender forwards somebody else's mail;
    `first_author` is that person's address where the forward tells it. `failed` are the addresses that a
    bounce or a complaint names. `verified` says that the sender's domain vouches for the mail.
    """

    kind: MailKind
    subkind: str = ""
    evidence: tuple[str, ...] = ()
    sender: Address = Address("", name="")
    reply_to: tuple[str, ...] = ()
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    subject: str = ""
    sent_at: datetime | None = None
    message_id: str = ""
    thread: tuple[str, ...] = ()
    text: str = ""
    visible: str = ""
    attachments: tuple[Attachment, ...] = ()
    returns_on: date | None = None
    failed: tuple[str, ...] = ()
    verified: bool = False
    forwarding: Forwarding | None = None
    size: int = 0
    passed_on: bool = False
    first_author: str = ""

    @property
    def fingerprint(self) -> str:
        """The same text for a mail that comes again by another way (forwarded, or sent to two addresses).

        The Message-ID alone would not do: some programs use one twice, and no answer may be lost.
        """
        sent = self.sent_at.isoformat() if self.sent_at else ""
        sizes = ",".join(str(attachment.size) for attachment in self.attachments)
        # Line ends and blank space at the end change on the way.
        words = " ".join(self.text.split())
        return derived("mail", self.message_id, sent, self.sender.email, self.subject, words, sizes)


class EntryState(StrEnum):
    PENDING = "pending"
    ANSWERED = "answered"
    IGNORED = "ignored"
    PAUSED = "paused"
    SUPERSEDED = "superseded"
    """A later mail of the customer is the pending one."""
    FILED = "filed"
    UNMATCHED = "unmatched"
    QUARANTINED = "quarantined"
    DROPPED = "dropped"
    """Our own machine's, come back."""


class MatchedBy(StrEnum):
    TOKEN = "token"  # noqa: S105 - a way to match, no secret
    THREAD = "thread"
    CONTACT = "contact"
    DOMAIN = "domain"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Match:
    """The customer and enrolment that a mail was found to belong to."""

    customer: str
    by: MatchedBy
    enrolment: str | None = None
    invoice: str | None = None


@dataclass(frozen=True, slots=True)
class AnswerClaim:
    """The record of answering: written before the mail leaves, so that it leaves at most once."""

    outreach: str
    at: datetime
    member: str


@dataclass(frozen=True, slots=True)
class InboxEntry:
    """`id` begins with the instant it was received, so ids sort by time. `look_at` is when to look again.

    `refusals` counts answers that certainly did not leave, `reminders` the members reminded of it so far.
    """

    org: str
    id: str
    received_at: datetime
    raw_key: str
    received: Received
    state: EntryState
    match: Match | None = None
    claim: AnswerClaim | None = None
    refusals: int = 0
    handled_by: str | None = None
    handled_at: datetime | None = None
    notified: bool = False
    reminders: int = 0
    look_at: datetime | None = None
    revision: int = 0

    @staticmethod
    def identity(org: str, receipt: Receipt, *about: str) -> str:
        """An id that derives from the mail: receiving the same mail twice makes one entry.

        `about` tells apart the entries of a mail to the reply addresses of several customers.
        """
        return f"{stamp(receipt.at)}-{derived('inbox', org, receipt.id, *about)}"

    @staticmethod
    def instant(entry_id: str) -> datetime:
        """The whole second it was received in. ValueError when it is no entry's id."""
        return read_stamp(entry_id)

    @property
    def customer(self) -> str | None:
        return self.match.customer if self.match else None

    @property
    def answer_to(self) -> tuple[str, ...]:
        """Whom an answer goes to, unless a person says otherwise."""
        if self.received.first_author:
            return (self.received.first_author,)
        return self.received.reply_to or (self.received.sender.email,)

    @property
    def answer_subject(self) -> str:
        subject = " ".join(self.received.subject.split())
        return subject if subject.lower().startswith("re:") else f"Re: {subject}"

    def handled_as(self, state: EntryState, member: str, at: datetime) -> Self:
        return replace(self, state=state, handled_by=member, handled_at=at, claim=None, look_at=None)

    def closed(self, state: EntryState) -> Self:
        """Nobody needs to look at it any more."""
        return replace(self, state=state, look_at=None)


def first_state(received: Received, match: Match | None, organization: Organization) -> EntryState:
    """The state of a mail as it arrives (D6); with the central inbox off every mail is filed (D8)."""
    if received.kind is MailKind.VIRUS:
        return EntryState.QUARANTINED
    if not received.kind.wants_a_person or not organization.inbox:
        return EntryState.FILED
    if match is None:
        return EntryState.UNMATCHED
    return EntryState.FILED if _is_members(received, organization) else EntryState.PENDING


def _is_members(received: Received, organization: Organization) -> bool:
    """Whether a member of the organization wrote to the customer, with the reply address in copy.

    What a member passes on is the customer's.
    """
    if received.passed_on:
        return False
    ours = {member.email.lower() for member in organization.members.values()}
    return received.verified and received.sender.email in ours


def is_our_own(received: Received, own_domains: frozenset[str], reply_domain: str) -> bool:
    """A mail of our machines that comes back; answering such things is how loops begin."""
    sender = domain_of(received.sender.email)
    if sender == reply_domain.lower():
        return True
    by_machine = received.kind in (MailKind.AUTO_REPLY, MailKind.WEAK_AUTO_REPLY)
    return by_machine and sender in own_domains
