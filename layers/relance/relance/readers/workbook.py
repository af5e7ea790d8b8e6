"""An Excel workbook (.xlsx) as tables: every sheet that is shown and has a recognisable header."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from relance.domain.errors import Fault
from relance.domain.imports import RowFault
from relance.readers.headers import HeaderSearch, complete, missing, no_header
from relance.readers.sheets import Sheet, read_sheets
from relance.readers.table import HEADER_DEPTH, Header, Line, Table, as_text
from relance.readers.vocabulary import vocabulary
from relance.readers.workbook_limits import check_workbook, transitional

_ROUND_LINES = (1_000, 10_000, 100_000, 1_000_000)


def read_workbook(data: bytes, search: HeaderSearch) -> list[Table]:
    """Refuses a workbook that is damaged, protected, too large, or without the columns its kind needs."""
    check_workbook(data)
    return _tables(read_sheets(transitional(data)), search)


def _tables(sheets: Sequence[Sheet], search: HeaderSearch) -> list[Table]:
    """A table for each sheet that has the columns its kind needs. Hidden sheets are left out and named,
    unless there is no other.
    """
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
        _table(sheet, complete(header, replace(search, filename=_hint(search, sheet, chosen))), at * step)
        for at, (sheet, header) in enumerate(chosen)
    ]
    notes = [
        note for sheet, header in found if sheet.title not in titles for note in _left_out(sheet, header)
    ]
    notes += [_read_too(table, at * step) for at, table in enumerate(tables) if at]
    notes += [_told("hidden_sheet_read", sheet) for sheet, _ in chosen if not sheet.is_shown]
    notes += [_told("hidden_rows", sheet, count=sheet.hidden) for sheet, _ in chosen if sheet.hidden]
    return [replace(tables[0], notes=(*tables[0].notes, *notes)), *tables[1:]]


def _hint(search: HeaderSearch, sheet: Sheet, chosen: Sequence[object]) -> str:
    """What names the kind of a table: the sheet's title as well, where there are several."""
    return f"{search.filename} {sheet.title}" if len(chosen) > 1 else search.filename


def _left_out(sheet: Sheet, header: Header | None) -> Iterator[RowFault]:
    if not sheet.lines:
        return
    if header and not sheet.is_shown:
        yield _told("hidden_sheet_left_out", sheet, count=len(sheet.lines))
    else:
        yield _told("sheet_left_out", sheet, count=len(sheet.lines))


def _told(code: str, sheet: Sheet, **values: str | int) -> RowFault:
    return RowFault(0, Fault(code, "sheet", {"sheet": sheet.title[:60], **values}))


def _read_too(table: Table, offset: int) -> RowFault:
    values: dict[str, str | int] = {
        "sheet": (table.sheet or "")[:60],
        "line": offset + table.header.line + 1,
        "row": table.header.line + 1,
    }
    return RowFault(0, Fault("sheet_read_too", "sheet", values))


def _table(sheet: Sheet, header: Header, offset: int) -> Table:
    """`offset` is added to the numbers of lines, so that each line of several sheets has its own."""
    width = len(header.names)
    while width and not header.names[width - 1]:
        width -= 1
    header = replace(header, names=header.names[:width])
    lines = [line for line in sheet.lines if line.number > header.line]
    beside = sorted(_beside(header, lines))
    fitted = [replace(_fitted(line, width), number=line.number + offset) for line in lines]
    notes = [_told("cells_without_header", sheet, count=len(beside), row=beside[0])] if beside else []
    kept = [line for line in fitted if not line.blank]
    return Table("xlsx", header, kept, sheet=sheet.title, epoch=sheet.epoch, notes=tuple(notes))


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
