"""From bytes to text: byte-order mark, else UTF-16 by its zeros, else UTF-8, else the likeliest 8-bit set."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from relance.domain.errors import Fault, Refused
from relance.domain.imports import RowFault

# Statistical detectors call French accounting files Thai; looking at letters and their neighbours does not.
_EIGHT_BIT = ("cp1252", "cp850", "mac_roman", "iso8859-15", "cp1250")
# Rare on its own; a handful of letters must speak for it.
_PRIORS = {"mac_roman": -6, "cp1250": -2}
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark is the beginning of this one
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_FRENCH = frozenset("éèêëàâùûçîïôœÉÈÊËÀÂÙÛÇÎÏÔŒ")
_WESTERN = frozenset("äöüßñóíáúåøæãõìòšžÄÖÜÑÓÍÁÚÅØÆÃÕŠŽŸÿ")
_SIGNS = frozenset("€£°«»‘’“”–—…·²³©®™§\xa0")
_SAMPLE = 5_000
_WITH_NEIGHBOURS = re.compile(rb"(?s).?[\x80-\xff].?")
_WHOLE_UTF8 = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_HIGH = bytes(range(128, 256))
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
# UTF-8 that was read as cp1252 and written as UTF-8 again: `SociÃ©tÃ©`, `dâ€™Or`.
_TWICE = re.compile(r"Ã[\x80-\xbf€-™œžŸŠ‚ƒ„…†‡ˆ‰‹Œ‘’“”•–—˜š›]|â€|Â[\xa0-\xbf]")
_LINES_TOLD = 20


@dataclass(frozen=True, slots=True)
class Decoded:
    """`encoding` writes the text again; `notes` name the lines that were not written in it."""

    text: str
    encoding: str
    notes: tuple[RowFault, ...] = ()


def decode(data: bytes) -> Decoded:
    """Refuses what is not text."""
    decoded = _decode(data)
    text = decoded.text.rstrip("\x1a")  # the end-of-file mark of DOS programs
    controls = sum(1 for _ in _CONTROLS.finditer(text[:100_000]))
    if controls * 20 > min(len(text), 100_000):
        raise Refused(Fault("binary_file", "file"))
    return _read_once(Decoded(text, decoded.encoding, decoded.notes))


def _decode(data: bytes) -> Decoded:
    said = next((encoding for mark, encoding in _MARKS if data.startswith(mark)), None)
    encoding = said or _wide(data)
    if encoding and encoding != "utf-8-sig":
        return Decoded(_strictly(_whole_units(data, encoding), encoding), encoding)
    try:
        return Decoded(data.decode(encoding or "utf-8"), encoding or "utf-8")
    except UnicodeDecodeError:
        if _is_mostly_utf8(data):
            return _with_foreign_bytes(data, encoding or "utf-8")
    if encoding:
        raise Refused(Fault("undecodable_file", "file", {"encoding": encoding}))
    likeliest = max(_EIGHT_BIT, key=lambda candidate: _likelihood(data, candidate))
    try:
        return Decoded(data.decode(likeliest), likeliest)
    except UnicodeDecodeError:
        return Decoded(data.decode("iso8859-15"), "iso8859-15")  # it has a letter for every byte


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Refused(Fault("undecodable_file", "file", {"encoding": encoding})) from error


def _whole_units(data: bytes, encoding: str) -> bytes:
    """Without the half of a character with which a cut file ends."""
    unit = 4 if encoding == "utf-32" else 2
    return data[: len(data) - len(data) % unit]


def _wide(data: bytes) -> str | None:
    """UTF-16 that lost its mark: most of its text is ASCII, so every second byte is zero."""
    head = data[:4096]
    pairs = len(head) // 2
    if pairs < 8:
        return None
    even, odd = head[0 : 2 * pairs : 2].count(0), head[1 : 2 * pairs : 2].count(0)
    if odd > pairs * 0.4 and even < pairs * 0.05:
        return "utf-16-le"
    return "utf-16-be" if even > pairs * 0.4 and odd < pairs * 0.05 else None


def _is_mostly_utf8(data: bytes) -> bool:
    """Letters of other encodings hardly ever make whole UTF-8 characters by chance."""
    data = data.removeprefix(codecs.BOM_UTF8)
    whole = [len(found.group()) for found in _WHOLE_UTF8.finditer(data)]
    high = len(data) - len(data.translate(None, _HIGH))
    return bool(whole) and high - sum(whole) <= len(whole)


def _with_foreign_bytes(data: bytes, encoding: str) -> Decoded:
    """UTF-8 with some cells pasted from elsewhere: their bytes are read as cp1252, and their lines named."""
    places: list[int] = []

    def foreign(error: UnicodeError) -> tuple[str, int]:
        assert isinstance(error, UnicodeDecodeError)  # noqa: S101 - that is what a decoder raises
        places.append(error.start)
        return data[error.start : error.end].decode("cp1252", "replace"), error.end

    codecs.register_error("relance.foreign", foreign)
    text = codecs.decode(data, encoding, "relance.foreign")
    fault = Fault("foreign_bytes", "line", {"encoding": "UTF-8"})
    return Decoded(text, encoding, tuple(RowFault(line, fault) for line in _lines_of(data, places)))


def _lines_of(data: bytes, places: list[int]) -> Iterator[int]:
    line, before, told = 1, 0, 0
    for place in islice(places, _LINES_TOLD):
        line += data.count(b"\n", before, place)
        before = place
        if line != told:
            yield line
        told = line


def _read_once(decoded: Decoded) -> Decoded:
    """The text as it was before a program took its UTF-8 for cp1252; lines that were not are left alone."""
    if not _TWICE.search(decoded.text):
        return decoded
    lines = decoded.text.splitlines(keepends=True)
    mended = [_mended(line) if _TWICE.search(line) else line for line in lines]
    changed = [number for number, pair in enumerate(zip(lines, mended, strict=True), 1) if pair[0] != pair[1]]
    notes = [RowFault(number, Fault("decoded_twice", "line")) for number in changed[:_LINES_TOLD]]
    return Decoded("".join(mended), decoded.encoding, (*decoded.notes, *notes))


def _mended(line: str) -> str:
    try:
        return line.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return line


def _likelihood(data: bytes, encoding: str) -> int:
    score = _PRIORS.get(encoding, 0)
    if encoding == "mac_roman" and b"\r" in data and b"\n" not in data:
        score = 3  # only Mac programs end lines with a lone carriage return
    for found in islice(_WITH_NEIGHBOURS.finditer(data), _SAMPLE):
        seen = found.group().decode(encoding, errors="replace")
        score += sum(
            _weight(character, seen[at - 1 : at], seen[at + 1 : at + 2])
            for at, character in enumerate(seen)
            if not character.isascii()
        )
    return score


def _weight(character: str, before: str, after: str) -> int:
    """Letters that fit into their word speak for an encoding; signs and capitals inside a word against it."""
    in_word = before.isalpha() and after.isalpha()
    if character == "…" and after.isalnum():
        return -1  # nobody writes `…1`; the byte is an É in cp1252
    if character in _SIGNS:
        return -3 if in_word and character not in "’·‘" else 2
    if not character.isalpha() or character in "ªºƒˆ":
        return -2 if not in_word else -4
    if character.isupper() and before.islower():
        return -3
    if character.islower() and before.isupper() and after.isupper():
        return -2
    if not before.isalpha() and not after.isalpha():
        return 3 if character in "àÀ" else -1
    if character in _FRENCH:
        return 3
    return 2 if character in _WESTERN else 1
