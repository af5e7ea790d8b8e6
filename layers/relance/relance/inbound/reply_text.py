"""What a person wrote in a mail, apart from what their mail program quoted.

Only quotations are taken away, and what stands below them. A mail without a quotation stays whole, to the
last line; the full text is always kept beside. Nothing may be decided on the visible text alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from relance.inbound.phrases import fold
from relance.inbound.quotation import (
    Boundary,
    BoundaryKind,
    first_boundary,
    is_quoted,
    is_rule,
    is_signature_mark,
)

_WRAP_WIDTH = 68  # a line is wrapped when its next word would not have fitted
_MIN_PARENT = 30  # characters of our own mail that make a tail recognisable
_MAX_LINES = 5_000  # beyond these the text is shown whole


@dataclass(frozen=True, slots=True)
class ReplyText:
    """`visible` is shown first; `full` is everything, behind a toggle."""

    visible: str
    full: str

    @property
    def has_quotation(self) -> bool:
        return self.visible != _trimmed(self.full.split("\n"))


def reply_text(text: str, parent: str = "") -> ReplyText:
    """The answer within `text` (a mail's full text). `parent` is the text of the mail we sent, when known."""
    full = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = full.split("\n")
    if len(lines) > _MAX_LINES:
        return ReplyText(full.strip("\n"), full)
    return ReplyText(_trimmed(_without_parent(_without_quotation(lines), parent)), full)


def _without_quotation(lines: list[str]) -> list[str]:
    boundary = first_boundary(lines)
    if boundary is None:
        return _without_tail(lines)
    head, tail = lines[: boundary.start], lines[boundary.end :]
    if not _is_marked(tail):
        return _above(head) if _has_words(head) else _forwarded(boundary, tail)
    below = _answers(tail)
    if not below:
        return _above(_without_tail(head))
    return [*head, *below]


def _above(head: list[str]) -> list[str]:
    """What stands over a quotation."""
    kept = list(head)
    while kept and (not kept[-1].strip() or is_rule(kept[-1])):
        kept.pop()
    return kept if _has_words(kept) else head


def _forwarded(boundary: Boundary, tail: list[str]) -> list[str]:
    """A mail passed on without a word: what was passed on is what there is to read."""
    return [] if boundary.kind is BoundaryKind.ATTRIBUTION else _without_tail(tail)


def _answers(tail: list[str]) -> list[str]:
    """What was typed below or between the marked lines of `tail`, with the questions it answers.

    A single quotation on top is dropped; one between two answers is kept, or they could not be understood.
    """
    kept = _without_tail(tail)
    if not any(line.strip() and not is_quoted(line) for line in kept):
        return []
    first_answer = next(index for index, line in enumerate(kept) if line.strip() and not is_quoted(line))
    return kept if any(is_quoted(line) for line in kept[first_answer:]) else kept[first_answer:]


def _without_tail(lines: list[str]) -> list[str]:
    """`lines` up to the last one somebody typed; a signature under a quotation goes with it."""
    if not any(is_quoted(line) for line in lines):
        return lines
    last_quoted = max(index for index, line in enumerate(lines) if is_quoted(line))
    end = next((at for at in range(last_quoted, len(lines)) if is_signature_mark(lines[at])), len(lines))
    while end and (not lines[end - 1].strip() or is_quoted(lines[end - 1]) or _is_wrap(lines, end - 1)):
        end -= 1
    return lines[:end]


def _is_wrap(lines: Sequence[str], index: int) -> bool:
    """The end of a marked line that some program broke in two, losing the mark of the second half."""
    if not index or not is_quoted(lines[index - 1]):
        return False
    line, before = lines[index].strip(), lines[index - 1].rstrip()
    below = lines[index + 1] if index + 1 < len(lines) else ""
    word = line.split()[0] if line else ""
    did_not_fit = len(before) + 1 + len(word) >= _WRAP_WIDTH
    return did_not_fit and line[:1].islower() and (not below.strip() or is_quoted(below))


def _without_parent(lines: list[str], parent: str) -> list[str]:
    """Our own mail at the end, which some programs quote without a mark."""
    ours = _comparable(parent)
    if len(ours) < _MIN_PARENT:
        return lines
    end, found = len(lines), 0
    while end and (not (text := _comparable(lines[end - 1])) or text in ours):
        end, found = end - 1, found + len(text)
    return lines[:end] if found >= _MIN_PARENT else lines


def _comparable(text: str) -> str:
    """Text without marks, spaces and punctuation, which programs change when they quote."""
    return re.sub(r"[\W_]+", "", fold(text))


def _is_marked(tail: list[str]) -> bool:
    first = next((line for line in tail if line.strip()), "")
    return is_quoted(first)


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
