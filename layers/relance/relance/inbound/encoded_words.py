"""RFC 2047 encoded words (`=?utf-8?Q?L=C3=A9a?=`) -> text, in one pass.

The standard library's `decode_header` takes quadratic time on words that begin and never end.
"""

from __future__ import annotations

import binascii
import re
from typing import Final

from relance.inbound.charset import decode

# Every repetition is possessive: nothing is tried twice.
_WORD: Final = re.compile(r"=\?([^?\s]{1,80}+)\?([bBqQ])\?([^?]*+)\?=")
_QUOTED_BYTE: Final = re.compile(rb"=([0-9a-fA-F]{2})")


def decoded(text: str) -> str:
    """`text` with its encoded words read; what is no such word stays as it is written.

    Words of one charset that follow each other are read together: some programs split a letter of several
    bytes between two words.
    """
    if "=?" not in text:
        return text
    pieces: list[str] = []
    waiting, charset, at = bytearray(), "", 0
    for word in _WORD.finditer(text):
        between = text[at : word.start()]
        follows = bool(waiting) and not between.strip()
        if not follows or _charset(word[1]) != charset:
            pieces.append(decode(bytes(waiting), charset))
            waiting.clear()
        if not follows:
            pieces.append(between)
        charset = _charset(word[1])
        waiting += _content(word)
        at = word.end()
    return "".join((*pieces, decode(bytes(waiting), charset), text[at:]))


def _charset(written: str) -> str:
    """Without a language (RFC 2231, 5): `utf-8*fr`."""
    return written.partition("*")[0].lower()


def _content(word: re.Match[str]) -> bytes:
    raw = word[3].encode("utf-8", "replace")
    if word[2] in "qQ":
        return _QUOTED_BYTE.sub(lambda byte: bytes([int(byte[1], 16)]), raw.replace(b"_", b" "))
    letters = re.sub(rb"[^A-Za-z0-9+/]", b"", raw)
    if len(letters) == 1:
        return word[0].encode("utf-8", "replace")  # damaged: six bits are no letter
    return binascii.a2b_base64(letters[: len(letters) - (len(letters) % 4 == 1)] + b"==")
