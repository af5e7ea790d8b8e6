"""Text that came from people and files, made fit to be shown."""

from __future__ import annotations

import re

_NEWLINE = re.compile(r"\r\n?")
# Control characters and lone surrogates: no mail program shows them, and the latter cannot be encoded. Signs
# that turn the direction of writing ("gpj.exe" shown as "exe.jpg"), take no room, or carry hidden text.
_UNPRINTABLE = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff"
    r"\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)


def printable(text: str) -> str:
    """Without control characters but tab and line feed; every line ends with a line feed."""
    return _UNPRINTABLE.sub("", _NEWLINE.sub("\n", text))


def one_line(text: str) -> str:
    """Printable, its words parted by single spaces: whatever stood between them."""
    return " ".join(printable(text).split())
