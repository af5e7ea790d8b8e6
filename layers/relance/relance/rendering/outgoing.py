"""An e-mail ready to be written on the wire, and what must be true of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from relance.domain.errors import Fault
from relance.domain.mail_address import NOT_ON_A_LINE, Address, is_local_part, is_one_line
from relance.international import ascii_domain

_MESSAGE_ID: Final = re.compile(r"[!-;=?A-~]{1,200}@[!-;=?A-~]{1,200}")
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
_MEDIA_TYPE: Final = re.compile(
    r"(?!message/|multipart/)[a-z0-9][a-z0-9.+-]*/[a-z0-9][a-z0-9.+-]*", re.IGNORECASE
)


def on_the_wire(address: Address) -> str:
    """The address as SMTP takes it, in ASCII; unchanged when its domain is none."""
    local, at, domain = address.email.rpartition("@")
    return f"{local}{at}{ascii_domain(domain) or domain}"


@dataclass(frozen=True, slots=True)
class Attachment:
    """`content_type` is a media type without parameters, such as `application/pdf`."""

    filename: str
    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class OutgoingEmail:
    """One e-mail. Message-ID and Date are the sending service's to set.

    `references` and `in_reply_to` are message ids without angle brackets. `automatic` says that no person
    pressed a button: the mail is then marked so that no out-of-office answers it.
    """

    sender: Address
    to: tuple[Address, ...]
    subject: str
    text: str
    html: str
    language: str
    reply_to: Address | None = None
    cc: tuple[Address, ...] = ()
    references: tuple[str, ...] = ()
    in_reply_to: str | None = None
    automatic: bool = False
    attachments: tuple[Attachment, ...] = ()

    def faults(self) -> Iterator[Fault]:
        """Everything that forbids to write it: bad addresses, line breaks where one line goes, bad names."""
        yield from _address_faults("sender", (self.sender,))
        yield from _address_faults("reply_to", (self.reply_to,) if self.reply_to else ())
        yield from _address_faults("to", self.to)
        yield from _address_faults("cc", self.cc)
        if not self.to:
            yield Fault("email_without_recipient", "to")
        yield from _line_faults("subject", self.subject)
        for part, content in (("text", self.text), ("html", self.html)):
            if "\x00" in content or not _encodable(content):
                yield Fault("email_text_character", part)
        if not _LANGUAGE.fullmatch(self.language):
            yield Fault("email_language", "language", {"value": self.language})
        yield from _message_id_faults("references", self.references)
        yield from _message_id_faults("in_reply_to", (self.in_reply_to,) if self.in_reply_to else ())
        for attachment in self.attachments:
            yield from _attachment_faults(attachment)


def _address_faults(part: str, addresses: tuple[Address, ...]) -> Iterator[Fault]:
    for address in addresses:
        yield from _line_faults(part, address.name)
        local, _, domain = address.email.rpartition("@")
        if local and not local.isascii():
            yield Fault("email_address_local_part", part, {"value": address.email})
        elif not is_local_part(local) or not ascii_domain(domain):
            yield Fault("email_address", part, {"value": address.email})


def _encodable(content: str) -> bool:
    """Not so when half of a surrogate pair came in through JSON."""
    try:
        content.encode()
    except UnicodeEncodeError:
        return False
    return True


def is_message_id(value: str) -> bool:
    """Whether it may stand in a header of ours; what others wrote may be anything."""
    return bool(_MESSAGE_ID.fullmatch(value))


def _message_id_faults(part: str, ids: tuple[str, ...]) -> Iterator[Fault]:
    for value in ids:
        if not is_message_id(value):
            yield Fault("email_message_id", part, {"value": value})


def _attachment_faults(attachment: Attachment) -> Iterator[Fault]:
    if not attachment.filename.strip() or len(attachment.filename) > 200:
        yield Fault("email_file_name", "attachments", {"value": attachment.filename[:200]})
    yield from _line_faults("attachments", attachment.filename)
    if not _MEDIA_TYPE.fullmatch(attachment.content_type):
        yield Fault("email_media_type", "attachments", {"value": attachment.content_type})


def _line_faults(part: str, value: str) -> Iterator[Fault]:
    if not is_one_line(value):
        yield Fault("email_line", part, {"value": NOT_ON_A_LINE.sub("\ufffd", value)[:60]})
