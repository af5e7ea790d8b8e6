"""An e-invoice as a row of the domain, with every fault that keeps it from being one."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from relance.domain.errors import Fault, Refused
from relance.domain.imports import InvoiceRow
from relance.domain.money import Money, exponent
from relance.domain.payment_terms import PaymentTerms
from relance.domain.postal_address import PostalAddress
from relance.postal import postal_faults
from relance.readers.currencies import ISO_4217
from relance.readers.einvoice.document import NOTHING_TO_COLLECT, Document, amount, day
from relance.readers.einvoice.parties import code_of, siren_of, vat_of
from relance.readers.fields import MAX_KEY_BYTES, MAX_TEXT, is_address
from relance.readers.payment_terms import payment_terms
from relance.readers.postal import COLUMNS

_SHOWN: Final = 80
_NET: Final = re.compile(r"\bnet", re.IGNORECASE)


@dataclass
class Findings:
    faults: list[Fault] = field(default_factory=list)
    notes: list[Fault] = field(default_factory=list)

    def fault(self, field: str, code: str, **values: str | int) -> None:
        self.faults.append(Fault(code, field, values))

    def note(self, field: str, code: str, **values: str | int) -> None:
        self.notes.append(Fault(code, field, values))


def row_of(said: Document, default_currency: str, line: int = 1) -> tuple[InvoiceRow, list[Fault]]:
    """The row and its notes. Raises Refused with every fault."""
    found = Findings()
    number = _identifier(found, "number", said.number)
    issued = _day(found, "issue_date", said.issued)
    currency = _currency(found, said.currency or default_currency)
    amounts = _Amounts.of(found, said, currency) if currency else None
    if issued is None and not any(fault.field == "issue_date" for fault in found.faults):
        found.fault("issue_date", "term_missing")
    if found.faults or number is None or issued is None or amounts is None:
        raise Refused(*found.faults)
    due = next((meant for text in said.due if (meant := _due(found, text))), None)
    if due and due < issued:
        found.note("due_date", "term_due_before_issue", value=f"{due}", issue_date=f"{issued}")
    if due and len(set(said.due)) > 1:
        found.note("due_date", "term_several_due", count=len(set(said.due)), first=f"{due}")
    buyer = said.buyer
    siren, vat = siren_of(buyer), vat_of(buyer.vat)
    name = (buyer.name or "")[:MAX_TEXT] or None
    email = _email(found, buyer.email)
    row = InvoiceRow(
        line=line,
        number=number,
        customer_id=_cut(code_of(buyer)) or siren or vat or _cut(name) or "",
        issue_date=issued,
        total=amounts.total,
        customer_name=name,
        email=email,
        due_date=due,
        outstanding=amounts.left,
        kind="credit_note" if amounts.is_credit_note else "invoice",
        status="draft" if said.type in NOTHING_TO_COLLECT else None,
        siren=siren,
        vat=vat,
        type=said.type,
        prepaid=amounts.prepaid,
        legal_id=buyer.legal.value[:MAX_TEXT] if buyer.legal else None,
        postal=_postal(found, buyer.address),
        as_of=issued,
        terms=None if due else _terms(said.terms),
    )
    return row, found.notes


@dataclass(frozen=True, slots=True)
class _Amounts:
    """By type first, then by sign: a credit note's amounts are positive, whoever wrote them how."""

    is_credit_note: bool
    total: Money
    left: Money | None
    prepaid: Money | None

    @classmethod
    def of(cls, found: Findings, said: Document, currency: str) -> _Amounts | None:
        total, prepaid, left = (
            _money(found, field, text, currency)
            for field, text in (
                ("total", said.total),
                ("paid_amount", said.prepaid),
                ("outstanding", said.payable),
            )
        )
        if total is None and left is not None:
            total = left + prepaid if prepaid else left
        if total is None:
            if not found.faults:
                found.fault("total", "term_missing")
            return None
        is_credit = said.is_credit_note or total.minor < 0
        if is_credit:
            left = _unsigned(left) if left else left
            total = _unsigned(total)
        return cls(is_credit, total, left, prepaid)


def _unsigned(amount: Money) -> Money:
    return -amount if amount.minor < 0 else amount


def _money(found: Findings, field: str, text: str | None, currency: str) -> Money | None:
    try:
        number = amount(text)
    except ValueError:
        found.fault(field, "term_not_an_amount", value=(text or "")[:_SHOWN])
        return None
    if number is None:
        return None
    places = Decimal(1).scaleb(-exponent(currency))
    try:
        money = Money.of(number.quantize(places, ROUND_HALF_UP), currency)
    except (ValueError, ArithmeticError):
        found.fault(field, "term_not_an_amount", value=(text or "")[:_SHOWN])
        return None
    if money.decimal() != number:
        found.note(field, "term_rounded", value=f"{number:f}"[:_SHOWN], amount=str(money))
    return money


def _currency(found: Findings, written: str) -> str | None:
    code = "".join(written.split()).upper()
    known = code if code in ISO_4217 else None
    if known is None:
        found.fault("currency", "term_currency", value=written[:_SHOWN])
    return known


def _identifier(found: Findings, field: str, text: str | None) -> str | None:
    if text is None:
        found.fault(field, "term_missing")
        return None
    if len(text.encode("utf-8", "replace")) > MAX_KEY_BYTES:
        found.fault(field, "term_too_long", value=text[:_SHOWN], limit=MAX_TEXT)
        return None
    return text


def _cut(text: str | None) -> str | None:
    """A code that is too long for a key is none."""
    return text if text and len(text.encode("utf-8", "replace")) <= MAX_KEY_BYTES else None


def _day(found: Findings, field: str, text: str | None) -> date | None:
    if text is None:
        return None
    if (meant := day(text)) is None:
        found.fault(field, "term_not_a_date", value=text[:_SHOWN])
    return meant


def _due(found: Findings, text: str) -> date | None:
    """A due date that is none costs itself alone: the default terms serve."""
    if (meant := day(text)) is None:
        found.note("due_date", "term_due_left_out", value=text[:_SHOWN])
    return meant


def _terms(text: str | None) -> PaymentTerms | None:
    """Of words where there is no due date. Days of a discount alone (`2 % within 10 days`) are no term."""
    if not text or ("%" in text and not _NET.search(text)):
        return None
    return payment_terms(text)


def _postal(found: Findings, address: PostalAddress | None) -> PostalAddress | None:
    """An address to which no letter can go costs itself alone."""
    # Whom the invoice addresses without a name, the customer's own name will stand for.
    named = replace(address, company="-") if address and not (address.company or address.person) else address
    faults = postal_faults(named) if named else ()
    for fault in faults:
        found.notes.append(replace(fault, field=COLUMNS.get(fault.field, fault.field)))
    return None if faults else address


def _email(found: Findings, text: str | None) -> str | None:
    address = (text or "").strip().removeprefix("mailto:")
    if not address or is_address(address):
        return address or None
    found.note("email", "term_email_left_out", value=address[:_SHOWN])
    return None
