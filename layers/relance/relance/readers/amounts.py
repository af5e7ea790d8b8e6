"""Amounts as people write them. A reading gives every number a text may mean; the column decides which."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from relance.domain.imports import DecimalMark

_CELL = re.compile(r"([^0-9.,]*)([0-9.,][0-9.,'’\s]*)([^0-9]*)")
_MINUS = "-−"
_GROUP_SPACE = re.compile(r"[\s'’]")
_MARKS: Final[tuple[tuple[DecimalMark, DecimalMark], ...]] = ((",", "."), (".", ","))
_NUMBER: Final[Mapping[DecimalMark, re.Pattern[str]]] = {
    mark: re.compile(
        rf"(?P<whole>[0-9]+|[1-9][0-9]{{0,2}}(?P<group>[ {other}])[0-9]{{3}}(?:(?P=group)[0-9]{{3}})*|)"
        rf"(?:[{mark}](?P<part>[0-9]+))?"
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
    """`(1 234,56 €)` -> digits `1 234,56`, negative, `€`. None when it is no amount."""
    found = _CELL.fullmatch(text)
    if not found:
        return None
    before, digits, after = found[1].strip(), _GROUP_SPACE.sub(" ", found[2].strip()), found[3].strip()
    parentheses = before.startswith("(") and after.endswith(")")
    if parentheses:
        before, after = before[1:], after[:-1]
    around = (before + after).replace("+", "", 1)
    currency = "".join(c for c in around if c not in _MINUS).strip()
    minuses = sum(c in _MINUS for c in around)
    if minuses + parentheses > 1 or len(currency) > 5:
        return None
    return WrittenAmount(digits, negative=bool(minuses or parentheses), currency=currency)


def readings(digits: str, decimals: int) -> Readings:
    """The number with a decimal comma and with a decimal point; empty when it is neither.

    `1,234` may be thousands, or what a program made of 1.234: nothing but its column can tell, though euros
    have two decimals. In a currency without decimals (`decimals` 0) a mark always groups.
    """
    if digits.isdecimal():
        number = Decimal(digits)
        return {",": number, ".": number} if len(digits) <= MAX_DIGITS else {}
    found: dict[DecimalMark, Decimal] = {}
    for mark in _NUMBER:
        number_written = _number(digits, mark)
        if number_written is not None:
            found[mark] = number_written
    if decimals == 0 and len(set(found.values())) == 2:
        return {mark: number for mark, number in found.items() if number == max(found.values())}
    return found


def _number(digits: str, mark: DecimalMark) -> Decimal | None:
    match = _NUMBER[mark].fullmatch(digits)
    if not match:
        return None
    whole, part = re.sub("[^0-9]", "", match["whole"]), match["part"] or ""
    if not whole + part or len(whole.lstrip("0")) > MAX_DIGITS or len(part) > MAX_DIGITS:
        return None
    return Decimal(f"{whole or 0}.{part or 0}")
