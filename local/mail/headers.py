"""A mail's header fields as text, whoever wrote them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.parser import BytesHeaderParser
from email.utils import getaddresses
from typing import Self


@dataclass(frozen=True, slots=True)
class Headers:
    """(name, value) in order; values unfolded, encoded words still encoded."""

    fields: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, eml: bytes) -> Self:
        """Tolerant: bytes that are not ASCII are read as UTF-8."""
        found = BytesHeaderParser().parsebytes(eml).raw_items()
        return cls(tuple((name, unfolded(value)) for name, value in found))

    def named(self, *names: str) -> tuple[tuple[str, str], ...]:
        wanted = {name.lower() for name in names}
        return tuple(field for field in self.fields if field[0].lower() in wanted)

    def first(self, name: str) -> str | None:
        return next((value for _, value in self.named(name)), None)

    def shown(self, name: str) -> str:
        """Decoded for people; "" when absent."""
        return shown(self.first(name) or "")

    def people(self, name: str) -> tuple[tuple[str, str], ...]:
        """(display name decoded, address) of each mailbox in that field."""
        found = getaddresses([self.first(name) or ""])
        return tuple((shown(who), address) for who, address in found if address)


def unfolded(value: str) -> str:
    """On one line, and with the raw bytes that the parser escaped read as UTF-8."""
    text = value.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return re.sub(r"\r?\n[ \t]", " ", text).strip()


def shown(value: str) -> str:
    """Encoded words decoded, or the value as it is when they are broken; on one line."""
    try:
        text = str(make_header(decode_header(value)))
    except (HeaderParseError, LookupError, ValueError):
        text = value
    return re.sub(r"[\r\n]+", " ", whole(text))


def whole(text: str) -> str:
    """Without the lone surrogates that some charsets decode to, and no file can hold."""
    return text.encode("utf-8", "replace").decode()
