"""Bytes -> `Mail`. Any bytes give one; work and memory are bounded whatever they are.

The standard library's lenient parser reads the structure; texts are decoded here, because its own decoding
trusts what senders declare.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from email import message_from_bytes
from email.message import Message
from email.parser import BytesParser
from email.policy import Compat32
from itertools import islice
from typing import Final

from relance.inbound import calendar, html, smime, tnef
from relance.inbound.addresses import addresses
from relance.inbound.charset import decode, storable
from relance.inbound.headers import headers_of, instant, message_ids, text_of
from relance.inbound.html_text import to_text
from relance.inbound.mail import Attachment, Headers, MachineReport, Mail, Mailbox, ReportKind, bare_name

MAX_TEXT: Final = 500_000  # characters of all bodies together that are read; the rest stays in `raw`
_MAX_BYTES = 40 * 1024 * 1024  # SES delivers no larger one
_MAX_LINES = 1_500_000  # 40 MB of base64 has 540,000
_MAX_COMPARED = 8_000_000  # lines, each compared with the boundary of every multipart around
_MAX_BLOCKS = 50_000  # blank lines of a mail with a delivery report, each of which begins a block of fields
_MAX_FIELD = 64_000  # characters of one header field
_MAX_STRUCTURE_FIELD = 4_000  # of one that tells how a part is made: its parameters take quadratic time
_MAX_BOUNDARIES = 5_000
_MAX_CONTAINERS = 150
_MAX_PARTS = 1_000
_MAX_DEPTH = 40
_CONTAINER = re.compile(rb"(?i)^content-type:\s*(?:multipart|message)/", re.MULTILINE)
_WORD = re.compile(r"[^\W_]{3,}")
_LONGEST_PARAMETER = 1_000
_JOURNAL = "X-MS-Journal-Report"
_LONGEST_STUB = 250  # characters of a plain text that may stand for "your program shows no HTML"
_REPORT = re.compile(rb"(?i)^content-type:\s*message/delivery-status", re.MULTILINE)
_BEFORE_HEADER = b"\r\n\xef\xbb\xbf"  # empty lines or a byte order mark would hide the header
_SEPARATOR = re.compile(r"\r?\n\r?\n|\r\r")
# A header that no mail lacks all of: bytes without any are a bare text.
_MAIL_HEADERS = frozenset(
    ("from", "to", "cc", "subject", "date", "received", "message-id", "return-path", "reply-to", "sender")
    + ("mime-version", "content-type", "content-transfer-encoding", "delivered-to", "in-reply-to")
)


class _Bounded(Compat32):
    """The standard library's reading of headers, which keeps the beginning of a field that is too long."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        longest = _MAX_STRUCTURE_FIELD if name.lower().startswith("content-") else _MAX_FIELD
        return name, value[:longest]


_POLICY: Final = _Bounded()


@dataclass(frozen=True, slots=True)
class _Body:
    """One piece of what the mail says, in the forms it came in."""

    plain: str = ""
    html: str = ""

    @property
    def text(self) -> str:
        if not self.html or (self.plain.strip() and len(self.plain) > _LONGEST_STUB):
            return self.plain
        rich = to_text(self.html)
        return rich if not self.plain.strip() or _is_stub(self.plain, rich) else self.plain


@dataclass(slots=True)
class _Harvest:
    """What the walk through the parts gathers."""

    attachments: list[Attachment] = field(default_factory=list)
    images: list[Attachment] = field(default_factory=list)
    notices: list[MachineReport] = field(default_factory=list)
    originals: list[Headers] = field(default_factory=list)
    enclosed: list[Message] = field(default_factory=list)
    meetings: list[calendar.Meeting] = field(default_factory=list)
    defects: list[str] = field(default_factory=list)
    parts: int = 0
    left: int = MAX_TEXT
    """Characters of bodies that may still be read."""


def parse(raw: bytes) -> Mail:
    """The facts of one mail. Never raises; `raw` stays whole in the result."""
    message, defects = message_of(raw)
    mail, harvest = _read(message, raw, defects)
    if _JOURNAL in mail.headers and harvest.enclosed:
        # Exchange sends a copy of each mail inside a report of its own: the copy is what somebody wrote.
        copy, _ = _read(harvest.enclosed[0], raw, (*mail.defects, "journal"))
        return replace(copy, is_one_author=False)
    return mail


def _read(message: Message, raw: bytes, defects: tuple[str, ...]) -> tuple[Mail, _Harvest]:
    headers = headers_of(message)
    harvest = _Harvest(defects=list(defects))
    if not any(name.lower() in _MAIL_HEADERS for name, _ in headers.fields):
        return Mail(raw=raw, text=_lines(decode(raw[:MAX_TEXT])), defects=defects), harvest
    bodies = _bodies(message, harvest, depth=0)
    text = "\n\n".join(text for body in bodies if (text := body.text).strip())
    authors = addresses(headers.as_written("From"))
    return_path = headers.get("Return-Path") if "Return-Path" in headers else None
    mail = Mail(
        raw=raw,
        headers=headers,
        content_type=_kind(message),
        report_type=_parameter(message, "report-type"),
        sender=_author(authors),
        is_one_author=_is_one(authors, headers.as_written("From")),
        reply_to=addresses(headers.as_written("Reply-To")),
        to=addresses(headers.as_written("To")),
        cc=addresses(headers.as_written("Cc")),
        subject=headers.get("Subject"),
        date=instant(headers.get("Date")),
        message_id=_first_text(message_ids(headers.all("Message-ID"))),
        in_reply_to=message_ids(headers.all("In-Reply-To")),
        references=message_ids(headers.all("References")),
        return_path=None if return_path is None else return_path.strip("<> ").lower(),
        text=text,
        html="\n".join(html.sanitised(body.html) for body in bodies if body.html),
        attachments=tuple(harvest.attachments),
        images=tuple(harvest.images),
        notices=tuple(harvest.notices),
        meetings=tuple(harvest.meetings),
        original=next(iter(harvest.originals), None),
        enclosed_text="" if text.strip() else _enclosed_text(harvest),
        defects=tuple(dict.fromkeys(harvest.defects)),
    )
    return mail, harvest


def _enclosed_text(harvest: _Harvest) -> str:
    """What the first mail inside a mail without words says: somebody passed it on as a file."""
    if not harvest.enclosed:
        return ""
    bodies = _bodies(harvest.enclosed[0], _Harvest(left=harvest.left), depth=1)
    return "\n\n".join(text for body in bodies if (text := body.text).strip())


def message_of(raw: bytes) -> tuple[Message, tuple[str, ...]]:
    """The structure of `raw`, flat when reading it in full could take forever; and defects found."""
    cut = ("cut",) if len(raw) > _MAX_BYTES else ()
    raw = raw[:_MAX_BYTES].lstrip(_BEFORE_HEADER)
    if not _is_hostile(raw):
        try:
            return message_from_bytes(raw, policy=_POLICY), cut
        except (RecursionError, ValueError, LookupError, TypeError, AttributeError):
            pass
    return _flat(raw), (*cut, "flattened")


def _is_hostile(raw: bytes) -> bool:
    containers = sum(1 for _ in islice(_CONTAINER.finditer(raw), _MAX_CONTAINERS + 1))
    lines = max(raw.count(b"\n"), raw.count(b"\r"))
    return (
        containers > _MAX_CONTAINERS
        or lines > _MAX_LINES
        or lines * containers > _MAX_COMPARED
        or (raw.count(b"\n\r\n") + raw.count(b"\n\n") > _MAX_BLOCKS and bool(_REPORT.search(raw)))
        or raw.count(b"\n--") + raw.count(b"\r--") > _MAX_BOUNDARIES
    )


def _flat(raw: bytes) -> Message:
    """Header and one body, nothing opened."""
    try:
        message = BytesParser(policy=_POLICY).parsebytes(raw[:MAX_TEXT], headersonly=True)
    except (ValueError, LookupError, TypeError, AttributeError):
        message = Message()
        message.set_payload(raw[:MAX_TEXT].decode("latin-1"))
    for name in ("Content-Type", "Content-Transfer-Encoding"):
        del message[name]
    return message


def _bodies(part: Message, harvest: _Harvest, depth: int) -> list[_Body]:
    """What `part` says, in reading order; files and notices go into `harvest`."""
    harvest.parts += 1
    if harvest.parts > _MAX_PARTS or depth > _MAX_DEPTH:
        harvest.defects.append("unread-part")
        return []
    kind = _kind(part)
    if kind.startswith("message/") or kind == "text/rfc822-headers":
        return _enclosed(part, kind, harvest)
    if kind == "multipart/encrypted":
        harvest.defects.append("encrypted")
    if part.is_multipart():
        children = [_bodies(child, harvest, depth + 1) for child in _children(part)]
        if kind == "multipart/alternative":
            return _best_of(children)
        return [body for child in children for body in child]
    return _leaf(part, kind, harvest, depth)


def _best_of(alternatives: list[list[_Body]]) -> list[_Body]:
    """One body out of several forms of the same: the first plain text, the last (richest) HTML."""
    plain = "\n\n".join(next((texts for forms in alternatives if (texts := _plains(forms))), []))
    markup = next((markups for forms in reversed(alternatives) if (markups := _markups(forms))), [])
    return [_Body(plain, "\n".join(markup))] if plain or markup else []


def _is_stub(plain: str, rich: str) -> bool:
    """Whether the plain text says something else than the HTML: "your program shows no HTML"."""
    words = set(_WORD.findall(plain.casefold()))
    return bool(words) and len(words & set(_WORD.findall(rich.casefold()))) < len(words) / 2


def _plains(bodies: list[_Body]) -> list[str]:
    return [body.plain for body in bodies if body.plain.strip()]


def _markups(bodies: list[_Body]) -> list[str]:
    return [body.html for body in bodies if body.html]


def _leaf(part: Message, kind: str, harvest: _Harvest, depth: int) -> list[_Body]:
    name, disposition = _name(part), part.get_content_disposition()
    # A multipart whose boundary never comes has its text as payload: show that text.
    is_text = kind in ("text/plain", "text/html", "text/enriched") or kind.startswith("multipart/")
    if is_text and (disposition is None or (disposition == "inline" and not name)):
        text = _lines(decode(_content(part)[: 4 * MAX_TEXT], _parameter(part, "charset")))
        if len(text) > harvest.left:
            harvest.defects.append("cut")
            text = text[: harvest.left]
        harvest.left -= len(text)
        return [_Body(html=text)] if kind == "text/html" else [_Body(plain=text)]
    if kind in tnef.CONTENT_TYPES or name.lower() == "winmail.dat":
        return _unpacked(part, kind, name, harvest)
    if kind in smime.CONTENT_TYPES:
        return _unsigned(part, kind, name, harvest, depth)
    if kind in calendar.CONTENT_TYPES:
        harvest.meetings.append(calendar.read(decode(_content(part)[:MAX_TEXT], _parameter(part, "charset"))))
    file = Attachment(name or _unnamed(kind), kind, _content(part), _identifier(part))
    is_inline_image = kind.startswith("image/") and file.content_id and disposition != "attachment"
    (harvest.images if is_inline_image else harvest.attachments).append(file)
    return []


def _unpacked(part: Message, kind: str, name: str, harvest: _Harvest) -> list[_Body]:
    content = _content(part)
    try:
        inside = tnef.opened(content)
    except tnef.Unreadable:
        harvest.attachments.append(Attachment(name or "winmail.dat", kind, content))
        harvest.defects.append("unread-tnef")
        return []
    harvest.attachments.extend(inside.attachments)
    return [_Body(_lines(inside.text), inside.html)] if inside.text or inside.html else []


def _unsigned(part: Message, kind: str, name: str, harvest: _Harvest, depth: int) -> list[_Body]:
    """What a signed message says. The file stays beside: who wants to check the signature needs all of it."""
    content = _content(part)
    harvest.attachments.append(Attachment(name or "smime.p7m", kind, content))
    try:
        inside, defects = message_of(smime.entity(content))
    except smime.Encrypted:
        harvest.defects.append("encrypted")
        return []
    except smime.Unreadable:
        harvest.defects.append("unread-smime")
        return []
    harvest.defects.extend(defects)
    return _bodies(inside, harvest, depth + 1)


def _enclosed(part: Message, kind: str, harvest: _Harvest) -> list[_Body]:
    """A report for machines, or another mail inside this one (never read as if it were this one's text)."""
    if notice_kind := next((known for known in ReportKind if kind == f"message/{known}"), None):
        harvest.notices.append(MachineReport(notice_kind, _blocks(part)))
        return []
    if kind in ("message/rfc822", "message/global", "text/rfc822-headers", "message/rfc822-headers"):
        harvest.originals.extend(_blocks(part)[:1])
        harvest.enclosed.extend(_children(part)[:1])
    harvest.attachments.append(Attachment(_name(part) or _unnamed(kind), kind, _source(part)))
    return []


def _blocks(part: Message) -> tuple[Headers, ...]:
    """Groups of fields: as the parser split them, or split here at blank lines."""
    if part.is_multipart():
        return tuple(headers_of(block) for block in islice(_children(part), _MAX_PARTS))
    blocks = _SEPARATOR.split(decode(_content(part)[:MAX_TEXT]).strip())
    return tuple(_fields(block) for block in blocks[:_MAX_PARTS])


def _fields(block: str) -> Headers:
    unfolded = re.sub(r"\r?\n[ \t]+", " ", block)
    pairs = (line.partition(":") for line in unfolded.splitlines())
    return Headers(tuple((name.strip(), text_of(value)) for name, colon, value in pairs if colon))


def _children(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [child for child in payload if isinstance(child, Message)] if isinstance(payload, list) else []


def _content(part: Message) -> bytes:
    """The decoded bytes of a leaf; as they stand when their transfer encoding is a lie."""
    try:
        content = part.get_payload(decode=True)
    except (ValueError, LookupError, TypeError):
        content = None
    if isinstance(content, bytes):
        return content
    payload = part.get_payload()
    return payload.encode("utf-8", "surrogateescape") if isinstance(payload, str) else b""


def _source(part: Message) -> bytes:
    """The bytes of an enclosed mail."""
    try:
        return b"".join(child.as_bytes() for child in _children(part)) or _content(part)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return _content(part)


def _parameter(part: Message, name: str) -> str:
    try:
        value = part.get_param(name, "")
    except (ValueError, LookupError, TypeError):
        return ""
    return text_of(value[2] if isinstance(value, tuple) else str(value or ""))[:_LONGEST_PARAMETER].lower()


def _kind(part: Message) -> str:
    kind = part.get_content_type()
    return kind if kind.isprintable() else "application/octet-stream"


def _name(part: Message) -> str:
    """The bare file name, decoded; `""` when the part has none."""
    try:
        return bare_name(storable(text_of(part.get_filename("") or "")))
    except (ValueError, LookupError, TypeError):
        return ""


def _unnamed(kind: str) -> str:
    return "message.eml" if kind.startswith("message/") else kind.replace("/", ".")


def _identifier(part: Message) -> str:
    return text_of(str(part.get("Content-ID", ""))).strip("<> ")


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _author(found: tuple[Mailbox, ...]) -> Mailbox:
    """The first mailbox of From that is an address: `Mail Delivery <>` has none."""
    return next((each for each in found if "@" in each.email), found[0] if found else Mailbox("", ""))


def _is_one(found: tuple[Mailbox, ...], fields: tuple[str, ...]) -> bool:
    """Whether From names one mailbox, and in plain letters: who checks mails can have meant no other."""
    if len(found) != 1 or len(fields) != 1:
        return False
    return "@" in found[0].email and found[0].email in fields[0].lower()


def _first_text(found: tuple[str, ...]) -> str:
    return found[0] if found else ""
