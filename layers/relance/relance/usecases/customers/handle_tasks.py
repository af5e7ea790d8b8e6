"""Several to-dos handled in one call, each by itself: what stands in the way of one stops no other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from relance.domain.errors import Conflict, NotFound, Refused
from relance.domain.task import Task
from relance.usecases.customers.handle_task import HandleTask, TaskChange, TaskRef
from relance.usecases.deciding.tenants import Tenant

MOST_AT_ONCE: Final = 25

type Deed = Callable[[Tenant, TaskRef], Task]


@dataclass(frozen=True, slots=True)
class Handled:
    """`why` is None when it was done; else Refused, NotFound or Conflict, and nothing was changed."""

    ref: TaskRef
    task: Task | None = None
    why: Exception | None = None


@dataclass(frozen=True)
class HandleTasks:
    """At most MOST_AT_ONCE in a call: each is a change of an account."""

    handle_task: HandleTask

    def done(self, tenant: Tenant, refs: Iterable[TaskRef], by: str) -> tuple[Handled, ...]:
        return self._each(tenant, refs, lambda tenant, ref: self.handle_task.done(tenant, ref, by))

    def skip(self, tenant: Tenant, refs: Iterable[TaskRef], by: str) -> tuple[Handled, ...]:
        return self._each(tenant, refs, lambda tenant, ref: self.handle_task.skip(tenant, ref, by))

    def change(self, tenant: Tenant, refs: Iterable[TaskRef], change: TaskChange) -> tuple[Handled, ...]:
        """Postponed, or given to a member; whatever they are now."""

        def changed(tenant: Tenant, ref: TaskRef) -> Task:
            return self.handle_task.change(tenant, ref, change, lambda task: None)

        return self._each(tenant, refs, changed)

    def _each(self, tenant: Tenant, refs: Iterable[TaskRef], deed: Deed) -> tuple[Handled, ...]:
        return tuple(_handled(tenant, dict.fromkeys(refs), deed))


def _handled(tenant: Tenant, refs: Iterable[TaskRef], deed: Deed) -> Iterator[Handled]:
    for ref in refs:
        try:
            yield Handled(ref, deed(tenant, ref))
        except (Refused, NotFound, Conflict) as why:
            yield Handled(ref, why=why)
