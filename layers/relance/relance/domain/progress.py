"""How an account moves on after a decision. The run and the simulation move it by these same functions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from relance.domain.circumstances import Circumstances
from relance.domain.customer import Account, Customer
from relance.domain.cycle import Cycle, Place, later_of
from relance.domain.decision import AwaitingPerson, CreateTask, Decision, Due, Execute, Finish, OnHold, Wait
from relance.domain.desk import Desk
from relance.domain.enrolment import Enrolment
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
            entered = _entered(enrolment, due.cycle)
            return replace(entered, awaiting=None) if entered.awaiting else entered
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
    moved, task = handing_over(account.customer, enrolment, given, org, today)
    return account.with_enrolment(moved).with_task(task)


def handing_over(
    customer: Customer, enrolment: Enrolment, given: CreateTask, org: str, today: date
) -> tuple[Enrolment, Task]:
    """The enrolment that waits for the person, and the person's to-do."""
    moved = enrolment.on(given.due.cycle).handed_over(given.due.step, given.kind)
    return moved, _task(customer, moved, given, org, today)


def _task(customer: Customer, enrolment: Enrolment, given: CreateTask, org: str, today: date) -> Task:
    due = given.due
    about = (enrolment.id, str(due.cycle.number), due.step.id)
    return Task(
        id=Task.identity(org, given.kind, *about),
        kind=given.kind,
        customer=customer.id,
        due_on=today,
        why=given.why.code,
        owner=owner_of(due.step, customer),
        invoices=tuple(invoice.number for invoice in due.invoices),
        enrolment=enrolment.id,
        cycle=due.cycle.number,
        step=due.step.id,
    )


def owner_of(step: PlanStep, customer: Customer) -> str | None:
    return customer.account_manager if step.owner == ACCOUNT_MANAGER else step.owner


def executed(account: Account, enrolment: Enrolment, due: Due, today: date) -> Account:
    """The step reached the customer today."""
    return account.with_enrolment(reached(enrolment, due, today))


def reached(enrolment: Enrolment, due: Due, today: date) -> Enrolment:
    """The enrolment after its step reached the customer today."""
    contacted = enrolment.on(due.cycle).contacted(due.step, today)
    return told_of(contacted, Place.at(due.step), due.invoices, today)


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


def settle(desk: Desk, enrolment: Enrolment) -> None:
    """Puts `enrolment` in its new standing, and closes the to-dos that the enrolment no longer waits for.

    A to-do is done when it asked for an address and there is one. It is cancelled when nothing is left to
    remind, or another invoice carries (this one was paid, an older one arrived). It has expired when the plan
    went on without it.
    """
    desk.put(enrolment)
    for task in _open_tasks(desk, enrolment):
        if enrolment.awaiting is None or not stands_at(task, enrolment):
            desk.put_task(replace(task, state=_closing_state(task, enrolment, desk.facts)))


def come_back(desk: Desk) -> None:
    """Makes each postponed to-do due again whose day has come, unless an answer comes first (D2)."""
    for task in tuple(desk.tasks.values()):
        is_back = task.state is TaskState.POSTPONED and task.due_on <= desk.today
        if is_back and not desk.facts.waits_for_answer(_about(desk.enrolments, task)):
            desk.put_task(replace(task, state=TaskState.DUE))


def waits_for_answer(account: Account, task: Task, today: date) -> bool:
    """The customer wrote about it, and the answer comes first (D2)."""
    return Circumstances(account, today).waits_for_answer(_about(account.enrolments, task))


def _about(enrolments: Mapping[str, Enrolment], task: Task) -> str | None:
    """The one invoice that the to-do is about; None for all of the customer's."""
    own = enrolments.get(task.enrolment or "")
    return own.invoice if own else None


def withdraw(desk: Desk, enrolment: Enrolment) -> None:
    """Cancels the to-dos of an enrolment that ends."""
    for task in _open_tasks(desk, enrolment):
        desk.put_task(replace(task, state=TaskState.CANCELLED))


def _open_tasks(desk: Desk, enrolment: Enrolment) -> tuple[Task, ...]:
    """The to-dos that its steps raised. What became of a mail (REVIEW_SEND) is for a person to close."""
    return tuple(
        task
        for task in desk.tasks_of(enrolment.id)
        if task.step and task.state.is_open and task.kind is not TaskKind.REVIEW_SEND
    )


def _closing_state(task: Task, enrolment: Enrolment, facts: Circumstances) -> TaskState:
    cycle = enrolment.cycle
    if cycle is None or cycle.number != task.cycle:
        return TaskState.CANCELLED
    if task.kind is TaskKind.FIX_CONTACT and facts.recipient_of(enrolment) is not None:
        return TaskState.DONE
    return TaskState.CANCELLED if stands_at(task, enrolment) else TaskState.EXPIRED


def stands_at(task: Task, enrolment: Enrolment) -> bool:
    """The enrolment is at the very step that the to-do is about."""
    cycle = enrolment.cycle
    if cycle is None or cycle.pending is None:
        return False
    return (cycle.number, cycle.step) == (task.cycle, task.step)
