"""The demonstration's ledger: made up, the same each time, and varied enough to show the product."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from importlib.resources import files
from string import Formatter

import pytest

from local.demo.files import contacts_file, invoices_file, payments_file
from local.demo.made_up import MadeUp, made_up
from local.demo.past import brought_to, reachable
from relance.domain.imports import Defaults, InvoiceRow, PaymentRow, Reading
from relance.domain.money import Money
from relance.readers import read
from relance.rendering.texts import LANGUAGES

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def made() -> MadeUp:
    return made_up(TODAY)


def reading(data: bytes, name: str) -> Reading:
    return read(data, name, defaults=Defaults("EUR"))


def test_a_day_always_has_the_same_ledger_and_the_next_one_another(made: MadeUp) -> None:
    assert made_up(TODAY) == made
    later = made_up(TODAY + timedelta(days=1))
    assert later.contacts == made.contacts
    assert not {row.number for row in later.ledger.invoices} & {row.number for row in made.ledger.invoices}


def test_it_is_as_large_and_as_varied_as_a_small_companys(made: MadeUp) -> None:
    invoices = made.ledger.invoices
    assert len(made.contacts) == 60
    assert 200 <= len(invoices) <= 300
    assert {row.total.currency for row in invoices} == {"EUR", "USD", "GBP", "CHF"}
    assert {row.language for row in made.contacts} == {"fr", "en", "de", "es"}
    assert sum(row.kind == "credit_note" for row in invoices) == 5
    assert sum(bool(row.disputed) for row in invoices) == 1
    assert min(row.issue_date for row in invoices) < TODAY - timedelta(days=100)
    assert max(row.issue_date for row in invoices) < TODAY


def test_some_have_paid_some_will_and_some_pay_in_parts(made: MadeUp) -> None:
    paid = made.ledger.payments
    totals = {row.number: row.total for row in made.ledger.invoices}
    assert any(row.received_on <= TODAY for row in paid)
    assert sum(TODAY < row.received_on <= TODAY + timedelta(days=35) for row in paid) > 30
    assert any(row.amount != totals[row.invoice_number or ""] for row in paid)
    assert {row.number for row in made.ledger.invoices} - {row.invoice_number for row in paid}


def test_nobody_real_can_be_written_to(made: MadeUp) -> None:
    for row in made.contacts:
        assert row.email
        assert row.email.endswith((".example", "@simulator.amazonses.com"))


def test_the_files_read_back_as_what_was_made_up(made: MadeUp) -> None:
    invoices = reading(invoices_file(made.ledger.invoices), "factures.csv")
    assert (invoices.facts.encoding, invoices.facts.separator) == ("cp1252", ";")
    assert [
        (row.number, row.total, row.issue_date, row.due_date, row.kind)
        for row in invoices.rows
        if isinstance(row, InvoiceRow)
    ] == [(row.number, row.total, row.issue_date, row.due_date, row.kind) for row in made.ledger.invoices]
    payments = reading(payments_file(made.ledger.payments), "payments.csv")
    assert [
        (row.reference, row.amount, row.received_on) for row in payments.rows if isinstance(row, PaymentRow)
    ] == [(row.reference, row.amount, row.received_on) for row in made.ledger.payments]
    contacts = reading(contacts_file(made.contacts), "contacts.csv")
    assert not (invoices.faults or payments.faults or contacts.faults)
    assert len(contacts.rows) == 60


def test_the_malformed_row_is_the_only_one_refused(made: MadeUp) -> None:
    found = reading(invoices_file(made.ledger.invoices, malformed="F-0"), "factures.csv")
    (fault,) = found.faults
    assert (fault.fault.field, fault.fault.code) == ("total", "not_an_amount")
    assert len(found.rows) == len(made.ledger.invoices)


def test_letters_that_windows_lacks_are_kept() -> None:
    row = InvoiceRow(0, "F-1", "C-1", TODAY, Money(1_00, "EUR"), customer_name="Ţiriac Ωmega")
    (kept,) = reading(invoices_file([row]), "factures.csv").rows
    assert isinstance(kept, InvoiceRow)
    assert kept.customer_name == "Ţiriac Ωmega"


def test_a_past_ledger_comes_to_the_present_by_whole_weeks(made: MadeUp) -> None:
    much_later = TODAY + timedelta(days=1000)
    moved, by = brought_to(much_later, made.ledger)
    to_come = sum((row.due_date or row.issue_date) > much_later for row in moved.invoices)
    assert by.days % 7 == 0
    assert 0.15 < to_come / len(moved.invoices) <= 0.25
    assert moved.payments[0].received_on == made.ledger.payments[0].received_on + by


def test_a_ledger_of_the_present_stays_as_it_is(made: MadeUp) -> None:
    assert brought_to(TODAY, made.ledger) == (made.ledger, timedelta(0))


def test_it_says_the_same_things_in_every_language() -> None:
    english, french = (
        tomllib.loads((files("local.demo.words") / f"{language}.toml").read_text(encoding="utf-8"))
        for language in LANGUAGES
    )
    assert english.keys() == french.keys()
    assert english["columns"].keys() == french["columns"].keys()
    for code in english.keys() - {"columns"}:
        places = [
            {place for _, place, _, _ in Formatter().parse(words[code]) if place}
            for words in (english, french)
        ]
        assert places[0] == places[1], code


def test_customers_without_an_address_get_one_that_is_nobodys(made: MadeUp) -> None:
    ledger, count = reachable(made.ledger)
    assert count == 60
    assert all(row.email and row.email.endswith("@customers.example") for row in ledger.invoices)
    assert reachable(ledger) == (ledger, 0)
