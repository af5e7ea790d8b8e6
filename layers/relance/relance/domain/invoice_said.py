"""What a row of a file says of an invoice, beside what was known of the invoice. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from relance.domain.book import Book
from relance.domain.errors import Fault
from relance.domain.imports import InvoiceRow
from relance.domain.money import Money
from relance.domain.payment_terms import PaymentTerms
from relance.domain.receivables import Invoice, Stated


def number_again(book: Book, known: Sequence[Invoice], rows: Sequence[InvoiceRow]) -> Fault | None:
    """A paid invoice does not change its day and its amount: its number was given to another one."""
    left = book.left(known[0].document or known[0].number)
    if any(not invoice.counts or left[invoice.number] for invoice in known):
        return None
    was, issued = Money.total((invoice.total for invoice in known), known[0].currency), known[0].issue_date
    total = Money.total((row.total for row in rows), was.currency)
    if not was or rows[0].issue_date == issued or total == was:
        return None
    values = {"number": rows[0].printed or rows[0].number, "date": f"{issued}", "amount": str(was)}
    return Fault("paid_number_again", "number", values)


def brought_up_to_date(
    known: Invoice | None, row: InvoiceRow, terms: PaymentTerms, contact: str | None
) -> Invoice:
    """The invoice as the row and what was known of it have it."""
    due = row.due_date or terms.due(row.issue_date)
    if known is None:
        known = Invoice(row.number, row.issue_date, due, row.total, printed=row.printed or "")
    elif row.issue_date == known.issue_date and row.due_date in (None, known.stated.due_date):
        due = known.due_date
    now = said(known.stated, row)
    disputed = known.disputed if now.disputed == known.stated.disputed else now.disputed
    return replace(
        known,
        issue_date=row.issue_date,
        due_date=due,
        total=row.total,
        disputed=disputed,
        dispute_reason=known.dispute_reason if disputed else "",
        void=known.void if now.void == known.stated.void else now.void,
        contact=known.contact if now.email == known.stated.email else contact,
        stated=now,
    )


def said(before: Stated, row: InvoiceRow) -> Stated:
    """What this row says; where this row says nothing, what the rows before it said."""
    return Stated(
        due_date=row.due_date or before.due_date,
        disputed=before.disputed if row.disputed is None else row.disputed,
        void=before.void if row.status is None else row.status == "void",
        email=(row.email or "").lower() or before.email,
        invoice=row.applies_to or before.invoice,
        customer=row.claimed_for,
    )


def left_said(row: InvoiceRow) -> Money | None:
    """What the row says is left of it; None: it does not say."""
    return Money.zero(row.total.currency) if row.status == "paid" else row.outstanding
