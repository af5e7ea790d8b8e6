"""The dated tables of late-payment law: one TOML file a jurisdiction, read as
`domain.late_payment.LateTerms`.

A new half-year is one more line of `half_years` in each file, with `checked_on` set to the day on which a
person compared the table with what the named source published. A table without `checked_on` has not been
compared yet.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any, Final

from relance.domain.late_payment import DayCount, Debtor, FeeBand, HalfYearRate, LateTerms, RateMode
from relance.domain.money import Money

JURISDICTIONS: Final = ("de", "eu", "fr", "gb")


@cache
def late_terms(jurisdiction: str, debtor: Debtor) -> LateTerms | None:
    """The terms of "fr", "de", "gb" or "eu"; None where its law has no such interest for this debtor.

    KeyError for another jurisdiction; ValueError for a table with a gap between its half-years.
    """
    if jurisdiction not in JURISDICTIONS:
        raise KeyError(jurisdiction)
    table = tomllib.loads((files(__package__) / f"{jurisdiction}.toml").read_text(encoding="utf-8"))
    rule = table.get(debtor)
    if rule is None:
        return None
    return LateTerms(
        jurisdiction=jurisdiction,
        debtor=debtor,
        mode=RateMode(rule["mode"]),
        day_count=DayCount(rule["day_count"]),
        rates=tuple(_rates(table["half_years"], rule)),
        fees=tuple(FeeBand(Money.parse(band["least"]), Money.parse(band["fee"])) for band in rule["fees"]),
        source=f"{table['law']}. {table['published']}.",
        checked_on=table.get("checked_on"),
        from_notice=rule.get("from_notice", False),
    )


def _rates(half_years: list[Mapping[str, Any]], rule: Mapping[str, Any]) -> Iterator[HalfYearRate]:
    expected: date | None = None
    for each in half_years:
        first = each["first"]
        if expected not in (None, first) or (first.month, first.day) not in ((1, 1), (7, 1)):
            raise ValueError(f"a half-year starts on {first}, where {expected} was expected")
        expected = date(first.year, 7, 1) if first.month == 1 else date(first.year + 1, 1, 1)
        reference = _hundredths(each[rule["of"]])
        annual = reference + _hundredths(rule["margin"])
        if floor := rule.get("floor"):
            annual = max(annual, _hundredths(each[floor["of"]]) * floor["times"])
        yield HalfYearRate(first, reference, annual)


def _hundredths(percent: str) -> int:
    """`"2.15"` -> 215. ValueError for more than two decimals."""
    scaled = Decimal(percent).scaleb(2)
    if scaled != scaled.to_integral_value():
        raise ValueError(f"{percent} has more than two decimals")
    return int(scaled)
