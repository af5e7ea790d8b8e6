"""Dates as people write them. A reading gives every day a text may mean; the column decides which."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Final

from relance.domain.imports import DateOrder
from relance.readers.vocabulary import normalised

_TIME = r"(?:[T ]\s*\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s?(?:[AaPp][Mm])?\s?(?:Z|UTC|[+-]\d{2}:?\d{2})?)?"
_YEAR_FIRST = re.compile(rf"(\d{{4}})([-/.])(\d{{1,2}})\2(\d{{1,2}}){_TIME}", re.ASCII)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_YEAR_LAST = re.compile(rf"(\d{{1,2}})([-/. ])(\d{{1,2}})\2(\d{{4}}|\d{{2}}){_TIME}", re.ASCII)
_DAY_MONTH_NAME = re.compile(
    rf"(\d{{1,2}})(?:er|st|nd|rd|th)?[-/. ]+([^\W\d]+)\.?[-/, ]+(\d{{4}}|\d{{2}}){_TIME}"
)
_MONTH_NAME_DAY = re.compile(rf"([^\W\d]+)\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}}){_TIME}")
_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "jan janv january janvier",
            "feb fev fevr february fevrier",
            "mar mars march",
            "apr avr april avril",
            "may mai",
            "jun june juin",
            "jul juil july juillet",
            "aug aout august",
            "sep sept september septembre",
            "oct october octobre",
            "nov november novembre",
            "dec december decembre",
        ),
        start=1,
    )
    for name in names.split()
}
_YEARS = range(1970, 2200)

type Readings = Mapping[DateOrder, date]


@lru_cache(maxsize=16_384)
def readings(text: str) -> Readings | None:
    """What day the text is, day first and month first. Empty: no such day exists. None: it is no date."""
    if found := _YEAR_FIRST.fullmatch(text):
        return _both(found[1], found[3], found[4])
    if found := _YEAR_LAST.fullmatch(text):
        first, second, year = found[1], found[3], found[4]
        meant: dict[DateOrder, date | None] = {
            "dmy": _day(year, second, first),
            "mdy": _day(year, first, second),
        }
        return {order: day for order, day in meant.items() if day}
    if found := _COMPACT.fullmatch(text):
        return _both(*found.groups())
    if (found := _DAY_MONTH_NAME.fullmatch(text)) and (month := _MONTHS.get(normalised(found[2]))):
        return _both(found[3], month, found[1])
    if (found := _MONTH_NAME_DAY.fullmatch(text)) and (month := _MONTHS.get(normalised(found[1]))):
        return _both(found[3], month, found[2])
    return None


def from_number(number: Decimal, epoch: date | None) -> date | None:
    """The day a workbook's number means: `yyyymmdd`, or days since the workbook's day zero."""
    if number != number.to_integral_value() and epoch is None:
        return None
    if found := _COMPACT.fullmatch(f"{number:f}"):
        return _day(*found.groups())
    # Below, a number is likelier a year or a count than a day of the 1920s.
    if epoch is None or not 10_000 < number < 100_000:
        return None
    return epoch + timedelta(days=int(number))


def _both(year: str, month: str | int, day: str) -> Readings:
    found = _day(year, month, day)
    return {"dmy": found, "mdy": found} if found else {}


def _day(year: str, month: str | int, day: str) -> date | None:
    full_year = int(year) + (2000 if len(year) == 2 else 0)
    if full_year not in _YEARS:
        return None
    try:
        return date(full_year, int(month), int(day))
    except ValueError:
        return None
