"""The mails that an organization received."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from relance.domain.inbox import File, InboxEntry, Received, Scan


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
        """Keeps a new entry; answers the entry that is stored, which is the older one when the mail was there
        already.
        """
        ...

    def update(self, entry: InboxEntry) -> InboxEntry:
        """Writes the entry; answers it as it is stored then. Raises Conflict when its revision is not the one
        that was read.
        """
        ...

    def remove(self, entry: InboxEntry) -> None:
        """Safe to repeat. Its fingerprint stays for its time: the same mail makes no entry again."""
        ...

    def is_first(self, org: str, fingerprint: str, entry: str) -> bool:
        """Whether no other entry had that fingerprint before. Safe to repeat for the same entry."""
        ...

    def allows(self, org: str, customer: str, hour: datetime, entry: str, most: int) -> bool:
        """Takes one of the `most` places of that customer and hour; an entry that has a place keeps it."""
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
        """Where the mail is kept: the key of an object."""
        ...

    def set_aside(self, mail: str) -> None:
        """Moves a mail that is nobody's out of the way; it stays readable for an operator."""
        ...

    def remove(self, key: str) -> None:
        """Removes a mail or a file, by the key that `key` or `keep_file` gave. Safe to repeat."""
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

    def unread(self, scan: Scan) -> OpenedMail:
        """What stands for a mail whose bytes nobody could read: a person's, unless it has a virus."""
        ...

    def visible(self, text: str, parent: str) -> str:
        """What its author wrote: without what is quoted, such as our own mail `parent`."""
        ...
