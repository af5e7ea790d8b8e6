"""A table's cells as they are to be understood; the lines as they came are kept beside for `errors.csv`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from relance.domain.errors import Fault
from relance.domain.imports import RowFault
from relance.readers.amounts import is_dash
from relance.readers.clean import clean, is_placeholder
from relance.readers.table import Cell, Header, Line, Table

_IDENTIFIERS = ("number", "customer_id", "invoice_number", "applies_to")
_DASH_IS_ZERO = ("outstanding", "paid_amount", "debit", "credit")
_POINT_ZERO = re.compile(r"\d{1,30}\.0")


def understood(table: Table) -> Table:
    """The same lines with clean cells: no invisible signs or spreadsheet tricks, blank where a word stands
    for nothing. Identifiers are without the `.0` that a data tool gave a whole column of them.
    """
    zeros = {table.header.positions[field] for field in _DASH_IS_ZERO if field in table.header.positions}
    lines = [line if line.fault else replace(line, cells=_cells(line, zeros)) for line in table.lines]
    notes = list(table.notes)
    for field in _IDENTIFIERS:
        if field in table.header.positions and _is_decimal(lines, table.header.positions[field]):
            lines = _without_decimals(lines, table.header.positions[field])
            notes.append(_told(field, table.header))
    return replace(table, lines=lines, notes=tuple(notes))


def _cells(line: Line, zeros: set[int]) -> tuple[Cell, ...]:
    return tuple(
        _cell(cell, position in zeros) if isinstance(cell, str) else cell
        for position, cell in enumerate(line.cells)
    )


def _cell(text: str, is_amount: bool) -> str:
    if not text:
        return text
    text = clean(text)
    if is_amount and is_dash(text):
        return "0"
    return "" if is_placeholder(text) else text


def _is_decimal(lines: Sequence[Line], position: int) -> bool:
    texts = [cell for line in lines if not line.fault and (cell := line.cells[position])]
    return bool(texts) and all(isinstance(cell, str) and _POINT_ZERO.fullmatch(cell) for cell in texts)


def _without_decimals(lines: Sequence[Line], position: int) -> list[Line]:
    return [
        line
        if line.fault
        else replace(
            line,
            cells=tuple(
                cell.removesuffix(".0") if at == position and isinstance(cell, str) else cell
                for at, cell in enumerate(line.cells)
            ),
        )
        for line in lines
    ]


def _told(field: str, header: Header) -> RowFault:
    return RowFault(0, Fault("decimal_identifiers", field, {"column": header.name_of(field)}))
