"""What a line of each kind of file says, as rows of the domain. A line with any fault gives no row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from relance.domain.imports import ContactRow, InvoiceRow, PaymentRow, ReadingKind, Row
from relance.domain.money import Money
from relance.readers import words
from relance.readers.fields import Fields


def _invoice(fields: Fields) -> Sequence[Row]:
    """An invoice or credit note; with its payment when the line says on what day it was paid."""
    buyer = fields.buyer()
    number = fields.required("number", fields.text("number"))
    customer = fields.required("customer_id", buyer.id)
    issued = fields.required("issue_date", fields.date("issue_date"))
    total = fields.required("total", fields.money("total"))
    outstanding = _outstanding(fields, total)
    due, paid_on = fields.date("due_date"), fields.date("paid_on")
    named = fields.word("kind", words.document_kind, "unknown_kind")
    email, language = fields.email(), fields.language()
    disputed = fields.word("disputed", words.yes_no, "not_yes_or_no")
    status = words.status(fields.text("status") or "")
    if fields.faults or number is None or customer is None or issued is None or total is None:
        return ()
    # By type first, then by sign: sources write credit notes either way, and some only by the sign.
    credit = named == "credit_note" or total.minor < 0
    row = InvoiceRow(
        line=fields.line,
        number=number,
        customer_id=customer,
        issue_date=issued,
        total=_unsigned(total) if credit else total,
        customer_name=buyer.name,
        email=email,
        due_date=due,
        outstanding=_unsigned(outstanding) if credit and outstanding else outstanding,
        kind="credit_note" if credit else "invoice",
        language=language,
        disputed=disputed,
        status=status,
        siren=buyer.siren,
        vat=buyer.vat,
    )
    received = _received(row)
    if paid_on is None or not received:
        return (row,)
    return row, PaymentRow(
        row.line, paid_on, received, invoice_number=number, customer_id=customer, so_far=True
    )


def _received(row: InvoiceRow) -> Money:
    """By the day of payment that the line gives; below zero what a credit note was paid out.

    A credit note counts for what the line leaves of it: then it has been seen to already.
    """
    none = Money.zero(row.total.currency)
    if row.kind == "credit_note":
        return none if row.outstanding is not None else -row.total
    return max(none, row.total - (row.outstanding or none))


def _outstanding(fields: Fields, total: Money | None) -> Money | None:
    """What the line says is left to pay, in whichever of its ways; in the currency of the total."""
    if total is None:
        return None
    left, paid = (fields.money(field, total.currency) for field in ("outstanding", "paid_amount"))
    for field, amount in (("outstanding", left), ("paid_amount", paid)):
        if amount is not None and amount.currency != total.currency:
            fields.fault(field, "currency_conflict", value=str(amount), currency=total.currency)
            return None
    if left is None and paid is not None:
        return _unsigned(total) - _unsigned(paid)
    if left is None and words.status(fields.text("status") or "") == "paid":
        return Money.zero(total.currency)
    return left


def _unsigned(amount: Money) -> Money:
    return -amount if amount.minor < 0 else amount


def _contact(fields: Fields) -> Sequence[Row]:
    buyer = fields.buyer()
    customer = fields.required("customer_id", buyer.id)
    row = ContactRow(
        line=fields.line,
        customer_id=customer or "",
        customer_name=buyer.name,
        name=_joined(" ", fields.text("first_name"), fields.text("name")),
        email=fields.email(),
        role=fields.text("role"),
        language=fields.language(),
        street=_joined("\n", fields.text("street"), fields.text("street_more")),
        postcode=fields.text("postcode"),
        city=fields.text("city"),
        country=fields.text("country"),
        phone=fields.text("phone"),
        siren=buyer.siren,
        vat=buyer.vat,
    )
    return () if fields.faults else (row,)


def _joined(separator: str, *parts: str | None) -> str | None:
    return separator.join(part for part in parts if part) or None


def _payment(fields: Fields) -> Sequence[Row]:
    buyer, number = fields.buyer(), fields.text("invoice_number")
    received_on = fields.required("received_on", fields.date("received_on"))
    amount = fields.required("amount", fields.money("amount"))
    fields.required("invoice_number", number or buyer.id)
    reference = fields.text("reference")
    if fields.faults or received_on is None or amount is None:
        return ()
    return (PaymentRow(fields.line, received_on, amount, reference, number, buyer.id),)


ROWS_OF: Mapping[ReadingKind, Callable[[Fields], Sequence[Row]]] = {
    "invoices": _invoice,
    "contacts": _contact,
    "payments": _payment,
}
