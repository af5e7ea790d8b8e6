"""Where in a mail something quoted begins: "On 3 May, Ana wrote:", header blocks, separators."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Final

from relance.inbound.phrases import alternatives, fold, language_in

_MAX_JOINED = 4  # lines an attribution may be wrapped into
_MAX_ATTRIBUTION = 400  # characters
_MAX_LINE = 1_000  # a longer line is prose
_HEADER_WINDOW = 14
_QUOTED = re.compile(r"\s{0,3}>")
_RULE = re.compile(r"\s*[-_=*\u2014\u2500]{5,}\s*")
_SIGNATURE = re.compile(r"-- ?|__ ?|\u2014 ?")
# An address begins where a word does: else each letter of a long word would be tried as the first.
_ADDRESS = re.compile(r"(?<![\w.+'=-])[\w.+'=-]+@[\w.-]|<[^<>]*>?$")
_FIRST_NUMBER = re.compile(r"^\W*(?:\w{2,10}\W+)?\d")
_TIME = re.compile(r"\b\d{1,2}[:.h]\d{2}\b(?![./-])")
_DATE = re.compile(r"\d{1,4}[./-]\d{1,2}|\d{1,2}[:.h]\d{2}|\b(?:19|20)\d\d\b|\b\d{1,2}\W{1,3}\w{3,10}\b")


class BoundaryKind(StrEnum):
    ATTRIBUTION = "attribution"
    HEADER = "header"
    SEPARATOR = "separator"


@dataclass(frozen=True, slots=True)
class Boundary:
    """Lines `start` to `end` (excluded) introduce what is quoted; the quotation begins at `end`."""

    kind: BoundaryKind
    start: int
    end: int


def is_quoted(line: str) -> bool:
    """Whether a mail program marked the line as quoted."""
    return bool(_QUOTED.match(line))


def is_rule(line: str) -> bool:
    """A line of dashes or underscores only."""
    return bool(_RULE.fullmatch(line))


def is_signature_mark(line: str) -> bool:
    """The `-- ` before a signature (RFC 3676, 4.3), also as programs that trim spaces leave it."""
    return bool(_SIGNATURE.fullmatch(line))


def first_boundary(lines: Sequence[str]) -> Boundary | None:
    """The topmost place, outside marked lines, where a quoted mail is introduced."""
    for index, line in enumerate(lines):
        if line.strip() and len(line) < _MAX_LINE and not is_quoted(line):
            for rule in (_separator, _header_block, _attribution):
                if end := rule(lines, index):
                    return _widened(lines, Boundary(_KINDS[rule], index, end))
    return None


def _widened(lines: Sequence[str], boundary: Boundary) -> Boundary:
    """A separator's header block belongs to it; so do rules and blank lines just above."""
    end = boundary.end
    if boundary.kind is BoundaryKind.SEPARATOR:
        following = _skip_blank(lines, end)
        end = (following < len(lines) and _header_block(lines, following)) or end
    start = boundary.start
    while start and (is_rule(lines[start - 1]) or _is_heading(lines[start - 1])):
        start -= 1
    return Boundary(boundary.kind, start, end)


def _is_heading(line: str) -> bool:
    """Such as "Message du 03/05/26 08:51", which a header block follows."""
    is_timed = bool(_TIME.search(line))
    return is_timed and bool(language_in(fold(line).lstrip("* "), "quotation", "heading", at_start=True))


def _separator(lines: Sequence[str], index: int) -> int:
    folded = fold(lines[index]).strip("* ")
    return index + 1 if _separators().fullmatch(folded) else 0


def _header_block(lines: Sequence[str], index: int) -> int:
    """The line after a quoted mail's header, or 0: three kinds of field, or From with an address and Date."""
    seen: set[str] = set()
    if not _label(lines[index]):
        return 0
    end = index
    for at in range(index, min(index + _HEADER_WINDOW, len(lines))):
        if label := _label(lines[at]):
            if label in seen and label != "cc":
                break
            seen.add(label)
            end = at + 1
        elif at - end >= 2:  # a field is wrapped into three lines at most
            break
    block = " ".join(line[:_MAX_LINE] for line in lines[index:end])
    is_long = len(seen) >= 3 and bool(seen & {"from", "to"}) and _is_precise(block)
    is_short = seen >= {"from", "date"} and bool(_ADDRESS.search(block))
    return _with_last_wrap(lines, end) if is_long or is_short else 0


def _with_last_wrap(lines: Sequence[str], end: int) -> int:
    """The last field's second line, when a blank line follows it."""
    is_wrap = end + 1 < len(lines) and bool(lines[end].strip()) and not lines[end + 1].strip()
    return end + 1 if is_wrap else end


def _attribution(lines: Sequence[str], index: int) -> int:
    """The line after "On ..., ... wrote:" (which may be wrapped), or 0."""
    joined = ""
    for at in range(index, min(index + _MAX_JOINED, len(lines))):
        line = lines[at]
        if not line.strip() or is_quoted(line) or len(joined) + len(line) > _MAX_ATTRIBUTION:
            return 0
        joined = f"{joined} {line.strip()}".strip()
        folded = fold(joined)
        if at == index and not _may_open(folded):
            return 0
        if _says_wrote(folded) and (_is_precise(joined) or _quoted_next(lines, at + 1)):
            return at + 1
        if _names_sender_or_day(joined) and _quoted_next(lines, at + 1):
            return at + 1
    return 0


def _may_open(folded: str) -> bool:
    """An opening word and a number, a day, or somebody's address: the first line has one of them."""
    return any(pattern.search(folded) for pattern in (_opening(), _ADDRESS, _FIRST_NUMBER))


def _says_wrote(folded: str) -> bool:
    if not (_ADDRESS.search(folded) or _DATE.search(folded)):
        return False
    verb = _wrote().search(folded)
    return bool(verb) and not _sentence().search(folded)


def _is_precise(text: str) -> bool:
    """Programs give an address or the time of day; a person who tells of a mail seldom does."""
    return bool(_ADDRESS.search(text) or _TIME.search(text))


def _names_sender_or_day(joined: str) -> bool:
    """No verb in "2026-05-03 13:29 GMT+02:00 Ana <ana@example.org>:"; the marked line after it tells."""
    return joined.endswith(":") and ("@" in joined or bool(_DATE.search(joined)))


def _quoted_next(lines: Sequence[str], index: int) -> bool:
    at = _skip_blank(lines, index)
    return at < len(lines) and is_quoted(lines[at])


def _skip_blank(lines: Sequence[str], index: int) -> int:
    while index < len(lines) and not lines[index].strip():
        index += 1
    return index


def _label(line: str) -> str:
    """Which field of a header the line is: "from", "date", "to", "cc", "subject", or "" when none."""
    folded = fold(line[:_MAX_LINE]).lstrip("*_ >").replace("*", "")
    name, colon, _ = folded.partition(":")
    return _labels().get(name.strip(), "") if colon else ""


@cache
def _labels() -> dict[str, str]:
    return {
        word: label
        for label in ("cc", "to", "date", "subject", "from")
        for word in alternatives("quotation", label).replace("\\", "").split("|")
    }


@cache
def _separators() -> re.Pattern[str]:
    named = f"(?:{alternatives('quotation', 'separator')})(?: ?[:-]| .{{1,200}})?"
    return re.compile(rf"[-_=]{{2,}} ?{named} ?[-_=]{{2,}}|{alternatives('quotation', 'announcement')}")


@cache
def _opening() -> re.Pattern[str]:
    return re.compile(rf"^\W*(?:{alternatives('quotation', 'opening')})\W.*\d")


@cache
def _wrote() -> re.Pattern[str]:
    """The verb last, or before the name or the time (German, Swedish); then a colon, which some leave out."""
    verbs = alternatives("quotation", "wrote")
    return re.compile(rf"(?<!\w)(?:{verbs})(?: ?:| [^:].{{0,150}}:|)[\s*_-]*$")


@cache
def _sentence() -> re.Pattern[str]:
    pronouns, verbs = alternatives("quotation", "pronoun"), alternatives("quotation", "wrote")
    return re.compile(rf"(?<!\w)(?:{pronouns}) ?(?:{verbs})(?!\w)")


_KINDS: Final = {
    _separator: BoundaryKind.SEPARATOR,
    _header_block: BoundaryKind.HEADER,
    _attribution: BoundaryKind.ATTRIBUTION,
}
