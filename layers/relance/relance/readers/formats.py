"""What a workbook's cell shows beside its number: leading zeros, a currency, a percentage."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from relance.readers.currencies import of_format
from relance.readers.table import Cell, Priced

# `00000`, `"FA-"00000`, `FA\-0000`: digits that are shown whether the number has them or not.
_PADDED = re.compile(
    r'(?P<before>(?:"[^"]{0,20}"|\\.|[A-Z-])*)(?P<zeros>0{2,30})(?P<after>(?:"[^"]{0,20}"|\\.)*)'
)
_LITERAL = re.compile(r'"([^"]*)"|\\(.)|(.)')
_LONGEST = 120


def shown(number: Decimal, code: str) -> Cell:
    """The number as its cell shows it."""
    if code == "General" or len(code) > _LONGEST:
        return number
    first = code.split(";", 1)[0]
    if (padded := _padding(first)) and number == number.to_integral_value() and number >= 0:
        before, width, after = padded
        return f"{before}{int(number):0{width}d}{after}"
    if first.rstrip().endswith("%"):
        return f"{(number * 100).normalize():f}%"
    sign = _currency(code)
    return Priced.of(number, sign) if sign else number


@lru_cache(maxsize=1_024)
def _padding(code: str) -> tuple[str, int, str] | None:
    found = _PADDED.fullmatch(code.strip())
    if not found:
        return None
    return _words(found["before"]), len(found["zeros"]), _words(found["after"])


@lru_cache(maxsize=1_024)
def _currency(code: str) -> str | None:
    return of_format(code)


def _words(literals: str) -> str:
    return "".join(quoted or escaped or plain for quoted, escaped, plain in _LITERAL.findall(literals))
