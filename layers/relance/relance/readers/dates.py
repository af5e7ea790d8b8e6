"""Dates as people write them. A reading gives every day a text may mean; the column decides which."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from relance.domain.imports import DateOrder
from relance.readers.clean import normalised
from relance.readers.month_names import month_of

MAX_LENGTH = 60
_TIME = re.compile(
    r"[T,\s]\s?(?P<hour>\d{1,2})[:hH](?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,](?P<part>\d{1,9}))?)?"
    r"\s?(?P<half>[AaPp]\.?[Mm]\.?)?\s?(?P<zone>Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?(?:\[[\w/]+\])?$",
    re.ASCII,
)
_YEAR_FIRST = re.compile(r"(\d{4})([-/. ])(\d{1,2})\2(\d{1,2})\.?", re.ASCII)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\.0+)?", re.ASCII)
_SHORT = re.compile(r"(\d{1,2})([-/. ])\s?(\d{1,2})\2\s?(\d{4}|\d{2})", re.ASCII)
_RUN_TOGETHER = re.compile(r"(\d{2})()(\d{2})(\d{4}|\d{2})", re.ASCII)
_EAST_ASIAN = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日", re.ASCII)
_TOKENS = re.compile(r"\d+|[^\W\d_]+")
_SERIAL = re.compile(r"[2-7]\d{4}(?:[.,]\d{1,12})?", re.ASCII)
_SECONDS = re.compile(r"[12]\d{9}(?:\d{3})?(?:\.0)?", re.ASCII)
_DAY_ZERO = date(1899, 12, 30)
_YEARS = range(1970, 2200)
_NO_DATES = frozenset((date(1899, 12, 30), date(1899, 12, 31), date(1900, 1, 1), date(1900, 1, 2)))
_NEVER = 9999
_ZEROS = re.compile(r"[0\s:T./-]+")

type Readings = Mapping[DateOrder, date]
Orders: Final[tuple[DateOrder, ...]] = ("dmy", "mdy", "ymd")


@lru_cache(maxsize=16_384)
def readings(text: str, zone: str = "Europe/Paris", *, in_utc: bool = False) -> Readings | None:
    """What day the text is in each order. Empty: no such day exists. None: it is no date.

    A moment with a zone is the day it falls on in `zone`; with `in_utc` one without a zone is in UTC.
    """
    if len(text) > MAX_LENGTH:
        return None
    at = _TIME.search(text)
    days = _days(text[: at.start()].strip() if at else text)
    if not days or at is None:
        return days
    return {order: _moved(day, at, zone, in_utc=in_utc) for order, day in days.items()}


def is_none(text: str) -> bool:
    """Whether a date stands for none at all: `0000-00-00`, `01/01/1900`, `31/12/9999`."""
    if len(text) > MAX_LENGTH or not any(
        part in text for part in ("0000", "00/00", "00.00", "1900", "1899", "9999")
    ):
        return text in ("0", "00", "0.0")
    if _ZEROS.fullmatch(text) and "0" in text:
        return True
    numbers = [int(number) for number in re.findall(r"\d+", text.split("T")[0].split(" ")[0], re.ASCII)]
    if len(numbers) != 3:
        return False
    year = max(numbers)
    return year == _NEVER or (year in (1899, 1900) and {*numbers} <= {1899, 1900, 1, 2, 30, 31, 12})


def is_no_day(day: date) -> bool:
    """The same for a workbook's date."""
    return day in _NO_DATES or day.year == _NEVER


def from_number(number: Decimal, epoch: date | None) -> date | None:
    """The day a workbook's number means: `yyyymmdd`, or days since the workbook's day zero."""
    if number != number.to_integral_value() and epoch is None:
        return None
    if found := _COMPACT.fullmatch(f"{number:f}"):
        return _day(*found.groups())
    # Below, a number is likelier a year or a count than a day of the 1920s.
    if epoch is None or not 10_000 < number < 100_000:
        return None
    return day_of(datetime.combine(epoch, time.min) + timedelta(days=float(number)))  # noqa: DTZ901


def from_text_number(text: str, zone: str) -> date | None:
    """The day of a number in a text file: days since 1900 as Excel counts, or seconds since 1970."""
    if _SERIAL.fullmatch(text):
        return from_number(Decimal(text.replace(",", ".")), _DAY_ZERO)
    if _SECONDS.fullmatch(text):
        seconds = int(text.split(".")[0])
        moment = datetime.fromtimestamp(seconds / 1000 if seconds > 10**11 else seconds, UTC)
        return _day_in(moment, zone)
    return None


def day_of(moment: datetime) -> date:
    """The day a moment of a workbook means: a few seconds short of midnight is a rounded midnight.

    The last second of a day, 23:59:59, is how programs write the end of that very day.
    """
    of_day = moment.time()
    short = of_day.hour == 23 and of_day.minute == 59 and 0 < of_day.second < 59
    rounded = of_day.replace(microsecond=0) == time(23, 59, 59) and of_day.microsecond >= 500_000
    return moment.date() + timedelta(days=1) if short or rounded else moment.date()


def _moved(day: date, at: re.Match[str], zone: str, *, in_utc: bool) -> date:
    half, hour = (at["half"] or "").lower()[:1], int(at["hour"])
    hour = hour % 12 + 12 * (half == "p") if half else hour
    minute, second = int(at["minute"]), int(at["second"] or 0)
    if hour > 23 or minute > 59 or second > 59:
        return day
    part = int((at["part"] or "0").ljust(6, "0")[:6])
    written = datetime.combine(day, time(hour, minute, second, part))
    named = at["zone"] or ("Z" if in_utc else "")
    if not named:
        return day_of(written)
    # Midnight, and the last minute of a day, are that very day as its writer's program counted it.
    if (hour, minute) in ((0, 0), (23, 59)):
        return day
    return _day_in((written - _offset(named)).replace(tzinfo=UTC), zone)


def _offset(zone: str) -> timedelta:
    if zone in ("Z", "UTC", "GMT"):
        return timedelta()
    digits = zone[1:].replace(":", "").ljust(4, "0")
    ahead = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return -ahead if zone[0] == "-" else ahead


def _day_in(moment: datetime, zone: str) -> date:
    if moment.time() == time.min:
        return moment.date()
    return moment.astimezone(ZoneInfo(zone)).date()


def _days(text: str) -> Readings | None:
    if found := _YEAR_FIRST.fullmatch(text) or _EAST_ASIAN.fullmatch(text):
        return _every(
            found[1], found[found.lastindex - 1 if found.lastindex else 0], found[found.lastindex or 0]
        )
    compact = _COMPACT.fullmatch(text)
    if compact and (days := _every(*compact.groups())):
        return days
    if found := _SHORT.fullmatch(text) or _RUN_TOGETHER.fullmatch(text):
        first, second, third = found[1], found[3], found[4]
        meant: dict[DateOrder, date | None] = {
            "dmy": _day(third, second, first),
            "mdy": _day(third, first, second),
            "ymd": _day(first, second, third) if len(first) == len(third) == 2 else None,
        }
        return {order: day for order, day in meant.items() if day}
    return {} if compact else _named(text)


def _named(text: str) -> Readings | None:
    """A date with its month in words, in any of six languages: `lundi 13 avril 2026`, `13. Dez. 2026`."""
    tokens = _TOKENS.findall(text)
    numbers = [token for token in tokens if token.isdecimal()]
    if not 2 <= len(numbers) <= 2 or len(tokens) > 8:
        return None
    month = month_of([normalised(token) for token in tokens if not token.isdecimal()])
    if month is None:
        return None
    first, second = numbers
    if len(first) == 4:
        return _every(first, month, second)
    return _every(second, month, first) if len(first) <= 2 and len(second) in (2, 4) else None


def _every(year: str, month: str | int, day: str) -> Readings:
    found = _day(year, month, day)
    return dict.fromkeys(Orders, found) if found else {}


def _day(year: str, month: str | int, day: str) -> date | None:
    full_year = int(year) + (2000 if len(year) == 2 else 0)
    if full_year not in _YEARS:
        return None
    try:
        return date(full_year, int(month), int(day))
    except ValueError:
        return None
