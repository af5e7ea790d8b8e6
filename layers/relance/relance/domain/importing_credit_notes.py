"""How an imported credit note, or its refund, changes what a customer owes. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from relance.domain.book import Book
from relance.domain.imports import InvoiceRow, PaymentRow
from relance.domain.money import Money
from relance.domain.receivables import CreditNote, Refund, Stated


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
        known = replace(known, amount=row.total, refunds=())
    left, left_on = known.amount, known.left_on
    if outstanding is not None:
        left = max(Money.zero(row.total.currency), min(outstanding, row.total - _refunded(known)))
        left_on = min(left_on, today) if left_on and left == known.amount else today
    note = replace(
        known,
        issue_date=row.issue_date,
        amount=left,
        left_on=left_on,
        void=known.void if said.void == known.stated.void else said.void,
        stated=said,
    )
    book.put_credit(note)


def post_refund(book: Book, note: CreditNote, row: PaymentRow, refund_id: str) -> None:
    """Less of the note is left to use. The same refund read again changes nothing.

    Of 1,000, refunds of 400 and 600 leave nothing. A refund that the note's own line has counted by its day
    is the same money: 600 left of 1,000 on Friday, and a refund of 400 on Thursday, leave 600.
    """
    nothing, refund = Money.zero(note.amount.currency), -row.amount
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
    return Money.total((refund.amount for refund in note.refunds), note.amount.currency)
