"""Lists of what people have to do, and of what was done."""

from __future__ import annotations

from typing import Protocol

from relance.domain.outreach import Outreach
from relance.domain.task import Task, TaskState
from relance.usecases.api_ports import Page


class TaskList(Protocol):
    """May lag behind a change for a moment."""

    def of_state(self, org: str, state: TaskState, limit: int, after: str | None = None) -> Page[Task]:
        """The open ones by the day they are due, the oldest first; the closed ones the latest first."""
        ...

    def handled_of(self, org: str, customer: str) -> tuple[Task, ...]:
        """Those of a customer that were closed at an instant that is known, in no order."""
        ...


class History(Protocol):
    """All that an organization sent. May lag behind for a moment."""

    def sent(self, org: str, limit: int, before: str | None = None) -> tuple[Outreach, ...]:
        """The latest first, with their texts; those whose name (`OutreachRef.name`) sorts before `before`."""
        ...
