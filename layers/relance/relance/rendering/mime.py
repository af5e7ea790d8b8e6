"""An e-mail as bytes (RFC 5322, 2045, 2047, 2231), joined by hand.

The standard library's writer takes a millisecond for what takes microseconds here; the tests read everything
written here back through the standard library's parsers.
"""

from __future__ import annotations

import re
from binascii import b2a_base64, b2a_qp
from collections.abc import Iterable, Iterator
from typing import Final
from urllib.parse import quote

from relance.domain.errors import Refused
from relance.domain.mail_address import Address
from relance.rendering.outgoing import Attachment, OutgoingEmail, on_the_wire

# No encoded body can contain "=_": quoted-printable follows "=" by two hex digits or a line end, and
# base64 has no "_". So fixed boundaries are safe, and equal mails are equal bytes.
_ALTERNATIVE: Final = "=_alternative"
_MIXED: Final = "=_mixed"

# RFC 2047: 75 characters a word, 76 a line. 39 bytes make a word of 64, which fits after "Reply-To: ".
_WORD_BYTES: Final = 39
_PLAIN_LENGTH: Final = 64
_FOLD: Final = "\r\n "
_ATOMS: Final = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?: [A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_NEWLINE: Final = re.compile(r"\r\n?")
_SECTION_LENGTH: Final = 60


def build_mime(email: OutgoingEmail) -> bytes:
    """The whole message, lines ended by CRLF and at most 76 characters where that can be.

    Raises Refused with every fault of the e-mail (see OutgoingEmail.faults).
    """
    if faults := tuple(email.faults()):
        raise Refused(*faults)
    head = "".join(f"{name}: {value}\r\n" for name, value in _headers(email))
    alternative = _multipart(
        "alternative",
        _ALTERNATIVE,
        (_text_part("plain", email.text), _text_part("html", email.html)),
    )
    if not email.attachments:
        return (head + alternative).encode("ascii")
    parts = (alternative, *(_attachment_part(each) for each in email.attachments))
    return (head + _multipart("mixed", _MIXED, parts)).encode("ascii")


def _headers(email: OutgoingEmail) -> Iterator[tuple[str, str]]:
    yield "From", _address(email.sender)
    if email.reply_to:
        yield "Reply-To", _address(email.reply_to)
    yield "To", _addresses(email.to)
    if email.cc:
        yield "Cc", _addresses(email.cc)
    yield "Subject", _subject(email.subject)
    if email.in_reply_to:
        yield "In-Reply-To", f"<{email.in_reply_to}>"
    if email.references:
        yield "References", _FOLD.join(f"<{each}>" for each in email.references)
    yield "Content-Language", email.language
    if email.automatic:
        yield "Auto-Submitted", "auto-generated"
        yield "X-Auto-Response-Suppress", "OOF, AutoReply"
    yield "MIME-Version", "1.0"


def _addresses(addresses: Iterable[Address]) -> str:
    return f",{_FOLD}".join(_address(address) for address in addresses)


def _address(address: Address) -> str:
    if not address.name:
        return on_the_wire(address)
    return f"{_phrase(address.name)}{_FOLD}<{on_the_wire(address)}>"


def _phrase(name: str) -> str:
    """A display name: as it is, quoted, or encoded."""
    if _ATOMS.fullmatch(name) and _goes_plain(name):
        return name
    quoted = _quoted(name)
    return quoted if _goes_plain(quoted) else _encoded_words(name)


def _subject(subject: str) -> str:
    return subject if _goes_plain(subject) and subject == subject.strip() else _encoded_words(subject)


def _goes_plain(value: str) -> bool:
    """ASCII, within a line, and not to be mistaken for an encoded word."""
    return value.isascii() and len(value) <= _PLAIN_LENGTH and "=?" not in value


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _encoded_words(value: str) -> str:
    """RFC 2047 base64 words, one a line. No character is cut in two: each word decodes by itself."""
    data = value.encode()
    words, start = [], 0
    while start < len(data):
        end = min(start + _WORD_BYTES, len(data))
        while end < len(data) and data[end] & 0xC0 == 0x80:
            end -= 1
        words.append(f"=?utf-8?b?{b2a_base64(data[start:end], newline=False).decode('ascii')}?=")
        start = end
    return _FOLD.join(words)


def _multipart(kind: str, boundary: str, parts: Iterable[str]) -> str:
    delimiter = f"\r\n--{boundary}"
    body = "".join(f"{delimiter}\r\n{part}" for part in parts)
    return f'Content-Type: multipart/{kind}; boundary="{boundary}"\r\n{body}{delimiter}--\r\n'


def _text_part(kind: str, text: str) -> str:
    # Given CRLF, b2a_qp would still break a text of one long line by a bare line feed.
    body = b2a_qp(_NEWLINE.sub("\n", text).encode()).decode("ascii").replace("\n", "\r\n")
    return (
        f"Content-Type: text/{kind}; charset=utf-8\r\n"
        f"Content-Transfer-Encoding: quoted-printable\r\n\r\n{body}"
    )


def _attachment_part(attachment: Attachment) -> str:
    encoded = b2a_base64(attachment.content, newline=False).decode("ascii")
    body = "\r\n".join(encoded[at : at + 76] for at in range(0, len(encoded), 76))
    return (
        f"Content-Type: {attachment.content_type}\r\n"
        f"Content-Transfer-Encoding: base64\r\n"
        f"Content-Disposition: attachment;{_FOLD}{_file_name(attachment.filename)}\r\n\r\n{body}"
    )


def _file_name(name: str) -> str:
    """The `filename` parameter: quoted, or by RFC 2231, in numbered sections when it is long."""
    quoted = _quoted(name)
    if _goes_plain(quoted):
        return f"filename={quoted}"
    coded = quote(name, safe="")
    sections = list(_sections(f"utf-8''{coded}"))
    if len(sections) == 1:
        return f"filename*={sections[0]}"
    return f";{_FOLD}".join(f"filename*{i}*={section}" for i, section in enumerate(sections))


def _sections(coded: str) -> Iterator[str]:
    """Cut where no %XX is broken."""
    start = 0
    while start < len(coded):
        end = start + _SECTION_LENGTH
        percent = coded.rfind("%", end - 2, end)
        if percent != -1 and end < len(coded):
            end = percent
        yield coded[start:end]
        start = end
