"""From bytes to text: byte-order mark, else UTF-8 if all of it is, else the likeliest 8-bit one."""

from __future__ import annotations

import codecs
import re

from relance.domain.errors import Fault, Refused

# Statistical detectors call French accounting files Thai; counting French letters does not.
_EIGHT_BIT = ("cp1252", "cp850", "iso8859-15")
_FRENCH = frozenset("éèêëàâäùûüçîïôöœæÿÉÈÊËÀÂÄÙÛÜÇÎÏÔÖŒÆŸ")
_SIGNS = frozenset("€£°«»‘’“”–—…·²³©®\xa0")
_SAMPLE = 5_000
_WITH_NEIGHBOURS = re.compile(rb"(?s).?[\x80-\xff].?")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")


def decode(data: bytes) -> tuple[str, str]:
    """The text, and the name of the encoding that writes it again. Refuses what is not text."""
    text, encoding = _decode(data)
    text = text.rstrip("\x1a")  # the end-of-file mark of DOS programs
    if _CONTROL.search(text[:100_000]) or "\x00" in text:
        raise Refused(Fault("binary_file", "file"))
    return text, encoding


def _decode(data: bytes) -> tuple[str, str]:
    if data.startswith(codecs.BOM_UTF8):
        encodings: tuple[str, ...] = ("utf-8-sig",)
    elif data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ("utf-16",)
    else:
        encodings = ("utf-8", *sorted(_EIGHT_BIT, key=lambda encoding: -_likelihood(data, encoding)))
    for encoding in encodings:
        try:
            return data.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    raise Refused(Fault("undecodable_file", "file", {"encoding": encodings[0]}))


def _likelihood(data: bytes, encoding: str) -> int:
    score = 0
    for count, found in enumerate(_WITH_NEIGHBOURS.finditer(data)):
        if count == _SAMPLE:
            break
        seen = found.group().decode(encoding, errors="replace")
        score += sum(
            _weight(character, seen[at - 1 : at], seen[at + 1 : at + 2])
            for at, character in enumerate(seen)
            if not character.isascii()
        )
    return score


def _weight(character: str, before: str, after: str) -> int:
    """French letters and signs speak for an encoding; signs inside words and lone letters against it."""
    in_word = before.isalpha() and after.isalpha()
    if character in _FRENCH:
        return 2
    if character in _SIGNS:
        return -1 if in_word and character not in "’·" else 2
    return 1 if character.isalpha() and (before.isalpha() or after.isalpha()) else -1
