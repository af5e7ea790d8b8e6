"""The figures of many customers as one: outstanding, late, ageing, DSO, collected, promises kept (E7)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, timedelta
from typing import Final

from relance.domain.figures import CustomerFigures, Month

BANDS: Final = (30, 60, 90)
"""Days late at which a band of the ageing ends."""
_A_YEAR: Final = 12


@dataclass(frozen=True, slots=True)
class Band:
    """What is `first` to `last` days late; `last` None: or more. What is not due yet has `first` None."""

    first: int | None
    last: int | None
    minor: int


@dataclass(frozen=True, slots=True)
class Ageing:
    """Of one currency, in minor units. `dso` is None when the months known do not account for all that is
    owed, `days_late` when nothing was paid in twelve months.
    """

    currency: str
    outstanding: int
    late: int
    disputed: int
    on_account: int
    bands: tuple[Band, ...]
    customers: int
    """Who owe anything; `late_customers` who owe anything overdue."""
    late_customers: int
    invoiced: int
    """This month; so is `collected`."""
    collected: int
    dso: int | None
    days_late: int | None
    """How late payments of the last twelve months were on average, by amount; below 0 is early."""
    promises_kept: int
    """Of the last twelve months; so is `promises_broken`."""
    promises_broken: int
    months: Mapping[str, Month] = field(default_factory=dict)
    """The last twelve, the latest last; months without anything are there too."""


@dataclass
class _Sum:
    owed: Counter[date] = field(default_factory=Counter)
    disputed: int = 0
    on_account: int = 0
    customers: int = 0
    late_customers: int = 0
    months: Counter[tuple[str, str]] = field(default_factory=Counter)


_NAMES: Final = tuple(one.name for one in fields(Month))


def ageing_of(
    customers: Iterable[CustomerFigures], bands: tuple[int, ...], today: date
) -> tuple[Ageing, ...]:
    """One for each currency, by code: amounts of two currencies are never added. `bands` ascend."""
    sums: defaultdict[str, _Sum] = defaultdict(_Sum)
    for customer in customers:
        for currency, of in customer.currencies.items():
            into = sums[currency]
            into.owed.update(of.owed)
            into.disputed += of.disputed
            into.on_account += of.on_account
            into.customers += bool(of.owed)
            into.late_customers += bool(of.late(today))
            for name, month in of.months.items():
                for counted in _NAMES:
                    into.months[name, counted] += getattr(month, counted)
    return tuple(_ageing(currency, sums[currency], bands, today) for currency in sorted(sums))


def _ageing(currency: str, of: _Sum, bands: tuple[int, ...], today: date) -> Ageing:
    months = {name: Month(**{n: of.months[name, n] for n in _NAMES}) for name in _last(today, _A_YEAR)}
    this = months[_name(today)]
    paid, paid_days = (sum(getattr(m, n) for m in months.values()) for n in ("paid", "paid_days"))
    outstanding = sum(of.owed.values())
    return Ageing(
        currency=currency,
        outstanding=outstanding,
        late=sum(minor for due, minor in of.owed.items() if due < today),
        disputed=of.disputed,
        on_account=of.on_account,
        bands=_bands(of.owed, bands, today),
        customers=of.customers,
        late_customers=of.late_customers,
        invoiced=this.invoiced,
        collected=this.collected,
        dso=countback(outstanding - of.on_account, of.months, today),
        days_late=_rounded(paid_days, paid) if paid else None,
        promises_kept=sum(month.kept for month in months.values()),
        promises_broken=sum(month.broken for month in months.values()),
        months=months,
    )


def _bands(owed: Mapping[date, int], ends: tuple[int, ...], today: date) -> tuple[Band, ...]:
    """`(30, 60)` gives: not due, 1 to 30 days late, 31 to 60, 61 or more. What is due today is not late."""
    edges: list[tuple[int | None, int | None]] = [(None, 0)]
    first = 1
    for end in ends:
        edges.append((first, end))
        first = end + 1
    edges.append((first, None))
    minor = [0] * len(edges)
    for due, left in owed.items():
        days = (today - due).days
        minor[next(n for n, (_, last) in enumerate(edges) if last is None or days <= last)] += left
    return tuple(Band(first, last, left) for (first, last), left in zip(edges, minor, strict=True))


def countback(owed: int, months: Mapping[tuple[str, str], int], today: date) -> int | None:
    """Days of sales that are still owed: the latest months' sales are taken off what is owed until nothing is
    left. Owed 150, invoiced 100 this month (of which 12 days have passed) and 100 in the month before (of 31
    days): 12 + 31 × 50 / 100 = 27.5, so 28 days. None when the sales known come to less than what is owed.
    """
    if owed <= 0:
        return 0
    days, day = 0, today
    for name in reversed(_last(today, 36)):
        of_month, sales = day.day, max(0, months.get((name, "invoiced"), 0))
        if sales >= owed:
            return days + _rounded(of_month * owed, sales)
        owed -= sales
        days += of_month
        day = day.replace(day=1) - timedelta(days=1)
    return None


def _last(today: date, count: int) -> tuple[str, ...]:
    """The names of that many months, this one last."""
    number = today.year * 12 + today.month - 1
    return tuple(f"{n // 12:04}-{n % 12 + 1:02}" for n in range(number - count + 1, number + 1))


def _name(day: date) -> str:
    return f"{day:%Y-%m}"


def _rounded(part: int, whole: int) -> int:
    """To the nearest; halves away from zero."""
    sign = 1 if part >= 0 else -1
    return sign * ((2 * abs(part) + whole) // (2 * whole))
