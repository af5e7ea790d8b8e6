"""Interest and fixed fees for late payment, by the law of a country. Pure: the rates come from dated tables.

Rates are integers in hundredths of a percent: 12.15 % a year is 1215. A table ends where nobody has entered
rates yet; what lies behind its end is told, never guessed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction

from relance.domain.money import Money

_PERCENT = 10_000
_ONE_DAY = timedelta(days=1)


class RateMode(StrEnum):
    """Whether the rate of the day on which interest starts stays, or each half-year brings its own."""

    FIXED_AT_START = "fixed_at_start"
    BY_HALF_YEAR = "by_half_year"


class DayCount(StrEnum):
    """By how many days a year's interest is divided: always 365, or as many as the year has."""

    ACTUAL_365 = "actual/365"
    ACTUAL_ACTUAL = "actual/actual"


class Debtor(StrEnum):
    BUSINESS = "business"
    CONSUMER = "consumer"


@dataclass(frozen=True, slots=True)
class HalfYearRate:
    """The rate by law of the half-year that starts on `first` (1 January or 1 July), margin and floor
    counted in, and the published rate that it comes from.
    """

    first: date
    reference: int
    annual: int


@dataclass(frozen=True, slots=True)
class FeeBand:
    """The fixed fee of an invoice of at least `least`."""

    least: Money
    fee: Money


@dataclass(frozen=True, slots=True)
class LateTerms:
    """What one country's law grants against one sort of debtor. `rates` are whole half-years in order,
    without a gap; `fees` rise. `source` names the law and where the rates were published, `checked_on` the
    day on which a person compared them, None where nobody has yet. `from_notice`: interest runs from a
    formal notice, not from the due date.
    """

    jurisdiction: str
    debtor: Debtor
    mode: RateMode
    day_count: DayCount
    rates: tuple[HalfYearRate, ...]
    fees: tuple[FeeBand, ...]
    source: str
    checked_on: date | None = None
    from_notice: bool = False

    @property
    def known_until(self) -> date:
        """The last day that has a rate: 30 June or 31 December."""
        return _end_of_half_year(self.rates[-1].first)

    def rate_on(self, day: date) -> HalfYearRate | None:
        """None before the first rate and behind the last one."""
        if day > self.known_until:
            return None
        return next((rate for rate in reversed(self.rates) if rate.first <= day), None)

    def fee_of(self, total: Money) -> Money | None:
        """The fixed fee of one late invoice; None when the law has no fee for it, or none in its currency."""
        fitting = (band for band in reversed(self.fees) if _covers(band, total))
        return next((band.fee for band in fitting), None)


@dataclass(frozen=True, slots=True)
class Owed:
    """From `first` on (the day counted in), an invoice has this much left to pay."""

    first: date
    amount: Money


@dataclass(frozen=True, slots=True)
class InterestLine:
    """Interest on one sum at one rate, both days counted in."""

    first: date
    last: date
    on: Money
    rate: int
    amount: Money

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True)
class Interest:
    """`lines` add up to `amount`. `unknown` are the first and the last day for which no rate was entered,
    None when there is no such day: `amount` leaves these days out.
    """

    lines: tuple[InterestLine, ...]
    amount: Money
    unknown: tuple[date, date] | None = None


def interest(owed: tuple[Owed, ...], due_on: date, until: date, terms: LateTerms) -> Interest:
    """Simple interest on one invoice from the day after `due_on` until `until`, that day counted in.

    `owed` says in the order of days what was left to pay; the first entry reaches back to the beginning. Each
    line is rounded to the minor unit, halves up, so that whoever adds up the lines finds the sum.
    """
    currency = owed[0].amount.currency
    starts = due_on + _ONE_DAY
    fixed = terms.rate_on(starts) if terms.mode is RateMode.FIXED_AT_START else None
    lines, unknown = [], []
    for first, last, amount in _stretches(owed, starts, until):
        rate = fixed if terms.mode is RateMode.FIXED_AT_START else terms.rate_on(first)
        if rate is None:
            unknown += [first, last]
        elif amount.minor > 0:
            share = Fraction((last - first).days + 1, _days_of_year(first, terms.day_count))
            exact = amount.minor * rate.annual * share / _PERCENT
            lines.append(InterestLine(first, last, amount, rate.annual, Money(_half_up(exact), currency)))
    return Interest(
        tuple(lines),
        Money.total((line.amount for line in lines), currency),
        (min(unknown), max(unknown)) if unknown else None,
    )


def _stretches(owed: tuple[Owed, ...], starts: date, until: date) -> Iterator[tuple[date, date, Money]]:
    """The days from `starts` to `until`, cut where a half-year or what is owed changes."""
    first = starts
    while first <= until:
        amount = next((each.amount for each in reversed(owed) if each.first <= first), owed[0].amount)
        changes = [each.first - _ONE_DAY for each in owed if each.first > first]
        last = min([until, _end_of_half_year(first), *changes])
        yield first, last, amount
        first = last + _ONE_DAY


def _covers(band: FeeBand, total: Money) -> bool:
    return band.least.currency == total.currency and band.least <= total and total.minor > 0


def _end_of_half_year(day: date) -> date:
    return date(day.year, 6, 30) if day.month <= 6 else date(day.year, 12, 31)


def _days_of_year(day: date, count: DayCount) -> int:
    if count is DayCount.ACTUAL_365:
        return 365
    return (date(day.year, 12, 31) - date(day.year, 1, 1)).days + 1


def _half_up(exact: Fraction) -> int:
    return int(exact + Fraction(1, 2) if exact >= 0 else exact - Fraction(1, 2))
