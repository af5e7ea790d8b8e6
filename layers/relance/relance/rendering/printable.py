"""Text that came from people and files, made fit to be shown."""

from __future__ import annotations

import re

_NEWLINE = re.compile(r"\r\n?")
# Control characters and lone surrogates: no mail program shows them, and the latter cannot be encoded.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def printable(text: str) -> str:
    """Without control characters but tab and line feed; every line ends with a line feed."""
    return _UNPRINTABLE.sub("", _NEWLINE.sub("\n", text))


def one_line(text: str) -> str:
    """Printable, its words parted by single spaces: whatever stood between them."""
    return " ".join(printable(text).split())
