"""To-dos of one state, by whose they are and what kind, reading a bounded part of the list at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from relance.domain.money import Money
from relance.domain.task import Task, TaskKind, TaskState
from relance.usecases.ports.finding import Figures
from relance.usecases.ports.listings import Page, TaskList

NOBODY: Final = "nobody"
# So many pages of the list are looked through for one of what is found.
_MOST = 10
# So many of one state are counted: the to-dos of some months, of an organization that does none of them.
COUNTED: Final = 2_000


@dataclass(frozen=True, slots=True)
class TaskFilter:
    """`owner` is a member's id, or NOBODY; None asks for all."""

    state: TaskState
    owner: str | None = None
    kind: TaskKind | None = None

    def keeps(self, task: Task) -> bool:
        return self.owner in (None, task.owner or NOBODY) and self.kind in (None, task.kind)


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A to-do, and of its customer the name, what is overdue, and for how many days the oldest of it is; the
    id alone, where the customer's figures are still to be made.
    """

    task: Task
    customer_name: str
    overdue: tuple[Money, ...]
    days_late: int


def rows_of(figures: Figures, org: str, tasks: Iterable[Task], today: date) -> tuple[TaskRow, ...]:
    tasks = tuple(tasks)
    known = figures.of(org, (task.customer for task in tasks))

    def row(task: Task) -> TaskRow:
        of = known.get(task.customer)
        if of is None:
            return TaskRow(task, task.customer, (), 0)
        late = tuple(Money(minor, currency) for currency, minor in of.late(today).items())
        return TaskRow(task, of.name, late, of.days_late(today))

    return tuple(row(task) for task in tasks)


@dataclass(frozen=True, slots=True)
class TaskCounts:
    """`is_whole` False: there are more to-dos than were counted."""

    by_kind: Mapping[TaskKind, int]
    is_whole: bool

    @property
    def total(self) -> int:
        return sum(self.by_kind.values())


def count_tasks(tasks: TaskList, org: str, wanted: TaskFilter) -> TaskCounts:
    """How many of each kind, of the first COUNTED in the list of that state."""
    page = tasks.of_state(org, wanted.state, COUNTED)
    return TaskCounts(Counter(t.kind for t in page.lines if wanted.keeps(t)), page.after is None)


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
