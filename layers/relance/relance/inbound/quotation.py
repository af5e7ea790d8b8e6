"""Where in a mail something quoted begins: "On 3 May, Ana wrote:", header blocks, separators.

Hiding a line of the answer is worse than showing a line of the quotation. So an introduction has to be
precise (an address, the time of day) unless marked lines follow it, and no line above it is taken into it
that can be a sentence of its own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from functools import cache
from typing import NamedTuple

from relance.inbound.phrases import alternatives, by_language, fold, language_in

_MAX_JOINED = 4  # lines an attribution may be wrapped into
_MAX_ATTRIBUTION = 400  # characters
_MAX_LINE = 1_000  # a longer line is prose
_HEADER_WINDOW = 14
_LONGEST_LABEL = 40  # characters
_VERB_REACH = 150  # characters between the verb and the colon: "schrieb Ana Silva <ana@example.org>:"
_LONGEST_VERB = 40
_MOST_WORDS_OF_NAME = 6
_QUOTED = re.compile(r"\s{0,3}>(?!:\s*$)")
# Quotations of programs that mark by other characters, or by the initials of who is quoted ("AS> ").
_OTHER_MARK = re.compile(r"\s{0,3}([A-Za-z]{1,4}>|--\]|[|#:%)\]}+*\u2502\u00bb])")
_RULE = re.compile(r"\s*+[-_=*\u2014\u2500]{4,}+\s*+")
_SIGNATURE = re.compile(r"-- ?|__ ?|\u2014 ?")
_EMAIL = re.compile(r"(?<![\w.+'=-])[\w.+'=-]{1,80}+@[\w.-]++")
_OPEN_ANGLE = re.compile(r"<[^<>]*+>?$")
_FIRST_NUMBER = re.compile(r"^\W*+(?:\w{1,20}+\W++)?\d")
_TIME = re.compile(r"(?<![\d.:])\d{1,2}[:.h]\d{2}\b(?![./-]\d)")
_NUMERIC_DATE = re.compile(r"\b\d{1,2}[./-] ?\d{1,2}[./-]|\b\d{4}[./-]\d{1,2}|\d{1,4}\s?[\u5e74\ub144]")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_DATE = re.compile(r"\d{1,4}[./-]\d{1,2}|\d{1,2}[:.h]\d{2}|\b(?:19|20)\d\d\b|\b\d{1,2}\W{1,3}\w{3,10}\b")
_SENTENCE_END = re.compile(r"\w{4}[)\"'\u00bb]?[.!?]{1,3}$")
_AMOUNT = re.compile(r"\d")
_UNKNOWN_LABEL = re.compile(r"[^\W\d][\w ]{1,24} ?: ?\S")


class BoundaryKind(StrEnum):
    ATTRIBUTION = "attribution"
    HEADER = "header"
    SEPARATOR = "separator"


class Boundary(NamedTuple):
    """Lines `start` to `end` (excluded) introduce what is quoted; the quotation begins at `end`."""

    kind: BoundaryKind
    start: int
    end: int


class Lines:
    """The lines of a text, each folded at most once."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.raw = lines
        self._folded: dict[int, str] = {}

    def __len__(self) -> int:
        return len(self.raw)

    def folded(self, index: int) -> str:
        if index not in self._folded:
            self._folded[index] = fold(self.raw[index][:_MAX_LINE])
        return self._folded[index]


def is_quoted(line: str) -> bool:
    """Whether a mail program marked the line as quoted. `>:` alone ends a wrapped attribution."""
    return bool(_QUOTED.match(line))


def other_mark(line: str) -> str:
    """The mark at the start of a line that is not `>`: `|`, `#`, `AS>`; "" when there is none."""
    found = _OTHER_MARK.match(line)
    return found[1] if found else ""


def is_rule(line: str) -> bool:
    """A line of dashes or underscores only."""
    return bool(_RULE.fullmatch(line))


def is_signature_mark(line: str) -> bool:
    """The `-- ` before a signature (RFC 3676, 4.3), also as programs that trim spaces leave it."""
    return bool(_SIGNATURE.fullmatch(line))


def first_boundary(lines: Sequence[str]) -> Boundary | None:
    """The topmost place, outside marked lines, where a quoted mail is introduced."""
    page = Lines(lines)
    for index, line in enumerate(lines):
        if line.strip() and len(line) < _MAX_LINE and not is_quoted(line):
            if end := _separator(page, index):
                return _widened(page, Boundary(BoundaryKind.SEPARATOR, index, end))
            if end := _header_block(page, index):
                return _widened(page, Boundary(BoundaryKind.HEADER, index, end))
            if end := _attribution(page, index):
                start = _last_start(page, index, end)
                return _widened(page, Boundary(BoundaryKind.ATTRIBUTION, start, end))
    return None


def _widened(page: Lines, boundary: Boundary) -> Boundary:
    """A separator's header block belongs to it; so do rules and blank lines just above."""
    end = boundary.end
    if boundary.kind is BoundaryKind.SEPARATOR:
        following = _skip_blank(page, end)
        end = (following < len(page) and _header_block(page, following)) or end
    start = boundary.start
    while start and (is_rule(page.raw[start - 1]) or _is_heading(page, start - 1)):
        start -= 1
    return Boundary(boundary.kind, start, end)


def _is_heading(page: Lines, index: int) -> bool:
    """Such as "Message du 03/05/26 08:51", which a header block follows."""
    folded = page.folded(index).lstrip("* ")
    return bool(_TIME.search(folded)) and bool(language_in(folded, "quotation", "heading", at_start=True))


def _separator(page: Lines, index: int) -> int:
    return index + 1 if _separators().fullmatch(page.folded(index).strip("* ")) else 0


def _header_block(page: Lines, index: int) -> int:
    """The line after a quoted mail's header, or 0.

    Three kinds of field with an address, or with a subject and the time of day; or From with an address, and
    Date. The details of a bank transfer ("From: Client Ltd, To: Acme, Date: 4 May, Amount: 100") are none.
    """
    seen: set[str] = set()
    if not _label(page, index):
        return 0
    end = index
    for at in range(index, min(index + _HEADER_WINDOW, len(page))):
        if label := _label(page, at):
            if label in seen and label != "cc":
                break
            seen.add(label)
            end = at + 1
        elif at - end >= 2:  # a field is wrapped into three lines at most
            break
    block = " ".join(line[:_MAX_LINE] for line in page.raw[index:end])
    has_address = _has_address(block)
    is_timed = "subject" in seen and bool(_TIME.search(block)) and not _is_form(page, index, end)
    is_long = len(seen) >= 3 and bool(seen & {"from", "to"}) and (has_address or is_timed)
    is_short = seen >= {"from", "date"} and has_address
    return _with_last_wrap(page, end) if is_long or is_short else 0


def _is_form(page: Lines, start: int, end: int) -> bool:
    """Whether a line has a label that no mail has, and a number: "Amount: 100 EUR"; also right below."""
    unlabelled = (
        line.strip() for at, line in enumerate(page.raw[start : end + 1], start) if not _label(page, at)
    )
    return any(_UNKNOWN_LABEL.match(line) and _AMOUNT.search(line) for line in unlabelled)


def _with_last_wrap(page: Lines, end: int) -> int:
    """The last field's second line, when a blank line follows it."""
    is_wrap = end + 1 < len(page) and bool(page.raw[end].strip()) and not page.raw[end + 1].strip()
    return end + 1 if is_wrap and not page.raw[end - 1].rstrip().endswith(("?", "!")) else end


def _attribution(page: Lines, index: int) -> int:
    """The line after "On ..., ... wrote:" (which may be wrapped), or 0."""
    joined = folded = ""
    for at in range(index, min(index + _MAX_JOINED, len(page))):
        line = page.raw[at]
        is_inside = joined.rfind("<") > joined.rfind(">")  # an address is broken before its `>`
        if not line.strip() or len(joined) + len(line) > _MAX_ATTRIBUTION:
            return 0
        if is_quoted(line) and not is_inside:
            return 0
        joined = f"{joined} {line.strip()}".strip()
        folded = f"{folded} {page.folded(at)}".strip()
        if at == index and not _may_open(folded):
            return at + 1 if _names_author(folded) and _quoted_next(page, at + 1) else 0
        if _is_stamped(joined):
            return at + 1
        if _says_wrote(folded) and (_is_precise(joined) or _quoted_next(page, at + 1)):
            return at + 1
        if _names_sender_or_day(joined) and _quoted_next(page, at + 1):
            return at + 1
        if _ends_sentence(line) and not (at + 1 < len(page) and page.raw[at + 1][:1].isdigit()):
            return 0  # a sentence of the answer; the attribution begins below
    return 0


def _ends_sentence(line: str) -> bool:
    """Whether it ends with a whole word and a full stop; "Oct." is an abbreviation."""
    bare = line.rstrip()
    return bare.endswith((".", "!", "?")) and bool(_SENTENCE_END.search(bare[-_LONGEST_VERB:]))


def _last_start(page: Lines, index: int, end: int) -> int:
    """The first line of the attribution itself: a line of the answer may stand right above it."""
    start = index
    for later in range(index + 1, end):
        names_alone = not _opens_with_date(page, start) and not _has_address(page.raw[start])
        below = " ".join(page.raw[later:end])
        loses_address = _has_address(" ".join(page.raw[start:later])) and not _has_address(below)
        begins = _opens_with_date(page, later) or (names_alone and _has_address(page.raw[later]))
        if begins and not loses_address and _attribution(page, later) == end:
            start = later
    return start


def _opens_with_date(page: Lines, index: int) -> bool:
    """An opening word, a weekday or a number first; and a day that names its year, or is all numbers."""
    folded = page.folded(index)
    is_dated = bool(_YEAR.search(folded) or _NUMERIC_DATE.search(folded))
    return is_dated and bool(_opening().search(folded) or _first_day().search(folded))


def _may_open(folded: str) -> bool:
    """An opening word and a number, a day, or somebody's address: the first line has one of them."""
    return bool(_opening().search(folded) or _FIRST_NUMBER.search(folded)) or _has_address(folded)


def _says_wrote(folded: str) -> bool:
    """The verb last, or before a name and a colon; a program names an address or a day beside it."""
    bare = folded.rstrip(" *_-")
    ends_with_colon = bare.endswith(":")
    reach = _VERB_REACH if ends_with_colon else _LONGEST_VERB
    ends = [verb.end() for verb in _wrote().finditer(bare, max(0, len(bare) - reach))]
    if not ends or not (ends_with_colon or ends[-1] == len(bare)):
        return False
    return (_has_address(folded) or bool(_DATE.search(folded))) and not _sentence().search(folded)


def _names_author(folded: str) -> bool:
    """A name and the verb alone, as in "Ana Silva wrote:"."""
    words = folded.rstrip(" *_-:").split()
    return (
        folded.endswith(":")
        and len(words) <= _MOST_WORDS_OF_NAME
        and bool(_wrote().search(" ".join(words[-2:])))
        and not _sentence().search(folded)
    )


def _is_stamped(joined: str) -> bool:
    """A whole day, the time and an address before a colon: no verb is needed, in no language."""
    if not joined.rstrip(" *_\u202c\u200f").endswith((":", "\uff1a")) or len(joined) > _MAX_ATTRIBUTION:
        return False
    is_dated = bool(_YEAR.search(joined) or _NUMERIC_DATE.search(joined))
    return is_dated and bool(_TIME.search(joined)) and "@" in joined and _has_address(joined)


def _has_address(text: str) -> bool:
    return ("@" in text and bool(_EMAIL.search(text))) or bool(_OPEN_ANGLE.search(text))


def _is_precise(text: str) -> bool:
    """Programs give an address or the time of day; a person who tells of a mail seldom does."""
    return _has_address(text) or bool(_TIME.search(text))


def _names_sender_or_day(joined: str) -> bool:
    """No verb in "2026-05-03 13:29 GMT+02:00 Ana <ana@example.org>"; the marked line after it tells."""
    if joined.endswith(":"):
        return "@" in joined or bool(_DATE.search(joined))
    return joined.endswith(">") and "@" in joined and bool(_YEAR.search(joined))


def _quoted_next(page: Lines, index: int) -> bool:
    """Whether marked lines follow; by another mark than `>`, at least two."""
    at = _skip_blank(page, index)
    if at >= len(page):
        return False
    line = page.raw[at]
    mark = other_mark(line)
    return is_quoted(line) or bool(mark and at + 1 < len(page) and other_mark(page.raw[at + 1]) == mark)


def _skip_blank(page: Lines, index: int) -> int:
    while index < len(page) and not page.raw[index].strip():
        index += 1
    return index


def _label(page: Lines, index: int) -> str:
    """Which field of a header the line is: "from", "date", "to", "cc", "subject", or "" when none."""
    folded = page.folded(index)[: 2 * _LONGEST_LABEL].lstrip("*_ >").replace("*", "")
    name, colon, _ = folded.partition(":")
    return _labels().get(name.strip(), "") if colon and len(name) <= _LONGEST_LABEL else ""


@cache
def _labels() -> dict[str, str]:
    return {
        word: label
        for label in ("cc", "to", "date", "subject", "from")
        for words in by_language("quotation", label).values()
        for word in words
    }


@cache
def _separators() -> re.Pattern[str]:
    named = f"(?:{alternatives('quotation', 'separator')})(?: ?[:-]| .{{1,200}})?"
    return re.compile(rf"[-_=]{{2,}}+ ?{named} ?[-_=]{{2,}}|{alternatives('quotation', 'announcement')}")


@cache
def _opening() -> re.Pattern[str]:
    return re.compile(rf"^\W*+(?:{alternatives('quotation', 'opening')})\W.*\d")


@cache
def _first_day() -> re.Pattern[str]:
    """A weekday, whole or shortened ("Mon,", "пн,", "lun."), or the number of the day or year."""
    whole = alternatives("absence_dates", "weekdays")
    return re.compile(rf"^\W*+(?:\d|(?:{whole}|[^\W\d]{{1,5}}[.,])\W{{1,3}}(?:\w{{1,3}}\W{{1,2}})?\d)")


@cache
def _wrote() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{alternatives('quotation', 'wrote')})(?![\w(])")


@cache
def _sentence() -> re.Pattern[str]:
    pronouns, verbs = alternatives("quotation", "pronoun"), alternatives("quotation", "wrote")
    return re.compile(rf"(?<!\w)(?:{pronouns}) ?(?:{verbs})(?!\w)")
