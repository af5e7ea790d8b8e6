"""Header fields -> text, instants and ids; a field nobody can read stays as it was written."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from itertools import islice
from typing import Final

from relance.inbound.charset import decode
from relance.inbound.encoded_words import decoded
from relance.inbound.mail import Headers

_MAX_FIELDS: Final = 2_000
_MAX_VALUE: Final = 64_000  # characters; a longer field is an attack, and is cut
_MAX_HEADER: Final = 1_000_000  # characters of a whole header; what comes after is left out
_MAX_IDS: Final = 200
_LONGEST_DATE: Final = 200
_FOLD = re.compile(r"\r?\n[ \t]*+|\r")
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,990}>")


def headers_of(message: Message) -> Headers:
    """Every field of `message`, unfolded: as written, and with encoded words (RFC 2047) decoded."""
    written: list[tuple[str, str]] = []
    left = _MAX_HEADER
    # raw_items() gives the text as parsed; items() would wrap or re-encode 8-bit values.
    for name, value in islice(message.raw_items(), _MAX_FIELDS):
        field = _FOLD.sub(" ", decode(_bytes(str(value)[: min(_MAX_VALUE, left)])))
        written.append((name, field.replace("\n", " ").strip()))
        left -= len(field)
        if left <= 0:
            break
    return Headers(tuple((name, decoded(value)) for name, value in written), tuple(written))


def text_of(value: str) -> str:
    """One field's text: 8-bit characters recovered, encoded words decoded, folding undone."""
    flat = _FOLD.sub(" ", decode(_bytes(value[:_MAX_VALUE]))).replace("\n", " ").strip()
    return decoded(flat)


def instant(value: str) -> datetime | None:
    """A Date field, zone-aware (UTC when it names no zone); None when it is none."""
    try:
        when = parsedate_to_datetime(value[:_LONGEST_DATE])
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
