"""What a person does with a to-do: done, skipped, postponed, given to somebody else (A13)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from relance.domain.customer import Account
from relance.domain.errors import Fault, Refused
from relance.domain.handling import Hand, done, not_a_reply, open_task, postponed, skipped
from relance.domain.task import Task
from relance.usecases.change_account import ChangeAccount
from relance.usecases.tenants import Tenant

type Check = Callable[[Task], None]


@dataclass(frozen=True, slots=True)
class TaskRef:
    """A to-do is known within its customer."""

    customer: str
    id: str


@dataclass(frozen=True, slots=True)
class TaskChange:
    """None leaves it; `owner` "" is nobody."""

    until: date | None = None
    owner: str | None = None


@dataclass(frozen=True)
class HandleTask:
    """Everything raises NotFound, or Refused with what stands in the way."""

    change_account: ChangeAccount

    def get(self, org: str, ref: TaskRef) -> Task:
        """Open or closed."""
        open_ = self.change_account.accounts.load(org, ref.customer)
        if ref.id in open_.tasks:
            return open_.tasks[ref.id]
        return _found(self.change_account.accounts.load(org, ref.customer, (ref.id,)), ref)

    def done(self, tenant: Tenant, ref: TaskRef, by: str) -> Task:
        """A contact when it was a step of a plan; see domain.handling."""
        hand = self.hand(tenant, by)
        return self.apply(tenant, ref, lambda account, task: done(account, not_a_reply(task), hand))

    def skip(self, tenant: Tenant, ref: TaskRef, by: str) -> Task:
        hand = self.hand(tenant, by)
        return self.apply(tenant, ref, lambda account, task: skipped(account, not_a_reply(task), hand))

    def change(self, tenant: Tenant, ref: TaskRef, change: TaskChange, check: Check) -> Task:
        """Postpones it, gives it to another member. `check` sees the to-do as it is now."""
        members, today = tenant.organization.members, tenant.calendar.today(self.change_account.clock.now())
        if change.owner and change.owner not in members:
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
        known = self.get(tenant.id, ref)
        also = () if known.state.is_open else (ref.id,)

        def moved(account: Account) -> Account:
            return move(account, open_task(account, ref.id))

        account = self.change_account.run(tenant, ref.customer, moved, also=also)
        return _found(account, ref)


def _found(account: Account, ref: TaskRef) -> Task:
    """Raises NotFound."""
    if ref.id not in account.tasks:
        open_task(account, ref.id)
    return account.tasks[ref.id]
