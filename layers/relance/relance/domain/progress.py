"""How an account moves on after a decision. The run and the simulation move it by these same functions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from relance.domain.customer import Account
from relance.domain.cycle import Cycle, Place, later_of
from relance.domain.decision import AwaitingPerson, CreateTask, Decision, Due, Execute, Finish, OnHold, Wait
from relance.domain.enrolment import Enrolment
from relance.domain.hold import HoldKind
from relance.domain.plan import ACCOUNT_MANAGER, PlanStep
from relance.domain.receivables import Invoice
from relance.domain.task import Task, TaskKind, TaskState


def standing(enrolment: Enrolment, decision: Decision) -> Enrolment:
    """The enrolment where the decision puts it: in the carrying invoice's cycle, at its pending step.

    With nothing left to do, nobody is waited for.
    """
    match decision:
        case Wait(due=due, why=AwaitingPerson()) | OnHold(due=Due() as due):
            return _entered(enrolment, due.cycle)
        case Execute(due=due) | Wait(due=due) | CreateTask(due=due):
            return replace(_entered(enrolment, due.cycle), awaiting=None)
        case Finish(cycle=cycle):
            return (_entered(enrolment, cycle) if cycle else enrolment).unasked()
        case OnHold():
            return enrolment


def _entered(enrolment: Enrolment, cycle: Cycle) -> Enrolment:
    """A to-do stands only for the step it was raised for."""
    before = enrolment.cycle
    same_step = before is not None and (before.number, before.step) == (cycle.number, cycle.step)
    return (enrolment if same_step else enrolment.unasked()).on(cycle)


def handed_over(account: Account, enrolment: Enrolment, given: CreateTask, org: str, today: date) -> Account:
    """The step is a person's to-do now, in the list of its owner."""
    moved = enrolment.on(given.due.cycle).handed_over(given.due.step, given.kind)
    return account.with_enrolment(moved).with_task(_task(account, moved, given, org, today))


def _task(account: Account, enrolment: Enrolment, given: CreateTask, org: str, today: date) -> Task:
    due = given.due
    about = (enrolment.id, str(due.cycle.number), due.step.id)
    return Task(
        id=Task.identity(org, given.kind, *about),
        kind=given.kind,
        customer=account.customer.id,
        due_on=today,
        why=given.why.code,
        owner=owner_of(due.step, account),
        invoices=tuple(invoice.number for invoice in due.invoices),
        enrolment=enrolment.id,
        cycle=due.cycle.number,
        step=due.step.id,
    )


def owner_of(step: PlanStep, account: Account) -> str | None:
    return account.customer.account_manager if step.owner == ACCOUNT_MANAGER else step.owner


def executed(account: Account, enrolment: Enrolment, due: Due, today: date) -> Account:
    """The step reached the customer today."""
    contacted = enrolment.on(due.cycle).contacted(due.step, today)
    return account.with_enrolment(told_of(contacted, Place.at(due.step), due.invoices, today))


def may_have_left(
    account: Account, enrolment: Enrolment, step: PlanStep, numbers: Iterable[str], on: date
) -> Account:
    """A mail of the step left on that day, as far as is known, and listed the invoices of these numbers."""
    known = account.receivables.invoices
    listed = [known[number] for number in numbers if number in known]
    return account.with_enrolment(told_of(enrolment.contacted(step, on), Place.at(step), listed, on))


def told_of(enrolment: Enrolment, place: Place, invoices: Iterable[Invoice], on: date) -> Enrolment:
    """The invoices were listed in the message of the step at that place. For each whose own turn for the step
    had come by that day, no earlier step is next under a plan that continues.
    """
    known = enrolment.listings
    reached = (
        invoice.number
        for invoice in invoices
        if place.trigger(invoice) <= on and later_of(place, known.get(invoice.number), invoice) is place
    )
    return enrolment.with_listed(place, reached)


def with_standing(account: Account, enrolment: Enrolment) -> Account:
    """The account with `enrolment` in its new standing, and with the to-dos closed that the enrolment no
    longer waits for.

    A to-do is done when it asked for an address and there is one. It is cancelled when nothing is left to
    remind, or another invoice carries (this one was paid, an older one arrived). It has expired when the plan
    went on without it.
    """
    account = account.with_enrolment(enrolment)
    for task in _open_tasks(account, enrolment):
        if enrolment.awaiting is None or not stands_at(task, enrolment):
            account = account.with_task(replace(task, state=_closing_state(task, enrolment, account)))
    return account


def come_back(account: Account, today: date) -> Account:
    """The account with each postponed to-do due again whose day has come, except those behind a customer's
    answer (D2).
    """
    for task in tuple(account.tasks.values()):
        is_back = task.state is TaskState.POSTPONED and task.due_on <= today
        if is_back and not waits_for_answer(account, task, today):
            account = account.with_task(replace(task, state=TaskState.DUE))
    return account


def waits_for_answer(account: Account, task: Task, today: date) -> bool:
    """The customer wrote about it, and the answer comes first (D2)."""
    own = account.enrolments.get(task.enrolment or "")
    about = own.invoice if own else None
    replies = (hold for hold in account.holds if hold.kind is HoldKind.REPLY)
    return any(hold.stands(today) and hold.covers(about) for hold in replies)


def withdrawn(account: Account, enrolment: Enrolment) -> Account:
    """The account with the to-dos of an enrolment that ends cancelled."""
    for task in _open_tasks(account, enrolment):
        account = account.with_task(replace(task, state=TaskState.CANCELLED))
    return account


def _open_tasks(account: Account, enrolment: Enrolment) -> tuple[Task, ...]:
    """The to-dos that its steps raised. What became of a mail (REVIEW_SEND) is for a person to close."""
    return tuple(
        task
        for task in account.tasks.values()
        if task.enrolment == enrolment.id
        and task.step
        and task.state.is_open
        and task.kind is not TaskKind.REVIEW_SEND
    )


def _closing_state(task: Task, enrolment: Enrolment, account: Account) -> TaskState:
    cycle = enrolment.cycle
    if cycle is None or cycle.number != task.cycle:
        return TaskState.CANCELLED
    if task.kind is TaskKind.FIX_CONTACT and account.recipient_of(enrolment) is not None:
        return TaskState.DONE
    return TaskState.CANCELLED if stands_at(task, enrolment) else TaskState.EXPIRED


def stands_at(task: Task, enrolment: Enrolment) -> bool:
    """The enrolment is at the very step that the to-do is about."""
    cycle = enrolment.cycle
    if cycle is None or cycle.pending is None:
        return False
    return (cycle.number, cycle.step) == (task.cycle, task.step)
