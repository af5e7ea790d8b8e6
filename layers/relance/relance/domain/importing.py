"""How an imported invoice or credit note changes an account and what it owes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from relance.domain.book import Book
from relance.domain.customer import Account
from relance.domain.errors import Fault
from relance.domain.importing_contacts import named, with_address
from relance.domain.importing_credit_notes import post_credit_note
from relance.domain.importing_moves import asked_to_move
from relance.domain.imports import InvoiceRow
from relance.domain.money import Money
from relance.domain.receivables import Invoice, Stated
from relance.domain.settled import post_overpaid, settled_but_for


def with_invoice(
    account: Account, book: Book, row: InvoiceRow, terms_days: int, today: date
) -> Account | Fault:
    """Posts the invoice or credit note to the book, or brings it up to date there, and answers the account
    with what the row says of the customer. A draft is nothing to collect yet. A fault changes nothing.

    What Relance knows better stays: `to_send` (B9), payments, and a due date, dispute or voiding of which
    the file says nothing, or only what it said before. `terms_days` serve where there is no due date;
    `today` is the day of the file.
    """
    if account.customer.terms_days is not None:
        terms_days = account.customer.terms_days
    claimed = _claimed(book, row)
    account, contact = with_address(named(account, row), row)
    fault = None if row.status == "draft" else _post(book, row, terms_days, contact, today)
    return fault or asked_to_move(account, row, today, is_new=claimed)


def _claimed(book: Book, row: InvoiceRow) -> bool:
    """Whether the row is the first to name that other customer for the invoice."""
    known = book.invoices.get(row.number)
    if not row.claimed_for or row.status == "draft" or known is None:
        return False
    return known.stated.customer != row.claimed_for


def _post(book: Book, row: InvoiceRow, terms_days: int, contact: str | None, today: date) -> Fault | None:
    outstanding = _outstanding(row)
    if row.kind == "credit_note":
        note = book.credit_note(row.number)
        said = _said(note.stated if note else Stated(), row)
        post_credit_note(book, row, said, outstanding, today)
        return None
    known = book.invoices.get(row.number)
    if known and known.currency != row.total.currency:
        return Fault("currency_changed", "currency", {"was": known.currency, "is": row.total.currency})
    invoice = _brought_up_to_date(known, row, terms_days, contact)
    if outstanding is not None:
        invoice = settled_but_for(book, invoice, outstanding, today)
        post_overpaid(book, row.number, outstanding, today)
    book.put_invoice(invoice)
    return None


def _brought_up_to_date(
    known: Invoice | None, row: InvoiceRow, terms_days: int, contact: str | None
) -> Invoice:
    due = row.due_date or row.issue_date + timedelta(days=terms_days)
    if known is None:
        known = Invoice(row.number, row.issue_date, due, row.total)
    elif row.issue_date == known.issue_date and row.due_date in (None, known.stated.due_date):
        due = known.due_date
    said = _said(known.stated, row)
    disputed = known.disputed if said.disputed == known.stated.disputed else said.disputed
    return replace(
        known,
        issue_date=row.issue_date,
        due_date=due,
        total=row.total,
        disputed=disputed,
        dispute_reason=known.dispute_reason if disputed else "",
        void=known.void if said.void == known.stated.void else said.void,
        contact=known.contact if said.email == known.stated.email else contact,
        stated=said,
    )


def _said(before: Stated, row: InvoiceRow) -> Stated:
    """What this row says; where this row says nothing, what the rows before it said."""
    return Stated(
        due_date=row.due_date or before.due_date,
        disputed=before.disputed if row.disputed is None else row.disputed,
        void=before.void if row.status is None else row.status == "void",
        email=(row.email or "").lower() or before.email,
        customer=row.claimed_for,
    )


def _outstanding(row: InvoiceRow) -> Money | None:
    """What the row says is left of it; None: it does not say."""
    return Money.zero(row.total.currency) if row.status == "paid" else row.outstanding
