"""Receivables changed by hand: invoices, payments and credit notes made, applied, disputed, taken back.

Pure: each answers the account as it shall be, or raises Refused with what is wrong, or NotFound.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from relance.domain.customer import Account
from relance.domain.errors import Exists, Fault, NotFound, Refused
from relance.domain.money import Money
from relance.domain.receivables import Allocation, Credit, CreditNote, Invoice, Payment, Receivables


def with_new_invoice(account: Account, invoice: Invoice) -> Account:
    if invoice.number in account.receivables.invoices or _note(account, invoice.number):
        raise Exists(f"invoice {invoice.number}")
    _check_dates(invoice)
    return _with(account, account.receivables.with_invoices([invoice]))


def invoice_of(account: Account, number: str) -> Invoice:
    try:
        return account.receivables.invoices[number]
    except KeyError:
        raise NotFound(f"invoice {number}") from None


def with_changed_invoice(account: Account, invoice: Invoice) -> Account:
    """The account with the invoice in the place of the one that has its number."""
    _check_dates(invoice)
    return _with(account, account.receivables.with_invoices([invoice]))


def _check_dates(invoice: Invoice) -> None:
    if invoice.due_date < invoice.issue_date:
        raise Refused(Fault("due_before_issue", "due_date", {"issue_date": str(invoice.issue_date)}))


def payment_of(account: Account, payment_id: str) -> Payment:
    found = (c for c in account.receivables.credits if isinstance(c, Payment) and c.id == payment_id)
    return _first(found, f"payment {payment_id}")


def credit_note_of(account: Account, number: str) -> CreditNote:
    note = _note(account, number)
    if note is None:
        raise NotFound(f"credit note {number}")
    return note


def _note(account: Account, number: str) -> CreditNote | None:
    found = (c for c in account.receivables.credits if isinstance(c, CreditNote) and c.number == number)
    return next(found, None)


def _first[Found](found: Iterable[Found], what: str) -> Found:
    for one in found:
        return one
    raise NotFound(what)


def with_new_payment(account: Account, payment: Payment) -> Account:
    if any(isinstance(c, Payment) and c.id == payment.id for c in account.receivables.credits):
        raise Exists(f"payment {payment.id}")
    return with_allocations(account, payment, payment.allocations)


def with_new_credit_note(account: Account, note: CreditNote) -> Account:
    if _note(account, note.number) or note.number in account.receivables.invoices:
        raise Exists(f"credit note {note.number}")
    return with_allocations(account, note, note.allocations)


def with_allocations(account: Account, credit: Credit, parts: Sequence[Allocation]) -> Account:
    """The credit applied to these invoices and no others; what it has left is on account."""
    if not credit.live:
        raise Refused(Fault("credit_taken_back", "allocations"))
    bare = replace(credit, allocations=())
    receivables = account.receivables.with_credit(bare)
    if faults := [*_of_parts(receivables, credit, parts), *_of_sum(credit, parts)]:
        raise Refused(*faults)
    return _with(account, receivables.with_credit(replace(credit, allocations=tuple(parts))))


def _of_parts(owed: Receivables, credit: Credit, parts: Sequence[Allocation]) -> list[Fault]:
    faults = []
    times = Counter(part.invoice for part in parts)
    for position, part in enumerate(parts):
        field, invoice = f"allocations[{position}]", owed.invoices.get(part.invoice)
        if invoice is None:
            faults.append(Fault("unknown_invoice", f"{field}.invoice", {"number": part.invoice}))
        elif times[part.invoice] > 1:
            faults.append(Fault("invoice_twice", f"{field}.invoice", {"number": part.invoice}))
        elif {part.amount.currency, invoice.currency} != {credit.amount.currency}:
            values = {"currency": credit.amount.currency}
            faults.append(Fault("allocation_currency", f"{field}.amount.currency", values))
        elif invoice.void or part.amount > owed.outstanding(invoice):
            left = Money.zero(invoice.currency) if invoice.void else owed.outstanding(invoice)
            faults.append(Fault("more_than_outstanding", f"{field}.amount", {"left": str(left)}))
    return faults


def _of_sum(credit: Credit, parts: Sequence[Allocation]) -> list[Fault]:
    total = sum(part.amount.minor for part in parts)
    if total <= credit.amount.minor:
        return []
    return [Fault("more_than_received", "allocations", {"amount": str(credit.amount)})]


def reversed_payment(account: Account, payment: Payment, on: date) -> Account:
    """Taken back: what it had paid is owed again. One taken back already stays so, on its day."""
    if not payment.live:
        return account
    if on < payment.received_on:
        raise Refused(Fault("reversed_before_received", "on", {"received_on": str(payment.received_on)}))
    return _with(account, account.receivables.with_credit(replace(payment, reversed_on=on)))


def voided_credit_note(account: Account, note: CreditNote) -> Account:
    return _with(account, account.receivables.with_credit(replace(note, void=True)))


def _with(account: Account, receivables: Receivables) -> Account:
    return replace(account, receivables=receivables)
