"""Takes back the question whether a mail left, once that is known."""

from __future__ import annotations

from dataclasses import replace

from relance.domain.customer import Account
from relance.domain.errors import NotFound
from relance.domain.outreach import OutreachRef
from relance.domain.task import Task, TaskKind, TaskState
from relance.usecases.change_account import ChangeAccount
from relance.usecases.tenants import Tenant


def close_review(change_account: ChangeAccount, tenant: Tenant, ref: OutreachRef) -> None:
    """The to-do about that outreach, if anybody was asked, is cancelled."""
    task_id = Task.identity(ref.org, TaskKind.REVIEW_SEND, ref.id)

    def closed(account: Account) -> Account:
        task = account.tasks.get(task_id)
        return account.with_task(replace(task, state=TaskState.CANCELLED)) if task else account

    try:
        account = change_account.accounts.load(ref.org, ref.customer)
    except NotFound:
        return
    if task_id in account.tasks:
        change_account.run(tenant, ref.customer, closed)
