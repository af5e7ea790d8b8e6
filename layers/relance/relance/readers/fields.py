"""The fields of one line, read as what they are; what is wrong with them is gathered, never raised."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import partial

from relance.domain.errors import Fault
from relance.domain.imports import DateOrder, DecimalMark
from relance.domain.money import Money, exponent
from relance.readers import amounts, dates, words
from relance.readers.columns import AMOUNT_FIELDS, Columns
from relance.readers.currencies import currency_of
from relance.readers.table import Cell, Line, as_text

MAX_TEXT = 200
"""Longer than any name, number or address line; a cell that is longer is not one of these."""

_EMAIL = re.compile(r"[^@\s,;<>()\"]+@[^@\s,;<>()\"]+\.[^@\s,;<>()\".]+")
_BETWEEN_EMAILS = re.compile(r"[\s;,/|]+")
_EXCEL_ERRORS = frozenset(["#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!"])
SHOWN = 60
"""How much of a cell is quoted."""


class _Unreadable(Exception):
    """Why a cell cannot be what its column is; `values` go with the fault's own column and cell."""

    def __init__(self, code: str, **values: str | int) -> None:
        self.code, self.values = code, values


@dataclass(frozen=True, slots=True)
class Buyer:
    """Who a line is about. `id` is the file's own, else SIREN, VAT number or name: the first there is."""

    id: str | None
    name: str | None
    siren: str | None
    vat: str | None


class Fields:
    """Each method gives the value of a field, or None when its cell is blank, absent or at fault."""

    def __init__(self, line: Line, columns: Columns) -> None:
        self.line = line.number
        self.faults: list[Fault] = []
        self.notes: list[Fault] = []
        self._cells = line.cells
        self._columns = columns
        self._header = columns.header

    def text(self, field: str) -> str | None:
        """On one line, without doubled spaces."""
        return self._read(field, _text)

    def word[W](self, field: str, meaning: Callable[[str], W | None], code: str) -> W | None:
        """A word of a fixed vocabulary; `code` is the fault of a word that is not in it."""

        def known(cell: Cell) -> W:
            found = meaning(_text(cell))
            if found is None:
                raise _Unreadable(code)
            return found

        return self._read(field, known)

    def emails(self) -> tuple[list[str], str]:
        """The addresses in the cell, each once whatever its case; and what else in it looks like one, or all
        of it when there is none.
        """
        position = self._header.positions.get("email")
        cell = as_text(self._cells[position]).strip() if position is not None else ""
        words = [word.strip("<>()\"'") for word in _BETWEEN_EMAILS.split(cell)]
        good: dict[str, str] = {}
        for word in words:
            if _EMAIL.fullmatch(word):
                good.setdefault(word.lower(), word)
        others = [word for word in words if "@" in word and word.lower() not in good]
        return list(good.values()), " ".join(others) if good else cell

    def yes_no(self, field: str) -> bool | None:
        """None for anything else, which is no fault."""
        position = self._header.positions.get(field)
        return None if position is None else words.yes_no(as_text(self._cells[position]))

    def language(self) -> str | None:
        return self.word("language", words.language, "unknown_language")

    def buyer(self) -> Buyer:
        siren = self.word("siren", _siren, "not_a_siren")
        vat = self.word("vat", lambda text: re.sub(r"[\s.-]", "", text).upper() or None, "not_a_vat_number")
        name = self.text("customer_name")
        return Buyer(self.text("customer_id") or siren or vat or name, name, siren, vat)

    def date(self, field: str) -> date | None:
        return self._read(
            field, lambda cell: _date(cell, self._columns.date_orders.get(field), self._columns.epoch)
        )

    def money(self, field: str, default: str | None = None) -> Money | None:
        """In the currency that the cell, line or header names; else in `default`, or the organization's."""
        if field not in self._header.positions:
            return None
        named = self.word(
            "currency", partial(currency_of, expected=self._columns.currency), "unknown_currency"
        )
        named = named or self._columns.header_currencies.get(field)
        if any(fault.field == "currency" for fault in self.faults):
            return None
        mark = self._columns.decimal_marks.get(field)
        return self._read(field, lambda cell: _money(cell, mark, named, default or self._columns.currency))

    def required[V](self, field: str, value: V | None) -> V | None:
        """The value; when there is none, that is a fault, unless the line has one that explains it."""
        if value is None and not any(fault.field in (field, "currency") for fault in self.faults):
            self.fault(field, "missing_value")
        return value

    def _read[V](self, field: str, read: Callable[[Cell], V]) -> V | None:
        position = self._header.positions.get(field)
        if position is None or not as_text(self._cells[position]).strip():
            return None
        try:
            return read(self._cells[position])
        except _Unreadable as error:
            shown = as_text(self._cells[position])[:SHOWN]
            self.fault(field, error.code, value=shown, **error.values)
            return None

    def has(self, *fields: str) -> bool:
        """Whether there is a column of any of them."""
        return not self._header.positions.keys().isdisjoint(fields)

    def told(self, field: str) -> bool:
        """Whether any line of the file says something of that amount."""
        return field in self._columns.told

    def fault(self, field: str, code: str, **values: str | int) -> None:
        """Gather what is wrong with a field, once."""
        fault = self._about(field, code, values)
        if fault not in self.faults:
            self.faults.append(fault)

    def note(self, field: str, code: str, **values: str | int) -> None:
        """Gather what is to be known of a line that is taken in all the same."""
        self.notes.append(self._about(field, code, values))

    def _about(self, field: str, code: str, values: Mapping[str, str | int]) -> Fault:
        return Fault(code, field, {"column": self._header.name_of(field), **values})


def texts(line: Line, columns: Columns) -> tuple[str, ...]:
    """The cells as a text file would have them: a workbook's amounts as they were read, rounded."""
    cells = [as_text(cell) for cell in line.cells]
    for field in AMOUNT_FIELDS & columns.header.positions.keys():
        position = columns.header.positions[field]
        if not line.fault and isinstance(number := line.cells[position], Decimal):
            amount = Fields(line, columns).money(field)
            if amount and amount.decimal() != number:
                cells[position] = f"{amount.decimal()}"
    return tuple(cells)


def _text(cell: Cell) -> str:
    text = " ".join(as_text(cell).split())
    if text in _EXCEL_ERRORS:
        raise _Unreadable("cell_error")
    if len(text) > MAX_TEXT:
        raise _Unreadable("text_too_long", limit=MAX_TEXT)
    return text


def _siren(text: str) -> str | None:
    """Nine digits; spaces between them, and the rest of a SIRET, are left out."""
    digits = re.sub(r"[\s.]", "", text)
    return digits[:9] if re.fullmatch(r"[0-9]{9}(?:[0-9]{5})?", digits) else None


def _date(cell: Cell, order: DateOrder | None, epoch: date | None) -> date:
    if isinstance(cell, date):
        return cell
    if isinstance(cell, Decimal):
        meant, is_date = dates.from_number(cell, epoch), False
    else:
        meanings = dates.readings(cell.strip())
        meant = (meanings or {}).get(order or "dmy")
        is_date = meanings is not None
    if meant is None:
        raise _Unreadable("impossible_date" if is_date else "not_a_date")
    return meant


def _money(cell: Cell, mark: DecimalMark | None, named: str | None, default: str) -> Money:
    if isinstance(cell, date):
        raise _Unreadable("not_an_amount")
    if isinstance(cell, Decimal):
        return _rounded(cell, named or default)
    amount = amounts.written(cell.strip())
    if amount is None:
        raise _Unreadable("not_an_amount")
    currency = currency_of(amount.currency, named or default) if amount.currency else named or default
    if currency is None:
        raise _Unreadable("unknown_currency")
    if named and currency != named:
        raise _Unreadable("currency_conflict", currency=named)
    number = amounts.readings(amount.digits, exponent(currency)).get(mark or ".")
    if number is None:
        raise _Unreadable("not_an_amount")
    try:
        return Money.of(-number if amount.negative else number, currency)
    except ValueError as error:
        raise _Unreadable("too_many_decimals", currency=currency) from error


def _rounded(number: Decimal, currency: str) -> Money:
    """A workbook's number is often a formula's (1/3 of 100); what its owner saw and invoiced is rounded."""
    if abs(number) >= 10**amounts.MAX_DIGITS:
        raise _Unreadable("not_an_amount")
    places = Decimal(1).scaleb(-exponent(currency))
    return Money.of(number.quantize(places, ROUND_HALF_UP), currency)
