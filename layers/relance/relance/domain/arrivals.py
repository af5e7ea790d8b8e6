"""Money dated in the future: it counts from its day on, whatever door it came through. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

from relance.domain.book import Book
from relance.domain.customer import Account
from relance.domain.money import Money
from relance.domain.receivables import Credit, CreditNote, Payment


def arrived(account: Account, today: date) -> Account:
    """The account as its money stands on `today`: what is dated later does not count yet, and what was dated
    so counts once its day has come. Safe to repeat.
    """
    changed = [
        (credit, now)
        for credit in account.receivables.credits
        if (now := _as_of(credit, today)) is not credit
    ]
    if not changed:
        return account
    book = Book(account.receivables)
    for before, now in changed:
        if isinstance(now, Payment) and before.live < now.live:
            _take_the_place_of_settled(book, now)
        book.put_credit(now)
    # In the order in which they were: what counts is what they are, not when they were looked at.
    known = {(type(credit), _name(credit)): credit for credit in book.receivables.credits}
    in_order = tuple(known[type(credit), _name(credit)] for credit in account.receivables.credits)
    return replace(account, receivables=replace(book.receivables, credits=in_order))


def arrives(account: Account, today: date) -> bool:
    """Whether money changes on that day by itself."""
    return any(_as_of(credit, today) is not credit for credit in account.receivables.credits)


def timed(account: Account, start_of: Callable[[date], datetime]) -> Account:
    """The account with the instants at which its announced money is looked at."""
    credits_ = tuple(_timed(credit, start_of) for credit in account.receivables.credits)
    if all(new is old for new, old in zip(credits_, account.receivables.credits, strict=True)):
        return account
    return replace(account, receivables=replace(account.receivables, credits=credits_))


@dataclass(frozen=True, slots=True)
class Announced:
    """Money to come, and the day from which on it counts."""

    kind: Literal["payment", "credit_note"]
    amount: Money
    on: date


def announced(account: Account, number: str | None = None) -> Iterator[Announced]:
    """What is to come: for one invoice or on account, or for all."""
    for credit in sorted(account.receivables.credits, key=_day_of):
        is_for = {part.invoice for part in credit.allocations}
        is_note = isinstance(credit, CreditNote)
        comes = credit.announced and credit.next_on and not _is_withdrawn(credit)
        if comes and (number is None or not is_for or number in is_for):
            yield Announced("credit_note" if is_note else "payment", credit.amount, _day_of(credit))


def _is_withdrawn(credit: Credit) -> bool:
    """A payment that is taken back by its day never comes."""
    back = credit.to_reverse_on if isinstance(credit, Payment) else None
    return back is not None and back <= _day_of(credit)


def _day_of(credit: Credit) -> date:
    return credit.received_on if isinstance(credit, Payment) else credit.issue_date


def _name(credit: Credit) -> str:
    return credit.id if isinstance(credit, Payment) else credit.number


def _timed(credit: Credit, start_of: Callable[[date], datetime]) -> Credit:
    changes_at = start_of(credit.next_on) if credit.next_on else None
    return credit if credit.changes_at == changes_at else replace(credit, changes_at=changes_at)


def _as_of(credit: Credit, today: date) -> Credit:
    """The very same object when nothing changes."""
    now = _payment(credit, today) if isinstance(credit, Payment) else _note(credit, today)
    return credit if now == credit else now


def _payment(payment: Payment, today: date) -> Payment:
    back = payment.reversed_on or payment.to_reverse_on
    is_back = back is not None and back <= today
    return replace(
        payment,
        announced=payment.received_on > today and not is_back,
        reversed_on=back if is_back else None,
        to_reverse_on=None if is_back else back,
    )


def _note(note: CreditNote, today: date) -> CreditNote:
    left, refunds = note.amount, []
    for refund in note.refunds:
        if refund.announced and refund.paid_on <= today:
            left = max(Money.zero(left.currency), left - refund.amount)
            refund = replace(refund, announced=False)
        refunds.append(refund)
    return replace(note, announced=note.issue_date > today, amount=left, refunds=tuple(refunds))


def _take_the_place_of_settled(book: Book, payment: Payment) -> None:
    """The source of an invoice may have counted the payment before its day: it is the same money."""
    for part in payment.allocations:
        invoice = book.invoices.get(part.invoice)
        if invoice and invoice.settled:
            beyond = max(Money.zero(part.amount.currency), part.amount - book.outstanding(invoice))
            replaced = min(beyond, invoice.settled)
            book.put_invoice(replace(invoice, settled=invoice.settled - replaced or None))
