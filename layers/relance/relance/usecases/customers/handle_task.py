"""What a person does with a to-do: done, skipped, postponed, given to somebody else (A13)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from relance.domain.customer import Account
from relance.domain.errors import Conflict, Fault, NotFound, Refused
from relance.domain.handling import Hand, closed_by, done, postponed, skipped, still_open
from relance.domain.moving import moved
from relance.domain.task import Task, TaskKind, TaskState
from relance.usecases.deciding.change_account import ChangeAccount
from relance.usecases.deciding.tenants import Tenant

type Check = Callable[[Task], None]


@dataclass(frozen=True, slots=True)
class TaskRef:
    """A to-do is known within its customer."""

    customer: str
    id: str


@dataclass(frozen=True, slots=True)
class TaskChange:
    """What is to change of a to-do. None leaves a field as it is; the `owner` "" means nobody."""

    until: date | None = None
    owner: str | None = None


@dataclass(frozen=True)
class HandleTask:
    """Everything raises NotFound, or Refused with what stands in the way."""

    change_account: ChangeAccount

    def look(self, org: str, ref: TaskRef) -> tuple[Account, Task]:
        """The to-do, open or closed, and the account it was found in."""
        account = self.change_account.accounts.load(org, ref.customer)
        if ref.id not in account.tasks:
            account = self.change_account.accounts.load(org, ref.customer, (ref.id,))
        if ref.id not in account.tasks:
            raise NotFound(f"task {ref.id}")
        return account, account.tasks[ref.id]

    def done(self, tenant: Tenant, ref: TaskRef, by: str) -> Task:
        """A contact when it was a step of a plan; see domain.handling."""
        hand, (_, task) = self.hand(tenant, by), self.look(tenant.id, ref)
        if task.kind is TaskKind.CONFIRM_MOVE:
            return self._move(tenant, still_open(task), hand)
        return self.apply(tenant, ref, lambda account, task: done(account, task, hand))

    def _move(self, tenant: Tenant, task: Task, hand: Hand) -> Task:
        """The invoice goes to the customer that the file named, who may be new."""
        (number,) = task.invoices

        def changed(source: Account, target: Account) -> tuple[Account, Account]:
            if task.id not in source.tasks:
                raise Conflict(f"task {task.id}")
            known = still_open(source.tasks[task.id])
            both = moved(source, target, number, tenant.id)
            return both.source.with_task(closed_by(known, TaskState.DONE, hand)), both.target

        source, _ = self.change_account.run_two(
            tenant, task.customer, task.detail, changed, also=(number,), create=True
        )
        return source.tasks[task.id]

    def skip(self, tenant: Tenant, ref: TaskRef, by: str) -> Task:
        hand = self.hand(tenant, by)
        return self.apply(tenant, ref, lambda account, task: skipped(account, task, hand))

    def change(self, tenant: Tenant, ref: TaskRef, change: TaskChange, check: Check) -> Task:
        """Postpones it, gives it to another member. `check` sees the to-do as it is now."""
        today = tenant.calendar.today(self.change_account.clock.now())
        if change.owner and not tenant.organization.active_member(change.owner):
            raise Refused(Fault("unknown_member", "owner", {"id": change.owner}))

        def changed(account: Account, task: Task) -> Account:
            check(task)
            if change.owner is not None:
                task = replace(task, owner=change.owner or None)
                account = account.with_task(task)
            return postponed(account, task, change.until, today) if change.until else account

        return self.apply(tenant, ref, changed)

    def hand(self, tenant: Tenant, by: str) -> Hand:
        now = self.change_account.clock.now()
        return Hand(by, now, tenant.calendar.today(now))

    def apply(self, tenant: Tenant, ref: TaskRef, move: Callable[[Account, Task], Account]) -> Task:
        """`move` is given the open to-do on the freshest account."""
        still_open(self.look(tenant.id, ref)[1])

        def moved(account: Account) -> Account:
            # Not in the working set any more: somebody else closed it this very moment.
            if ref.id not in account.tasks:
                raise Conflict(f"task {ref.id}")
            return move(account, still_open(account.tasks[ref.id]))

        return self.change_account.run(tenant, ref.customer, moved).tasks[ref.id]
