"""The day an absence is said to end, read from an automatic answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from itertools import pairwise

from relance.inbound.mail import Mail
from relance.inbound.phrases import alternatives, by_language, fold
from relance.inbound.reply_text import reply_text

_LONGEST_ABSENCE = timedelta(days=400)
_TEXT_READ = 3_000
_REACH = 45  # characters after "until" in which its date stands
_ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_NUMBERS = re.compile(r"(?<![\d.,/-])(\d{1,2})[./-](\d{1,2})(?:[./-](\d{4}|\d{2}))?(?![\d/-]|[.,]\d)")


def returns_on(mail: Mail) -> date | None:
    """The latest day named after words like "until" or "back on", not before the mail's own date.

    None without a Date field, without such words, or when a date could be read in two ways.
    """
    if mail.date is None:
        return None
    text = fold(f"{mail.subject}. {reply_text(mail.text).visible[:_TEXT_READ]}")
    written = mail.date.date()
    found = [day for day in _days(text, written) if written <= day <= written + _LONGEST_ABSENCE]
    return max(found, default=None)


def _days(text: str, written: date) -> Iterator[date]:
    starts = [found.end() for found in _before_date().finditer(text)]
    for start, following in pairwise([*starts, len(text)]):
        span = text[start : min(start + _REACH, max(following, start))]
        if day := _day_in(span, written):
            yield day


def _day_in(span: str, written: date) -> date | None:
    """The first day named in `span`: a full date, a day and month, or a weekday to come."""
    if found := _ISO.search(span):
        return _real(int(found[1]), int(found[2]), int(found[3]))
    if found := _day_month().search(span):
        return _dated(int(found[1]), _months()[found[2]], found[3], written)
    if found := _month_day().search(span):
        return _dated(int(found[2]), _months()[found[1]], found[3], written)
    if found := _NUMBERS.search(span):
        return _numeric(int(found[1]), int(found[2]), found[3], written)
    if found := _weekday().search(span):
        ahead = (_weekdays()[found[1]] - written.weekday()) % 7 or 7
        return written + timedelta(days=ahead)
    return None


def _numeric(first: int, second: int, year: str | None, written: date) -> date | None:
    """3/4 is the 3rd of April or the 4th of March: read only when one of both can be meant."""
    readings = {_dated(first, second, year, written), _dated(second, first, year, written)} - {None}
    near = [day for day in readings if day and written <= day <= written + timedelta(days=92)]
    if len(near) == 1:
        return near[0]
    return next(iter(readings)) if len(readings) == 1 else None


def _dated(day: int, month: int, year: str | None, written: date) -> date | None:
    """Without a year, the next such day; two digits are of this century."""
    if year:
        return _real(int(year) if len(year) == 4 else 2000 + int(year), month, day)
    this_year = _real(written.year, month, day)
    return this_year if this_year and this_year >= written else _real(written.year + 1, month, day)


def _real(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


@cache
def _before_date() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{alternatives('absence_dates', 'before_date')})(?!\w)")


@cache
def _months() -> dict[str, int]:
    """Full names, and their beginnings of three letters or more where no other month begins so."""
    meanings: dict[str, set[int]] = {}
    for names in by_language("absence_dates", "months").values():
        for number, name in enumerate(names, start=1):
            for length in range(3, len(name) + 1):
                meanings.setdefault(name[:length], set()).add(number)
    return {name: numbers.pop() for name, numbers in meanings.items() if len(numbers) == 1}


@cache
def _weekdays() -> dict[str, int]:
    languages = by_language("absence_dates", "weekdays").values()
    return {name: index for names in languages for index, name in enumerate(names)}


def _names(names: dict[str, int]) -> str:
    return "|".join(sorted(map(re.escape, names), key=len, reverse=True))


@cache
def _day_month() -> re.Pattern[str]:
    ordinal, year = r"(?:st|nd|rd|th|er|ro|\.|º|°)?", r"(?: (?:de |del )?(\d{4}))?"
    return re.compile(rf"\b(\d{{1,2}}){ordinal} ?(?:of |de |d')?({_names(_months())})\b\.?,?{year}")


@cache
def _month_day() -> re.Pattern[str]:
    return re.compile(rf"\b({_names(_months())})\.? (\d{{1,2}})(?:st|nd|rd|th)?\b(?:,? (\d{{4}}))?")


@cache
def _weekday() -> re.Pattern[str]:
    return re.compile(rf"\b({_names(_weekdays())})\b")
