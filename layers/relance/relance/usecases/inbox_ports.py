"""What receiving and handling replies needs of the world, beside `ports`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from relance.domain.inbox import File, InboxEntry, Received, Scan
from relance.domain.organization import Member, Organization
from relance.domain.sender import Address
from relance.usecases.ports import Composed, Envelope, SendResult


class InboxList(StrEnum):
    """What waits for a person."""

    PENDING = "pending"
    UNMATCHED = "unmatched"
    FORWARDING = "forwarding"


class Inbox(Protocol):
    """Every mail an organization received, once.

    A list begins with what came before `before`: an entry's id, or what sorts among them.
    """

    def get(self, org: str, entry: str) -> InboxEntry:
        """Strongly consistent, with its text. Raises NotFound."""
        ...

    def add(self, entry: InboxEntry) -> InboxEntry:
        """Keeps a new one; answers what is stored, which is the older one when it was there already."""
        ...

    def update(self, entry: InboxEntry) -> InboxEntry:
        """As it is stored now. Raises Conflict when its revision is not the one that was read."""
        ...

    def is_first(self, org: str, fingerprint: str, entry: str) -> bool:
        """Whether no other entry had that fingerprint before. Safe to repeat for the same entry."""
        ...

    def allows(self, org: str, customer: str, hour: datetime, entry: str, most: int) -> bool:
        """Takes one of the `most` places of that customer and hour; an entry keeps the one it has."""
        ...

    def listed(self, org: str, name: InboxList, before: str | None = None) -> Iterator[InboxEntry]:
        """The latest first, without their texts."""
        ...

    def of_customer(self, org: str, customer: str, before: str | None = None) -> Iterator[InboxEntry]:
        """Its mails, the latest first, without their texts."""
        ...

    def in_month(self, org: str, month: datetime, before: str | None = None) -> Iterator[InboxEntry]:
        """All mails of a month (UTC), the latest first, without their texts."""
        ...

    def to_look_at(self, now: datetime) -> Iterator[tuple[str, str]]:
        """(organization, entry) of all whose `look_at` has come."""
        ...


class Mails(Protocol):
    """The mails as they came, byte for byte, and the files that were in them."""

    def read(self, mail: str) -> bytes | None:
        """None when it was set aside before."""
        ...

    def key(self, mail: str) -> str:
        """Where it is kept."""
        ...

    def set_aside(self, mail: str) -> None:
        """Moves a mail that is nobody's out of the way; it stays readable for an operator."""
        ...

    def keep_file(self, org: str, entry: str, number: int, file: File) -> str:
        """Keeps a file that came with a mail; the key it got. Safe to repeat."""
        ...


@dataclass(frozen=True, slots=True)
class OpenedMail:
    """`files` stand in the order of `received.attachments`."""

    received: Received
    files: tuple[File, ...] = field(default=(), repr=False)


class MailReader(Protocol):
    def read(self, raw: bytes, scan: Scan) -> OpenedMail:
        """The facts of any bytes whatever; of a mail with a virus, its header alone."""
        ...

    def visible(self, text: str, parent: str) -> str:
        """What its author wrote: without what is quoted, such as our own mail `parent`."""
        ...


class Notifier(Protocol):
    def notify(self, envelope: Envelope) -> SendResult:
        """Mail to one of our own people: no outreach, and not followed. One call, never repeated."""
        ...


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person writes back. `subject` and `text` are as they shall leave."""

    to: tuple[str, ...]
    subject: str
    text: str
    cc: tuple[str, ...] = ()
    files: tuple[File, ...] = ()


@dataclass(frozen=True, slots=True)
class AnswerMail:
    """All that an answer's e-mail is made of."""

    answer: Answer
    entry: InboxEntry
    sender: Address
    reply_to: str
    language: str


class NoticeKind(StrEnum):
    NEW = "new"
    PROBABLY_AUTOMATIC = "probably_automatic"
    WAITING = "waiting"
    """To its owner, when nobody has handled it for two working days."""
    FORGOTTEN = "forgotten"
    """To an admin, after four."""


@dataclass(frozen=True, slots=True)
class Notice:
    """What a member is told about a reply. `link` leads to it."""

    kind: NoticeKind
    member: Member
    organization: Organization
    customer_name: str
    entry: InboxEntry
    sender: Address
    link: str


ComposeAnswer = Callable[[AnswerMail], Composed]
"""Raises Refused when an address or a file cannot be written."""

ComposeNotice = Callable[[Notice], Envelope]
