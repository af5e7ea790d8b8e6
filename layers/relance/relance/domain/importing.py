"""How an imported invoice or credit note changes an account and what it owes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from relance.domain.book import Book
from relance.domain.customer import Account
from relance.domain.errors import Fault
from relance.domain.importing_contacts import named, with_address
from relance.domain.importing_credit_notes import post_credit_note
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
    fault = None if row.status == "draft" else _post(book, row, terms_days, today)
    if fault:
        return fault
    account = named(account, row)
    return with_address(account, row.email, row.customer_name or "", row.language) if row.email else account


def _post(book: Book, row: InvoiceRow, terms_days: int, today: date) -> Fault | None:
    outstanding = _outstanding(row)
    if row.kind == "credit_note":
        note = book.credit_note(row.number)
        if note and _is_older(row, note.left_on):
            outstanding = None
        said = _said(note.stated if note else Stated(), row)
        post_credit_note(book, row, said, outstanding, today)
        return None
    known = book.invoices.get(row.number)
    if known and known.currency != row.total.currency:
        return Fault("currency_changed", "currency", {"was": known.currency, "is": row.total.currency})
    invoice = _brought_up_to_date(known, row, terms_days)
    if outstanding is not None and not (known and _is_older(row, known.settled_on)):
        by = min(row.as_of or today, today)
        invoice = settled_but_for(book, invoice, outstanding, by)
        post_overpaid(book, row.number, outstanding, by)
    book.put_invoice(invoice)
    return None


def _brought_up_to_date(known: Invoice | None, row: InvoiceRow, terms_days: int) -> Invoice:
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
        stated=said,
    )


def _said(before: Stated, row: InvoiceRow) -> Stated:
    """What this row says; where this row says nothing, what the rows before it said."""
    return Stated(
        due_date=row.due_date or before.due_date,
        disputed=before.disputed if row.disputed is None else row.disputed,
        void=before.void if row.status is None else row.status == "void",
    )


def _is_older(row: InvoiceRow, known_on: date | None) -> bool:
    """Whether what the row says is left was true earlier than what is known of a document: on the day of
    issue, as an e-invoice tells it, or before the day `known_on`.
    """
    return row.as_of is not None and row.as_of <= max(row.issue_date, known_on or date.min)


def _outstanding(row: InvoiceRow) -> Money | None:
    """What the row says is left of it; None: it does not say."""
    return Money.zero(row.total.currency) if row.status == "paid" else row.outstanding
