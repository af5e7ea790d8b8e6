"""How an imported credit note, or its refund, changes what a customer owes. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from relance.domain.book import Book
from relance.domain.imports import InvoiceRow, PaymentRow
from relance.domain.money import Money
from relance.domain.receivables import Allocation, CreditNote, Refund, Stated


def post_credit_note(
    book: Book, row: InvoiceRow, said: Stated, outstanding: Money | None, today: date
) -> None:
    """The note with what its source has left of it: the rest is in invoices it was used for, or was refunded.

    `outstanding` None: the row does not say. What was refunded as far as Relance knows is not given back,
    until the note's total changes: it is another note then.
    """
    known = book.credit_note(row.number) or CreditNote(row.number, row.issue_date, row.total)
    said = replace(said, total=row.total)
    if row.total != _total(known):
        known = replace(known, amount=row.total, refunds=(), allocations=())
    left, left_on = known.amount, known.left_on
    if outstanding is not None:
        left = max(Money.zero(row.total.currency), min(outstanding, row.total - _refunded(known)))
        left_on = min(left_on, today) if left_on and left == known.amount else today
    note = replace(
        known,
        issue_date=row.issue_date,
        announced=row.issue_date > today,
        amount=left,
        left_on=left_on,
        void=known.void if said.void == known.stated.void else said.void,
        stated=said,
    )
    book.put_credit(note)
    apply_to_its_invoice(book, note)


def apply_to_its_invoice(book: Book, note: CreditNote) -> None:
    """A note counts for the invoice that it is for, as far as something of both is left; the rest of the note
    is on account. An invoice that is not known yet is waited for.
    """
    of = book.named(note.stated.invoice) if note.stated.invoice else ()
    if not of or of[0].currency != note.amount.currency or note.void:
        return
    left = Money.total(book.left(note.stated.invoice).values(), note.amount.currency)
    rest = note.amount - Money.total((part.amount for part in note.allocations), note.amount.currency)
    share = min(left, rest)
    if share.minor > 0:
        others = [part for part in note.allocations if part.invoice != note.stated.invoice]
        before = [part.amount for part in note.allocations if part.invoice == note.stated.invoice]
        whole = Money.total((*before, share), share.currency)
        parts = (*others, Allocation(note.stated.invoice, whole))
        book.put_credit(replace(note, allocations=parts))


def post_refund(book: Book, note: CreditNote, row: PaymentRow, refund_id: str, today: date) -> None:
    """Less of the note is left to use. The same refund read again changes nothing.

    Of 1,000, refunds of 400 and 600 leave nothing. A refund that the note's own line has counted by its day
    is the same money: 600 left of 1,000 on Friday, and a refund of 400 on Thursday, leave 600.
    """
    nothing, refund = Money.zero(note.amount.currency), -row.amount
    if row.received_on > today:
        to_come = Refund(refund_id, row.received_on, refund, announced=True)
        others = tuple(known for known in note.refunds if known.id != refund_id)
        book.put_credit(replace(note, refunds=(*others, to_come)))
        return
    if row.so_far:
        left = max(nothing, _total(note) - refund)
        book.put_credit(replace(note, amount=min(note.amount, left), left_on=row.received_on))
        return
    if any(known.id == refund_id for known in note.refunds):
        return
    gone = max(nothing, _total(note) - note.amount - _refunded(note))
    counted = min(refund, gone) if note.left_on and row.received_on <= note.left_on else nothing
    left = max(nothing, note.amount - (refund - counted))
    refunds = (*note.refunds, Refund(refund_id, row.received_on, refund))
    book.put_credit(replace(note, amount=left, refunds=refunds))


def _total(note: CreditNote) -> Money:
    """The amount the note was issued for; a note that was made by hand says only what is left of it."""
    return note.stated.total or note.amount + _refunded(note)


def _refunded(note: CreditNote) -> Money:
    taken_off = (refund.amount for refund in note.refunds if not refund.announced)
    return Money.total(taken_off, note.amount.currency)
