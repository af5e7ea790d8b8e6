"""Bytes -> text, whatever charset was declared: the declared one, then UTF-8, then Windows-1252.

Nothing is refused and nothing is dropped: bytes no charset explains become Latin-1 characters.
"""

from __future__ import annotations

import codecs
import re

# What senders declare -> the superset that they really write (https://encoding.spec.whatwg.org/#names-and-labels).
_SUPERSETS = {
    "ascii": "utf-8",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
    "iso2022_jp": "iso2022_jp_ext",
}
# Python codecs that are not charsets of a text, and "idna" which takes quadratic time.
_NOT_CHARSETS = {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"}
_HALF_A_PAIR = re.compile("[\ud800-\udfff]")
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def decode(content: bytes, declared: str = "") -> str:
    """`content` as text; `declared` is the charset its sender claims, `""` when none.

    The text can be stored: it has no NUL, and no half of a surrogate pair, as UTF-7 and UTF-16 may have.
    """
    return _HALF_A_PAIR.sub(_REPLACEMENT, _decoded(content, declared)).replace("\x00", "")


def _decoded(content: bytes, declared: str) -> str:
    codec = _codec(declared)
    for candidate in (codec, "utf-8"):
        if candidate:
            try:
                return content.decode(candidate)
            except UnicodeError:
                continue
    return (codec == "utf-8" and _damaged_utf8(content)) or _single_byte(content)


def _codec(declared: str) -> str:
    name = declared.strip().strip("\"'").lower()
    try:
        found = codecs.lookup(name).name
        "".encode(found)  # a codec that is not a text encoding ("base64") raises LookupError here
    except (LookupError, ValueError):
        return ""
    return "" if found.replace("-", "_") in _NOT_CHARSETS else _SUPERSETS.get(found, found)


def _damaged_utf8(content: bytes) -> str:
    """UTF-8 cut or damaged in few places: better read as such than as Windows-1252."""
    text = content.decode("utf-8", errors="replace")
    sound = sum(1 for char in text if char > "\x7f" and char != _REPLACEMENT)
    return text if sound >= text.count(_REPLACEMENT) else ""


def _single_byte(content: bytes) -> str:
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError:
        return content.decode("latin-1")
