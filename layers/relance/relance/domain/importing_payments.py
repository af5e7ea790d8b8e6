"""How an imported payment changes an account. Pure; answers the account, or a fault."""

from __future__ import annotations

import re
from dataclasses import replace

from relance.domain.customer import Account
from relance.domain.errors import Fault
from relance.domain.ids import derived
from relance.domain.importing_credit_notes import credit_note, with_refund
from relance.domain.imports import PaymentRow
from relance.domain.money import Money
from relance.domain.receivables import Allocation, Invoice, Payment, Receivables
from relance.domain.settled import overpaid, payments, settled_but_for

_DIGIT = re.compile(r"\d")


def payment_name(row: PaymentRow) -> tuple[str, ...]:
    """What rows of one payment have in common; several of a file that have it are several payments.

    A reference says more than the amount, which may be corrected, but not all: a mandate's or a contract's
    comes again with every payment, of every invoice. Without a digit ("Transfer") it is none. Money returned
    is named apart from the payment it takes back.
    """
    of = row.invoice_number or "", f"{row.received_on}"
    if row.reference and row.amount.minor > 0 and _DIGIT.search(row.reference):
        return row.reference, *of
    return "", *of, f"{row.amount}"


def payment_identity(row: PaymentRow, nth: int) -> str:
    """What names the payment a row tells of, whenever it is read again: the `nth` of its name in its file."""
    return derived("payment", *payment_name(row), f"{nth}")


def with_payment(account: Account, row: PaymentRow, nth: int) -> Account | Fault:
    """The receivables with a payment added, or with a payment taken back: an amount below zero re-opens what
    the payment had paid. A payment that was taken back stays so, whenever its row is read again.
    """
    receivables = account.receivables
    invoice = receivables.invoices.get(row.invoice_number) if row.invoice_number else None
    if row.invoice_number and invoice is None:
        return _with_refund(account, row.invoice_number, row, nth)
    if invoice and invoice.currency != row.amount.currency:
        return _other_currency(invoice.currency, row)
    if invoice and row.so_far:
        settled = settled_but_for(receivables, invoice, invoice.total - row.amount, row.received_on)
        return replace(account, receivables=receivables.with_invoices([settled]))
    if row.amount.minor < 0:
        changed = _taken_back(receivables, row, nth)
        return changed if isinstance(changed, Fault) else replace(account, receivables=changed)
    return replace(account, receivables=_received(receivables, row, nth, invoice))


def _received(receivables: Receivables, row: PaymentRow, nth: int, invoice: Invoice | None) -> Receivables:
    payment = Payment(payment_identity(row, nth), row.received_on, row.amount)
    known = next((p for p in payments(receivables) if p.id == payment.id), None)
    if known and (not known.live or known.amount == row.amount):
        return receivables
    others = replace(receivables, credits=tuple(c for c in receivables.credits if c is not known))
    return _allocated(others, payment, invoice) if invoice else others.with_credit(payment)


def _allocated(others: Receivables, payment: Payment, invoice: Invoice) -> Receivables:
    """The receivables with the payment allocated to its invoice, and the rest of the payment on account.

    The source of the invoice may have said already that something was paid (`invoice.settled`). A payment
    received by that day (`settled_on`) is the same money: the payment takes its place. A payment received
    later is new money: the payment goes to what is left of the invoice first.
    """
    nothing = Money.zero(invoice.currency)
    left, settled = others.outstanding(invoice), invoice.settled or nothing
    part = min(payment.amount, left + settled)
    counted = invoice.settled_on is not None and payment.received_on <= invoice.settled_on
    replaced = min(part, settled) if counted else part - min(part, left)
    if replaced:
        others = others.with_invoices([replace(invoice, settled=settled - replaced or None)])
    if (too_much := overpaid(others, invoice.number)) and payment.received_on <= too_much.received_on:
        counted_too = min(payment.amount - part, others.unapplied(too_much))
        others = others.with_credit(replace(too_much, amount=too_much.amount - counted_too))
    return others.with_credit(replace(payment, allocations=(Allocation(invoice.number, part),)))


def _taken_back(receivables: Receivables, row: PaymentRow, nth: int) -> Receivables | Fault:
    alike = [p for p in payments(receivables) if p.amount == -row.amount and _is_about(p, row)]
    if sum(payment.reversed_on == row.received_on for payment in alike) >= nth:
        return receivables
    payment = next((payment for payment in alike if payment.live), None)
    if payment is None:
        return _taken_back_from_settled(receivables, row, nth)
    return receivables.with_credit(replace(payment, reversed_on=row.received_on))


def _is_about(payment: Payment, row: PaymentRow) -> bool:
    if payment.received_on > row.received_on:
        return False
    return row.invoice_number in (None, *(allocation.invoice for allocation in payment.allocations))


def _taken_back_from_settled(receivables: Receivables, row: PaymentRow, nth: int) -> Receivables | Fault:
    """A payment of which only the invoice's own line told is taken back: from now on the payment is kept, as
    one that was taken back.
    """
    invoice, amount = receivables.invoices.get(row.invoice_number or ""), -row.amount
    settled, by = (invoice.settled, invoice.settled_on) if invoice else (None, None)
    if invoice is None or not settled or settled < amount or by is None or by > row.received_on:
        return Fault("nothing_to_reverse", "amount", {"amount": str(amount)})
    parts = (Allocation(invoice.number, amount),)
    payment = Payment(payment_identity(row, nth), by, amount, parts, reversed_on=row.received_on)
    reopened = replace(invoice, settled=settled - amount or None)
    return receivables.with_invoices([reopened]).with_credit(payment)


def _with_refund(account: Account, number: str, row: PaymentRow, nth: int) -> Account | Fault:
    """Money returned that names a credit note pays out the note, or a part of it."""
    note = credit_note(account.receivables, number)
    if note is None or row.amount.minor >= 0:
        return Fault("unknown_invoice", "invoice_number", {"number": number})
    if note.amount.currency != row.amount.currency:
        return _other_currency(note.amount.currency, row)
    refunded = with_refund(account.receivables, note, row, payment_identity(row, nth))
    return replace(account, receivables=refunded)


def _other_currency(currency: str, row: PaymentRow) -> Fault:
    return Fault("payment_currency", "currency", {"invoice": currency, "payment": row.amount.currency})
