"""Two customers turn out to be one company: everything of the one becomes the other's. Pure.

The customer that stays keeps its name, its plan and its settings. Each invoice keeps its place in every plan
itself, as one that moves alone does (`moving`); whatever makes reminders later or rarer counts for both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from relance.domain.consequence import MOST_ENTRIES
from relance.domain.contacts import joined
from relance.domain.customer import NO_PLAN, Account, Customer
from relance.domain.enrolling import keeping_place
from relance.domain.enrolment import Enrolment
from relance.domain.errors import Conflict
from relance.domain.hold import Hold
from relance.domain.ids import derived
from relance.domain.receivables import Credit, Invoice, Payment, Receivables
from relance.domain.task import Task, TaskKind, TaskState


@dataclass(frozen=True, slots=True)
class Merged:
    """Both accounts afterwards: `source` has nothing left but its id, which means `target` from now on."""

    source: Account
    target: Account


def merged(source: Account, target: Account, org: str) -> Merged:
    """`source` and `target` with everything that they have, closed things too.

    Raises Conflict while a message to either is leaving; Refused when the one that stays has no room for the
    contacts of both.
    """
    for account in (source, target):
        if account.is_sending:
            raise Conflict(f"a message to customer {account.customer.id} is leaving")
    with_contacts, contacts = joined(target, source.contacts)
    owed = _owed(source, target, contacts, org)
    enrolments = dict(target.enrolments)
    for enrolment in source.enrolments.values():
        one = _joined(enrolment, enrolments, target.customer.id, contacts, org)
        enrolments[one.id] = one
    both = replace(
        with_contacts,
        customer=_customer(source, with_contacts.customer),
        receivables=owed,
        holds=_holds(source.holds, target.holds),
        enrolments=enrolments,
        tasks=_tasks(source, target),
        promises={**source.promises, **target.promises},
    )
    return Merged(_emptied(source, target.customer.id), both)


def _customer(source: Account, target: Customer) -> Customer:
    """What the customer that stays does not know of itself, the other one may."""
    gone = source.customer
    last = (target.contacted_on, source.last_contact_on)
    one = replace(
        target,
        siren=target.siren or gone.siren,
        vat=target.vat or gone.vat,
        postal_address=target.postal_address or gone.postal_address,
        parent=gone.parent if target.parent in gone.ids else target.parent,
        contacted_on=max(filter(None, last), default=None),
        complained=target.complained | gone.complained,
        aliases=(*target.aliases, *(alias for alias in gone.ids if alias not in target.ids)),
    )
    own = frozenset(filter(None, (one.siren, one.vat)))
    further = (target.registrations | gone.registrations) - own
    parent = None if one.parent in one.ids else one.parent
    return replace(one, further_registrations=further, parent=parent)


def _emptied(source: Account, target: str) -> Account:
    """What stays behind: the id, and enrolments that nobody looks at any more."""
    retired = {key: one.emptied() for key, one in source.enrolments.items()}
    customer = Customer(source.customer.id, source.customer.name, plan=NO_PLAN, merged_into=target)
    return Account(customer, enrolments=retired, version=source.version)


def _owed(source: Account, target: Account, contacts: Mapping[str, str | None], org: str) -> Receivables:
    invoices = dict(source.receivables.invoices)
    for enrolment in source.enrolments.values():
        for number in enrolment.known_invoices & invoices.keys():
            invoices[number] = keeping_place(invoices[number], enrolment)
    moved = {number: _named(invoice, contacts) for number, invoice in invoices.items()}
    owed = target.receivables
    taken = {credit.id for credit in owed.credits if isinstance(credit, Payment)}
    credits = (_identified(one, taken, source.customer.id, org) for one in source.receivables.credits)
    return replace(owed, invoices={**owed.invoices, **moved}, credits=(*owed.credits, *credits))


def _named(invoice: Invoice, contacts: Mapping[str, str | None]) -> Invoice:
    contact = contacts.get(invoice.contact) if invoice.contact else None
    return invoice if contact == invoice.contact else replace(invoice, contact=contact)


def _identified(credit: Credit, taken: frozenset[str] | set[str], source: str, org: str) -> Credit:
    """Sources number payments customer by customer: both may have had a payment of that id."""
    if isinstance(credit, Payment) and credit.id in taken:
        return replace(credit, id=derived("payment", org, source, credit.id))
    return credit


def _joined(
    enrolment: Enrolment,
    known: Mapping[str, Enrolment],
    customer: str,
    contacts: Mapping[str, str | None],
    org: str,
) -> Enrolment:
    """The enrolment of the customer that stays, which leads what this enrolment led. The places are kept by
    the invoices themselves by now.
    """
    contact = contacts.get(enrolment.contact) if enrolment.contact else None
    identity = Enrolment.identity(org, customer, enrolment.invoice, contact)
    there = known.get(identity)
    if there is None:
        return Enrolment(
            identity,
            customer,
            enrolment.plan,
            enrolment.plan_version,
            enrolment.enrolled_on,
            enrolment.invoice,
            contact,
            last_contact_on=enrolment.last_contact_on,
            resume_on=enrolment.resume_on,
            state=enrolment.state,
        )
    return replace(
        there,
        enrolled_on=min(there.enrolled_on, enrolment.enrolled_on),
        last_contact_on=_later(there.last_contact_on, enrolment.last_contact_on),
        resume_on=_later(there.resume_on, enrolment.resume_on),
    )


def _later(one: date | None, other: date | None) -> date | None:
    return max(filter(None, (one, other)), default=None)


def _holds(source: Iterable[Hold], target: Iterable[Hold]) -> tuple[Hold, ...]:
    """Those of both; of two alike, the one that lasts longer."""
    found = {hold.id: hold for hold in target}
    for hold in source:
        known = found.get(hold.id)
        if known is None or (known.until is not None and (hold.until is None or hold.until > known.until)):
            found[hold.id] = hold
    return tuple(found.values())


def _tasks(source: Account, target: Account) -> dict[str, Task]:
    """The to-dos of both. What the plan of the customer that stays raises for itself is cancelled; so is the
    question whether an invoice of the one belongs to the other. Where replies of both wait, the to-do of one
    reply gathers the mails of both.
    """
    customer, ids = target.customer.id, {*source.customer.ids, *target.customer.ids}
    found: dict[str, Task] = {}
    for task in (*source.tasks.values(), *target.tasks.values()):
        is_settled = task.kind is TaskKind.CONFIRM_MOVE and task.detail in ids
        is_raised_again = task.customer != customer and (
            task.kind is TaskKind.PLAN_COMPLETED or (task.step and task.kind is not TaskKind.REVIEW_SEND)
        )
        if task.state.is_open and (is_settled or is_raised_again):
            task = replace(task, state=TaskState.CANCELLED)
        found[task.id] = replace(task, customer=customer)
    replies = sorted(_replies(found.values()), key=lambda task: (task.until is None, task.entries))
    if len(replies) == 2:
        other, kept = replies
        others = (entry for entry in other.entries if entry not in kept.entries)
        found[other.id] = replace(other, state=TaskState.CANCELLED)
        found[kept.id] = replace(kept, entries=(*others, *kept.entries)[-MOST_ENTRIES:])
    return found


def _replies(tasks: Iterable[Task]) -> Iterator[Task]:
    return (task for task in tasks if task.kind is TaskKind.REPLY and task.state.is_open)
