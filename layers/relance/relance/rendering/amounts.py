"""Amounts, dates and lists as a language writes them (CLDR, through Babel)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.lists import format_list

from relance.domain.money import Money

# English without a country is written the British way: "1 March 2026" has one meaning everywhere.
_ENGLISH = "en-GB"
_LETTER_BESIDE_FIGURE = re.compile(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")
_NARROW_SPACE, _NO_BREAK_SPACE = "\u202f", "\xa0"


@lru_cache(maxsize=256)
def locale_of(language: str) -> Locale:
    """The CLDR locale of a BCP 47 tag: `fr-CH`, else its language `fr`, else English."""
    tag = language.replace("_", "-")
    for candidate in (tag, tag.split("-")[0]):
        try:
            return Locale.parse(_ENGLISH if candidate == "en" else candidate, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    return Locale.parse(_ENGLISH, sep="-")


@lru_cache(maxsize=4096)
def amount(money: Money, language: str) -> str:
    """`1 234,50 €`, `€1,234.50`: with the currency's own decimals, on one line."""
    locale = locale_of(language)
    written = locale.currency_formats["standard"].apply(money.decimal(), locale, currency=money.currency)
    # A currency of letters stands apart from its figures (CLDR, currency spacing), which Babel leaves out.
    spaced = _LETTER_BESIDE_FIGURE.sub(_NO_BREAK_SPACE, str(written))
    # French groups by a narrow space that the fonts of some mail programs lack.
    return spaced.replace(_NARROW_SPACE, _NO_BREAK_SPACE)


def amounts(sums: Sequence[Money], language: str) -> str:
    """Sums of several currencies side by side: `1 234,50 € et 20,00 CHF`. Empty when there are none."""
    return listed([amount(each, language) for each in sums], language)


@lru_cache(maxsize=4096)
def long_date(day: date, language: str) -> str:
    """`1 March 2026`, `1er mars 2026`: for sentences."""
    locale = locale_of(language)
    written = format_date(day, "long", locale=locale)
    # CLDR leaves out the ordinal that French requires on the first of a month.
    return f"1er{written[1:]}" if locale.language == "fr" and day.day == 1 else written


@lru_cache(maxsize=4096)
def short_date(day: date, language: str) -> str:
    """`1 Mar 2026`, `01.03.2026`: for tables, never ambiguous about day and month."""
    return format_date(day, "medium", locale=locale_of(language))


def listed(items: Sequence[str], language: str) -> str:
    """`a, b and c`."""
    return items[0] if len(items) == 1 else format_list(items, locale=locale_of(language))


@lru_cache(maxsize=4096)
def weekday_date(day: date, language: str) -> str:
    """`Tuesday 3 November 2026`, `mardi 3 novembre 2026`."""
    return f"{format_date(day, 'EEEE', locale=locale_of(language))} {long_date(day, language)}"
