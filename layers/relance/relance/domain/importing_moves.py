"""A file names another customer for an invoice that is known: a person is asked whether the invoice moves."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from relance.domain.customer import Account
from relance.domain.imports import InvoiceRow
from relance.domain.task import Task, TaskKind, TaskState


def asked_to_move(account: Account, row: InvoiceRow, today: date, *, is_new: bool) -> Account:
    """The account with the to-do, `is_new` when a file says so for the first time: what a person has decided
    is not asked again by the same words. Once files name the owner again the question is withdrawn.
    """
    for task in tuple(account.tasks.values()):
        is_about_it = task.kind is TaskKind.CONFIRM_MOVE and task.invoices == (row.number,)
        if is_about_it and task.state.is_open and task.detail != row.claimed_for:
            account = account.with_task(replace(task, state=TaskState.CANCELLED))
    if not is_new or row.kind != "invoice":
        return account
    customer = account.customer
    return account.with_task(
        Task(
            id=Task.identity("", TaskKind.CONFIRM_MOVE, customer.id, row.number, row.claimed_for, f"{today}"),
            kind=TaskKind.CONFIRM_MOVE,
            customer=customer.id,
            due_on=today,
            why="named_another_customer",
            owner=customer.account_manager,
            invoices=(row.number,),
            detail=row.claimed_for,
        )
    )
