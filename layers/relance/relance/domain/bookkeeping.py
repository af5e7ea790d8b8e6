"""Receivables changed by hand: invoices, payments and credit notes made, applied, disputed, taken back.

Pure: each answers the account as it shall be, or raises Refused with what is wrong, or NotFound.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from relance.domain.customer import Account
from relance.domain.errors import Exists, Fault, NotFound, Refused
from relance.domain.money import Money
from relance.domain.receivables import Allocation, Credit, CreditNote, Invoice, Payment, Receivables


def with_new_invoice(account: Account, invoice: Invoice) -> Account:
    if account.receivables.named(invoice.number) or _note(account, invoice.number):
        raise Exists(f"invoice {invoice.number}")
    _check_dates(invoice)
    return _with(account, account.receivables.with_invoices([invoice]))


def invoice_of(account: Account, number: str) -> Invoice:
    """Of an invoice in instalments, the oldest that is open, else the last. Raises NotFound."""
    found = account.receivables.in_short(number)
    if found is None:
        raise NotFound(f"invoice {number}")
    return found


def with_changed_invoices(account: Account, invoices: Sequence[Invoice]) -> Account:
    """The account with the invoices in the places of those that have their numbers."""
    for invoice in invoices:
        _check_dates(invoice)
    return _with(account, account.receivables.with_invoices(invoices))


def with_edited_invoice(account: Account, number: str, edits: Mapping[str, Any]) -> Account:
    """The account with that invoice disputed, void or due on another day, as `edits` say by the names of its
    fields. The number of an invoice in instalments means all of them, and a due date one of them.
    """
    named = account.receivables.named(number)
    if not named:
        raise NotFound(f"invoice {number}")
    if "due_date" in edits and len(named) > 1:
        raise Refused(Fault("several_instalments", "due_date", {"number": number}))
    return with_changed_invoices(account, [_edited(invoice, edits) for invoice in named])


def _edited(invoice: Invoice, edits: Mapping[str, Any]) -> Invoice:
    """The reason of a dispute ends with it."""
    edited = replace(invoice, **edits)
    return edited if edited.disputed else replace(edited, dispute_reason="")


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
    if _note(account, note.number) or account.receivables.named(note.number):
        raise Exists(f"credit note {note.number}")
    return with_allocations(account, note, note.allocations)


def with_allocations(account: Account, credit: Credit, parts: Sequence[Allocation]) -> Account:
    """The credit applied to these invoices and no others; what it has left is on account."""
    if not credit.live and not credit.announced:
        raise Refused(Fault("credit_taken_back", "allocations"))
    # Of an invoice in instalments the whole is settled, in the order of its instalments.
    parts = tuple(replace(part, invoice=_whole(account.receivables, part.invoice)) for part in parts)
    bare = replace(credit, allocations=())
    receivables = account.receivables.with_credit(bare)
    if faults := [*_of_parts(receivables, credit, parts), *_of_sum(credit, parts)]:
        raise Refused(*faults)
    return _with(account, receivables.with_credit(replace(credit, allocations=tuple(parts))))


def _whole(owed: Receivables, number: str) -> str:
    named = owed.named(number)
    return (named[0].document or named[0].number) if named else number


def _of_parts(owed: Receivables, credit: Credit, parts: Sequence[Allocation]) -> list[Fault]:
    faults = []
    times = Counter(part.invoice for part in parts)
    for position, part in enumerate(parts):
        field, of = f"allocations[{position}]", owed.named(part.invoice)
        if not of:
            faults.append(Fault("unknown_invoice", f"{field}.invoice", {"number": part.invoice}))
        elif times[part.invoice] > 1:
            faults.append(Fault("invoice_twice", f"{field}.invoice", {"number": part.invoice}))
        elif {part.amount.currency, of[0].currency} != {credit.amount.currency}:
            values = {"currency": credit.amount.currency}
            faults.append(Fault("allocation_currency", f"{field}.amount.currency", values))
        elif part.amount > (left := _left(owed, of)):
            faults.append(Fault("more_than_outstanding", f"{field}.amount", {"left": str(left)}))
    return faults


def _left(owed: Receivables, of: Iterable[Invoice]) -> Money:
    """What is left to pay of an invoice, or of all its instalments."""
    left = [owed.outstanding(i) - (owed.outstanding(i) if i.void else Money.zero(i.currency)) for i in of]
    return Money.total(left, left[0].currency)


def _of_sum(credit: Credit, parts: Sequence[Allocation]) -> list[Fault]:
    total = sum(part.amount.minor for part in parts)
    if total <= credit.amount.minor:
        return []
    return [Fault("more_than_received", "allocations", {"amount": str(credit.amount)})]


def reversed_payment(account: Account, payment: Payment, on: date) -> Account:
    """Taken back: what it had paid is owed again. One taken back already stays so, on its day."""
    if payment.reversed_on or payment.to_reverse_on:
        return account
    if not payment.announced and on < payment.received_on:
        raise Refused(Fault("reversed_before_received", "on", {"received_on": str(payment.received_on)}))
    return _with(account, account.receivables.with_credit(replace(payment, reversed_on=on)))


def voided_credit_note(account: Account, note: CreditNote) -> Account:
    return _with(account, account.receivables.with_credit(replace(note, void=True)))


def _with(account: Account, receivables: Receivables) -> Account:
    return replace(account, receivables=receivables)
