"""How the rows of an imported file change an account. Pure; each answers the account, or the row's fault."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from relance.domain.customer import Account, Contact
from relance.domain.errors import Fault
from relance.domain.ids import derived
from relance.domain.imports import ContactRow, InvoiceRow, PaymentRow
from relance.domain.money import Money
from relance.domain.receivables import Allocation, CreditNote, Invoice, Payment


def with_invoice(account: Account, row: InvoiceRow, terms_days: int) -> Account | Fault:
    """Adds the invoice or credit note, or brings it up to date.

    What Relance knows better stays: `to_send` (B9), a dispute the file says nothing of, payments. A draft
    is nothing to collect yet.
    """
    account = _named(account, row.customer_name, row.language)
    if row.email:
        account = _with_email(account, row.email, row.customer_name or "", row.language)
    if row.status == "draft":
        return account
    if row.kind == "credit_note":
        return _with_credit_note(account, row)
    known = account.receivables.invoices.get(row.number)
    if known and known.currency != row.total.currency:
        return Fault("currency_changed", "currency", {"was": known.currency, "is": row.total.currency})
    terms = account.customer.terms_days if account.customer.terms_days is not None else terms_days
    invoice = Invoice(
        number=row.number,
        issue_date=row.issue_date,
        due_date=row.due_date or row.issue_date + timedelta(days=terms),
        total=row.total,
        settled=known.settled if known else None,
        disputed=known.disputed if known and row.disputed is None else bool(row.disputed),
        void=row.status == "void",
        to_send=bool(known and known.to_send),
    )
    receivables = account.receivables.with_invoices([replace(invoice, settled=None)])
    outstanding = Money.zero(row.total.currency) if row.status == "paid" else row.outstanding
    if outstanding is not None:
        elsewhere = receivables.outstanding(receivables.invoices[row.number]) - outstanding
        invoice = replace(invoice, settled=elsewhere if elsewhere.minor > 0 else None)
    return replace(account, receivables=receivables.with_invoices([invoice]))


def _with_credit_note(account: Account, row: InvoiceRow) -> Account:
    note = CreditNote(row.number, row.issue_date, row.total, void=row.status == "void")
    known = next((c for c in account.receivables.credits if _is_note(c, row.number)), None)
    if isinstance(known, CreditNote):
        note = replace(note, allocations=known.allocations)
    return replace(account, receivables=account.receivables.with_credit(note))


def _is_note(credit: object, number: str) -> bool:
    return isinstance(credit, CreditNote) and credit.number == number


def with_payment(account: Account, row: PaymentRow, nth: int) -> Account | Fault:
    """Adds a payment, or takes one back (an amount below zero re-opens what it had paid).

    `nth` tells apart payments of one file that are alike in everything and have no reference.
    """
    receivables = account.receivables
    invoice = receivables.invoices.get(row.invoice_number) if row.invoice_number else None
    if row.invoice_number and invoice is None:
        return Fault("unknown_invoice", "invoice_number", {"number": row.invoice_number})
    if invoice and invoice.currency != row.amount.currency:
        values = {"invoice": invoice.currency, "payment": row.amount.currency}
        return Fault("payment_currency", "currency", values)
    if row.amount.minor < 0:
        return _taken_back(account, row)
    identity = row.reference or derived(
        "payment", row.invoice_number or "", f"{row.received_on}", f"{row.amount}", f"{nth}"
    )
    not_this = tuple(c for c in receivables.credits if not _is_payment(c, identity))
    others = replace(receivables, credits=not_this)
    parts: tuple[Allocation, ...] = ()
    if invoice:
        part = min(row.amount, others.outstanding(invoice))
        parts = (Allocation(invoice.number, part),) if part else ()
    known = next((c for c in receivables.credits if _is_payment(c, identity)), None)
    reversed_on = known.reversed_on if isinstance(known, Payment) else None
    payment = Payment(identity, row.received_on, row.amount, parts, reversed_on)
    return replace(account, receivables=others.with_credit(payment))


def _is_payment(credit: object, identity: str) -> bool:
    return isinstance(credit, Payment) and credit.id == identity


def _taken_back(account: Account, row: PaymentRow) -> Account | Fault:
    for credit in account.receivables.credits:
        if isinstance(credit, Payment) and credit.live and credit.amount == -row.amount:
            paid = {allocation.invoice for allocation in credit.allocations}
            if row.invoice_number is None or row.invoice_number in paid:
                taken_back = replace(credit, reversed_on=row.received_on)
                return replace(account, receivables=account.receivables.with_credit(taken_back))
    return Fault("nothing_to_reverse", "amount", {"amount": str(-row.amount)})


def with_contact(account: Account, row: ContactRow) -> Account:
    """Adds a contact, or brings it up to date: the same address, else the same name, is the same contact."""
    account = _named(account, row.customer_name, row.language)
    known = next((c for c in account.contacts if _is_same(c, row)), None)
    contact = Contact(
        id=known.id if known else derived("contact", account.customer.id, row.email or "", row.name or ""),
        name=row.name or (known.name if known else ""),
        email=row.email or (known.email if known else None),
        role=row.role or (known.role if known else ""),
        main=known.main if known else not any(c.main for c in account.contacts),
        language=row.language or (known.language if known else None),
    )
    if known and known.email == contact.email:
        contact = replace(contact, standing=known.standing)
    return _with_contact(account, contact)


def _is_same(contact: Contact, row: ContactRow) -> bool:
    if row.email and contact.email:
        return contact.email.lower() == row.email.lower()
    return bool(row.name) and contact.name == row.name


def _with_email(account: Account, email: str, name: str, language: str | None) -> Account:
    if any((contact.email or "").lower() == email.lower() for contact in account.contacts):
        return account
    main = not any(contact.main for contact in account.contacts)
    identity = derived("contact", account.customer.id, email, "")
    return _with_contact(account, Contact(identity, name, email, main=main, language=language))


def _with_contact(account: Account, contact: Contact) -> Account:
    others = tuple(c for c in account.contacts if c.id != contact.id)
    return replace(account, contacts=(*others, contact))


def _named(account: Account, name: str | None, language: str | None) -> Account:
    customer = account.customer
    named = replace(customer, name=name or customer.name, language=language or customer.language)
    return replace(account, customer=named)
