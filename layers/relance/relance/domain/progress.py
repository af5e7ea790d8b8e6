"""How an account moves on after a decision. The run and the simulation move it by these same functions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from relance.domain.customer import Account
from relance.domain.decision import CreateTask, Decision, Due, Execute, Finish, OnHold, Wait
from relance.domain.enrolment import Cycle, Enrolment
from relance.domain.plan import ACCOUNT_MANAGER, PlanStep
from relance.domain.task import Task, TaskKind, TaskState


def standing(enrolment: Enrolment, decision: Decision) -> Enrolment:
    """The enrolment where the decision puts it: in the carrying invoice's cycle, at its pending step."""
    match decision:
        case Execute(due=due) | Wait(due=due) | CreateTask(due=due):
            return _entered(enrolment, due.cycle)
        case Finish(cycle=Cycle() as cycle):
            return _entered(enrolment, cycle)
        case Finish() | OnHold():
            return enrolment


def _entered(enrolment: Enrolment, cycle: Cycle) -> Enrolment:
    """A to-do stands only for the step it was raised for."""
    before = enrolment.cycle
    moved = enrolment.on(cycle)
    same_step = before is not None and (before.number, before.pending) == (cycle.number, cycle.pending)
    return moved if same_step else replace(moved, awaiting=None)


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
    return account.with_enrolment(enrolment.on(due.cycle).contacted(due.step, today))


def settled(account: Account, enrolment: Enrolment) -> Account:
    """With `enrolment` in its new standing, and the to-dos closed that it no longer waits for.

    A to-do is cancelled when its cycle was left (the invoice was paid, an older one arrived), expired when
    the plan went on without it, and done when it asked for an address and the step could then run.
    """
    account = account.with_enrolment(enrolment)
    for task in tuple(account.tasks.values()):
        if task.enrolment == enrolment.id and task.step and task.state.is_open and _is_over(task, enrolment):
            account = account.with_task(replace(task, state=_closing_state(task, enrolment)))
    return account


def _closing_state(task: Task, enrolment: Enrolment) -> TaskState:
    if enrolment.cycle is None or enrolment.cycle.number != task.cycle:
        return TaskState.CANCELLED
    return TaskState.DONE if task.kind is TaskKind.FIX_CONTACT else TaskState.EXPIRED


def _is_over(task: Task, enrolment: Enrolment) -> bool:
    cycle = enrolment.cycle
    if task.kind is TaskKind.REVIEW_SEND:
        return False
    return (
        cycle is None
        or cycle.number != task.cycle
        or enrolment.awaiting is None
        or cycle.pending is None
        or cycle.pending.step != task.step
    )
