"""A file as lines of cells, before anyone asks what the cells mean."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Literal

from relance.domain.errors import Fault
from relance.domain.imports import ColumnMapping, ReadingKind, RowFault

type Cell = str | Decimal | date
"""Text files have only `str`; a workbook also has numbers and dates."""

HEADER_DEPTH = 30
"""How many lines may stand above the header (titles, addresses, report dates)."""

MAX_COLUMNS = 500

DATE_FIELDS = frozenset({"issue_date", "due_date", "paid_on", "received_on"})
AMOUNT_FIELDS = frozenset({"total", "debit", "credit", "outstanding", "paid_amount", "amount"})

NO_RESULT = "#NO RESULT!"
"""The cell of a workbook whose formula has no result: a program wrote it, and no spreadsheet saved it."""

# The wide forms count as well where a spreadsheet speaks an East Asian language.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NOT_SEEN = " \x0b\x0c\xa0\u200b\u2060\ufeff"
_NUMBER = re.compile(r"[+-]?[\d\s.,'’]+[€$£¥%]?")
_LONGEST_NUMBER = 60


@dataclass(frozen=True, slots=True)
class Line:
    """One record. `number` counts from 1 in the file; with a `fault` its cells are not to be trusted."""

    number: int
    cells: tuple[Cell, ...]
    fault: Fault | None = None

    @property
    def blank(self) -> bool:
        return not any(as_text(cell).strip() for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Header:
    """The line that names the columns. `positions` says in which column each field of `kind` stands.

    `rivals`: other columns that name a field as surely. `guessed` fields were found by parts of a header.
    `languages` counts the headers of each language. `mapping` is the one it was understood by.
    """

    kind: ReadingKind
    line: int
    names: tuple[str, ...]
    positions: Mapping[str, int]
    score: int
    rivals: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    guessed: frozenset[str] = frozenset()
    languages: Mapping[str, int] = field(default_factory=dict)
    mapping: ColumnMapping = field(default_factory=ColumnMapping)

    def name_of(self, field: str) -> str:
        """The column as the file calls it; the field's own name when there is no such column."""
        return self.names[self.positions[field]] if field in self.positions else field


@dataclass(frozen=True, slots=True)
class Table:
    """A header and the data lines below it. `epoch` is day zero of a workbook's date numbers.

    `notes` are what the reader has to tell of the file before anyone asks what its cells mean.
    """

    format: Literal["csv", "xlsx"]
    header: Header
    lines: Sequence[Line]
    encoding: str | None = None
    separator: str | None = None
    sheet: str | None = None
    epoch: date | None = None
    notes: tuple[RowFault, ...] = ()

    def under(self, header: Header) -> Table:
        """The same lines under another header."""
        return replace(self, header=header)

    def column(self, position: int) -> list[Cell]:
        """The cells of one column, of the lines whose cells are to be trusted."""
        return [line.cells[position] for line in self.lines if not line.fault]


class Priced(Decimal):
    """A workbook's number with the currency that the format of its cell shows."""

    currency: str = ""

    @classmethod
    def of(cls, number: Decimal, currency: str) -> Priced:
        priced = cls(number)
        priced.currency = currency
        return priced


def as_text(cell: Cell) -> str:
    """The cell as a text file would have it."""
    match cell:
        case str():
            return cell
        case Decimal():
            return f"{cell:f}"
        case date():
            return cell.isoformat()


def guarded(text: str) -> str:
    """The text so that no spreadsheet runs it as a formula; a number, whatever its sign, is left alone."""
    return f"'{text}" if _could_run(text) else text


def unguarded(text: str) -> str:
    """The text without what `guarded` put before it."""
    return text[1:] if text.startswith("'") and _could_run(text[1:]) else text


def _could_run(text: str) -> bool:
    if not text or text[0].isalnum():  # as nearly every cell begins: no more is looked at
        return False
    if not text.lstrip(_NOT_SEEN).startswith(_FORMULA_STARTS):
        return False
    is_number = len(text) <= _LONGEST_NUMBER and _NUMBER.fullmatch(text) and any(map(str.isdigit, text))
    return not is_number


def without_our_columns(table: Table) -> Table:
    """The table as its owner wrote it: columns named `_...` are what an `errors.csv` added."""
    names = table.header.names
    kept = [position for position, name in enumerate(names) if not name.startswith("_")]
    if len(kept) == len(names):
        return table
    moved = {old: new for new, old in enumerate(kept)}
    header = replace(
        table.header,
        names=tuple(names[position] for position in kept),
        positions={field: moved[position] for field, position in table.header.positions.items()},
    )
    lines = [
        line if line.fault else replace(line, cells=tuple(line.cells[position] for position in kept))
        for line in table.lines
    ]
    return replace(table, header=header, lines=[line for line in lines if not line.blank])
