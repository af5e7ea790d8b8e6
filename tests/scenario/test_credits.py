"""What reminders ask for when there is credit that nobody has applied."""

from __future__ import annotations

from datetime import date

import pytest

from relance.domain.imports import InvoiceRow, PaymentRow
from relance.domain.money import Money
from relance.domain.plan import Level, Message, PlanStep, StepKind
from tests.scenario.story import Story


def asking(when: str) -> PlanStep:
    """Its subject says for what it asks."""
    words = {"fr": Message("#REF# {{ amount_due }}", "{{ invoices_table }}")}
    return PlanStep(when, StepKind.EMAIL, int(when[1:]), True, words)


def credit_note(number: str, amount: str, left: str | None = None) -> InvoiceRow:
    return InvoiceRow(
        line=1,
        number=number,
        customer_id="C1",
        issue_date=date(2026, 9, 1),
        total=Money.parse(amount),
        kind="credit_note",
        outstanding=Money.parse(left) if left else None,
    )


def on_account(amount: str) -> PaymentRow:
    return PaymentRow(1, date(2026, 10, 2), Money.parse(amount), customer_id="C1")


@pytest.fixture
def acme() -> Story:
    story = Story()
    story.plan(asking("J+1"))
    return story


def asked_for(acme: Story) -> list[str]:
    return [subject.replace("\N{NO-BREAK SPACE}", " ") for subject in acme.mailbox.subjects]


def test_reminders_of_invoices_apart_ask_together_for_what_is_owed() -> None:
    acme = Story()
    acme.plan(asking("J+1"), level=Level.INVOICE)
    for number, amount in (("F-1", "100.00 EUR"), ("F-2", "200.00 EUR"), ("F-3", "300.00 EUR")):
        acme.invoice(number, due="2026-10-05", amount=amount)
    acme.imported(credit_note("A-1", "450.00 EUR"))
    acme.on("2026-10-08")
    # The larger of those due on one day is the first to be covered.
    assert sorted(asked_for(acme)) == ["F-1 100,00 €", "F-2 50,00 €"]


@pytest.mark.parametrize("paid", ["100.00 EUR", "600.00 EUR"])
def test_no_reminder_asks_for_nothing_or_less(acme: Story, paid: str) -> None:
    acme.invoice("F-1", due="2026-10-05", amount="100.00 EUR")
    acme.invoice("F-2", due="2026-12-05", amount="1000.00 EUR")
    acme.imported(on_account(paid))
    acme.on("2026-10-20")
    assert asked_for(acme) == []


def test_a_reminder_lists_what_lowers_its_sum(acme: Story) -> None:
    acme.invoice("F-1", due="2026-10-05", amount="100.00 EUR")
    acme.invoice("F-2", due="2026-10-05", amount="80.00 EUR")
    acme.imported(on_account("30.00 EUR"))
    acme.on("2026-10-07")
    assert asked_for(acme) == ["F-1, F-2 150,00 €"]
    table = acme.mailbox.last.text.replace("\xa0", " ").splitlines()
    rows = [line.split() for line in table if line.startswith("F-")]
    assert [(row[0], row[-2]) for row in rows] == [("F-1", "100,00"), ("F-2", "80,00")]
    lowered, total = (
        [each for each in table if each.startswith(words)] for words in ("Paiement du", "Total dû")
    )
    assert [line.split()[-2] for line in (*lowered, *total)] == ["-30,00", "150,00"]


def test_what_had_paid_an_invoice_made_void_is_not_asked_for_again(acme: Story) -> None:
    acme.invoice("F-1", due="2026-10-01", amount="100.00 EUR")
    acme.invoice("F-2", due="2026-10-05", amount="150.00 EUR")
    acme.paid("F-1")
    acme.voided("F-1")
    acme.on("2026-10-07")
    assert asked_for(acme) == ["F-2 50,00 €"]
