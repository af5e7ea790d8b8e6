"""Amounts as people write them. A reading gives every number a text may mean; the column decides which."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from relance.domain.imports import DecimalMark

MAX_LENGTH = 60
"""Longer is no amount, whatever it is made of."""

# Each quantifier ends where the next begins, so that no text is walked twice.
_CELL = re.compile(r"([^0-9.,]*)([0-9.,](?:[0-9.,'’´˙_\s]*[0-9.,])?)([^0-9.,]*)")
_NO_CENTS = re.compile(r"([.,])\s?[-–—]{1,2}(?=\D*$)")
_MINUS = "-−–"
_GROUP_SPACE = re.compile(r"[\s'’´˙_]")
_DEBIT = frozenset(("DR", "DB", "DEBIT", "DÉBIT", "D", "S", "SOLL"))
_CREDIT = frozenset(("CR", "CREDIT", "CRÉDIT", "C", "H", "HABEN"))
_TAX_WORDS = frozenset(("TTC", "T.T.C.", "T.T.C", "INCL", "BRUTTO", "GROSS"))
_LONGEST_CURRENCY = 6
_MARKS: Final[tuple[tuple[DecimalMark, DecimalMark], ...]] = ((",", "."), (".", ","))
_NUMBER: Final[Mapping[DecimalMark, re.Pattern[str]]] = {
    mark: re.compile(
        rf"(?P<whole>[0-9]+"
        rf"|[1-9][0-9]{{0,2}}(?P<group>[ {other}])[0-9]{{3}}(?:(?P=group)[0-9]{{3}})*"
        # Lakh and crore: the last three digits, before them twos.
        rf"|[1-9][0-9]?(?P<twos>[ {other}])(?:[0-9]{{2}}(?P=twos))+[0-9]{{3}}|)"
        rf"(?:[{mark}](?P<part>[0-9]*))?"
    )
    for mark, other in _MARKS
}
MAX_DIGITS = 15
"""More is an account number in the wrong column, not an amount."""


type Readings = Mapping[DecimalMark, Decimal]


@dataclass(frozen=True, slots=True)
class WrittenAmount:
    """An amount taken apart, its decimal mark still open; `currency` as written in the cell, or empty."""

    digits: str
    negative: bool
    currency: str


def written(text: str) -> WrittenAmount | None:
    """`(1 234,56 €)` -> digits `1 234,56`, negative, `€`; `1,234.00 Cr` is negative. None: no amount."""
    if len(text) > MAX_LENGTH:
        return None
    if not text.isascii():
        text = "".join(f"{unicodedata.decimal(c)}" if c.isdecimal() else c for c in text)
    found = _CELL.fullmatch(_NO_CENTS.sub("", text, count=1))
    if not found:
        return None
    before, digits, after = found[1].strip(), _GROUP_SPACE.sub(" ", found[2]), found[3].strip()
    # `Rs. 120` and `Fr.120`: the point belongs to the word.
    if before.isalpha() and digits.startswith("."):
        before, digits = f"{before}.", digits[1:].strip()
        if not digits:
            return None
    parentheses = before.startswith("(") and after.endswith(")")
    if parentheses:
        before, after = before[1:], after[:-1]
    around = (before + " " + after).replace("+", "", 1)
    minuses = sum(c in _MINUS for c in around)
    words = "".join(c for c in around if c not in _MINUS).split()
    credit = sum(word.upper().strip(".") in _CREDIT for word in words)
    sides = credit + sum(word.upper().strip(".") in _DEBIT for word in words)
    sided = _DEBIT | _CREDIT
    currency = "".join(w for w in words if w.upper().strip(".") not in sided and w.upper() not in _TAX_WORDS)
    if minuses + parentheses > 1 or sides > 1 or len(currency) > _LONGEST_CURRENCY or "%" in currency:
        return None
    return WrittenAmount(digits, negative=bool(minuses or parentheses) != bool(credit), currency=currency)


def is_dash(text: str) -> bool:
    """Whether a cell is how accountants write zero: `-`, `- €`."""
    return len(text) < 12 and text.strip(" €$£\xa0\u202f") in ("-", "–", "—")


def readings(digits: str, decimals: int) -> Readings:
    """The number with a decimal comma and with a decimal point; empty when it is neither.

    `1,234` may be thousands, or what a program made of 1.234: nothing but its column can tell, though euros
    have two decimals. In a currency without decimals (`decimals` 0) a mark always groups.
    """
    if digits.isdecimal():
        number = Decimal(digits)
        return {",": number, ".": number} if len(digits.lstrip("0")) <= MAX_DIGITS else {}
    found: dict[DecimalMark, Decimal] = {}
    for mark in _NUMBER:
        number_written = _number(digits, mark)
        if number_written is not None:
            found[mark] = number_written
    if decimals == 0 and len(set(found.values())) == 2:
        return {mark: number for mark, number in found.items() if number == max(found.values())}
    return found


def could_group(digits: str) -> bool:
    """Whether the one mark in the digits could also stand between thousands: `1.234`, but not `0.125`."""
    return bool(re.fullmatch(r"[1-9][0-9]{0,2}[.,][0-9]{3}", digits))


def _number(digits: str, mark: DecimalMark) -> Decimal | None:
    match = _NUMBER[mark].fullmatch(digits)
    if not match:
        return None
    whole, part = re.sub("[^0-9]", "", match["whole"]), match["part"] or ""
    if not whole + part or len(whole.lstrip("0")) > MAX_DIGITS or len(part) > MAX_DIGITS:
        return None
    return Decimal(f"{whole or 0}.{part or 0}")
