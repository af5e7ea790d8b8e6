"""What the API lists and keeps, in memory: the same contract as DynamoDB's."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from relance.domain.errors import Conflict, Exists, NotFound
from relance.domain.outreach import Outreach
from relance.domain.plan_draft import PlanDraft
from relance.domain.task import Task, TaskState
from relance.domain.template import Template
from relance.store import keys
from relance.store.memory import MemoryAccounts, MemoryOutreaches
from relance.usecases.ports.listings import Page


@dataclass
class MemoryShelf[Thing: (PlanDraft, Template)]:
    _all: dict[tuple[str, str], Thing] = field(default_factory=dict)

    def get(self, org: str, id: str) -> Thing:
        try:
            return self._all[org, id]
        except KeyError:
            raise NotFound(id) from None

    def all(self, org: str) -> list[Thing]:
        return [thing for (of, _), thing in sorted(self._all.items(), key=lambda kept: kept[0]) if of == org]

    def put(self, org: str, thing: Thing) -> Thing:
        known = self._all.get((org, thing.id))
        if (known.revision if known else 0) != thing.revision:
            raise (Conflict if thing.revision else Exists)(thing.id)
        stored = self._all[org, thing.id] = replace(thing, revision=thing.revision + 1)
        return stored

    def remove(self, org: str, thing: Thing) -> None:
        known = self._all.get((org, thing.id))
        if known is None or known.revision != thing.revision:
            raise Conflict(thing.id)
        del self._all[org, thing.id]


@dataclass(frozen=True)
class MemoryTaskList:
    accounts: MemoryAccounts

    def of_state(self, org: str, state: TaskState, limit: int, after: str | None = None) -> Page[Task]:
        tasks = {
            keys.task_place(task): task
            for account in self.accounts.whole(org)
            for task in account.tasks.values()
            if task.state is state
        }
        places = sorted(tasks, reverse=not state.is_open)
        if after:
            places = [place for place in places if (place > after if state.is_open else place < after)]
        return Page.first(limit, (tasks[place] for place in places), keys.task_place)

    def handled_of(self, org: str, customer: str) -> tuple[Task, ...]:
        whole = (account for account in self.accounts.whole(org) if account.customer.id == customer)
        return tuple(task for account in whole for task in account.tasks.values() if task.closed_at)


@dataclass(frozen=True)
class MemoryHistory:
    outreaches: MemoryOutreaches

    def sent(self, org: str, limit: int, before: str | None = None) -> tuple[Outreach, ...]:
        found = [one for one in self.outreaches.all() if one.ref.org == org]
        earlier = [one for one in found if before is None or one.ref.name < before]
        return tuple(sorted(earlier, key=lambda one: one.ref.name, reverse=True)[:limit])
