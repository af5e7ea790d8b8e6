"""The sheets of an Excel workbook (.xlsx), each in one pass and within bounds."""

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
from xml.etree.ElementTree import iterparse  # noqa: S405 - `check_workbook` lets no document type pass

from openpyxl.cell.text import Text
from openpyxl.reader import excel
from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.utils.cell import range_boundaries
from openpyxl.worksheet._reader import FORMULA_TAG, WorkSheetParser
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS

from relance.domain.errors import Fault, Refused
from relance.readers.dates import day_of
from relance.readers.formats import shown
from relance.readers.table import MAX_COLUMNS, NO_RESULT, Cell, Line, as_text, unguarded
from relance.readers.workbook_limits import TABLES, WORKBOOK

MAX_ROWS = 200_000
MAX_CELLS = 1_000_000
CELLS_FREE, BYTES_A_CELL = 60_000, 5
"""A workbook of spreadsheet programs has some ten bytes a cell; many more cells than these are a bomb."""
MAX_MERGED = 20_000
"""Cells that merged ranges may fill."""
# What a double holds for sure, and what Excel shows: 119.99999999999999 is 120.
_SIGNIFICANT = ".15g"
_STRING, _PLAIN = f"{{{SHEET_MAIN_NS}}}si", f"{{{SHEET_MAIN_NS}}}t"


@dataclass
class Sheet:
    """One sheet's lines that are not blank; `hidden` counts those that a filter or a person has hidden.

    `epoch` is day zero of its workbook's date numbers, `last` the number of its last line.
    """

    title: str
    is_shown: bool
    epoch: date
    lines: list[Line] = field(default_factory=list)
    hidden: int = 0
    last: int = 0


def read_sheets(data: bytes) -> list[Sheet]:
    """Refuses a workbook that is damaged, or that has more cells than its size explains."""
    most = min(MAX_CELLS, CELLS_FREE + len(data) // BYTES_A_CELL)
    try:
        with warnings.catch_warnings():
            # openpyxl warns of styles and extensions it leaves out; we read neither.
            warnings.simplefilter("ignore")
            return list(
                _Workbook(BytesIO(data), read_only=True, data_only=True, keep_links=False).sheets(most)
            )
    except Refused:
        raise
    except Exception as error:
        # On a workbook that is not well formed openpyxl raises KeyError, TypeError, ParseError and others.
        raise Refused(Fault("damaged_workbook", "file")) from error


class _Workbook(excel.ExcelReader):  # type: ignore[misc, no-any-unimported, unused-ignore]
    """Reads of a workbook what its tables need; neither properties nor themes, charts and pivots."""

    def sheets(self, most: int) -> Iterator[Sheet]:
        """`most` is how many cells all of them may have."""
        self.read_manifest()
        find_part: Any = vars(excel)["_find_workbook_part"]
        if find_part(self.package).PartName != f"/{WORKBOOK}":
            raise Refused(Fault("damaged_workbook", "file"))
        self.read_strings()
        self.read_workbook()
        book: Any = self.wb
        apply_stylesheet(self.archive, book)
        formats = _Formats(book)
        for listed, place in self.parser.find_sheets():
            # Elsewhere a part is not measured as a table is.
            if place.target not in self.valid_files or not place.target.startswith(TABLES):
                continue
            sheet = Sheet(listed.name, listed.state == "visible", book.epoch.date())
            with self.archive.open(place.target) as source:
                parser = _Parser(
                    source,
                    self.shared_strings,
                    data_only=True,
                    epoch=book.epoch,
                    date_formats=book._date_formats,
                    timedelta_formats=book._timedelta_formats,
                )
                most = _fill(sheet, parser, formats, most)
            yield sheet

    def read_strings(self) -> None:
        """Plain text at once, text in several styles as openpyxl puts it together."""
        package: Any = self.package
        part = package.find(SHARED_STRINGS)
        if part is None or not part.PartName[1:].startswith(TABLES):
            return
        with self.archive.open(part.PartName[1:]) as source:
            for _, element in iterparse(source):  # noqa: S314 - see the import
                if element.tag == _STRING:
                    is_plain = len(element) == 1 and element[0].tag == _PLAIN
                    text = element[0].text or "" if is_plain else _rich(element)
                    self.shared_strings.append(text)
                    element.clear()


def _rich(element: Any) -> str:
    """Text in several styles, without what says how its characters are pronounced."""
    return str(Text.from_tree(element).content)  # type: ignore[union-attr]


class _Parser(WorkSheetParser):
    """Tells a formula without a stored result from a blank cell, and reads plain text in a cell at once."""

    def parse_cell(self, element: Any) -> dict[str, object]:
        if element.get("t") == "inlineStr" and len(element) == 1 and len(element[0]) == 1:
            plain = element[0][0].text or ""
            del element[0]
            return {**super().parse_cell(element), "value": plain}
        cell: dict[str, object] = super().parse_cell(element)
        if cell["value"] is None and len(element) and element.find(FORMULA_TAG) is not None:
            cell["value"] = NO_RESULT
        return cell


def _fill(sheet: Sheet, parser: WorkSheetParser, formats: _Formats, left: int) -> int:
    """Reads the sheet while it is within bounds; how many cells others may still have."""
    for number, cells in parser.parse():
        line = Line(number, tuple(_row(cells, formats)))
        left -= max(len(line.cells), 1)
        if number > MAX_ROWS or left < 0:
            raise Refused(Fault("workbook_too_large", "file"))
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
        case str():
            return unguarded(value)
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


def _unmerge(sheet: Sheet, ranges: Sequence[str]) -> None:
    """What a merged cell says, it says for every row that it covers."""
    lines = {line.number: list(line.cells) for line in sheet.lines}
    filled = 0
    for ref in islice(ranges, MAX_MERGED):
        left, top, right, bottom = range_boundaries(ref)
        if left is None or top is None or bottom is None or top not in lines or left > MAX_COLUMNS:
            continue
        above = lines[top]
        value = above[left - 1] if left <= len(above) else ""
        if not as_text(value).strip():
            continue
        for row in range(top + 1, min(bottom, sheet.last) + 1):
            filled += 1
            if filled > MAX_MERGED:
                break
            if (cells := lines.get(row)) is not None:
                cells.extend([""] * (left - len(cells)))
                cells[left - 1] = value
    sheet.lines = [replace(line, cells=tuple(lines[line.number])) for line in sheet.lines]
