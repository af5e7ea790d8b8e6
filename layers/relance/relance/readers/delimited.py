"""Comma, semicolon, tab or bar separated text as a table; a badly formed line stays, with its fault."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from io import StringIO
from itertools import islice

from relance.domain.errors import Fault, Refused
from relance.readers.decoding import Decoded, decode
from relance.readers.headers import HeaderSearch, complete, no_header
from relance.readers.records import records
from relance.readers.table import HEADER_DEPTH, Header, Line, Table, as_text

MAX_MEGABYTES = 20
MAX_LINES = 500_000
MAX_CELLS = 4_000_000

_SEPARATORS = (",", ";", "\t", "|")
# A line that is one quoted cell, its quotation marks doubled: a spreadsheet has quoted it once too often.
_QUOTED_WHOLE = re.compile(r'"((?:[^"]++|"")*+)"\s*')


def read_delimited(data: bytes, search: HeaderSearch) -> Table:
    """Refuses a file that is too large, that is not text, or without the columns its kind needs."""
    decoded, physical = decoded_lines(data)
    if _is_quoted_twice(physical):
        physical = [_quoted_once(line) for line in physical]
    found, separator = _header(physical, search)
    if found is None:
        raise no_header(_head(physical, separator))
    header = complete(found, search)
    below = [line for line in _counted(records(physical, separator)) if line.number > header.line]
    header, lines = _without_ends(header, below, separator)
    header, lines = _without_index(header, lines)
    fitted = [_under_a_name(_fitted(line, header, separator), header) for line in lines]
    there = {line.number for line in fitted}
    notes = tuple(note if note.line in there else replace(note, line=0) for note in decoded.notes)
    return Table("csv", header, fitted, encoding=decoded.encoding, separator=separator, notes=notes)


def decoded_lines(data: bytes) -> tuple[Decoded, list[str]]:
    """The text, and its lines with their ends. Raises Refused for a file too large, too long, or not text."""
    if len(data) > MAX_MEGABYTES * 1024**2:
        raise Refused(Fault("too_large", "file", {"megabytes": MAX_MEGABYTES}))
    decoded = decode(data)
    physical = list(islice(StringIO(decoded.text, newline=""), MAX_LINES + 1))
    if len(physical) > MAX_LINES:
        raise Refused(Fault("too_many_lines", "file", {"limit": MAX_LINES}))
    return decoded, physical


def _counted(lines: Iterable[Line]) -> Iterator[Line]:
    """The lines, while their cells are within bounds."""
    cells = 0
    for line in lines:
        cells += len(line.cells)
        if cells > MAX_CELLS:
            raise Refused(Fault("too_many_cells", "file", {"limit": MAX_CELLS}))
        yield line


def _head(physical: Sequence[str], separator: str) -> list[Line]:
    """The first lines; of a line without end only its beginning, which a header never passes."""
    first = [line[:20_000] for line in physical[: HEADER_DEPTH * 2]]
    return list(islice(records(first, separator), HEADER_DEPTH))


def _header(physical: Sequence[str], search: HeaderSearch) -> tuple[Header | None, str]:
    """The best header any separator gives, and that separator."""
    found = [(search.best(_head(physical, separator)), separator) for separator in _SEPARATORS]
    best, separator = max(found, key=lambda pair: pair[0].score if pair[0] else -1)
    if best is None:
        separator = max(
            _SEPARATORS, key=lambda one: max((line.count(one) for line in physical[:10]), default=0)
        )
    return best, separator


def _is_quoted_twice(physical: Sequence[str]) -> bool:
    head = [line for line in physical[:HEADER_DEPTH] if line.strip()]
    return len(head) > 1 and all(
        len(line) < 20_000
        and (whole := _QUOTED_WHOLE.fullmatch(line)) is not None
        and any(one in whole[1] for one in _SEPARATORS)
        for line in head
    )


def _quoted_once(line: str) -> str:
    whole = _QUOTED_WHOLE.fullmatch(line)
    return whole[1].replace('""', '"') + "\n" if whole else line


def _without_ends(header: Header, lines: Sequence[Line], separator: str) -> tuple[Header, Sequence[Line]]:
    """Some programs end their lines with a separator, or the header alone.

    Not so after a comma, where `1,234.56` without quotes may have moved every cell of every line.
    """
    widths = {len(line.cells) for line in lines if not line.fault}
    names = header.names
    while widths and names[-1] == "" and max(widths) < len(names):
        names = names[:-1]
    ended = widths == {len(names) + 1} and not any(
        as_text(line.cells[-1]).strip() for line in lines if not line.fault
    )
    if ended and separator != ",":
        lines = [line if line.fault else replace(line, cells=line.cells[:-1]) for line in lines]
    return replace(header, names=names), lines


def _without_index(header: Header, lines: Sequence[Line]) -> tuple[Header, Sequence[Line]]:
    """A data tool writes the numbers of its rows into a first column without a name: it gets one."""
    if header.names[0]:
        return header, lines
    cells = [as_text(line.cells[0]).strip() for line in lines if not line.fault]
    first = cells[0] if cells else ""
    counts = first in ("0", "1") and all(cell == f"{n}" for n, cell in enumerate(cells, start=int(first)))
    return (replace(header, names=("_index", *header.names[1:])), lines) if counts else (header, lines)


def _fitted(line: Line, header: Header, separator: str) -> Line:
    """The line with a cell for every column; any other is kept whole, in one cell.

    Blank cells too many are no excuse: `1,234.56` without quotes moves every cell after it.
    """
    found, expected = len(line.cells), len(header.names)
    if line.fault or found == expected:
        return line
    whole = separator.join(str(cell) for cell in line.cells)
    counts = {"found": found, "expected": expected}
    fault = Fault("cells_extra" if found > expected else "cells_missing", "line", counts)
    return Line(line.number, (whole,), fault)


def _under_a_name(line: Line, header: Header) -> Line:
    """Text in a column without a name is most likely half of the amount before it: `1234,56` in two cells."""
    if line.fault:
        return line
    for position, name in enumerate(header.names):
        if not name and (text := as_text(line.cells[position]).strip()):
            before = header.names[position - 1] if position else ""
            values: dict[str, str | int] = {
                "value": text[:60],
                "position": position + 1,
                "column": before or "-",
            }
            return replace(line, fault=Fault("text_without_header", "line", values))
    return line
