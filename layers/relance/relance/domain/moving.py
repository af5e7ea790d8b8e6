"""An invoice moves to the customer that it belongs to, with all that is about it alone. Pure.

The place in every plan moves with the invoice itself, so that no step is done twice for it. What concerns
other invoices as well stays where it is.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from relance.domain.contacts import MOST, with_contacts
from relance.domain.customer import Account, Contact
from relance.domain.enrolling import keeping_place
from relance.domain.errors import Conflict, Fault, NotFound, Refused
from relance.domain.hold import HoldKind
from relance.domain.ids import derived
from relance.domain.receivables import Credit, CreditNote, Invoice, Payment, Receivables
from relance.domain.task import Task, TaskKind, TaskState

# By the target's own plan and by the next file; beside the to-dos of steps.
_RAISED_AGAIN: Final = (TaskKind.CONFIRM_MOVE, TaskKind.PLAN_COMPLETED)


@dataclass(frozen=True, slots=True)
class Moved:
    """Both accounts after the move."""

    source: Account
    target: Account


def moved(source: Account, target: Account, number: str, org: str) -> Moved:
    """The invoice of that number, with all of its instalments, taken from `source` and put into `target`.

    Raises NotFound; Conflict while a message that may be about it is leaving; Refused while the customer's
    answer about it waits for a person, when a credit note settles other invoices as well, or when the target
    has no room for the contact that the invoice names.
    """
    named = source.receivables.named(number)
    if not named:
        raise NotFound(f"invoice {number}")
    whole = source.receivables.named(named[0].document) if named[0].document else named
    numbers = frozenset(invoice.number for invoice in whole)
    about = [e for e in source.enrolments.values() if e.invoice is None or e.invoice in numbers]
    if any(enrolment.is_sending for enrolment in about):
        raise Conflict(f"a message about invoice {number} is leaving")
    if _answer_waits(source, numbers):
        raise Refused(Fault("answer_waits", "invoice"))
    moving = dict(target.receivables.invoices)
    for invoice in whole:
        for enrolment in about:
            invoice = keeping_place(invoice, enrolment)
        target, invoice = _with_contact(source, target, invoice)
        moving[invoice.number] = invoice
    names = numbers | {invoice.document for invoice in whole if invoice.document}
    stay, go = _parted(source.receivables, names, org, target.customer.id)
    credits = (*target.receivables.credits, *go)
    target = replace(target, receivables=replace(target.receivables, invoices=moving, credits=credits))
    source = replace(source, receivables=_without(source.receivables, numbers, stay))
    for enrolment in about:
        source = source.with_enrolment(enrolment.without(numbers))
    return Moved(*_with_what_is_about_it(source, target, numbers, org))


def _with_contact(source: Account, target: Account, invoice: Invoice) -> tuple[Account, Invoice]:
    """The contact that the invoice names for itself moves as well: the same address is the same contact."""
    named = next((c for c in source.contacts if c.id == source.group_of(invoice)), None)
    if named is None:
        return target, replace(invoice, contact=None)
    known = next((c for c in target.contacts if c.address and c.address == named.address), None)
    if known:
        return target, replace(invoice, contact=None if known.main else known.id)
    if len(target.contacts) >= MOST:
        raise Refused(Fault("contacts_full", "customer", {"customer": target.customer.id, "limit": MOST}))
    identity = derived("contact", target.customer.id, named.email or "", named.name)
    contact: Contact = replace(named, id=identity, main=not target.contacts)
    target = with_contacts(target, (*target.contacts, contact))
    return target, replace(invoice, contact=None if contact.main else identity)


def _without(owed: Receivables, numbers: frozenset[str], credits: tuple[Credit, ...]) -> Receivables:
    left = {key: invoice for key, invoice in owed.invoices.items() if key not in numbers}
    return replace(owed, invoices=left, credits=credits)


def _parted(
    owed: Receivables, names: frozenset[str], org: str, target: str
) -> tuple[tuple[Credit, ...], tuple[Credit, ...]]:
    """(those that stay, those that go): a payment of several invoices is parted, a credit note cannot be."""
    stay: list[Credit] = []
    go: list[Credit] = []
    for credit in owed.credits:
        own = tuple(part for part in credit.allocations if part.invoice in names)
        others = tuple(part for part in credit.allocations if part.invoice not in names)
        if not own:
            stay.append(credit)
        elif not others and (isinstance(credit, Payment) or not owed.unapplied(credit)):
            go.append(credit)
        elif isinstance(credit, CreditNote):
            raise Refused(Fault("credit_note_shared", "invoice", {"number": credit.number}))
        else:
            part = own[0].amount
            for each in own[1:]:
                part += each.amount
            identity = derived("payment", org, target, credit.id, *sorted(names))
            go.append(replace(credit, id=identity, amount=part, allocations=own))
            stay.append(replace(credit, amount=credit.amount - part, allocations=others))
    return tuple(stay), tuple(go)


def _with_what_is_about_it(
    source: Account, target: Account, numbers: frozenset[str], org: str
) -> tuple[Account, Account]:
    """Holds, promises, claims and broken promises about the invoice alone move. Any other to-do about it
    alone, which the target raises for itself, is cancelled.
    """
    holds = tuple(hold for hold in source.holds if hold.invoice in numbers)
    kept = {hold.id for hold in target.holds}
    promises = {key: one for key, one in source.promises.items() if numbers.issuperset(one.invoices)}
    broken = {Task.identity(org, TaskKind.BROKEN_PROMISE, promise) for promise in promises}
    tasks: dict[str, Task] = {}
    left: dict[str, Task] = {}
    for task in source.tasks.values():
        is_about_it = task.state.is_open and bool(task.invoices) and numbers.issuperset(task.invoices)
        if is_about_it and (task.kind is TaskKind.CLAIM or task.id in broken):
            tasks[task.id] = replace(task, customer=target.customer.id)
        elif is_about_it and (task.step or task.kind in _RAISED_AGAIN):
            left[task.id] = replace(task, state=TaskState.CANCELLED)
        else:
            left[task.id] = task
    source = replace(
        source,
        holds=tuple(hold for hold in source.holds if hold.invoice not in numbers),
        promises={key: one for key, one in source.promises.items() if key not in promises},
        tasks=left,
    )
    target = replace(
        target,
        holds=(*target.holds, *(hold for hold in holds if hold.id not in kept)),
        promises={**target.promises, **promises},
        tasks={**target.tasks, **tasks},
    )
    return source, target


def _answer_waits(source: Account, numbers: frozenset[str]) -> bool:
    """The customer has written about the invoice alone, and nobody has handled the answer yet."""
    return any(hold.kind is HoldKind.REPLY and hold.invoice in numbers for hold in source.holds)
