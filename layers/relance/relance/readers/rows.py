"""What a line of each kind of file says, as rows of the domain. A line with any fault gives no row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from relance.domain.imports import ContactRow, InvoiceRow, PaymentRow, ReadingKind, Row
from relance.domain.money import Money
from relance.readers import words
from relance.readers.fields import SHOWN, Fields


def _invoice(fields: Fields) -> Sequence[Row]:
    """An invoice or credit note; with its payment when the line says on what day it was paid, and a contact
    for each further address.
    """
    paid_on, addresses = fields.date("paid_on"), _emails(fields)
    row = _document(fields, email=addresses[0] if addresses else None, is_paid=paid_on is not None)
    if row is None:
        return ()
    line, customer, siren, vat = row.line, row.customer_id, row.siren, row.vat
    rows: list[Row] = [row]
    if paid_on and (received := _received(row)):
        rows.append(PaymentRow(line, paid_on, received, None, row.number, customer, True, siren, vat))
    for address in addresses[1:]:
        contact = ContactRow(line, customer, email=address, language=row.language, siren=siren, vat=vat)
        rows.append(contact)
    return rows


def _document(fields: Fields, email: str | None, *, is_paid: bool) -> InvoiceRow | None:
    """None with any fault."""
    buyer = fields.buyer()
    number = fields.required("number", fields.text("number"))
    customer = fields.required("customer_id", buyer.id)
    issued = fields.required("issue_date", fields.date("issue_date"))
    total = fields.required("total", fields.money("total"))
    outstanding = _outstanding(fields, total)
    due = fields.date("due_date")
    named = fields.word("kind", words.document_kind, "unknown_kind")
    language = fields.language()
    disputed = fields.word("disputed", words.yes_no, "not_yes_or_no")
    status = _status(fields, is_told=outstanding is not None or fields.has("paid_on"))
    if fields.faults or number is None or customer is None or issued is None or total is None:
        return None
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
    _check(fields, row, is_paid=is_paid)
    return None if fields.faults else row


def _check(fields: Fields, row: InvoiceRow, *, is_paid: bool) -> None:
    """What no cell is wrong about by itself."""
    if row.kind == "invoice":
        if row.due_date and row.due_date < row.issue_date:
            values = {"value": f"{row.due_date}", "issue_date": f"{row.issue_date}"}
            fields.fault("due_date", "due_before_issue", **values)
        return
    unsaid = row.outstanding is None and row.status in (None, "open") and not is_paid
    if unsaid and fields.told("outstanding"):
        # The invoices it was used for have less left already: whole, it would count a second time.
        fields.fault("outstanding", "credit_note_without_balance")


def _emails(fields: Fields) -> list[str]:
    """A bad address costs the address, and not the invoice."""
    good, bad = fields.emails()
    if bad:
        fields.note("email", "email_left_out", value=bad[:SHOWN])
    if len(good) > 1:
        fields.note("email", "several_emails", first=good[0], count=len(good))
    return good


def _status(fields: Fields, *, is_told: bool) -> words.Status | None:
    """A word nobody knows may mean paid: it is left out where the line tells otherwise what is left, and
    else for its owner to mend.
    """
    text = fields.text("status")
    known = words.status(text) if text else None
    if text and known is None:
        tell = fields.note if is_told else fields.fault
        tell("status", "unknown_status", value=text[:SHOWN])
    return known


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
    left, is_paid = fields.money("outstanding", total.currency), fields.yes_no("paid_amount")
    if is_paid is not None:
        paid: Money | None = total if is_paid else Money.zero(total.currency)
    else:
        paid = fields.money("paid_amount", total.currency)
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
    """A contact; with one more for each further address."""
    buyer = fields.buyer()
    customer = fields.required("customer_id", buyer.id)
    good, bad = fields.emails()
    if bad and not good:
        fields.fault("email", "not_an_email", value=bad[:SHOWN])
    email, *others = [*_emails(fields), None]
    row = ContactRow(
        line=fields.line,
        customer_id=customer or "",
        customer_name=buyer.name,
        name=_joined(" ", fields.text("first_name"), fields.text("name")),
        email=email,
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
    if fields.faults:
        return ()
    alike = replace(row, name=None, role=None, customer_name=None)
    return row, *(replace(alike, email=address) for address in others if address)


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
    return (
        PaymentRow(
            fields.line, received_on, amount, reference, number, buyer.id, siren=buyer.siren, vat=buyer.vat
        ),
    )


ROWS_OF: Mapping[ReadingKind, Callable[[Fields], Sequence[Row]]] = {
    "invoices": _invoice,
    "contacts": _contact,
    "payments": _payment,
}
