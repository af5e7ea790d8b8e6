"""How an imported invoice or credit note changes an account and what it owes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from relance.domain.book import Book
from relance.domain.customer import Account
from relance.domain.errors import Fault
from relance.domain.importing_contacts import named, with_address
from relance.domain.importing_credit_notes import apply_to_its_invoice, post_credit_note
from relance.domain.importing_instalments import post_instalments
from relance.domain.importing_moves import asked_to_move
from relance.domain.imports import InvoiceRow
from relance.domain.invoice_said import brought_up_to_date, left_said, number_again, said
from relance.domain.payment_terms import PaymentTerms
from relance.domain.receivables import Stated
from relance.domain.settled import post_overpaid, settled_but_for


def with_invoice(
    account: Account, book: Book, row: InvoiceRow, terms: PaymentTerms, today: date
) -> Account | Fault:
    """Posts the invoice or credit note to the book, or brings it up to date there, and answers the account
    with what the row says of the customer. A draft is nothing to collect yet. A fault changes nothing.

    What Relance knows better stays: `to_send` (B9), payments, and a due date, dispute or voiding of which
    the file says nothing, or only what it said before. `terms` are the organization's, for an invoice
    without a due date; `today` is the day of the file.
    """
    terms = row.terms or account.customer.payment_terms or terms
    row = as_known(book, row)
    claimed = _claimed(book, row)
    account, contact = with_address(named(account, row), row)
    fault = None if row.status == "draft" else _post(book, row, terms, contact, today)
    return fault or asked_to_move(account, row, today, is_new=claimed)


def _claimed(book: Book, row: InvoiceRow) -> bool:
    """Whether the row is the first to name that other customer for the invoice."""
    known = book.invoices.get(row.number)
    if not row.claimed_for or row.status == "draft" or known is None:
        return False
    return known.stated.customer != row.claimed_for


def as_known(book: Book, row: InvoiceRow) -> InvoiceRow:
    """The row under the number that its invoice had before numbers were told apart by year."""
    known = book.named(row.formerly) if row.formerly else ()
    if row.formerly and known and known[0].issue_date.year == row.issue_date.year:
        return replace(row, number=row.formerly, printed=None)
    return row


def _post(book: Book, row: InvoiceRow, terms: PaymentTerms, contact: str | None, today: date) -> Fault | None:
    outstanding = left_said(row)
    if row.kind == "credit_note":
        note = book.credit_note(row.number)
        if note and _is_older(row, note.left_on):
            outstanding = None
        stated = said(note.stated if note else Stated(), row)
        post_credit_note(book, row, stated, outstanding, today)
        return None
    known = book.invoices.get(row.number)
    if book.instalments(row.number):
        return post_instalments(book, [row], terms, contact, today)
    if known and known.currency != row.total.currency:
        return Fault("currency_changed", "currency", {"was": known.currency, "is": row.total.currency})
    if known and (fault := number_again(book, [known], [row])):
        return fault
    invoice = brought_up_to_date(known, row, terms, contact)
    if outstanding is not None and not (known and _is_older(row, known.settled_on)):
        by = min(row.as_of or today, today)
        invoice = settled_but_for(book, invoice, outstanding, by)
        post_overpaid(book, row.number, outstanding, by)
    book.put_invoice(invoice)
    for note in book.waiting_for(row.number):
        apply_to_its_invoice(book, note)
    return None


def with_instalments(
    account: Account, book: Book, rows: Sequence[InvoiceRow], terms: PaymentTerms, today: date
) -> Account | Fault:
    """As `with_invoice`, for several lines of one file that are the instalments of one invoice."""
    rows = [as_known(book, row) for row in rows if row.status != "draft"]
    if not rows:
        return account
    terms = rows[0].terms or account.customer.payment_terms or terms
    for row in rows:
        account, contact = with_address(named(account, row), row)
    return post_instalments(book, rows, terms, contact, today) or account


def _is_older(row: InvoiceRow, known_on: date | None) -> bool:
    """Whether what the row says is left was true earlier than what is known of a document: on the day of
    issue, as an e-invoice tells it, or before the day `known_on`.
    """
    return row.as_of is not None and row.as_of <= max(row.issue_date, known_on or date.min)
