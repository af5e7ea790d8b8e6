"""The fields of one line, read as what they are; what is wrong with them is gathered, never raised."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import partial

from relance.domain.errors import Fault
from relance.domain.imports import DecimalMark
from relance.domain.money import Money, exponent
from relance.domain.payment_terms import PaymentTerms
from relance.readers import amounts, dates, words
from relance.readers.columns import Columns
from relance.readers.currencies import currency_of
from relance.readers.payment_terms import payment_terms
from relance.readers.postal import country_of_zone
from relance.readers.table import AMOUNT_FIELDS, NO_RESULT, Cell, Line, Priced, as_text

MAX_TEXT = 200
"""Longer than any name, number or address line; a cell that is longer is not one of these."""
MAX_ADDRESS = 254
"""RFC 5321: a longer e-mail address cannot be delivered to, nor kept."""
MAX_KEY_BYTES = 300
"""Of an invoice's number or a customer's code: both are parts of keys, which have 1,024 bytes in all."""

_LOCAL = re.compile(r"[^@\s,;<>()\"\[\]\\:.]+(?:\.[^@\s,;<>()\"\[\]\\:.]+)*")
_DOMAIN = re.compile(r"[^\W_](?:[\w-]*[^\W_])?(?:\.[^\W_](?:[\w-]*[^\W_])?)+")
_BETWEEN_EMAILS = re.compile(r"[\s;,/|]+")
_MOST_ADDRESSES, _MOST_LETTERS = 20, 5_000
_IDENTIFIERS = ("number", "customer_id", "invoice_number", "applies_to", "reference")
_POINT_ZERO = re.compile(r"(\d{1,30})[.,]0{1,2}")
_SCIENTIFIC = re.compile(r"\d(?:[.,]\d{1,15})?[eE]\+\d{1,3}")
_EXCEL_ERRORS = frozenset(["#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!"])
SHOWN = 60
"""How much of a cell is quoted."""


_UNSEEN = Decimal("0.0000001")
"""Less is what arithmetic in binary leaves of a whole cent."""


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

    @property
    def home(self) -> str | None:
        """The organization's own country, by its time zone: that of addresses which name none."""
        return country_of_zone(self._columns.defaults.zone)

    def text(self, field: str) -> str | None:
        """On one line, without doubled spaces."""
        return self._read(field, _identifier if field in _IDENTIFIERS else _text)

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
        parts = _BETWEEN_EMAILS.split(cell[:_MOST_LETTERS])
        words = [_bare_address(word) for word in parts]
        good: dict[str, str] = {}
        for word in words:
            if is_address(word) and len(good) < _MOST_ADDRESSES:
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

    def due_date(self, issued: date | None) -> date | None:
        """A word such as "on receipt" is the day of issue."""
        position = self._header.positions.get("due_date")
        cell = self._cells[position] if position is not None else ""
        if isinstance(cell, str) and words.is_at_once(cell):
            return issued
        return self.date("due_date")

    def terms(self, due: date | None) -> PaymentTerms | None:
        """They serve where there is no due date; those that nobody can read cost a note."""
        said = None if due else self.text("terms")
        terms = payment_terms(said) if said else None
        if said and terms is None:
            self.note("terms", "terms_unread", value=said[:SHOWN])
        return terms

    def date(self, field: str) -> date | None:
        return self._read(field, lambda cell: _date(cell, field, self._columns))

    def money(self, field: str, default: str | None = None) -> Money | None:
        """In the currency that the cell, line or header names; else in `default`, or the organization's.

        What is rounded to the currency's decimals gets a note.
        """
        if field not in self._header.positions:
            return None
        expected = self._columns.defaults.currency
        named = self.word("currency", partial(currency_of, expected=expected), "unknown_currency")
        if any(fault.field == "currency" for fault in self.faults):
            return None
        return self._read(field, lambda cell: self._money(cell, field, named, default or expected))

    def _money(self, cell: Cell, field: str, named: str | None, default: str) -> Money:
        columns = self._columns
        if named is None and isinstance(cell, Priced):
            named = currency_of(cell.currency, default)
        named = named or columns.header_currencies.get(field)
        mark = columns.decimal_marks.get(field)
        number, currency, can_round = _number(cell, mark, named, default, columns)
        if columns.minor_units:
            number = number.scaleb(-exponent(currency))
        money = _rounded(number, currency)
        if money.decimal() == number:
            return money
        if not can_round and field not in columns.rounded:
            raise _Unreadable("too_many_decimals", currency=currency)
        if abs(money.decimal() - number) > _UNSEEN:
            self.note(field, "rounded", value=f"{number:f}"[:SHOWN], amount=str(money))
        return money

    def required[V](self, field: str, value: V | None) -> V | None:
        """The value; when there is none, that is a fault, unless the line has one that explains it."""
        if value is not None:
            return value
        if not any(fault.field in (field, "currency") for fault in self.faults):
            self.fault(field, "missing_value")
        return value

    def _read[V](self, field: str, read: Callable[[Cell], V | None]) -> V | None:
        position = self._header.positions.get(field)
        if position is None or (cell := self._cells[position]) == "":
            return None
        try:
            if isinstance(cell, str) and cell.startswith("#"):
                _check_result(cell)
            return read(cell)
        except _Unreadable as error:
            shown = as_text(cell)[:SHOWN]
            self.fault(field, error.code, value=shown, **error.values)
            return None

    def has(self, *fields: str) -> bool:
        """Whether there is a column of any of them."""
        return not self._header.positions.keys().isdisjoint(fields)

    def told(self, field: str) -> bool:
        """Whether any line of the file says something of that amount, or of the day of payment."""
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


def texts(line: Line, understood: Line, columns: Columns) -> tuple[str, ...]:
    """The cells as a text file would have them: a workbook's amounts as they were read, rounded."""
    cells = [as_text(cell) for cell in line.cells]
    for field in AMOUNT_FIELDS & columns.header.positions.keys():
        position = columns.header.positions[field]
        if line.fault or not isinstance(number := line.cells[position], Decimal):
            continue
        if number != number.to_integral_value():
            amount = Fields(understood, columns).money(field)
            if amount and amount.decimal() != number:
                cells[position] = f"{amount.decimal()}"
    return tuple(cells)


def is_address(word: str) -> bool:
    """Whether an e-mail address can be delivered to: `a.b@c.example`, no part empty and none too long."""
    local, at, domain = word.rpartition("@")
    return (
        bool(at)
        and len(word.encode("utf-8", "replace")) <= MAX_ADDRESS
        and len(local.encode("utf-8", "replace")) <= 64
        and bool(_LOCAL.fullmatch(local))
        and bool(_DOMAIN.fullmatch(domain))
        and all(len(label) <= 63 for label in domain.split("."))
    )


def _bare_address(word: str) -> str:
    """Without brackets, quotation marks, `mailto:` and the point that ends a sentence."""
    word = word.strip("<>()[]\"'“”«»")
    return (
        word.removeprefix("mailto:").removeprefix("MAILTO:").removeprefix("Mailto:").split("?")[0].strip(".")
    )


def _check_result(cell: str) -> None:
    """Refuses what a spreadsheet shows instead of a result."""
    if cell == NO_RESULT:
        raise _Unreadable("formula_without_result")
    if cell in _EXCEL_ERRORS:
        raise _Unreadable("cell_error")


def _text(cell: Cell) -> str:
    text = as_text(cell)
    if len(text) > MAX_TEXT * 2:
        raise _Unreadable("text_too_long", limit=MAX_TEXT)
    text = " ".join(text.split())
    if len(text) > MAX_TEXT:
        raise _Unreadable("text_too_long", limit=MAX_TEXT)
    return text


def _identifier(cell: Cell) -> str:
    """A number or code as it was given: no spreadsheet's day or power of ten, without a data tool's `.0`."""
    if isinstance(cell, date):
        raise _Unreadable("became_a_date")
    text = _text(cell)
    if _SCIENTIFIC.fullmatch(text):
        raise _Unreadable("became_a_power")
    if len(text.encode("utf-8", "replace")) > MAX_KEY_BYTES:
        raise _Unreadable("text_too_long", limit=MAX_TEXT)
    return text


def _siren(text: str) -> str | None:
    """Nine digits; spaces between them, and the rest of a SIRET, are left out."""
    digits = re.sub(r"[\s.]", "", text)
    return digits[:9] if re.fullmatch(r"[0-9]{9}(?:[0-9]{5})?", digits) else None


def _date(cell: Cell, field: str, columns: Columns) -> date | None:
    if isinstance(cell, date):
        if dates.is_no_day(cell):
            return None
        if field in columns.swapped and cell.day != cell.month:
            raise _Unreadable("swapped_by_spreadsheet")
        return cell
    if isinstance(cell, Decimal):
        if not cell:
            return None
        if day := dates.from_number(cell, columns.epoch):
            return day
        raise _Unreadable("not_a_date")
    if dates.is_none(cell):
        return None
    zone = columns.defaults.zone
    if field in columns.numbered and (day := dates.from_text_number(cell, zone)):
        return day
    meanings = dates.readings(cell, zone, in_utc=field in columns.in_utc)
    order = columns.date_orders.get(field) or "dmy"
    meant = (meanings or {}).get(order) or ((meanings or {}).get("dmy") if order == "ymd" else None)
    if meant is None:
        raise _Unreadable("not_a_date" if meanings is None else "impossible_date")
    return meant


def _number(
    cell: Cell, mark: DecimalMark | None, named: str | None, default: str, columns: Columns
) -> tuple[Decimal, str, bool]:
    """The number, its currency, and whether what it has too many of decimals can be nothing but decimals."""
    if isinstance(cell, date):
        raise _Unreadable("not_an_amount")
    if isinstance(cell, Decimal):
        return cell, named or default, True
    amount = amounts.written(cell)
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
    return -number if amount.negative else number, currency, not amounts.could_group(amount.digits)


def _rounded(number: Decimal, currency: str) -> Money:
    """A program's number is often a formula's (1/3 of 100); what its owner saw and invoiced is rounded."""
    if abs(number) >= 10**amounts.MAX_DIGITS:
        raise _Unreadable("not_an_amount")
    places = Decimal(1).scaleb(-exponent(currency))
    return Money.of(number.quantize(places, ROUND_HALF_UP), currency)
