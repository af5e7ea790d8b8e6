"""Text cut into records and cells in one pass; a line whose quotes are wrong costs itself alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from relance.domain.errors import Fault
from relance.readers.table import Line, unguarded

# How far a quoted cell may reach before its quotation mark counts as never closed.
_MOST_LINES = 60
_MOST_LETTERS = 20_000
_NUMERIC = re.compile(r"[-+(]?\d[\d\s.,/:€$£%'-]{0,30}\)?")


def records(physical: Sequence[str], separator: str) -> Iterator[Line]:
    """Every record that is not blank. After a line whose quotes are wrong, the next is a new record."""
    start = 0
    while start < len(physical):
        line = physical[start]
        if '"' not in line:
            cells: list[str] | None = line.rstrip("\r\n").split(separator)
            length = 1
        else:
            cells, length = _quoted(physical, start, separator)
        if cells is None:
            yield Line(start + 1, (line.rstrip("\r\n"),), Fault("broken_quotes", "line"))
        else:
            record = Line(start + 1, tuple(map(unguarded, cells)))
            if not record.blank:
                yield record
        start += length


def _quoted(physical: Sequence[str], start: int, separator: str) -> tuple[list[str] | None, int]:
    """The cells of the record that begins on line `start`, and its lines; None for one badly quoted."""
    text, length = physical[start], 1
    cells: list[str] = []
    at = 0
    while True:
        if not text.startswith('"', at):
            # A quotation mark inside a cell that does not begin with one is a sign like any other: 12" pipe.
            end = text.find(separator, at)
            if end < 0:
                cells.append(text[at:].rstrip("\r\n"))
                break
            cells.append(text[at:end])
            at = end + 1
            continue
        end = _closing(text, at + 1)
        while (
            end < 0 and start + length < len(physical) and length < _MOST_LINES and len(text) < _MOST_LETTERS
        ):
            seen = len(text)
            text += physical[start + length]
            length += 1
            end = _closing(text, seen)
        if end < 0:
            return None, 1
        cells.append(text[at + 1 : end].replace('""', '"'))
        rest = text[end + 1 : end + 3]
        if rest in ("", "\n", "\r\n", "\r") or rest.startswith(("\n", "\r")):
            break
        if not rest.startswith(separator):
            return None, 1
        at = end + 2
    if length > 1 and _swallowed_a_record(cells, separator):
        return None, 1
    return cells, length


def _closing(text: str, at: int) -> int:
    """Where the cell's closing mark stands; -1 when it does not. A doubled mark is one of the text."""
    while (found := text.find('"', at)) >= 0:
        if text.startswith('"', found + 1):
            at = found + 2
        else:
            return found
    return -1


def _swallowed_a_record(cells: Sequence[str], separator: str) -> bool:
    """Whether, inside one of the cells, a line looks like a record of this file: as many cells, and among
    them at least two numbers, as a day and an amount are.
    """
    if len(cells) < 2:
        return False
    for cell in cells:
        for inner in cell.splitlines()[1:]:
            parts = inner.split(separator)
            numbers = sum(bool(_NUMERIC.fullmatch(part.strip())) for part in parts)
            if len(parts) >= len(cells) and numbers >= 2:
                return True
    return False
