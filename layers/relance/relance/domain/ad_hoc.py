"""A message outside any plan: what it speaks of, and how the customer's account knows of it (A14)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Final

from relance.domain.customer import Account
from relance.domain.errors import Fault, Refused
from relance.domain.handling import Hand
from relance.domain.money import Money
from relance.domain.outreach import OutreachRef
from relance.domain.receivables import Invoice
from relance.domain.review import review_of
from relance.domain.task import Task, TaskState

NOT_TAKEN: Final = "not_taken"
"""The `why` of a closed question about a message that its carrier did not take: the same may leave later."""


def spoken_of(account: Account, named: Iterable[str] | None, today: date) -> tuple[Invoice, ...]:
    """The invoices that its merge fields speak of, the oldest first: those that are named by their numbers;
    without names the overdue ones that are reminded of, or else all that may be.

    Raises Refused for a number that the customer does not have open.
    """
    owed = account.receivables
    if named is None:
        late = tuple(invoice for invoice in owed.remindable if invoice.due_date < today)
        return late or owed.remindable
    wanted: set[str] = set()
    for number in named:
        meant = {invoice.number for invoice in owed.named(number)} & owed.open_by_number.keys()
        if not meant:
            raise Refused(Fault("unknown_invoice", "invoices", {"number": number}))
        wanted |= meant
    return tuple(invoice for invoice in owed.open if invoice.number in wanted)


def owed_of(account: Account, numbers: Iterable[str]) -> tuple[Money | None, ...]:
    """What is asked of each of these invoices; None of one that is not open (any more)."""
    owed = account.receivables
    known = (owed.open_by_number.get(number) for number in numbers)
    return tuple(owed.asked(invoice) if invoice else None for invoice in known)


def leaving(account: Account, ref: OutreachRef, hand: Hand, invoices: tuple[str, ...]) -> Account:
    """The claim: asks at once what became of the message, so that a sender that dies leaves the question.

    The question is taken back when that is known. Raises Refused when the message of that name is claimed
    already.
    """
    question = review_of(ref, hand.today, owner=hand.by, invoices=invoices)
    known = account.tasks.get(question.id)
    if known is not None and not may_leave_again(known):
        raise Refused(Fault("mail_is_leaving", "customer"))
    return account.with_task(question)


def not_taken(account: Account, question_id: str) -> Account:
    """The carrier did not take it: certainly nothing left, and nobody needs to be asked."""
    question = account.tasks.get(question_id)
    if question is None or not question.state.is_open:
        return account
    return account.with_task(replace(question, state=TaskState.CANCELLED, why=NOT_TAKEN))


def may_leave_again(question: Task) -> bool:
    return not question.state.is_open and question.why == NOT_TAKEN
