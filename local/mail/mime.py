"""A mail's bytes as handed over: checked, its Message-ID and Date replaced, all else left as it came."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from typing import Final, Self

from .headers import Headers, unfolded
from .refusals import BadRequest

_FIELD: Final = re.compile(rb"([!-9;-~]+)[ \t]*:([^\n]*\n(?:[ \t][^\n]*\n)*)")
_BLANK_LINE: Final = re.compile(rb"\r?\n\r?\n")
_MAX_LINE: Final = 1000
_REPLACED: Final = frozenset({b"message-id", b"date", b"bcc", b"return-path"})
# RFC 5322 3.6 and RFC 2045: at most one of each.
_SINGLE: Final = frozenset(
    b"from sender reply-to to cc bcc subject date message-id in-reply-to references".split()
    + [b"mime-version", b"content-type"]
)


@dataclass(frozen=True, slots=True)
class RawMail:
    """Header fields (name, value with its line ends) in order, then the body."""

    fields: tuple[tuple[bytes, bytes], ...]
    body: bytes
    line_end: bytes

    @classmethod
    def parse(cls, data: bytes) -> Self:
        """Bytes -> RawMail; BadRequest for what SES or RFC 5322 does not allow on the wire."""
        blank = _BLANK_LINE.search(data)
        head, body = (data[: blank.start()], data[blank.end() :]) if blank else (data, b"")
        head = head.rstrip(b"\r\n") + b"\n"
        found = list(_FIELD.finditer(head))
        if sum(len(field[0]) for field in found) != len(head):
            raise BadRequest("Raw.Data: the header holds a line that is not 'Name: value'.")
        if not head.isascii():
            raise BadRequest("Raw.Data: a header is not ASCII. Use encoded words (RFC 2047).")
        if max(map(len, data.split(b"\n"))) > _MAX_LINE:
            raise BadRequest(f"Raw.Data: a line is longer than {_MAX_LINE} characters. Encode that part.")
        fields = tuple((field[1], field[2]) for field in found)
        _refuse_doubles(fields)
        return cls(fields, body, b"\r\n" if b"\r\n" in data else b"\n")

    @property
    def headers(self) -> Headers:
        return Headers(tuple((name.decode(), unfolded(value.decode())) for name, value in self.fields))

    def stamped(self, message_id: str, at: datetime) -> bytes:
        """As SES sends it on: its own Message-ID and Date, no Bcc and no Return-Path."""
        end = self.line_end
        kept = [
            name + b":" + value.rstrip(b"\r\n") + end
            for name, value in self.fields
            if name.lower() not in _REPLACED
        ]
        own = (f"Message-ID: <{message_id}>".encode(), f"Date: {format_datetime(at)}".encode())
        return b"".join(kept) + end.join((*own, b"", self.body))


def _refuse_doubles(fields: tuple[tuple[bytes, bytes], ...]) -> None:
    seen: set[bytes] = set()
    for name, _ in fields:
        if name.lower() in seen:
            raise BadRequest(f"Duplicate header '{name.decode()}'.")
        seen |= {name.lower()} & _SINGLE
