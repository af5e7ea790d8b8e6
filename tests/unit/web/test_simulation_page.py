"""The simulation: the calendar counts what the days list, and the days list what the run does."""

from __future__ import annotations

import re
from datetime import date

import pytest

from relance.domain.money import Money
from relance.runtime.memory import MemoryWorld
from relance.usecases.deciding.foretell import Range
from relance.web.pages.simulation import totals, weeks
from tests.unit.api.client import Client
from tests.unit.api.company import email, owes, published
from tests.unit.web.browser import Browser


@pytest.fixture(autouse=True)
def customers(acme: Client) -> None:
    published(acme, email(7), email(15))
    owes(acme, "F-1", "2026-10-28")
    owes(acme, "F-2", "2026-10-28", customer="C-2", amount=250_00)


def test_the_first_day_on_which_something_leaves_is_shown_line_by_line(ada: Browser) -> None:
    shown = ada.get("/simulation")
    assert "Wednesday 4 November Leaves 2" in shown.text
    assert "EUR €350.00" in shown.text
    assert {"/customers/C-1", "/customers/C-2"} <= set(shown.page.links)


def test_the_calendar_counts_the_customers_of_each_day(ada: Browser) -> None:
    html = ada.get("/simulation").html
    cells = re.findall(
        r'day=(2026-\d\d-\d\d)"[^>]*><span[^>]*>\d+</span><span[^>]*>[^<]*</span><b>(\d+)</b>', html
    )
    assert cells == [("2026-11-04", "2"), ("2026-11-12", "2")]


def test_a_day_says_who_waits_and_why(ada: Browser) -> None:
    shown = ada.get("/simulation?day=2026-11-03&show=waits")
    assert "Nothing leaves that day." not in shown.text and "Waits 2" in shown.text
    assert "Nothing leaves that day." in ada.get("/simulation?day=2026-11-03").text


def test_a_closed_day_says_so(ada: Browser) -> None:
    assert "A closed day" in ada.get("/simulation?day=2026-11-07").text


@pytest.mark.parametrize("day", ["2026-10-01", "2030-01-01", "never", ""])
def test_a_day_that_cannot_be_foretold_is_none(ada: Browser, day: str) -> None:
    assert "Wednesday 4 November" in ada.get(f"/simulation?day={day}").text


def test_a_day_is_mailed_to_the_visitor(ada: Browser) -> None:
    sent = ada.post("/simulation/mail", on="/simulation?day=2026-11-04")
    assert sent.goes_to == "/simulation?day=2026-11-04"


def test_days_without_a_customer_are_no_more_than_days(ada: Browser, world: MemoryWorld) -> None:
    tenant = world.house.tenants.of("acme", world.clock.now())
    found = weeks(Range(date(2026, 11, 2), date(2026, 12, 2)), {date(2026, 11, 4): 3}, tenant.calendar)
    assert [len(week) for week in found] == [7] * 5
    cells = {cell.on: cell for week in found for cell in week}
    assert (cells[date(2026, 11, 4)].count, cells[date(2026, 11, 4)].heat) == (3, 4)
    assert (cells[date(2026, 11, 3)].count, cells[date(2026, 11, 3)].heat) == (0, 0)
    assert cells[date(2026, 11, 7)].count is None and cells[date(2026, 12, 3)].count is None


def test_totals_are_of_one_currency_each() -> None:
    sums = [[Money(1_00, "EUR"), Money(2_00, "CHF")], [Money(3_00, "EUR")]]
    assert totals(sums) == [Money(2_00, "CHF"), Money(4_00, "EUR")]
