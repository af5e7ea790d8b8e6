"""An Excel workbook (.xlsx) as a table: its first sheet that has a recognisable header."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from itertools import islice
from math import isfinite

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from relance.domain.errors import Fault, Refused
from relance.readers.headers import HeaderSearch, complete, missing
from relance.readers.table import HEADER_DEPTH, Cell, Line, Table, unguarded
from relance.readers.vocabulary import vocabulary
from relance.readers.workbook_limits import check_workbook

MAX_ROWS = 200_000
MAX_CELLS = 2_000_000
# What a double holds for sure, and what Excel shows: 119.99999999999999 is 120.
_SIGNIFICANT = ".15g"


def read_workbook(data: bytes, search: HeaderSearch) -> Table:
    """Refuses a workbook that is damaged, protected, too large, or without the columns its kind needs."""
    check_workbook(data)
    try:
        with warnings.catch_warnings():
            # openpyxl warns of styles and extensions it leaves out; we read neither.
            warnings.simplefilter("ignore")
            book = load_workbook(BytesIO(data), read_only=True, data_only=True, keep_links=False)
            return _table(book, search)
    except Refused:
        raise
    except Exception as error:
        # On a workbook that is not well formed openpyxl raises KeyError, TypeError, ParseError and others.
        raise Refused(Fault("damaged_workbook", "file")) from error


def _table(book: Workbook, search: HeaderSearch) -> Table:
    found = [
        (header, sheet)
        for sheet in book.worksheets
        if (header := search.best(list(islice(_lines(sheet), HEADER_DEPTH))))
    ]
    whole = [pair for pair in found if not missing(vocabulary(pair[0].kind), pair[0].positions)]
    if not found:
        raise Refused(Fault("no_header", "file"))
    header, sheet = (whole or found)[0]
    header = complete(header, search)
    lines = [_fitted(line, len(header.names)) for line in _lines(sheet) if line.number > header.line]
    return Table("xlsx", header, lines, sheet=sheet.title, epoch=book.epoch.date())


def _fitted(line: Line, width: int) -> Line:
    """A row ends at its last cell, and cells beyond the header are beside the table."""
    return replace(line, cells=(line.cells + ("",) * width)[:width])


def _lines(sheet: ReadOnlyWorksheet) -> Iterator[Line]:
    """The rows that are not blank, while they are within bounds."""
    sheet.reset_dimensions()  # what the sheet declares may be wrong; its rows are what there is
    cells = 0
    for number, values in enumerate(sheet.values, start=1):
        cells += len(values)
        if number > MAX_ROWS or cells > MAX_CELLS:
            raise Refused(Fault("workbook_too_large", "file"))
        line = Line(number, tuple(_cell(value) for value in values))
        if not line.blank:
            yield line


def _cell(value: object) -> Cell:
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case int():
            return Decimal(value)
        case float() if isfinite(value):
            return Decimal(format(value, _SIGNIFICANT))
        case datetime():
            return value.date()
        case date():
            return value
        case _:
            return unguarded(str(value))
