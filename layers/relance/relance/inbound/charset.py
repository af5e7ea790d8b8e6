"""Bytes -> text, whatever charset was declared: the declared one, then UTF-8, then Windows-1252.

Nothing is refused and nothing is dropped but NULs: bytes that no charset explains become Latin-1 characters.
Every text that leaves this module can be written as UTF-8, so that it can be stored.
"""

from __future__ import annotations

import codecs
import re
from functools import lru_cache

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
# Names that mail programs write and Python does not know.
_ALIASES = {
    "mac": "mac_roman",
    "mac-ce": "mac_latin2",
    "sjis": "cp932",
    "ms932": "cp932",
    "euc-cn": "gb18030",
    "unicode-1-1-utf-7": "utf_7",
    "unicode-1-1-utf-8": "utf_8",
    "utf8mb4": "utf_8",
    "latin-9": "iso8859_15",
    "ansi": "cp1252",
}
_CODE_PAGE = re.compile(r"(?:windows|win|cp|ms|ibm)[-_]?(\d{3,5})")
_DIRECTION = re.compile(r"(iso-8859-\d+)-[ei]")  # ISO-8859-8-I: the same letters, read from right to left
# Python codecs that are not charsets of a text, and "idna" which takes quadratic time.
_NOT_CHARSETS = {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"}
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_LONGEST_NAME = 60
_SURROGATES = re.compile("[\ud800-\udfff]")


def decode(content: bytes, declared: str = "") -> str:
    """`content` as text; `declared` is the charset its sender claims, `""` when none."""
    codec = _codec(declared[:_LONGEST_NAME])
    for candidate in (codec, "utf-8"):
        if candidate:
            try:
                return storable(content.decode(candidate))
            except UnicodeError:
                continue
    return storable((codec == "utf-8" and _damaged_utf8(content)) or _single_byte(content))


def storable(text: str) -> str:
    """`text` without NULs, and with U+FFFD for half a surrogate pair (UTF-7 `+2AA-`): no UTF-8 has those."""
    if text.isascii():
        return text.replace("\x00", "")
    return _SURROGATES.sub(_REPLACEMENT, text).replace("\x00", "")


@lru_cache(maxsize=256)
def _codec(declared: str) -> str:
    """Python's name of the charset, "" for one that is not known."""
    name = re.split(r"[;,\s]", declared.strip(" \t\"'"), maxsplit=1)[0].strip("\"'").lower()
    return next((codec for each in _spellings(name) if (codec := _known(each))), "")


def _spellings(name: str) -> tuple[str, ...]:
    """`name`, and what remains of names like `x-mac-roman`, `windows-874` and `ISO-8859-8-I`."""
    bare = name.removeprefix("x-").removeprefix("cs")
    page = _CODE_PAGE.fullmatch(bare)
    directed = _DIRECTION.fullmatch(bare)
    return (
        name,
        bare,
        _ALIASES.get(bare, ""),
        f"cp{page[1]}" if page else "",
        directed[1] if directed else "",
    )


def _known(name: str) -> str:
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
