"""A customer's working set: what closed is history, but for what still counts."""

from __future__ import annotations

from relance.domain.receivables import Credit, Invoice
from relance.domain.working_set import WorkingSet
from tests.builders import account, credit_note, invoice, payment


def kept(*parts: Invoice | Credit) -> tuple[set[str], int]:
    """The invoices that stay, and how many credits."""
    owed = WorkingSet(account(*parts)).part.receivables
    return set(owed.invoices), len(owed.credits)


def test_a_paid_invoice_and_its_payment_are_history() -> None:
    assert kept(invoice("F-1"), invoice("F-2"), payment("1000.00 EUR", of="F-1")) == ({"F-2"}, 0)


def test_a_part_payment_and_one_on_account_stay() -> None:
    assert kept(invoice("F-1"), payment("1.00 EUR", of="F-1"), payment("1.00 EUR", id="P-2")) == ({"F-1"}, 2)


def test_an_invoice_that_waits_to_be_sent_stays() -> None:
    assert kept(invoice("F-1", to_send=True), invoice("F-2", void=True)) == ({"F-1"}, 0)


def test_an_over_payment_stays_and_still_counts() -> None:
    whole = account(invoice("F-1"), invoice("F-2"), payment("1500.00 EUR", of="F-1"))
    assert WorkingSet(whole).part.receivables.balances == whole.receivables.balances


def test_what_had_paid_a_void_invoice_still_counts() -> None:
    whole = account(invoice("F-1", void=True), invoice("F-2"), credit_note("400.00 EUR", of="F-1"))
    assert WorkingSet(whole).part.receivables.balances == whole.receivables.balances
