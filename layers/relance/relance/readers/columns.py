"""How each column of a file is written: settled once, from all its cells, before any line is read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from relance.domain.imports import ColumnMapping, DateOrder, DecimalMark, Defaults
from relance.domain.money import exponent
from relance.readers import amounts, dates
from relance.readers.currencies import currency_of, split_header
from relance.readers.styles import settle, weigh
from relance.readers.table import Header, Table, as_text

DATE_FIELDS = frozenset({"issue_date", "due_date", "paid_on", "received_on"})
AMOUNT_FIELDS = frozenset({"total", "outstanding", "paid_amount", "amount"})


@dataclass(frozen=True, slots=True)
class Columns:
    """What a line needs to be understood. A date or amount column without a style reads the same in any."""

    header: Header
    currency: str
    date_orders: Mapping[str, DateOrder]
    decimal_marks: Mapping[str, DecimalMark]
    header_currencies: Mapping[str, str]
    epoch: date | None
    told: frozenset[str] = frozenset()
    """The amounts of which at least one line says something."""

    def mapping(self) -> ColumnMapping:
        """What gives the same reading again."""
        names, positions = self.header.names, self.header.positions
        return ColumnMapping(
            columns={names[position]: field for field, position in positions.items()},
            kind=self.header.kind,
            date_order=_only(self.date_orders.values()),
            decimal_mark=_only(self.decimal_marks.values()),
        )


def settle_columns(table: Table, mapping: ColumnMapping, defaults: Defaults) -> Columns:
    """Refuses a column of dates or amounts that could mean two things, unless the mapping says which."""
    header = table.header
    date_fields, amount_fields = (
        DATE_FIELDS & header.positions.keys(),
        AMOUNT_FIELDS & header.positions.keys(),
    )
    headed = {
        field: code
        for field in amount_fields
        if (code := split_header(header.name_of(field), defaults.currency)[1])
    }
    decimals = max(map(exponent, _currencies(table, defaults) | set(headed.values())))
    return Columns(
        header=header,
        currency=defaults.currency,
        date_orders=dict.fromkeys(date_fields, mapping.date_order)
        if mapping.date_order
        else settle({field: weigh(_dates(table, field)) for field in date_fields}, header, "dates"),
        decimal_marks=dict.fromkeys(amount_fields, mapping.decimal_mark)
        if mapping.decimal_mark
        else settle(
            {field: weigh(_amounts(table, field, decimals)) for field in amount_fields}, header, "amounts"
        ),
        header_currencies=headed,
        epoch=table.epoch,
        told=frozenset(field for field in amount_fields if any(_cells(table, field))),
    )


def _cells(table: Table, field: str) -> Iterator[str]:
    position = table.header.positions[field]
    return (as_text(line.cells[position]).strip() for line in table.lines if not line.fault)


def _texts(table: Table, field: str) -> Iterator[str]:
    """The column's texts; numbers and dates of a workbook are already what they are."""
    position = table.header.positions[field]
    for line in table.lines:
        if not line.fault and isinstance(cell := line.cells[position], str):
            yield cell.strip()


def _dates(table: Table, field: str) -> Iterator[tuple[str, dates.Readings]]:
    return ((text, dates.readings(text) or {}) for text in _texts(table, field))


def _amounts(table: Table, field: str, decimals: int) -> Iterator[tuple[str, amounts.Readings]]:
    for text in _texts(table, field):
        if amount := amounts.written(text):
            yield text, amounts.readings(amount.digits, decimals)


def _currencies(table: Table, defaults: Defaults) -> set[str]:
    """The currencies the lines are in, as far as they are known."""
    if "currency" not in table.header.positions:
        return {defaults.currency}
    named = {currency_of(text, defaults.currency) for text in set(_texts(table, "currency"))}
    return {code or defaults.currency for code in named} or {defaults.currency}


def _only[S](styles: Iterable[S]) -> S | None:
    distinct = set(styles)
    return distinct.pop() if len(distinct) == 1 else None
