"""What a line of each kind of file says, as rows of the domain. A line with any fault gives no row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from relance.domain.imports import ContactRow, InvoiceRow, PaymentRow, ReadingKind, Row
from relance.domain.money import Money
from relance.readers import words
from relance.readers.fields import SHOWN, Buyer, Fields
from relance.readers.postal import COLUMNS, address_of


@dataclass(frozen=True, slots=True)
class _Document:
    """What the cells of a line of invoices say, before it is known whether they say enough.

    `amount` has the sign of the file; `left` is what is left to pay of it, `paid` what was paid.
    """

    buyer: Buyer
    number: str | None
    customer: str | None
    issued: date | None
    amount: Money | None
    left: Money | None
    paid: Money | None
    kind: words.Kind | None
    status: words.Status | None


def _invoice(fields: Fields) -> Sequence[Row]:
    """An invoice or credit note; with its payment when the line says on what day it was paid, and a contact
    for each further address. Or a payment on account, where the line is of that kind.
    """
    paid_on, addresses = fields.date("paid_on"), _emails(fields)
    document = _document(fields)
    if document.kind == "payment":
        return _on_account(fields, document, is_used=paid_on is not None)
    row = _invoice_row(
        fields, document, email=addresses[0] if addresses else None, is_paid=paid_on is not None
    )
    if row is None:
        return ()
    rows: list[Row] = [row]
    if paid_on and (received := _received(row)):
        rows.append(
            PaymentRow(
                row.line,
                paid_on,
                received,
                invoice_number=row.number,
                customer_id=row.customer_id,
                so_far=True,
                siren=row.siren,
                vat=row.vat,
            )
        )
    alike = ContactRow(row.line, row.customer_id, language=row.language, siren=row.siren, vat=row.vat)
    return [*rows, *(replace(alike, email=address) for address in addresses[1:])]


def _document(fields: Fields) -> _Document:
    buyer = fields.buyer()
    kind = _kind(fields)
    number = fields.text("number")
    if kind != "payment":
        number = fields.required("number", number)
    customer = fields.required(_customer_field(fields), buyer.id)
    issued = fields.required("issue_date", fields.date("issue_date"))
    amount = fields.required(_amount_field(fields), _amount(fields))
    left, paid = _left_and_paid(fields, amount)
    told = left is not None or fields.has("paid_on")
    return _Document(
        buyer=buyer,
        number=number,
        customer=customer,
        issued=issued,
        amount=amount,
        left=left,
        paid=paid,
        kind=kind,
        status=_status(fields, is_told=told),
    )


def _invoice_row(fields: Fields, said: _Document, email: str | None, *, is_paid: bool) -> InvoiceRow | None:
    """None with any fault."""
    due = fields.due_date(said.issued)
    language = fields.language()
    disputed = fields.word("disputed", words.yes_no, "not_yes_or_no")
    if fields.faults or not (said.number and said.customer and said.issued and said.amount is not None):
        return None
    # By type first, then by sign: sources write credit notes either way, and some only by the sign.
    credit = said.kind == "credit_note" or said.amount.minor < 0
    left = said.left
    row = InvoiceRow(
        line=fields.line,
        number=said.number,
        customer_id=said.customer,
        issue_date=said.issued,
        total=_unsigned(said.amount) if credit else said.amount,
        customer_name=said.buyer.name,
        email=email,
        due_date=due,
        outstanding=_unsigned(left) if credit and left else left,
        kind="credit_note" if credit else "invoice",
        language=language,
        disputed=disputed,
        status=said.status,
        siren=said.buyer.siren,
        vat=said.buyer.vat,
        type=fields.text("kind"),
        prepaid=said.paid,
        terms=None if credit else fields.terms(due),
        applies_to=_applies_to(fields, said.number) if credit else None,
    )
    _check(fields, row, is_paid=is_paid)
    if credit and said.kind is None and fields.has("credit"):
        fields.note("credit", "credit_taken_for_credit_note", number=row.number)
    return None if fields.faults else row


def _on_account(fields: Fields, said: _Document, *, is_used: bool) -> Sequence[Row]:
    """A line of payment among invoices: what is left of it to use, where the file says what is left.

    The invoices it was used for have less left already: whole, it would count a second time.
    """
    if fields.faults or said.amount is None or said.issued is None or said.customer is None:
        return ()
    if said.left is None and fields.told("outstanding"):
        fields.fault("outstanding", "credit_note_without_balance")
        return ()
    amount = said.left if said.left is not None else said.amount
    if is_used or said.status in ("paid", "void", "draft") or not amount:
        fields.note("kind", "payment_used", number=said.number or "")
        return ()
    # A payment in the debit column went back to who had paid it.
    came = -_unsigned(amount) if fields.has("debit") and said.amount.minor > 0 else _unsigned(amount)
    buyer = said.buyer
    return (
        PaymentRow(
            fields.line,
            said.issued,
            came,
            reference=said.number,
            invoice_number=_applies_to(fields, said.number),
            customer_id=said.customer,
            siren=buyer.siren,
            vat=buyer.vat,
        ),
    )


def _applies_to(fields: Fields, number: str | None) -> str | None:
    """The invoice that a credit note or payment is for."""
    invoice = fields.text("applies_to")
    return None if invoice == number else invoice


def _customer_field(fields: Fields) -> str:
    """Of the columns that could say who the customer is, the one to be filled in."""
    buyer = ("customer_id", "customer_name", "siren", "vat")
    return next((field for field in buyer if fields.has(field)), "customer_id")


def _amount_field(fields: Fields) -> str:
    return next((field for field in ("total", "debit") if fields.has(field)), "outstanding")


def _amount(fields: Fields) -> Money | None:
    """The amount of the document with the sign of its side: above zero is owed by the customer."""
    if not fields.has("total", "debit"):
        return fields.money("outstanding")
    total = fields.money("total")
    if fields.has("side") and total is not None:
        on_credit_side = fields.word("side", words.is_credit_side, "unknown_side")
        return -_unsigned(total) if on_credit_side else total
    if total is not None or fields.has("total"):
        return total
    debit, credit = fields.money("debit"), fields.money("credit")
    if debit and credit:
        fields.fault("credit", "debit_and_credit", value=str(credit), debit=str(debit))
    if credit:
        return -credit
    return debit if debit is not None else credit


def _kind(fields: Fields) -> words.Kind | None:
    named: words.Kind | None = fields.word("kind", words.document_kind, "unknown_kind")
    if fields.yes_no("is_credit"):
        return "credit_note"
    if named is None and words.is_of_money(fields.text("journal") or ""):
        return "payment"
    return named


def _check(fields: Fields, row: InvoiceRow, *, is_paid: bool) -> None:
    """What no cell is wrong about by itself."""
    # Where days of payment are told, a line without one is not paid.
    is_silent = row.outstanding is None and row.status is None and not fields.told("paid_on")
    unsaid = is_silent and fields.told("outstanding")
    if row.kind == "invoice":
        if row.due_date and row.due_date < row.issue_date:
            values = {"value": f"{row.due_date}", "issue_date": f"{row.issue_date}"}
            fields.fault("due_date", "due_before_issue", **values)
        if unsaid:
            fields.fault("outstanding", "balance_blank", number=row.number)
        return
    if (
        fields.told("outstanding")
        and row.outstanding is None
        and row.status in (None, "open")
        and not is_paid
    ):
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
    """Of a column that says whether a document is posted and one that says whether it is paid: the draft or
    void of the one, else the other.
    """
    document = _status_of(fields, "status", is_told=is_told or fields.has("payment_status"))
    if document in ("draft", "void"):
        return document
    payment = _status_of(fields, "payment_status", is_told=is_told or document is not None)
    if payment is None and document is None and fields.yes_no("is_open") is not None:
        return "open" if fields.yes_no("is_open") else "paid"
    return payment or document


def _status_of(fields: Fields, field: str, *, is_told: bool) -> words.Status | None:
    """A word nobody knows may mean paid: it is left out where the line tells otherwise what is left, and
    else for its owner to mend.
    """
    text = fields.text(field)
    known = words.status(text) if text else None
    if text and known is None:
        tell = fields.note if is_told else fields.fault
        tell(field, "unknown_status", value=text[:SHOWN])
    return known


def _received(row: InvoiceRow) -> Money:
    """By the day of payment that the line gives; below zero what a credit note was paid out.

    A credit note counts for what the line leaves of it: then it has been seen to already.
    """
    none = Money.zero(row.total.currency)
    if row.kind == "credit_note":
        return none if row.outstanding is not None else -row.total
    return max(none, row.total - (row.outstanding or none))


def _left_and_paid(fields: Fields, total: Money | None) -> tuple[Money | None, Money | None]:
    """What the line says is left to pay, in whichever of its ways, and what it says was paid; in the currency
    of the total.
    """
    if total is None:
        return None, None
    left, is_paid = fields.money("outstanding", total.currency), fields.yes_no("paid_amount")
    if is_paid is not None:
        paid: Money | None = total if is_paid else Money.zero(total.currency)
    else:
        paid = fields.money("paid_amount", total.currency)
    for field, amount in (("outstanding", left), ("paid_amount", paid)):
        if amount is not None and amount.currency != total.currency:
            fields.fault(field, "currency_conflict", value=str(amount), currency=total.currency)
            return None, None
    if left is None and paid is not None:
        return _unsigned(total) - _unsigned(paid), paid
    if left is None and "paid" in {words.status(fields.text(field) or "") for field in _STATUSES}:
        return Money.zero(total.currency), paid
    return left, paid


_STATUSES = ("status", "payment_status")


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
    name = _joined(" ", fields.text("first_name"), fields.text("name"))
    street = _joined("\n", fields.text("street"), fields.text("street_more"))
    postcode, city, country = fields.text("postcode"), fields.text("city"), fields.text("country")
    address, doubts = address_of(buyer.name, name, street, postcode, city, country, fields.home)
    for doubt in doubts:
        fields.note(COLUMNS.get(doubt.field, doubt.field), doubt.code, **doubt.values)
    row = ContactRow(
        line=fields.line,
        customer_id=customer or "",
        customer_name=buyer.name,
        name=name,
        email=email,
        role=fields.text("role"),
        language=fields.language(),
        street=street,
        postcode=postcode,
        city=city,
        country=country,
        phone=fields.text("phone"),
        siren=buyer.siren,
        vat=buyer.vat,
        postal_address=address,
        parent=fields.text("parent"),
    )
    if fields.faults:
        return ()
    alike = replace(row, name=None, role=None, customer_name=None, postal_address=None)
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
            fields.line,
            received_on,
            amount,
            reference=reference,
            invoice_number=number,
            customer_id=buyer.id,
            siren=buyer.siren,
            vat=buyer.vat,
        ),
    )


ROWS_OF: Mapping[ReadingKind, Callable[[Fields], Sequence[Row]]] = {
    "invoices": _invoice,
    "contacts": _contact,
    "payments": _payment,
}
