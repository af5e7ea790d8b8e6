"""Figures, as a page and as a file."""

from __future__ import annotations

from dataclasses import replace

import pytest

from relance.domain.organization import IndexState
from relance.house import House
from tests.unit.api.client import Client
from tests.unit.api.company import owes, pays
from tests.unit.web.browser import Browser


@pytest.fixture
def books(acme: Client, house: House) -> None:
    """Two customers in euros, one of them Ada's; a third in francs."""
    house.organizations.save(replace(house.organizations.get("acme"), index=IndexState.WHOLE))
    owes(acme, "F-1", "2026-10-20")
    owes(acme, "F-2", "2026-12-01", customer="C-2", amount=250_00)
    owes(acme, "F-3", "2026-10-25", customer="C-2", amount=40_00)
    pays(acme, "F-3", customer="C-2", amount=40_00)
    acme.edit("/customers/C-2", {"account_manager": "ada"})
    acme.post("/customers", {"id": "C-3", "name": "=SUM(A1)"})
    francs = {"customer": "C-3", "number": "F-4", "issue_date": "2026-10-01", "due_date": "2026-10-02"}
    acme.post("/invoices", {**francs, "total": {"minor": 70_00, "currency": "CHF"}})


@pytest.mark.usefixtures("books")
def test_it_says_what_is_owed_how_old_it_is_and_by_whom(ada: Browser) -> None:
    shown = ada.get("/figures")
    for words in ("€350.00 2 customers", "€100.00 one customer", "Collected this month €40.00", "1–30 days"):
        assert words in shown.text, words
    assert shown.text.index("Customer C-2") < shown.text.index("Customer C-1")
    assert "70.00" not in shown.text
    assert "<svg" in shown.html and "NaN" not in shown.html


@pytest.mark.usefixtures("books")
def test_one_currency_and_ones_own_customers_at_a_time(ada: Browser) -> None:
    assert "CHF 70.00" in ada.get("/figures?c=CHF").text
    assert "€" not in ada.get("/figures?c=CHF").text
    mine = ada.get("/figures?whose=mine").text
    assert "€250.00 one customer" in mine and "Customer C-1" not in mine


def test_before_the_first_invoice_it_says_so(ada: Browser) -> None:
    assert "figures begin with the first invoice" in ada.get("/figures?c=ZZZ&whose=x").text


@pytest.mark.usefixtures("books")
def test_the_file_is_safe_in_a_spreadsheet(ada: Browser, viewer: Browser, stranger: Browser) -> None:
    for browser in (ada, viewer):
        saved = browser.get("/figures/customers.csv")
        assert (saved.status, saved.headers["content-type"]) == (200, "text/csv; charset=utf-8")
        assert saved.headers["content-disposition"] == 'attachment; filename="figures.csv"'
        assert "'=SUM(A1)" in saved.html and "C-1,Customer C-1" in saved.html
    assert "C-1" not in stranger.get("/figures/customers.csv").html
    assert "C-1" not in ada.get("/figures/customers.csv?whose=mine").html


@pytest.mark.usefixtures("books")
def test_only_the_largest_are_listed(ada: Browser, acme: Client) -> None:
    for n in range(25):
        owes(acme, f"G-{n}", "2026-12-01", customer=f"D-{n}", amount=1_00 + n)
    shown = ada.get("/figures")
    assert len([link for link in shown.page.links if link.startswith("/customers/")]) == 20
    assert "7 customers more are in the file:" in shown.text
