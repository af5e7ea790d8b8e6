"""Files as rows: `read` takes the bytes of an invoice, contact or payment file and says what is in it."""

from __future__ import annotations

from collections.abc import Sequence

from relance.domain.errors import Fault, Refused
from relance.domain.imports import ColumnMapping, Defaults, FileFacts, InvoiceRow, Reading, Row, RowFault
from relance.readers.columns import Columns, settle_columns
from relance.readers.delimited import read_delimited
from relance.readers.fields import Fields, texts
from relance.readers.filetype import table_format
from relance.readers.headers import HeaderSearch, names_credit_notes
from relance.readers.rejected import errors_csv
from relance.readers.rows import ROWS_OF
from relance.readers.table import Header, Table, without_our_columns
from relance.readers.totals import Totals

__all__ = ["errors_csv", "read"]


def read(data: bytes, filename: str, *, defaults: Defaults, mapping: ColumnMapping | None = None) -> Reading:
    """Everything a CSV or XLSX file says; raises `Refused` for a file that cannot be read at all.

    `filename` only hints at the kind of file. Without a `mapping` the headers say what the columns are.
    """
    mapping = mapping or ColumnMapping()
    table = without_our_columns(_table(data, HeaderSearch(filename, mapping)))
    columns = settle_columns(table, mapping, defaults)
    rows, faults, notes = _rows(table, columns)
    if names_credit_notes(filename) and any(_is_of_no_type(row, table.header) for row in rows):
        raise Refused(Fault("credit_notes_need_a_type", "kind"))
    kept, superseded = _last_of_each_number(rows)
    return Reading(
        kind=table.header.kind,
        rows=tuple(kept),
        faults=tuple(faults),
        notes=tuple(sorted((*notes, *superseded), key=lambda note: note.line)),
        facts=_facts(table, columns),
        lines={line.number: texts(line, columns) for line in table.lines},
    )


def _table(data: bytes, search: HeaderSearch) -> Table:
    if table_format(data) == "csv":
        return read_delimited(data, search)
    # openpyxl is half a second of start-up that a text file need not pay.
    from relance.readers.workbook import read_workbook

    return read_workbook(data, search)


def _rows(table: Table, columns: Columns) -> tuple[list[Row], list[RowFault], list[RowFault]]:
    """Rows, faults and notes."""
    rows: list[Row] = []
    faults: list[RowFault] = []
    notes: list[RowFault] = []
    totals = Totals(table.header)
    for line in table.lines:
        if line.fault:
            faults.append(RowFault(line.number, line.fault))
        elif totals.is_one(line):
            notes.append(RowFault(line.number, Fault("totals_line", "line")))
        else:
            fields = Fields(line, columns)
            rows.extend(ROWS_OF[table.header.kind](fields))
            faults.extend(RowFault(line.number, fault) for fault in fields.faults)
            if not fields.faults:
                notes.extend(RowFault(line.number, note) for note in fields.notes)
    return rows, faults, notes


def _is_of_no_type(row: Row, header: Header) -> bool:
    """Taken for an invoice because nothing says otherwise."""
    return isinstance(row, InvoiceRow) and row.kind == "invoice" and "kind" not in header.positions


def _last_of_each_number(rows: Sequence[Row]) -> tuple[list[Row], list[RowFault]]:
    """An invoice that is in the file twice is what its last line says; the others get a note."""
    last = {_which(row): row.line for row in rows if isinstance(row, InvoiceRow)}
    notes = [
        RowFault(row.line, Fault("superseded", "number", {"number": row.number, "by": last[_which(row)]}))
        for row in rows
        if isinstance(row, InvoiceRow) and row.line != last[_which(row)]
    ]
    superseded = {note.line for note in notes}
    return [row for row in rows if row.line not in superseded], notes


def _which(row: InvoiceRow) -> tuple[str, str, str]:
    """Two customers' rows of one number are no two versions of an invoice: one of them is at fault."""
    return row.kind, row.number, row.customer_id


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
