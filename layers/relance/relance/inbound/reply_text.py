"""What a person wrote in a mail, apart from what their mail program quoted.

Only quotations are taken away, and what stands below them; when in doubt, more is shown. A mail without a
quotation stays whole, to the last line, and no mail with words is shown empty. The full text is always kept
beside. Nothing may be decided on the visible text alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from relance.inbound.phrases import alternatives, fold
from relance.inbound.quotation import (
    Boundary,
    BoundaryKind,
    first_boundary,
    is_quoted,
    is_rule,
    is_signature_mark,
    other_mark,
)

_WRAP_WIDTH = 68  # a line is wrapped when its next word would not have fitted
_MIN_PARENT = 30  # characters of our own mail that make a tail recognisable
_MAX_LINES = 5_000  # beyond these the text is shown whole
_LONGEST_SIGNATURE = 25  # lines
_LONGEST_GREETING = 60  # characters
_MARK = re.compile(r"\s{0,3}> ?")


@dataclass(frozen=True, slots=True)
class ReplyText:
    """`visible` is shown first; `full` is everything, behind a toggle."""

    visible: str
    full: str
    has_quotation: bool = False


@lru_cache(maxsize=4)
def reply_text(text: str, parent: str = "") -> ReplyText:
    """The answer within `text` (a mail's full text). `parent` is the text of the mail we sent, when known."""
    full = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = full.split("\n")
    if len(lines) > _MAX_LINES:
        return ReplyText(full.strip("\n"), full, has_quotation=False)
    answer = _without_parent(_without_quotation(_less_marked(lines), parent), parent)
    whole = _trimmed(lines)
    visible = _trimmed(answer) or whole
    if visible != whole:
        visible = _trimmed(_without_device(visible.split("\n")))
    return ReplyText(visible, full, has_quotation=visible != whole)


def _less_marked(lines: list[str]) -> list[str]:
    """Without one mark, when every line has one: some programs mark the answer as well."""
    is_all_marked = any(map(str.strip, lines)) and all(is_quoted(line) or not line.strip() for line in lines)
    if not is_all_marked:
        return lines
    bare = [_MARK.sub("", line, count=1) for line in lines]
    return bare if any(line.strip() and not is_quoted(line) for line in bare) else lines


def _without_quotation(lines: list[str], parent: str) -> list[str]:
    boundary = first_boundary(lines)
    if boundary is None:
        return _without_tail(lines, [is_quoted(line) for line in lines])
    head, tail = lines[: boundary.start], lines[boundary.end :]
    marked = _marked(tail)
    if not _is_first_marked(tail, marked):
        says_something = _has_words(head) and not (
            boundary.kind is BoundaryKind.ATTRIBUTION and _is_greeting(head)
        )
        return _above(head) if says_something else [*head, *_passed_on(boundary, tail, parent)]
    below = _answers(tail, marked)
    if not below:
        return _above(_without_tail(head, [is_quoted(line) for line in head]))
    return [*head, *below]


def _marked(tail: list[str]) -> list[bool]:
    """Which lines of a quotation are marked: by `>`, or by another mark that its first two lines have."""
    first = next((index for index, line in enumerate(tail) if line.strip()), 0)
    mark = other_mark(tail[first]) if first < len(tail) else ""
    is_used = bool(mark) and first + 1 < len(tail) and other_mark(tail[first + 1]) == mark
    is_alone = bool(mark) and (first + 1 == len(tail) or not tail[first + 1].strip())
    if is_used or (is_alone and mark.endswith(">")):
        return [is_quoted(line) or other_mark(line) == mark for line in tail]
    return [is_quoted(line) for line in tail]


def _is_first_marked(tail: list[str], marked: list[bool]) -> bool:
    return next((mark for line, mark in zip(tail, marked, strict=True) if line.strip()), False)


def _above(head: list[str]) -> list[str]:
    """What stands over a quotation."""
    kept = list(head)
    while kept and (not kept[-1].strip() or is_rule(kept[-1])):
        kept.pop()
    return kept if _has_words(kept) else head


def _passed_on(boundary: Boundary, tail: list[str], parent: str) -> list[str]:
    """What there is to read where nobody wrote a word above: a mail passed on, or the answer under lines of
    our own that nothing marks. Those that are known to be ours are left out.
    """
    kept = _without_tail(tail, [is_quoted(line) for line in tail])
    ours = _comparable(parent)
    if boundary.kind is not BoundaryKind.ATTRIBUTION or len(ours) < _MIN_PARENT:
        return kept
    own = [line for line in kept if not (text := _comparable(line)) or text not in ours]
    return own if _has_words(own) else kept


def _answers(tail: list[str], marked: list[bool]) -> list[str]:
    """What was typed below or between the marked lines of `tail`, with the questions it answers.

    A single quotation on top is dropped; one between two answers is kept, or they could not be understood.
    """
    kept = _without_tail(tail, marked)
    typed = [index for index, line in enumerate(kept) if line.strip() and not marked[index]]
    if not typed:
        return []
    return kept if any(marked[typed[0] : len(kept)]) else kept[typed[0] :]


def _without_tail(lines: list[str], marked: list[bool]) -> list[str]:
    """`lines` up to the last one somebody typed; a signature under a quotation goes with it."""
    if not any(marked):
        return lines
    last_marked = max(index for index, mark in enumerate(marked) if mark)
    end = next((at for at in range(last_marked, len(lines)) if is_signature_mark(lines[at])), len(lines))
    if len(lines) - end > _LONGEST_SIGNATURE:
        end = len(lines)
    while end and (not lines[end - 1].strip() or marked[end - 1] or _is_wrap(lines, marked, end - 1)):
        end -= 1
    return lines[:end]


def _is_wrap(lines: Sequence[str], marked: list[bool], index: int) -> bool:
    """The end of a marked line that some program broke in two, losing the mark of the second half."""
    if not index or not marked[index - 1]:
        return False
    line, before = lines[index].strip(), lines[index - 1].rstrip()
    below = lines[index + 1] if index + 1 < len(lines) else ""
    word = line.split(maxsplit=1)[0] if line else ""
    did_not_fit = len(before) + 1 + len(word) >= _WRAP_WIDTH
    is_between = not below.strip() or marked[index + 1]
    return did_not_fit and line[:1].islower() and is_between


def _without_parent(lines: list[str], parent: str) -> list[str]:
    """Our own mail at the end, which some programs quote without a mark."""
    ours = _comparable(parent)
    if len(ours) < _MIN_PARENT:
        return lines
    end, found = len(lines), 0
    while end and (not (text := _comparable(lines[end - 1])) or text in ours):
        end, found = end - 1, found + len(text)
    return lines[:end] if found >= _MIN_PARENT else lines


def _without_device(lines: list[str]) -> list[str]:
    """Without a last line like "Sent from my iPhone" over the quotation, when something stands above."""
    end = len(lines)
    while end and (not lines[end - 1].strip() or _device().match(fold(lines[end - 1][:200]))):
        end -= 1
    return lines[:end] if _has_words(lines[:end]) else lines


def _comparable(text: str) -> str:
    """Text without marks, spaces and punctuation, which programs change when they quote."""
    return re.sub(r"[\W_]+", "", fold(text))


def _is_greeting(head: list[str]) -> bool:
    """Whether nothing but "Hello Marie," stands there: what it opens comes below."""
    words = fold(" ".join(line for line in head if line.strip())[: 2 * _LONGEST_GREETING])
    return len(words) <= _LONGEST_GREETING and bool(_greeting().fullmatch(words))


def _has_words(lines: Sequence[str]) -> bool:
    return any(re.search(r"\w", line) for line in lines)


def _trimmed(lines: list[str]) -> str:
    """Without blank lines around; every other line as it came."""
    start, end = 0, len(lines)
    while start < end and not lines[start].strip():
        start += 1
    while end > start and not lines[end - 1].strip():
        end -= 1
    return "\n".join(lines[start:end]).rstrip()


@cache
def _greeting() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternatives('quotation', 'greeting')})(?: [\w.'-]+){{0,3}} ?[,!.:]?")


@cache
def _device() -> re.Pattern[str]:
    return re.compile(rf"[\W_]{{0,3}}(?:{alternatives('quotation', 'device')})(?!\w).{{0,120}}$")
