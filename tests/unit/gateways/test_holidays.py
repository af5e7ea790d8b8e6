"""Public holidays: a plain set, the same each time it is asked."""

from __future__ import annotations

from datetime import date

import pytest

from relance.domain.errors import Refused
from relance.gateways.holidays import PackageHolidays

CLOSED = PackageHolidays()


def test_a_country_and_its_subdivision() -> None:
    france = CLOSED.closed("FR", (2026,))
    assert {date(2026, 5, 1), date(2026, 7, 14)} <= france
    assert date(2026, 4, 3) not in france
    assert CLOSED.closed("FR-57", (2026,)) - france == {date(2026, 4, 3), date(2026, 12, 26)}


def test_the_years_that_were_asked_and_no_other() -> None:
    assert {day.year for day in CLOSED.closed("FR", (2025, 2027))} == {2025, 2027}
    assert CLOSED.closed("FR", ()) == frozenset()


def test_what_is_given_cannot_change() -> None:
    first = CLOSED.closed("US", (2026,))
    assert isinstance(first, frozenset)
    assert {type(day) for day in first} == {date}
    assert CLOSED.closed("US", (2026,)) == first


@pytest.mark.parametrize("where", ["XX", "FR-99", "fr", "-"])
def test_an_unknown_place_is_refused_by_name(where: str) -> None:
    with pytest.raises(Refused) as refused:
        CLOSED.closed(where, (2026,))
    (fault,) = refused.value.faults
    assert (fault.code, fault.field, fault.values) == ("unknown_holidays", "holidays", {"value": where})
