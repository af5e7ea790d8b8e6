"""How each column of a file is written: settled once, from all its cells, before any line is read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from relance.domain.errors import Fault
from relance.domain.imports import ColumnMapping, DateOrder, DecimalMark, Defaults, RowFault
from relance.domain.money import exponent
from relance.readers import amounts, dates
from relance.readers.currencies import currency_of, split_header
from relance.readers.day_order import by_surroundings, year_comes_first
from relance.readers.matching import is_in_utc
from relance.readers.rivals import without_rivals
from relance.readers.styles import Evidence, ambiguous, settle, weigh
from relance.readers.table import AMOUNT_FIELDS, DATE_FIELDS, Header, Table, as_text

# Of a column's cells so many must be numbers for days to be counted from 1900 or seconds from 1970.
_MOSTLY = 0.8


@dataclass(frozen=True, slots=True)
class Columns:
    """What a line needs to be understood. A date or amount column without a style reads the same in any.

    `told`: the amounts, and the day of payment, of which at least one line says something. `numbered`: date
    columns that hold numbers.
    `in_utc`: date columns whose header says so. `swapped`: date columns in which a spreadsheet took days for
    months. `rounded`: amount columns in which a program left more decimals than the currency has.
    `minor_units`: amounts are in cents. `notes` are of the whole file.
    """

    header: Header
    defaults: Defaults
    date_orders: Mapping[str, DateOrder]
    decimal_marks: Mapping[str, DecimalMark]
    header_currencies: Mapping[str, str]
    epoch: date | None
    told: frozenset[str] = frozenset()
    numbered: frozenset[str] = frozenset()
    in_utc: frozenset[str] = frozenset()
    swapped: frozenset[str] = frozenset()
    rounded: frozenset[str] = frozenset()
    minor_units: bool = False
    notes: tuple[RowFault, ...] = ()

    def mapping(self) -> ColumnMapping:
        """What gives the same reading again."""
        names, positions = self.header.names, self.header.positions
        return ColumnMapping(
            columns={names[position]: field for field, position in positions.items()},
            kind=self.header.kind,
            date_order=_only(self.date_orders.values()),
            decimal_mark=_only(self.decimal_marks.values()),
        )


def settle_columns(table: Table, defaults: Defaults) -> Columns:
    """Refuses a column of dates or amounts that could mean two things, unless the mapping says which."""
    header, notes = without_rivals(table)
    mapping = header.mapping
    table = table.under(header)
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
    orders, said = _date_orders(table, date_fields, mapping, defaults)
    marks = _decimal_marks(table, amount_fields, decimals, mapping)
    numbered = frozenset(field for field in date_fields if _is_numbered(table, field, defaults))
    notes += [_of_column("date_numbers", header, field) for field in sorted(numbered)]
    minor_units = bool(numbered) and _in_minor_units(table, amount_fields)
    if minor_units:
        notes.append(RowFault(0, Fault("minor_units", "total", {"column": header.name_of("total")})))
    notes += [_of_column("column_guessed", header, field) for field in sorted(header.guessed)]
    if header.kind == "invoices" and not header.positions.keys() & {"total", "debit"}:
        notes.append(_of_column("no_total_column", header, "outstanding"))
    return Columns(
        header=header,
        defaults=defaults,
        date_orders=orders,
        decimal_marks=marks,
        header_currencies=headed,
        epoch=table.epoch,
        told=frozenset(
            field
            for field in (*amount_fields, "paid_on")
            if field in header.positions and any(_cells(table, field))
        ),
        numbered=numbered,
        in_utc=frozenset(field for field in date_fields if is_in_utc(header.name_of(field))),
        swapped=frozenset(field for field in date_fields if _is_swapped(table, field, defaults)),
        rounded=frozenset(field for field in amount_fields if _is_computed(table, field, decimals, marks)),
        minor_units=minor_units,
        notes=(*notes, *said),
    )


def _of_column(code: str, header: Header, field: str) -> RowFault:
    return RowFault(0, Fault(code, field, {"column": header.name_of(field)}))


def _date_orders(
    table: Table, fields: Iterable[str], mapping: ColumnMapping, defaults: Defaults
) -> tuple[dict[str, DateOrder], list[RowFault]]:
    """The order of each date column, and a note where it is not in the dates themselves."""
    fields = sorted(fields)
    if mapping.date_order:
        return dict.fromkeys(fields, mapping.date_order), []
    meanings = {field: list(_dates(table, field, defaults)) for field in fields}
    if year_comes_first([cell for cells in meanings.values() for _, cell in cells], defaults.today):
        return dict.fromkeys(fields, "ymd"), []
    weighed: dict[str, Evidence[DateOrder]] = {
        field: weigh(
            (text, {order: day for order, day in cell.items() if order != "ymd"}) for text, cell in cells
        )
        for field, cells in meanings.items()
    }
    settled = settle(weighed, table.header, "dates")
    if not settled.doubtful:
        return settled.styles, []
    found = by_surroundings(_pairs(table, defaults), table.header.languages, defaults)
    if found is None:
        raise ambiguous(settled.doubtful, table.header, "dates")
    order, by = found
    code = f"{'day' if order == 'dmy' else 'month'}_first_by_{by}"
    notes = [
        RowFault(0, Fault(code, field, {"column": table.header.name_of(field), "value": value}))
        for field, value in settled.doubtful.items()
    ]
    return {**dict.fromkeys(settled.doubtful, order), **settled.styles}, notes


def _pairs(table: Table, defaults: Defaults) -> list[tuple[dates.Readings, dates.Readings]]:
    """Issue and due date of each line that has both as texts."""
    positions = table.header.positions
    if not {"issue_date", "due_date"} <= positions.keys():
        return []
    found = []
    for line in table.lines:
        if not line.fault:
            issued, due = line.cells[positions["issue_date"]], line.cells[positions["due_date"]]
            if isinstance(issued, str) and isinstance(due, str):
                pair = (dates.readings(issued, defaults.zone), dates.readings(due, defaults.zone))
                if pair[0] and pair[1]:
                    found.append((pair[0], pair[1]))
    return found


def _decimal_marks(
    table: Table, fields: Iterable[str], decimals: int, mapping: ColumnMapping
) -> dict[str, DecimalMark]:
    if mapping.decimal_mark:
        return dict.fromkeys(fields, mapping.decimal_mark)
    weighed = {field: weigh(_amounts(table, field, decimals)) for field in sorted(fields)}
    settled = settle(weighed, table.header, "amounts")
    if settled.doubtful:
        raise ambiguous(settled.doubtful, table.header, "amounts")
    return settled.styles


def _is_numbered(table: Table, field: str, defaults: Defaults) -> bool:
    texts = [text for text in _texts(table, field) if text]
    numbers = sum(dates.from_text_number(text, defaults.zone) is not None for text in texts)
    return bool(texts) and numbers >= len(texts) * _MOSTLY


def _is_swapped(table: Table, field: str, defaults: Defaults) -> bool:
    """A spreadsheet that reads month first makes a date of 04/05/2026 and leaves 14/04/2026 as text: of the
    texts none could be read month first, and no real date has a day above the twelfth.
    """
    position = table.header.positions[field]
    real = [cell for line in table.lines if not line.fault and isinstance(cell := line.cells[position], date)]
    votes = weigh(
        (text, {order: day for order, day in cell.items() if order != "ymd"})
        for text, cell in _dates(table, field, defaults)
    ).votes
    return bool(real) and bool(votes) and all(day.day <= 12 for day in real)


def _is_computed(table: Table, field: str, decimals: int, marks: Mapping[str, DecimalMark]) -> bool:
    """Whether a cell has more decimals than money has, and none that could be thousands."""
    mark = marks.get(field, ".")
    for text in _texts(table, field):
        digits = amount.digits if (amount := amounts.written(text)) else ""
        if mark in digits and not amounts.could_group(digits):
            part = digits.rpartition(mark)[2].rstrip("0")
            if len(part) > decimals:
                return True
    return False


def _in_minor_units(table: Table, fields: Iterable[str]) -> bool:
    """Exports of a payment service's interface have whole cents beside seconds since 1970."""
    named = any("_" in table.header.name_of(field) for field in fields)
    texts = [text for field in fields for text in _texts(table, field) if text]
    return named and bool(texts) and all(text.lstrip("-").isdecimal() for text in texts)


def _cells(table: Table, field: str) -> Iterator[str]:
    position = table.header.positions[field]
    return (as_text(line.cells[position]).strip() for line in table.lines if not line.fault)


def _texts(table: Table, field: str) -> Iterator[str]:
    """The column's texts; numbers and dates of a workbook are already what they are."""
    position = table.header.positions[field]
    for line in table.lines:
        if not line.fault and isinstance(cell := line.cells[position], str):
            yield cell


def _dates(table: Table, field: str, defaults: Defaults) -> Iterator[tuple[str, dates.Readings]]:
    in_utc = is_in_utc(table.header.name_of(field))
    for text in _texts(table, field):
        if not dates.is_none(text):
            yield text, dates.readings(text, defaults.zone, in_utc=in_utc) or {}


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
