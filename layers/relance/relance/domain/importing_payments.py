"""How an imported payment changes what its customer owes: posts it to the book, or answers a fault."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from relance.domain.book import Book
from relance.domain.errors import Fault
from relance.domain.ids import derived
from relance.domain.importing_credit_notes import post_refund
from relance.domain.imports import PaymentRow
from relance.domain.money import Money
from relance.domain.receivables import Allocation, Invoice, Payment, unapplied
from relance.domain.settled import overpaid, settled_but_for

_DIGIT = re.compile(r"\d")


def payment_name(row: PaymentRow) -> tuple[str, ...]:
    """What rows of one payment have in common; several of a file that have it are several payments.

    A reference says more than the amount, which may be corrected, but not all: a mandate's or a contract's
    comes again with every payment, of every invoice. Without a digit ("Transfer") it is none. Money returned
    is named apart from the payment it takes back.
    """
    of = row.printed or row.invoice_number or "", f"{row.received_on}"
    if row.reference and row.amount.minor > 0 and _DIGIT.search(row.reference):
        return row.reference, *of
    return "", *of, f"{row.amount}"


def payment_identity(row: PaymentRow, nth: int) -> str:
    """What names the payment a row tells of, whenever it is read again: the `nth` of its name in its file."""
    return derived("payment", *payment_name(row), f"{nth}")


def post_payment(book: Book, row: PaymentRow, nth: int, today: date) -> Fault | None:
    """Posts a payment, or takes one back: an amount below zero re-opens what the payment had paid. A payment
    that was taken back stays so, whenever its row is read again. What is dated after `today` counts from its
    day on. A fault leaves the book as it was.
    """
    if still_open := next((one for one in row.older if _is_open(book, one)), None):
        row = replace(row, invoice_number=still_open)
    of = book.named(row.invoice_number) if row.invoice_number else ()
    if row.invoice_number and not of:
        return _post_refund(book, row.invoice_number, row, nth, today)
    if of and of[0].currency != row.amount.currency:
        return _other_currency(of[0].currency, row)
    is_to_come = row.received_on > today
    if of and row.so_far and not is_to_come:
        put_left_of(book, of, Money.total((i.total for i in of), row.amount.currency) - row.amount, row)
        return None
    if row.amount.minor < 0:
        return _take_back(book, row, nth, today)
    _receive(book, row, nth, of, is_to_come=is_to_come)
    return None


def _is_open(book: Book, number: str) -> bool:
    left = book.left(number)
    return any(invoice.counts and left[invoice.number] for invoice in book.named(number))


def put_left_of(book: Book, of: Sequence[Invoice], left: Money, row: PaymentRow) -> None:
    """The source says of a payment's invoice how much is left; of one in instalments, the last are."""
    for invoice in reversed(of):
        part = max(Money.zero(left.currency), min(left, invoice.total))
        left -= part
        book.put_invoice(settled_but_for(book, invoice, part, row.received_on))


def _receive(book: Book, row: PaymentRow, nth: int, of: Sequence[Invoice], *, is_to_come: bool) -> None:
    payment = Payment(payment_identity(row, nth), row.received_on, row.amount, announced=is_to_come)
    known = book.payment(payment.id)
    if known and (known.reversed_on or known.amount == row.amount):
        return
    # Another amount of a known payment: what it had settled is open again first.
    book.put_credit(payment)
    if of and is_to_come:
        left = Money.total(book.left(row.invoice_number or "").values(), row.amount.currency)
        parts = (Allocation(row.invoice_number or "", min(payment.amount, left)),) if left else ()
        book.put_credit(replace(payment, allocations=parts))
    elif of and of[0].document:
        _allocate_to_instalments(book, payment, of)
    elif of:
        _allocate(book, payment, of[0])


def _allocate_to_instalments(book: Book, payment: Payment, of: Sequence[Invoice]) -> None:
    """As `_allocate` does, over all instalments of the invoice, the oldest first."""
    nothing = Money.zero(payment.amount.currency)
    left = Money.total(book.left(of[0].document).values(), nothing.currency)
    settled = Money.total((invoice.settled or nothing for invoice in of), nothing.currency)
    part, replaced = min(payment.amount, left + settled), nothing
    for invoice in of:
        counted = invoice.settled_on is not None and payment.received_on <= invoice.settled_on
        most = part - replaced if counted else max(nothing, part - replaced - left)
        of_this = min(most, invoice.settled or nothing)
        replaced += of_this
        if of_this:
            book.put_invoice(replace(invoice, settled=(invoice.settled or nothing) - of_this or None))
    book.put_credit(replace(payment, allocations=(Allocation(of[0].document, part),)))


def _allocate(book: Book, payment: Payment, invoice: Invoice) -> None:
    """Allocates the payment to its invoice, and leaves the rest of the payment on account.

    The source of the invoice may have said already that something was paid (`invoice.settled`). A payment
    received by that day (`settled_on`) is the same money: the payment takes its place. A payment received
    later is new money: the payment goes to what is left of the invoice first.
    """
    nothing = Money.zero(invoice.currency)
    left, settled = book.outstanding(invoice), invoice.settled or nothing
    part = min(payment.amount, left + settled)
    counted = invoice.settled_on is not None and payment.received_on <= invoice.settled_on
    replaced = min(part, settled) if counted else part - min(part, left)
    if replaced:
        book.put_invoice(replace(invoice, settled=settled - replaced or None))
    if (too_much := overpaid(book, invoice.number)) and payment.received_on <= too_much.received_on:
        counted_too = min(payment.amount - part, unapplied(too_much))
        book.put_credit(replace(too_much, amount=too_much.amount - counted_too))
    book.put_credit(replace(payment, allocations=(Allocation(invoice.number, part),)))


def _take_back(book: Book, row: PaymentRow, nth: int, today: date) -> Fault | None:
    """Takes back the first payment alike that stands yet. The `nth` row of a day finds that already done when
    as many payments alike were taken back on that day: its file was read before.
    """
    alike = book.alike(-row.amount, row.invoice_number)
    if alike.taken_back[row.received_on] >= nth:
        return None
    came_before = (payment for payment in alike.live.values() if payment.received_on <= row.received_on)
    payment = next(came_before, None)
    if payment is None:
        return _take_back_from_settled(book, row, nth, today)
    book.put_credit(_taken_back(payment, row.received_on, today))
    return None


def _taken_back(payment: Payment, on: date, today: date) -> Payment:
    """It counts until its day."""
    return replace(payment, to_reverse_on=on) if on > today else replace(payment, reversed_on=on)


def _take_back_from_settled(book: Book, row: PaymentRow, nth: int, today: date) -> Fault | None:
    """A payment of which only the invoice's own line told is taken back: from now on the payment is kept, as
    one that was taken back.
    """
    amount = -row.amount
    of = (i for i in book.named(row.invoice_number or "") if i.settled and i.settled >= amount)
    invoice = next(of, None)
    settled, by = (invoice.settled, invoice.settled_on) if invoice else (None, None)
    if invoice is None or not settled or settled < amount or by is None or by > row.received_on:
        return Fault("nothing_to_reverse", "amount", {"amount": str(amount)})
    parts = (Allocation(row.invoice_number or "", amount),)
    payment = _taken_back(Payment(payment_identity(row, nth), by, amount, parts), row.received_on, today)
    book.put_invoice(replace(invoice, settled=settled - amount or None))
    book.put_credit(payment)
    return None


def _post_refund(book: Book, number: str, row: PaymentRow, nth: int, today: date) -> Fault | None:
    """Money returned that names a credit note pays out the note, or a part of it."""
    note = book.credit_note(number)
    if note is None or row.amount.minor >= 0:
        return Fault("unknown_invoice", "invoice_number", {"number": number})
    if note.amount.currency != row.amount.currency:
        return _other_currency(note.amount.currency, row)
    post_refund(book, note, row, payment_identity(row, nth), today)
    return None


def _other_currency(currency: str, row: PaymentRow) -> Fault:
    return Fault("payment_currency", "currency", {"invoice": currency, "payment": row.amount.currency})
