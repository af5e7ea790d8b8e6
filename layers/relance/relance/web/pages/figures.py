"""Figures: what is owed and how old it is, what was collected, how promises were kept (E7)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from relance.domain.ageing import Ageing, ageing_of
from relance.domain.figures import CustomerFigures
from relance.domain.money import Money
from relance.domain.organization import IndexState
from relance.rendering.ageing_csv import ageing_csv
from relance.web.answers import Answer, Saved, Shown
from relance.web.routing import Pages
from relance.web.visit import Visit

pages = Pages()

_ROWS: Final = 20
# So many colours there are for the ages.
_COLOURS: Final = 5


@dataclass(frozen=True, slots=True)
class Row:
    """What one customer owes in the currency that is shown."""

    customer: str
    name: str
    of: Ageing


@dataclass(frozen=True, slots=True)
class MonthRow:
    on: date
    invoiced: Money
    collected: Money
    kept: int
    broken: int


@pages.on("GET", "/figures", may="get_figures")
def figures(visit: Visit) -> Answer:
    """In one currency: amounts of two are never added. Of all customers, or of mine."""
    whose = _whose(visit)
    customers, sums = visit.house.read_figures.of_each(visit.organization, visit.today, _manager(visit))
    asked = visit.query.get("c", "")
    usual = visit.organization.currency
    chosen = next((one for wanted in (asked, usual) for one in sums if one.currency == wanted), None)
    chosen = chosen or next(iter(sums), None)
    rows = list(_rows(visit, customers, chosen.currency)) if chosen else []
    shown = {
        "whose": whose,
        "currencies": [one.currency for one in sums],
        "chosen": chosen,
        "bands": _bands(chosen) if chosen else (),
        "shares": _shares(chosen) if chosen else (),
        "months": _months(chosen) if chosen else (),
        "rows": rows[:_ROWS],
        "more": max(0, len(rows) - _ROWS),
        "is_whole": visit.organization.index is IndexState.WHOLE,
        "colour": lambda band: min(band, _COLOURS - 1),
        "in_currency": lambda minor: Money(minor, chosen.currency) if chosen else None,
    }
    return Shown("figures.html", shown)


@pages.on("GET", "/figures/customers.csv", may="export_figures")
def figures_csv(visit: Visit) -> Answer:
    customers = visit.house.read_figures.of_manager(visit.org, _manager(visit))
    text = ageing_csv(customers, visit.organization.ageing_bands, visit.today, visit.language)
    return Saved("figures.csv", "text/csv; charset=utf-8", text)


def _whose(visit: Visit) -> str:
    return "mine" if visit.query.get("whose") == "mine" else "all"


def _manager(visit: Visit) -> str | None:
    return visit.caller.id if _whose(visit) == "mine" else None


def _rows(visit: Visit, customers: Iterable[CustomerFigures], currency: str) -> Iterable[Row]:
    """Who owes most comes first."""
    owing = [one for one in customers if currency in one.currencies and one.currencies[currency].owed]
    owing.sort(key=lambda one: (-one.currencies[currency].outstanding, one.name))
    for one in owing:
        alone = ageing_of((one,), visit.organization.ageing_bands, visit.today)
        yield Row(one.customer, one.name, next(of for of in alone if of.currency == currency))


def _bands(of: Ageing) -> tuple[tuple[int | None, int | None, Money], ...]:
    return tuple((band.first, band.last, Money(band.minor, of.currency)) for band in of.bands)


def _shares(of: Ageing) -> tuple[float, ...]:
    """The part of each colour, which add up to 1; none where a band is below nothing."""
    minor = [band.minor for band in of.bands]
    whole = sum(minor)
    if whole <= 0 or min(minor) < 0:
        return ()
    parts = [0.0] * min(len(minor), _COLOURS)
    for number, one in enumerate(minor):
        parts[min(number, _COLOURS - 1)] += one / whole
    return tuple(parts)


def _months(of: Ageing) -> tuple[MonthRow, ...]:
    def row(name: str) -> MonthRow:
        month = of.months[name]
        invoiced, collected = Money(month.invoiced, of.currency), Money(month.collected, of.currency)
        return MonthRow(date.fromisoformat(f"{name}-01"), invoiced, collected, month.kept, month.broken)

    return tuple(map(row, of.months))
