"""The question what comes next for invoices whose plan is done and which are still open. Pure.

One to-do for each customer, currency and plan lists them. The to-do blocks nothing: the oldest invoice whose
plan is not done carries meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from relance.domain.customer import Account
from relance.domain.cycle import KeptPlace
from relance.domain.desk import Desk
from relance.domain.enrolment import Enrolment
from relance.domain.money import Money
from relance.domain.plan import DunningPlan
from relance.domain.receivables import Invoice
from relance.domain.subject import Subject
from relance.domain.task import Task, TaskKind, TaskState


@dataclass(frozen=True, slots=True)
class _Subject:
    """What one to-do is about."""

    plan: str
    currency: str


def asked_what_next(
    account: Account,
    plans: Mapping[str, DunningPlan],
    org: str,
    today: date,
    only: Enrolment | None = None,
) -> Account:
    """The account with its to-dos of this kind brought up to date: by every enrolment, or by one alone, whose
    invoices are then the only ones that come to a to-do or leave it.
    """
    enrolments, desk = (only,) if only else tuple(account.enrolments.values()), Desk(account, today)
    found: dict[_Subject, list[Invoice]] = {}
    for enrolment in enrolments:
        if not enrolment.is_retired:
            for invoice in _unasked(desk, enrolment, plans[enrolment.plan]):
                found.setdefault(_Subject(enrolment.plan, invoice.currency), []).append(invoice)
    known = {_Subject(task.plan, task.amount.currency): task for task in _open(account) if task.amount}
    for subject in sorted(found.keys() | known.keys(), key=lambda subject: (subject.plan, subject.currency)):
        task = known.get(subject)
        others = _untouched(account, task, only) if task and only else ()
        invoices = tuple(sorted((*others, *found.get(subject, ())), key=lambda i: (i.due_date, i.number)))
        changed = _with(account, task, subject, invoices, org, today)
        account = account.with_task(changed) if changed and changed != task else account
    return account


def _unasked(desk: Desk, enrolment: Enrolment, plan: DunningPlan) -> Iterator[Invoice]:
    for invoice in Subject.of(desk, enrolment, plan).done:
        place = enrolment.place_in(plan.id, invoice.number)
        if place is None or not place.asked:
            yield invoice


def _untouched(account: Account, task: Task, only: Enrolment) -> Iterator[Invoice]:
    """What the to-do lists beside the invoices of that enrolment."""
    if only.invoice is not None:
        for number in task.invoices:
            if number != only.invoice and number in account.receivables.invoices:
                yield account.receivables.invoices[number]


def _with(
    account: Account,
    task: Task | None,
    subject: _Subject,
    invoices: tuple[Invoice, ...],
    org: str,
    today: date,
) -> Task | None:
    numbers = tuple(invoice.number for invoice in invoices)
    amount = Money.total((account.receivables.asked(i) for i in invoices), subject.currency)
    if task is not None:
        if not invoices:
            return replace(task, state=TaskState.CANCELLED)
        return replace(task, invoices=numbers, amount=amount)
    if not invoices:
        return None
    customer, kind = account.customer, TaskKind.PLAN_COMPLETED
    return Task(
        id=Task.identity(org, kind, customer.id, subject.plan, subject.currency, f"{today}", numbers[0]),
        kind=kind,
        customer=customer.id,
        due_on=today,
        why="plan_completed",
        owner=customer.account_manager,
        invoices=numbers,
        plan=subject.plan,
        amount=amount,
    )


def _open(account: Account) -> Iterator[Task]:
    return (t for t in account.tasks.values() if t.kind is TaskKind.PLAN_COMPLETED and t.state.is_open)


def dealt_with(account: Account, task: Task) -> Account:
    """A person has dealt with the question for the invoices of the to-do: it is not asked again for them,
    until they were paid and are owed again, or the plan has had another step for them.
    """
    for enrolment in tuple(account.enrolments.values()):
        if enrolment.plan != task.plan or enrolment.is_retired:
            continue
        numbers = [n for n in task.invoices if enrolment.invoice in (None, n)]
        if numbers:
            account = account.with_enrolment(_asked(enrolment, numbers))
    return account


def _asked(enrolment: Enrolment, invoices: Iterable[str]) -> Enrolment:
    for number in invoices:
        if enrolment.cycle and enrolment.cycle.invoice == number:
            enrolment = replace(enrolment, cycle=replace(enrolment.cycle, asked=True))
            continue
        place = enrolment.place_in(enrolment.plan, number) or KeptPlace()
        enrolment = enrolment.at(replace(place, invoices=(number,), plan="", asked=True))
    return enrolment
