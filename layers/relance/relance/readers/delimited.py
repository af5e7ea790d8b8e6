"""Comma, semicolon, tab or bar separated text as a table; a badly formed line stays, with its fault."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import replace
from io import StringIO
from itertools import islice

from relance.domain.errors import Fault, Refused
from relance.readers.decoding import decode
from relance.readers.headers import HeaderSearch, complete
from relance.readers.table import HEADER_DEPTH, Header, Line, Table, as_text, unguarded

MAX_MEGABYTES = 20
MAX_LINES = 500_000

_SEPARATORS = (",", ";", "\t", "|")


def read_delimited(data: bytes, search: HeaderSearch) -> Table:
    """Refuses a file that is too large, that is not text, or without the columns its kind needs."""
    if len(data) > MAX_MEGABYTES * 1024**2:
        raise Refused(Fault("too_large", "file", {"megabytes": MAX_MEGABYTES}))
    text, encoding = decode(data)
    physical = list(islice(StringIO(text, newline=""), MAX_LINES + 1))
    if len(physical) > MAX_LINES:
        raise Refused(Fault("too_many_lines", "file", {"limit": MAX_LINES}))
    found, separator = _header(physical, search)
    header = complete(found, search)
    records = [line for line in _records(physical, separator) if line.number > header.line]
    header, fitting = _without_ends(header, records, separator)
    lines = [_fitted(line, header, separator) for line in fitting]
    return Table("csv", header, lines, encoding=encoding, separator=separator)


def _header(physical: Sequence[str], search: HeaderSearch) -> tuple[Header | None, str]:
    """The best header any separator gives, and that separator."""
    found = [
        (search.best(list(islice(_records(physical, separator), HEADER_DEPTH))), separator)
        for separator in _SEPARATORS
    ]
    return max(found, key=lambda pair: pair[0].score if pair[0] else -1)


def _records(physical: Sequence[str], separator: str) -> Iterator[Line]:
    """Every record that is not blank. After a line whose quotes are wrong, the next is a new record."""
    start = 0
    while start < len(physical):
        restarted = start
        reader = csv.reader(islice(physical, start, None), delimiter=separator, strict=True)
        try:
            for cells in reader:
                if reader.line_num > start - restarted + 1 and _swallowed_a_record(cells, separator):
                    raise csv.Error("a quote that was never closed")
                number, start = start + 1, restarted + reader.line_num
                line = Line(number, tuple(unguarded(cell) for cell in cells))
                if not line.blank:
                    yield line
            return
        except csv.Error:
            yield Line(start + 1, (physical[start].rstrip("\r\n"),), Fault("broken_quotes", "line"))
            start += 1


def _swallowed_a_record(cells: Sequence[str], separator: str) -> bool:
    """Whether, inside one of the cells, a line looks like a whole record."""
    return len(cells) > 1 and any(
        inner.count(separator) >= len(cells) - 1 for cell in cells for inner in cell.splitlines()[1:]
    )


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
