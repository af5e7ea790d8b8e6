"""winmail.dat (TNEF, MS-OXTNEF): what Outlook packs body and attachments into for other Outlooks."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import Final

# tnefparse publishes no types; what is used of it is checked by isinstance below.
from tnefparse import TNEF  # type: ignore[import-untyped]

from relance.inbound.charset import decode
from relance.inbound.mail import Attachment, bare_name

CONTENT_TYPES: Final = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})
_MAX_BYTES = 25_000_000
_MAX_CALLS = 60_000  # about 50 attachments; the library trusts the counts it reads, up to 4 billion
# Its complaints about damaged files are not ours to log: the mail's defects say it.
logging.getLogger("tnefparse").addHandler(logging.NullHandler())
logging.getLogger("tnefparse").propagate = False


@dataclass(frozen=True, slots=True)
class Opened:
    """`text` and `html` are `""` when the file holds no such body."""

    text: str
    html: str
    attachments: tuple[Attachment, ...]


class Unreadable(ValueError):
    """Not TNEF, damaged, or made to take forever: keep the file as an ordinary attachment."""


class _Exhausted(BaseException):
    """Not an Exception: the library catches those and would go on."""


def opened(content: bytes) -> Opened:
    """The body and files inside; `Unreadable` when they cannot be had."""
    if len(content) > _MAX_BYTES:
        raise Unreadable("too large")
    try:
        with _budget(_MAX_CALLS):
            tnef = TNEF(content, do_checksum=False)
            files = tuple(_attachment(found) for found in tnef.attachments)
    except _Exhausted as error:
        raise Unreadable("takes too long") from error
    except Exception as error:  # the library raises whatever the damage leads to
        raise Unreadable(str(error)) from error
    found = Opened(_text(tnef.body), _text(tnef.htmlbody), files)
    if not (found.text or found.html or found.attachments):
        raise Unreadable("empty, or nothing of it was understood")
    return found


@contextmanager
def _budget(calls: int) -> Iterator[None]:
    """Stop the Python code inside after so many function calls."""
    left = calls
    before = sys.getprofile()

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal left
        left -= event == "call"
        if left < 0:
            raise _Exhausted

    sys.setprofile(count)
    try:
        yield
    finally:
        sys.setprofile(before)


def _attachment(found: object) -> Attachment:
    content = getattr(found, "data", b"")
    return Attachment(
        name=bare_name(_text(_named(found))) or "attachment",
        content_type="application/octet-stream",
        content=content if isinstance(content, bytes) else b"",
    )


def _named(found: object) -> object:
    long_filename = getattr(found, "long_filename", None)
    return long_filename() if callable(long_filename) else ""


def _text(value: object) -> str:
    if isinstance(value, bytes):
        value = decode(value)
    return value.strip("\x00\r\n ") if isinstance(value, str) else ""
