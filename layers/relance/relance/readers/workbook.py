"""An Excel workbook (.xlsx) as tables: every sheet that is shown and has a recognisable header."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from itertools import islice
from math import isfinite
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE
from openpyxl.worksheet._reader import FORMULA_TAG, WorkSheetParser

from relance.domain.errors import Fault, Refused
from relance.domain.imports import RowFault
from relance.readers.dates import day_of
from relance.readers.formats import shown
from relance.readers.headers import HeaderSearch, complete, missing, no_header
from relance.readers.table import (
    HEADER_DEPTH,
    MAX_COLUMNS,
    NO_RESULT,
    Cell,
    Header,
    Line,
    Table,
    as_text,
    unguarded,
)
from relance.readers.vocabulary import vocabulary
from relance.readers.workbook_limits import check_workbook, transitional

MAX_ROWS = 200_000
MAX_CELLS = 2_000_000
MAX_MERGED = 20_000
"""Cells that merged ranges may fill."""
# What a double holds for sure, and what Excel shows: 119.99999999999999 is 120.
_SIGNIFICANT = ".15g"
_ROUND_LINES = (1_000, 10_000, 100_000, 1_000_000)


@dataclass
class _Sheet:
    """One sheet's lines that are not blank; `hidden` counts those that a filter or a person has hidden."""

    title: str
    is_shown: bool
    lines: list[Line] = field(default_factory=list)
    hidden: int = 0
    last: int = 0


def read_workbook(data: bytes, search: HeaderSearch) -> list[Table]:
    """Refuses a workbook that is damaged, protected, too large, or without the columns its kind needs."""
    check_workbook(data)
    try:
        with warnings.catch_warnings():
            # openpyxl warns of styles and extensions it leaves out; we read neither.
            warnings.simplefilter("ignore")
            book = load_workbook(
                BytesIO(transitional(data)), read_only=True, data_only=True, keep_links=False
            )
            return _tables(book, search)
    except Refused:
        raise
    except Exception as error:
        # On a workbook that is not well formed openpyxl raises KeyError, TypeError, ParseError and others.
        raise Refused(Fault("damaged_workbook", "file")) from error


def _tables(book: Workbook, search: HeaderSearch) -> list[Table]:
    """A table for each sheet that has the columns its kind needs. Hidden sheets are left out and named, unless
    there is no other.
    """
    sheets = list(_sheets(book))
    found = [(sheet, search.best(sheet.lines[:HEADER_DEPTH])) for sheet in sheets]
    headed = [(sheet, header) for sheet, header in found if header]
    if not headed:
        raise no_header(max((sheet.lines for sheet in sheets), key=len, default=[]))
    whole = [pair for pair in headed if not missing(vocabulary(pair[1].kind), pair[1].positions)]
    in_sight = [pair for pair in whole if pair[0].is_shown]
    chosen = in_sight or whole or headed[:1]
    step = next(step for step in _ROUND_LINES if step > max(sheet.last for sheet, _ in chosen))
    titles = {sheet.title for sheet, _ in chosen}
    tables = [
        _table(
            book, sheet, complete(header, replace(search, filename=_hint(search, sheet, chosen))), at * step
        )
        for at, (sheet, header) in enumerate(chosen)
    ]
    notes = [
        note for sheet, header in found if sheet.title not in titles for note in _left_out(sheet, header)
    ]
    notes += [_read_too(table, at * step) for at, table in enumerate(tables) if at]
    notes += [_told("hidden_sheet_read", sheet) for sheet, _ in chosen if not sheet.is_shown]
    notes += [_told("hidden_rows", sheet, count=sheet.hidden) for sheet, _ in chosen if sheet.hidden]
    return [replace(tables[0], notes=(*tables[0].notes, *notes)), *tables[1:]]


def _hint(search: HeaderSearch, sheet: _Sheet, chosen: Sequence[object]) -> str:
    """What names the kind of a table: the sheet's title as well, where there are several."""
    return f"{search.filename} {sheet.title}" if len(chosen) > 1 else search.filename


def _left_out(sheet: _Sheet, header: Header | None) -> Iterator[RowFault]:
    if not sheet.lines:
        return
    if header and not sheet.is_shown:
        yield _told("hidden_sheet_left_out", sheet, count=len(sheet.lines))
    else:
        yield _told("sheet_left_out", sheet, count=len(sheet.lines))


def _told(code: str, sheet: _Sheet, **values: str | int) -> RowFault:
    return RowFault(0, Fault(code, "sheet", {"sheet": sheet.title[:60], **values}))


def _read_too(table: Table, offset: int) -> RowFault:
    values: dict[str, str | int] = {
        "sheet": (table.sheet or "")[:60],
        "line": offset + table.header.line + 1,
        "row": table.header.line + 1,
    }
    return RowFault(0, Fault("sheet_read_too", "sheet", values))


def _table(book: Workbook, sheet: _Sheet, header: Header, offset: int) -> Table:
    """`offset` is added to the numbers of lines, so that lines of several sheets have numbers of their own."""
    width = len(header.names)
    while width and not header.names[width - 1]:
        width -= 1
    header = replace(header, names=header.names[:width])
    lines = [line for line in sheet.lines if line.number > header.line]
    beside = sorted(_beside(header, lines))
    fitted = [replace(_fitted(line, width), number=line.number + offset) for line in lines]
    notes = [_told("cells_without_header", sheet, count=len(beside), row=beside[0])] if beside else []
    kept = [line for line in fitted if not line.blank]
    return Table("xlsx", header, kept, sheet=sheet.title, epoch=book.epoch.date(), notes=tuple(notes))


def _beside(header: Header, lines: Sequence[Line]) -> Iterator[int]:
    """The rows that have something in a column without a name."""
    nameless = {position for position, name in enumerate(header.names) if not name}
    for line in lines:
        if any(
            (position >= len(header.names) or position in nameless) and as_text(cell).strip()
            for position, cell in enumerate(line.cells)
        ):
            yield line.number


def _fitted(line: Line, width: int) -> Line:
    """A row ends at its last cell, and cells beyond the header are beside the table."""
    return replace(line, cells=(line.cells + ("",) * width)[:width])


def _sheets(book: Workbook) -> Iterator[_Sheet]:
    left = MAX_CELLS
    for worksheet in book.worksheets:
        sheet = _Sheet(worksheet.title, worksheet.sheet_state == "visible")
        left = _fill(sheet, worksheet, left)
        yield sheet


def _fill(sheet: _Sheet, worksheet: Any, left: int) -> int:
    """Reads the sheet in one pass, while it is within bounds; how many cells others may still have."""
    book = worksheet.parent
    formats = _Formats(book)
    with worksheet._get_source() as source:
        parser = _Parser(
            source,
            worksheet._shared_strings,
            data_only=True,
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )
        for number, cells in parser.parse():
            left -= len(cells) + 1
            if number > MAX_ROWS or left < 0:
                raise Refused(Fault("workbook_too_large", "file"))
            line = Line(number, tuple(_row(cells, formats)))
            if not line.blank:
                sheet.lines.append(line)
                sheet.last = number
    rows = {line.number for line in sheet.lines}
    sheet.hidden = sum(
        int(row) in rows for row, how in parser.row_dimensions.items() if how.get("hidden") in ("1", "true")
    )
    if parser.merged_cells:
        _unmerge(sheet, [merged.ref for merged in parser.merged_cells.mergeCell])
    return left


def _row(cells: Sequence[dict[str, object]], formats: _Formats) -> Iterator[Cell]:
    """The cells in their columns, blanks between them."""
    at = 1
    for cell in cells:
        column = cell["column"]
        assert isinstance(column, int)  # noqa: S101 - openpyxl counts them
        if column > MAX_COLUMNS:
            break
        while at < column:
            yield ""
            at += 1
        yield _cell(cell["value"], cell["style_id"], formats)
        at += 1


class _Parser(WorkSheetParser):
    """Tells a formula without a stored result from a blank cell."""

    def parse_cell(self, element: Any) -> dict[str, object]:
        cell: dict[str, object] = super().parse_cell(element)
        if cell["value"] is None and len(element) and element.find(FORMULA_TAG) is not None:
            cell["value"] = NO_RESULT
        return cell


class _Formats:
    """The number format of each style."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._known: dict[int, str] = {}

    def of(self, style: object) -> str:
        if not isinstance(style, int) or style == 0:
            return "General"
        if style not in self._known:
            number: int = self._book._cell_styles[style].numFmtId
            own = number - BUILTIN_FORMATS_MAX_SIZE
            self._known[style] = (
                BUILTIN_FORMATS.get(number, "General") if own < 0 else self._book._number_formats[own]
            )
        return self._known[style]


def _cell(value: object, style: object, formats: _Formats) -> Cell:
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case int():
            return shown(Decimal(value), formats.of(style))
        case float() if isfinite(value):
            return shown(Decimal(format(value, _SIGNIFICANT)), formats.of(style))
        case datetime():
            return day_of(value)
        case date():
            return value
        case timedelta():
            return ""
        case _:
            return unguarded(str(value))


def _unmerge(sheet: _Sheet, ranges: Sequence[str]) -> None:
    """What a merged cell says, it says for every row and column it covers."""
    from openpyxl.utils.cell import range_boundaries

    lines = {line.number: list(line.cells) for line in sheet.lines}
    filled = 0
    for ref in islice(ranges, MAX_MERGED):
        left, top, right, bottom = range_boundaries(ref)
        if left is None or top is None or right is None or bottom is None or top not in lines:
            continue
        above = lines[top]
        value = above[left - 1] if left <= len(above) else ""
        if top == bottom or not as_text(value).strip():
            continue  # a title over several columns says nothing of the cells below it
        for row in range(top + 1, min(bottom, sheet.last) + 1):
            filled += 1
            if filled > MAX_MERGED:
                break
            cells = lines.get(row)
            if cells is not None and left <= MAX_COLUMNS:
                cells.extend([""] * (left - len(cells)))
                cells[left - 1] = value
    sheet.lines = [replace(line, cells=tuple(lines[line.number])) for line in sheet.lines]
