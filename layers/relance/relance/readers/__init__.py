"""Files as rows: `read` takes the bytes of an invoice, contact or payment file and says what is in it."""

from __future__ import annotations

from collections.abc import Sequence

from relance.domain.errors import Fault
from relance.domain.imports import ColumnMapping, Defaults, FileFacts, InvoiceRow, Reading, Row, RowFault
from relance.readers.columns import Columns, settle_columns
from relance.readers.delimited import read_delimited
from relance.readers.fields import Fields
from relance.readers.filetype import table_format
from relance.readers.headers import HeaderSearch
from relance.readers.rejected import errors_csv
from relance.readers.rows import ROWS_OF
from relance.readers.table import Table, as_text, without_our_columns

__all__ = ["errors_csv", "read"]


def read(data: bytes, filename: str, *, defaults: Defaults, mapping: ColumnMapping | None = None) -> Reading:
    """Everything a CSV or XLSX file says; raises `Refused` for a file that cannot be read at all.

    `filename` only hints at the kind of file. Without a `mapping` the headers say what the columns are.
    """
    mapping = mapping or ColumnMapping()
    table = without_our_columns(_table(data, HeaderSearch(filename, mapping)))
    columns = settle_columns(table, mapping, defaults)
    rows, faults = _rows(table, columns)
    kept, notes = _last_of_each_number(rows)
    return Reading(
        kind=table.header.kind,
        rows=tuple(kept),
        faults=tuple(faults),
        notes=tuple(notes),
        facts=_facts(table, columns),
        lines={line.number: tuple(as_text(cell) for cell in line.cells) for line in table.lines},
    )


def _table(data: bytes, search: HeaderSearch) -> Table:
    if table_format(data) == "csv":
        return read_delimited(data, search)
    # openpyxl is half a second of start-up that a text file need not pay.
    from relance.readers.workbook import read_workbook

    return read_workbook(data, search)


def _rows(table: Table, columns: Columns) -> tuple[list[Row], list[RowFault]]:
    rows: list[Row] = []
    faults: list[RowFault] = []
    for line in table.lines:
        if line.fault:
            faults.append(RowFault(line.number, line.fault))
            continue
        fields = Fields(line, columns)
        rows.extend(ROWS_OF[table.header.kind](fields))
        faults.extend(RowFault(line.number, fault) for fault in fields.faults)
    return rows, faults


def _last_of_each_number(rows: Sequence[Row]) -> tuple[list[Row], list[RowFault]]:
    """An invoice that is in the file twice is what its last line says; the others get a note."""
    last = {(row.kind, row.number): row.line for row in rows if isinstance(row, InvoiceRow)}
    notes = [
        RowFault(
            row.line, Fault("superseded", "number", {"number": row.number, "by": last[row.kind, row.number]})
        )
        for row in rows
        if isinstance(row, InvoiceRow) and row.line != last[row.kind, row.number]
    ]
    superseded = {note.line for note in notes}
    return [row for row in rows if row.line not in superseded], notes


def _facts(table: Table, columns: Columns) -> FileFacts:
    used = set(table.header.positions.values())
    return FileFacts(
        format=table.format,
        header_line=table.header.line,
        headers=table.header.names,
        mapping=columns.mapping(),
        ignored_columns=tuple(
            name for position, name in enumerate(table.header.names) if name and position not in used
        ),
        encoding=table.encoding,
        separator=table.separator,
        sheet=table.sheet,
    )
