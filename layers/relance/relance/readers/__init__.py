"""Files as rows: `read` takes the bytes of an invoice, contact or payment file and says what is in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Final

from relance.domain.errors import Fault, Refused
from relance.domain.imports import ColumnMapping, Defaults, FileFacts, InvoiceRow, Reading, Row, RowFault
from relance.readers.archive import Member, members
from relance.readers.columns import Columns, settle_columns
from relance.readers.delimited import read_delimited
from relance.readers.documents import last_of_each, put_together
from relance.readers.fields import Fields, texts
from relance.readers.filetype import file_format
from relance.readers.headers import HeaderSearch, names_credit_notes
from relance.readers.listed import reading_of
from relance.readers.rejected import errors_csv
from relance.readers.rows import ROWS_OF
from relance.readers.table import Header, Line, Table, as_text, without_our_columns
from relance.readers.totals import Totals
from relance.readers.understood import understood

__all__ = ["errors_csv", "read", "read_with_pdfs"]

_SAMPLES = 3
_MANY = 4


def read(
    data: bytes,
    filename: str,
    *,
    defaults: Defaults,
    mapping: ColumnMapping | None = None,
    kept: Iterable[ColumnMapping] = (),
) -> Reading:
    """Everything a file says; raises `Refused` for a file that cannot be read at all.

    `filename` only hints at the kind of file. Without a `mapping` for this file, the one of the `kept` that
    fits its columns says what they are, and else its headers do.
    """
    reading = read_with_pdfs(data, filename, defaults=defaults, mapping=mapping, kept=kept)
    if reading.pdfs and not reading.rows:
        raise Refused(*{told.fault.code: told.fault for told in reading.faults}.values())
    return reading


def read_with_pdfs(
    data: bytes,
    filename: str,
    *,
    defaults: Defaults,
    mapping: ColumnMapping | None = None,
    kept: Iterable[ColumnMapping] = (),
) -> Reading:
    """As `read`, but a PDF without an e-invoice is no reason to refuse the file: it may show an invoice that
    is known.
    """
    search = HeaderSearch(filename, mapping or ColumnMapping(), tuple(kept))
    return FORMATS[file_format(data)](data, search, defaults)


def _csv(data: bytes, search: HeaderSearch, defaults: Defaults) -> Reading:
    from relance.readers.statuses import names_statuses, read_statuses

    if not search.mapping.columns and names_statuses(data):
        return read_statuses(data, defaults)
    table = read_delimited(data, search)
    reading = _reading(table, defaults)
    if names_credit_notes(search.filename) and any(_is_of_no_type(row, table.header) for row in reading.rows):
        raise Refused(Fault("credit_notes_need_a_type", "kind"))
    return _whole([reading])


def _xlsx(data: bytes, search: HeaderSearch, defaults: Defaults) -> Reading:
    # openpyxl is half a second of start-up that a text file need not pay.
    from relance.readers.workbook import read_workbook

    tables = read_workbook(data, search)
    readings = [_reading(table, defaults) for table in tables]
    if names_credit_notes(search.filename) and any(
        _is_of_no_type(row, table.header)
        for table, reading in zip(tables, readings, strict=True)
        for row in reading.rows
    ):
        raise Refused(Fault("credit_notes_need_a_type", "kind"))
    return _whole(
        [
            _with_typed_credit_notes(reading, table) if names_credit_notes(table.sheet or "") else reading
            for table, reading in zip(tables, readings, strict=True)
        ]
    )


type Format = Callable[[bytes, HeaderSearch, Defaults], Reading]


def _xml(data: bytes, search: HeaderSearch, defaults: Defaults) -> Reading:
    # Registers of numbers, which the check of a SIREN brings, are not needed for a text file.
    from relance.readers.einvoice import read_xml
    from relance.readers.statuses import ROOT, read_cdar

    if ROOT.encode() in data[:4096].replace(b"\x00", b""):
        return read_cdar(data, defaults)
    return read_xml(data, search.filename, defaults)


def _pdf(data: bytes, search: HeaderSearch, defaults: Defaults) -> Reading:
    from relance.readers.einvoice import read_pdf

    return read_pdf(data, search.filename, defaults)


def _fec(data: bytes, search: HeaderSearch, defaults: Defaults) -> Reading:
    from relance.readers.fec import read_fec

    return read_fec(data, search.filename, defaults)


def _zip(data: bytes, search: HeaderSearch, defaults: Defaults) -> Reading:
    """The files of an archive, one after the other: lines are numbered on from file to file."""
    readings: list[Reading] = []
    refusals: list[Fault] = []
    after = 0
    for member in members(data):
        try:
            if member.refused:
                raise Refused(member.refused)
            reading = _member(member, search, defaults)
        except Refused as refused:
            reading = _refused_member(refused)
            refusals += refused.faults
        readings.append(_numbered_on(reading, after, member.name))
        after = max(readings[-1].lines, default=after) + 1
    whole = _whole(readings)
    if refusals and not whole.rows and not whole.pdfs:
        raise Refused(*{fault.code: fault for fault in refusals}.values())
    return replace(whole, facts=replace(whole.facts, format="zip"))


def _member(member: Member, search: HeaderSearch, defaults: Defaults) -> Reading:
    kind = file_format(member.content)
    if kind == "zip":
        raise Refused(Fault("zip_in_zip", "file"))
    inside = replace(search, filename=member.name.rpartition("/")[2])
    return FORMATS[kind](member.content, inside, defaults)


def _refused_member(refused: Refused) -> Reading:
    return reading_of("zip", [], faults=[RowFault(1, fault) for fault in refused.faults])


def _numbered_on(reading: Reading, after: int, name: str) -> Reading:
    """With every line `after` further down, and a note that names the file where its lines begin."""

    def moved[R: (Row, RowFault)](found: R) -> R:
        return replace(found, line=found.line + after) if found.line else found

    first = min(reading.lines, default=1) + after
    if not reading.rows and any(fault.line == 1 for fault in reading.faults):
        named = RowFault(0, Fault("zip_member_refused", "file", {"name": name, "line": first}))
    else:
        named = RowFault(first, Fault("zip_member", "file", {"name": name}))
    return replace(
        reading,
        rows=tuple(moved(row) for row in reading.rows),
        faults=tuple(moved(fault) for fault in reading.faults),
        notes=(named, *(moved(note) for note in reading.notes)),
        lines={line + after: cells for line, cells in reading.lines.items()},
        pdfs=tuple(replace(pdf, line=pdf.line + after) for pdf in reading.pdfs),
    )


FORMATS: Final[Mapping[str, Format]] = {
    "csv": _csv,
    "xlsx": _xlsx,
    "xml": _xml,
    "pdf": _pdf,
    "fec": _fec,
    "zip": _zip,
}
"""How each format that `file_format` tells is read."""


def _reading(raw: Table, defaults: Defaults) -> Reading:
    """One table, read."""
    raw = without_our_columns(raw)
    table = understood(raw)
    columns = settle_columns(table, defaults)
    table = table.under(columns.header)
    rows, faults, notes = _rows(table, columns)
    together = put_together(table, rows)
    return Reading(
        kind=table.header.kind,
        rows=tuple(together.rows),
        faults=(*faults, *together.faults),
        notes=(*table.notes, *columns.notes, *notes, *together.notes),
        facts=_facts(table, columns),
        lines={
            line.number: texts(line, clean, columns)
            for line, clean in zip(raw.lines, table.lines, strict=True)
        },
    )


def _whole(readings: Sequence[Reading]) -> Reading:
    """All tables of a file as one reading. Its kind and columns are those of the first table; columns that
    others have beside stand behind them.
    """
    first = readings[0]
    names = list(first.facts.headers)
    lines: dict[int, tuple[str, ...]] = {}
    for reading in readings:
        lines |= _under(names, reading)
    kept, superseded = last_of_each([row for reading in readings for row in reading.rows])
    faulty = {fault.line for reading in readings for fault in reading.faults}
    return Reading(
        kind=first.kind,
        rows=tuple(kept),
        faults=_in_order(fault for reading in readings for fault in reading.faults),
        notes=_in_order(
            (
                *(n for reading in readings for n in reading.notes if n.line not in faulty or not n.line),
                *superseded,
            )
        ),
        facts=replace(first.facts, headers=tuple(names)),
        lines=lines,
        pdfs=tuple(pdf for reading in readings for pdf in reading.pdfs),
    )


def _under(names: list[str], reading: Reading) -> dict[int, tuple[str, ...]]:
    """A table's lines with each cell under its own name; `names` grows by those that are new."""
    own = reading.facts.headers
    if own == tuple(names[: len(own)]):
        return dict(reading.lines)
    free = list(range(len(names)))
    places = []
    for name in own:
        at = next((place for place in free if names[place] == name), len(names))
        if at == len(names):
            names.append(name)
        else:
            free.remove(at)
        places.append(at)
    width = len(names)

    def moved(cells: tuple[str, ...]) -> tuple[str, ...]:
        if len(cells) != len(own):
            return cells
        row = [""] * width
        for place, cell in zip(places, cells, strict=True):
            row[place] = cell
        return tuple(row)

    return {number: moved(cells) for number, cells in reading.lines.items()}


def _in_order(found: Iterable[RowFault]) -> tuple[RowFault, ...]:
    return tuple(sorted(found, key=lambda told: told.line))


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
        elif _is_heading(line):
            notes.append(RowFault(line.number, Fault("heading_line", "line")))
        else:
            fields = Fields(line, columns)
            rows.extend(ROWS_OF[table.header.kind](fields))
            faults.extend(RowFault(line.number, fault) for fault in fields.faults)
            if not fields.faults:
                notes.extend(RowFault(line.number, note) for note in fields.notes)
    return rows, faults, notes


def _is_heading(line: Line) -> bool:
    """Words in one cell of a line of many: a customer's name above its invoices, a remark below the table."""
    told = [cell for cell in line.cells if cell != ""]
    if len(line.cells) < _MANY or len(told) != 1 or not isinstance(told[0], str):
        return False
    return any(map(str.isalpha, told[0])) and not any(map(str.isdigit, told[0]))


def _is_of_no_type(row: Row, header: Header) -> bool:
    """Taken for an invoice because nothing says otherwise."""
    return (
        isinstance(row, InvoiceRow)
        and row.kind == "invoice"
        and header.positions.keys().isdisjoint(("kind", "is_credit", "side", "credit"))
    )


def _with_typed_credit_notes(reading: Reading, table: Table) -> Reading:
    """A sheet named after credit notes: lines that do not say that they are one are given back."""
    doubtful = {row.line for row in reading.rows if _is_of_no_type(row, table.header)}
    faults = [RowFault(line, Fault("credit_notes_need_a_type", "kind")) for line in sorted(doubtful)]
    kept = tuple(row for row in reading.rows if row.line not in doubtful)
    return replace(reading, rows=kept, faults=(*reading.faults, *faults))


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
        samples=tuple(
            tuple(as_text(cell) for cell in line.cells) for line in islice(_sound(table), _SAMPLES)
        ),
    )


def _sound(table: Table) -> Iterator[Line]:
    return (line for line in table.lines if not line.fault)
