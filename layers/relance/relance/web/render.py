"""Pages as HTML: Jinja2 templates, whose every value is escaped, with the words of one language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_time
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from relance.contracts.api.base import path_id
from relance.domain.money import Money
from relance.rendering.amounts import amount, amounts, listed, locale_of, long_date, short_date
from relance.rendering.texts import text
from relance.web import charts
from relance.web.look import look

_A_MONDAY: Final = date(2026, 11, 2)


@cache
def _templates() -> Environment:
    made = Environment(
        loader=FileSystemLoader(Path(__file__).with_name("templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters["place"] = path_id
    return made


def page(template: str, language: str, zone: str, values: Mapping[str, Any]) -> str:
    return _templates().get_template(template).render(Words(language, zone).names | dict(values))


class Words:
    """What templates write amounts, days and texts with, in one language and time zone."""

    def __init__(self, language: str, zone: str) -> None:
        self.language, self.zone = language, ZoneInfo(zone)
        self.locale = locale_of(language)

    @property
    def names(self) -> dict[str, Any]:
        return {
            "t": self.say,
            "count": self.count,
            "money": lambda sum_: amount(sum_, self.language) if isinstance(sum_, Money) else "",
            "sums": lambda sums: amounts(sums, self.language) if sums else "",
            "day": lambda on: short_date(on, self.language),
            "long_day": lambda on: long_date(on, self.language),
            "weekday": self.weekday,
            "when": self.when,
            "iso": lambda at: at.isoformat(),
            "listed": lambda items: listed(list(items), self.language) if items else "",
            "weekdays": self.weekdays,
            "day_of_month": self.day_of_month,
            "month": self.month,
            "look": look,
            "charts": charts,
            "lang": self.language,
        }

    def say(self, code: str, /, **values: object) -> str:
        return text(self.language, "pages", code, **values)

    def count(self, code: str, number: int, **values: object) -> str:
        """The text in the form of that number: `count("rows", 1)` is `rows.one`."""
        form = "one" if self.locale.plural_form(number) == "one" else "other"
        return self.say(f"{code}.{form}", n=number, **values)

    def weekday(self, on: date) -> str:
        """`Friday 27 November`."""
        return format_date(on, "EEEE d MMMM", locale=self.locale)

    def weekdays(self) -> list[str]:
        """Monday first."""
        return [format_date(_A_MONDAY + timedelta(days=n), "EEEE", locale=self.locale) for n in range(7)]

    def day_of_month(self, on: date) -> str:
        """`27 November`."""
        return format_date(on, "d MMMM", locale=self.locale)

    def month(self, on: date) -> str:
        """`November 2026`."""
        return format_date(on, "MMMM y", locale=self.locale)

    def when(self, at: datetime, today: date) -> str:
        """The hour of today, else the day: `09:41`, `25 Nov, 08:09`, `3 Jan 2026`."""
        local = at.astimezone(self.zone)
        if local.date() == today:
            return format_time(local, "HH:mm", locale=self.locale)
        if local.year == today.year:
            return format_datetime(local, "d MMM, HH:mm", locale=self.locale)
        return short_date(local.date(), self.language)
