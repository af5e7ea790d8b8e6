"""Header fields -> text, addresses, instants and ids; a field nobody can read stays as it was written."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from itertools import islice

from relance.inbound.charset import decode
from relance.inbound.mail import Headers, Mailbox

_MAX_FIELDS = 2_000
_MAX_VALUE = 64_000  # characters; a longer field is an attack, and is cut
_MAX_ADDRESSES_TEXT = 10_000
_MAX_IDS = 200
# Fields whose text is made of addresses.
_OF_ADDRESSES = frozenset(
    ("from", "to", "cc", "bcc", "reply-to", "sender", "resent-from", "resent-to", "resent-cc")
)
_FOLD = re.compile(r"\r?\n[ \t]*|\r")
_ENCODED_WORD = "=?"
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,990}>")
_ANGLE_ADDRESS = re.compile(r"<([^<>\s@]{0,200}@[^<>\s]{1,300})>")


def headers_of(message: Message) -> Headers:
    """Every field of `message`, decoded (RFC 2047) and unfolded."""
    # raw_items() gives the text as parsed; items() would wrap or re-encode 8-bit values.
    items = islice(message.raw_items(), _MAX_FIELDS)
    return Headers(tuple((name, _field(name, str(value))) for name, value in items))


def _field(name: str, value: str) -> str:
    """Fields of addresses stay encoded: a decoded name may hold a comma, or look like an address itself."""
    return _flat(value) if name.lower() in _OF_ADDRESSES else text_of(value)


def text_of(value: str) -> str:
    """One field's text: 8-bit characters recovered, encoded words decoded, folding undone."""
    flat = _flat(value)
    if _ENCODED_WORD not in flat:
        return flat
    try:
        words = decode_header(flat)
        return "".join(_word(content, charset) for content, charset in words)
    except (MessageError, ValueError, LookupError, IndexError):
        return flat


def _flat(value: str) -> str:
    return _FOLD.sub(" ", decode(_bytes(value[:_MAX_VALUE]))).replace("\n", " ").strip()


def addresses(values: tuple[str, ...]) -> tuple[Mailbox, ...]:
    """The mailboxes of some From, To ... fields as they were written: `=?utf-8?q?L=C3=A9a?= <l@x.example>`.

    The name is decoded once the address is known. What cannot be read as a mailbox is left out.
    """
    written = [value[:_MAX_ADDRESSES_TEXT] for value in values]
    try:
        pairs = getaddresses(written)
    except (ValueError, IndexError, RecursionError):
        pairs = []
    named = ((text_of(name.strip()), email.strip().lower()) for name, email in pairs if name or email)
    found = tuple(Mailbox(name, email) for name, email in named)
    in_angles = (email.lower() for text in written for email in _ANGLE_ADDRESS.findall(text))
    return found or tuple(Mailbox("", email) for email in in_angles)


def instant(value: str) -> datetime | None:
    """A Date field, zone-aware (UTC when it names no zone); None when it is none."""
    try:
        when = parsedate_to_datetime(value)
        # An offset no zone has passes the parser and fails at first use: use it here.
        return (when if when.tzinfo else when.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def message_ids(values: tuple[str, ...]) -> tuple[str, ...]:
    """The ids of Message-ID, In-Reply-To or References fields, in angle brackets, in order, each once."""
    found = (match for value in values for match in _MESSAGE_ID.findall(value))
    return tuple(dict.fromkeys(islice(found, _MAX_IDS)))


def _bytes(value: str) -> bytes:
    """What the parser read: it keeps bytes outside ASCII as surrogates."""
    try:
        return value.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return value.encode("utf-8", "replace")


def _word(content: str | bytes, charset: str | None) -> str:
    # decode_header gives text untouched when nothing was encoded, else every piece as bytes.
    return content if isinstance(content, str) else decode(content, charset or "")
