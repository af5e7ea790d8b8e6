"""To-dos of one state, by whose they are and what kind, reading a bounded part of the list at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from relance.domain.task import Task, TaskKind, TaskState
from relance.usecases.ports.listings import Page, TaskList

NOBODY: Final = "nobody"
# So many pages of the list are looked through for one of what is found.
_MOST = 10


@dataclass(frozen=True, slots=True)
class TaskFilter:
    """`owner` is a member's id, or NOBODY; None asks for all."""

    state: TaskState
    owner: str | None = None
    kind: TaskKind | None = None

    def keeps(self, task: Task) -> bool:
        return self.owner in (None, task.owner or NOBODY) and self.kind in (None, task.kind)


def find_tasks(tasks: TaskList, org: str, wanted: TaskFilter, limit: int, after: str | None) -> Page[Task]:
    """A page may hold fewer than `limit`, even none, and go on."""
    found: list[Task] = []
    for _ in range(_MOST):
        page = tasks.of_state(org, wanted.state, limit - len(found), after)
        found += (task for task in page.lines if wanted.keeps(task))
        after = page.after
        if after is None or len(found) == limit:
            break
    return Page(tuple(found), after)
