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

    What Relance knows better stays: `to_send` (B9), a dispute or a voiding the file says nothing of,
    payments. A draft is nothing to collect yet.
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
    disputed = known.disputed if known and row.disputed is None else bool(row.disputed)
    invoice = Invoice(
        number=row.number,
        issue_date=row.issue_date,
        due_date=row.due_date or row.issue_date + timedelta(days=terms),
        total=row.total,
        settled=known.settled if known else None,
        disputed=disputed,
        dispute_reason=known.dispute_reason if known and disputed else "",
        void=row.status == "void" if row.status else bool(known and known.void),
        to_send=bool(known and known.to_send),
    )
    receivables = account.receivables.with_invoices([replace(invoice, settled=None, void=False)])
    outstanding = Money.zero(row.total.currency) if row.status == "paid" else row.outstanding
    if outstanding is not None:
        left = max(outstanding, Money.zero(outstanding.currency))
        elsewhere = receivables.outstanding(receivables.invoices[row.number]) - left
        invoice = replace(invoice, settled=elsewhere if elsewhere.minor > 0 else None)
    return replace(account, receivables=receivables.with_invoices([invoice]))


def _with_credit_note(account: Account, row: InvoiceRow) -> Account:
    """For what its source has left of it: the rest is in the invoices it was used for, or was refunded."""
    left = Money.zero(row.total.currency) if row.status == "paid" else row.outstanding
    note = CreditNote(row.number, row.issue_date, row.total if left is None else left)
    known = _note(account, row.number)
    void = row.status == "void" if row.status else bool(known and known.void)
    note = replace(note, allocations=known.allocations if known else (), void=void)
    return replace(account, receivables=account.receivables.with_credit(note))


def _note(account: Account, number: str) -> CreditNote | None:
    notes = (credit for credit in account.receivables.credits if isinstance(credit, CreditNote))
    return next((note for note in notes if note.number == number), None)


def payment_identity(row: PaymentRow, nth: int) -> str:
    """What names the payment a row tells of, whenever it is read again.

    The source's own reference does, once for each invoice: one transfer may pay several. Without it,
    `nth` tells apart payments of one file that are alike in everything. Money returned is named apart
    from the payment it takes back.
    """
    number = row.invoice_number or ""
    if row.reference and row.amount.minor > 0:
        return derived("payment", row.reference, number)
    return derived("payment", number, f"{row.received_on}", f"{row.amount}", f"{nth}")


def with_payment(account: Account, row: PaymentRow, nth: int) -> Account | Fault:
    """Adds a payment, or takes one back (an amount below zero re-opens what it had paid).

    On its invoice it goes first to what is left, then in the place of what the invoice's source said was
    paid already: that is the same money. The rest is on account; of a row `so_far`, other payments brought
    it. `nth` counts rows of one file that are
    alike; one payment taken back stays so, whenever its row is read again.
    """
    receivables = account.receivables
    invoice = receivables.invoices.get(row.invoice_number) if row.invoice_number else None
    if row.invoice_number and invoice is None:
        if refunded := _refunded(account, row):
            return refunded
        return Fault("unknown_invoice", "invoice_number", {"number": row.invoice_number})
    if invoice and invoice.currency != row.amount.currency:
        values = {"invoice": invoice.currency, "payment": row.amount.currency}
        return Fault("payment_currency", "currency", values)
    if row.amount.minor < 0:
        return _taken_back(account, row, nth)
    payment = Payment(payment_identity(row, nth), row.received_on, row.amount)
    known = next((p for p in _payments(account) if p.id == payment.id), None)
    if known and (not known.live or (known.amount, known.received_on) == (row.amount, row.received_on)):
        return account
    others = replace(receivables, credits=tuple(c for c in receivables.credits if c is not known))
    if invoice is None:
        return replace(account, receivables=others.with_credit(payment))
    left, settled = others.outstanding(invoice), invoice.settled or Money.zero(invoice.currency)
    if row.so_far:
        payment = replace(payment, amount=payment.amount - (invoice.total - left - settled))
    part = min(payment.amount, left + settled)
    if row.so_far and part.minor <= 0:
        return account
    # The line that tells what came so far tells as well what is left after it.
    replaced = min(part, settled) if row.so_far else part - min(part, left)
    if replaced:
        others = others.with_invoices([replace(invoice, settled=settled - replaced or None)])
    amount = part if row.so_far else payment.amount
    payment = replace(payment, amount=amount, allocations=(Allocation(invoice.number, part),))
    return account if payment == known else replace(account, receivables=others.with_credit(payment))


def _payments(account: Account) -> list[Payment]:
    return [credit for credit in account.receivables.credits if isinstance(credit, Payment)]


def _taken_back(account: Account, row: PaymentRow, nth: int) -> Account | Fault:
    alike = [p for p in _payments(account) if p.amount == -row.amount and _is_about(p, row)]
    if sum(payment.reversed_on == row.received_on for payment in alike) >= nth:
        return account
    payment = next((payment for payment in alike if payment.live), None)
    if payment is None:
        return Fault("nothing_to_reverse", "amount", {"amount": str(-row.amount)})
    taken_back = replace(payment, reversed_on=row.received_on)
    return replace(account, receivables=account.receivables.with_credit(taken_back))


def _is_about(payment: Payment, row: PaymentRow) -> bool:
    if payment.received_on > row.received_on:
        return False
    return row.invoice_number in (None, *(allocation.invoice for allocation in payment.allocations))


def _refunded(account: Account, row: PaymentRow) -> Account | None:
    """A credit note paid out whole: nothing of it is left to use."""
    note = _note(account, row.invoice_number or "")
    if note is None or note.amount.currency != row.amount.currency or note.amount > -row.amount:
        return None
    spent = replace(note, amount=Money.zero(note.amount.currency))
    return replace(account, receivables=account.receivables.with_credit(spent))


def with_contact(account: Account, row: ContactRow) -> Account:
    """Adds a contact, or brings it up to date: the same address, else the same name, is the same contact."""
    account = _named(account, row.customer_name, row.language)
    if not row.email and not row.name:
        return account
    identity = derived("contact", account.customer.id, row.email or "", row.name or "")
    by_name = next((c for c in account.contacts if _is_same(c, row)), None)
    known = next((c for c in account.contacts if c.id == identity), by_name)
    contact = Contact(
        id=known.id if known else identity,
        name=row.name or (known.name if known else ""),
        email=row.email or (known.email if known else None),
        role=row.role or (known.role if known else ""),
        main=known.main if known else not any(c.main for c in account.contacts),
        language=row.language or (known.language if known else None),
    )
    if known and (known.email or "").lower() == (contact.email or "").lower():
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
    """In the place of the one it was: the order says who is written to when the main contact is not."""
    if any(known.id == contact.id for known in account.contacts):
        changed = tuple(contact if known.id == contact.id else known for known in account.contacts)
        return replace(account, contacts=changed)
    return replace(account, contacts=(*account.contacts, contact))


def _named(account: Account, name: str | None, language: str | None) -> Account:
    customer = account.customer
    named = replace(customer, name=name or customer.name, language=language or customer.language)
    return replace(account, customer=named)
