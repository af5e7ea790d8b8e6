"""A received mail, as facts: what `parse` gives and every other reader of this room takes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import PurePosixPath, PureWindowsPath
from typing import Final

from relance.inbound.calendar import Meeting

_LONGEST_NAME: Final = 200


@dataclass(frozen=True, slots=True)
class Headers:
    """Header fields in their order, unfolded. Names are looked up without regard to case.

    `fields` are decoded; `written` are the same fields with their encoded words as they came, which is how
    addresses have to be read.
    """

    fields: tuple[tuple[str, str], ...] = ()
    written: tuple[tuple[str, str], ...] = ()

    def all(self, name: str) -> tuple[str, ...]:
        wanted = name.lower()
        return tuple(value for key, value in self.fields if key.lower() == wanted)

    def as_written(self, name: str) -> tuple[str, ...]:
        wanted = name.lower()
        return tuple(value for key, value in self.written or self.fields if key.lower() == wanted)

    def get(self, name: str) -> str:
        """The first field of that name, `""` when there is none."""
        return next(iter(self.all(name)), "")

    def __contains__(self, name: str) -> bool:
        return bool(self.all(name))


@dataclass(frozen=True, slots=True)
class Mailbox:
    """`email` is lower-case and may be `""` (a daemon writes `From: Mail Delivery <>`)."""

    name: str
    email: str

    @property
    def local(self) -> str:
        return self.email.rpartition("@")[0] or self.email

    @property
    def domain(self) -> str:
        return self.email.rpartition("@")[2] if "@" in self.email else ""


def bare_name(written: str) -> str:
    """A file name as its sender wrote it, without directories and control characters."""
    bare = PureWindowsPath(PurePosixPath(written).name).name
    return "".join(char for char in bare if char.isprintable())[:_LONGEST_NAME]


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with the mail. Hostile until proven otherwise: never served inline.

    `name` is a bare file name (no directory), `content_id` what the HTML body calls it, or `""`.
    """

    name: str
    content_type: str
    content: bytes = field(repr=False)
    content_id: str = ""


class ReportKind(StrEnum):
    """The machine-readable parts a mail system adds (RFC 3464, RFC 5965, RFC 8098)."""

    DELIVERY_STATUS = "delivery-status"
    FEEDBACK_REPORT = "feedback-report"
    DISPOSITION_NOTIFICATION = "disposition-notification"


@dataclass(frozen=True, slots=True)
class MachineReport:
    """One machine-readable part: `blocks` are its groups of fields (per message, then per recipient)."""

    kind: ReportKind
    blocks: tuple[Headers, ...]


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail. `raw` is every byte that came; the rest is what could be made of them.

    `text` is the full text (an HTML body turned into text when there is no plain one, its quotations
    marked with `>`); `is_one_author` says that From names `sender` alone, in plain letters; `html` is
    sanitised, `""` when there is no HTML body. `return_path` is None when the mail has no such field and `""`
    for the null sender. `original` is the header of the mail that came
    back in a bounce or a complaint; `enclosed_text` what a mail inside this one says, where this one has no
    words of its own. `defects` are codes: `flattened`, `cut`, `unread-part`, `unread-tnef`, `unread-smime`,
    `encrypted`, `journal`.
    """

    raw: bytes = field(repr=False)
    headers: Headers = field(default=Headers(), repr=False)
    content_type: str = "text/plain"
    report_type: str = ""
    sender: Mailbox = Mailbox("", "")
    is_one_author: bool = False
    reply_to: tuple[Mailbox, ...] = ()
    to: tuple[Mailbox, ...] = ()
    cc: tuple[Mailbox, ...] = ()
    subject: str = ""
    date: datetime | None = None
    message_id: str = ""
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    return_path: str | None = None
    text: str = field(default="", repr=False)
    html: str = field(default="", repr=False)
    attachments: tuple[Attachment, ...] = ()
    images: tuple[Attachment, ...] = ()
    notices: tuple[MachineReport, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    original: Headers | None = field(default=None, repr=False)
    enclosed_text: str = field(default="", repr=False)
    defects: tuple[str, ...] = ()

    @property
    def is_answer(self) -> bool:
        """Whether the mail says it answers another one."""
        return bool(self.in_reply_to or self.references)

    def notice(self, kind: ReportKind) -> MachineReport | None:
        return next((notice for notice in self.notices if notice.kind is kind), None)
