"""What was done and what failed, the latest first: mails by the history, calls by the to-dos (A19)."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import partial
from itertools import islice

from relance.domain.calendar import SendingCalendar
from relance.domain.customer import Customer
from relance.domain.ids import stamp
from relance.domain.outreach import EmailStatus, Outreach
from relance.domain.task import Task, TaskKind, TaskState
from relance.usecases.ports.listings import Page, TaskList
from relance.usecases.ports.outreaches import History, Outreaches, sent_to

# So many lines are looked through for one page.
_LOOKED_THROUGH = 1_000
_AT_ONCE = 100


class Ending(StrEnum):
    DONE = "done"
    FAILED = "failed"
    UNKNOWN = "unknown"
    """A mail that may have left: to send it again might be to send it twice."""


@dataclass(frozen=True, slots=True)
class PastAction:
    """Either an outreach, or a to-do that a person did without one. `place` orders actions by time."""

    place: str
    at: datetime
    customer: str
    kind: TaskKind
    automatic: bool
    ending: Ending
    outreach: Outreach | None = None
    task: Task | None = None


@dataclass(frozen=True, slots=True)
class ActionFilter:
    """Which actions are asked for; None asks for all. Days are the organization's, both included."""

    ending: Ending
    customer: Customer | None = None
    kind: TaskKind | None = None
    automatic: bool | None = None
    first: date = date.min
    last: date = date.max

    def keeps(self, action: PastAction, day: date) -> bool:
        return (
            action.ending is self.ending
            and (self.customer is None or action.customer in self.customer.ids)
            and self.kind in (None, action.kind)
            and self.automatic in (None, action.automatic)
            and day <= self.last
        )


@dataclass(frozen=True)
class ListActions:
    history: History
    outreaches: Outreaches
    tasks: TaskList

    def run(
        self, org: str, wanted: ActionFilter, calendar: SendingCalendar, limit: int, after: str | None
    ) -> Page[PastAction]:
        """A page may hold fewer than `limit`, even none, and go on."""
        sources = (self._sent(org, wanted.customer, after), self._done_by_people(org, after))
        found: list[PastAction] = []
        looked: PastAction | None = None
        merged = heapq.merge(*sources, key=lambda action: action.place, reverse=True)
        for action in islice(merged, _LOOKED_THROUGH):
            day = calendar.today(action.at)
            if day < wanted.first:
                return Page(tuple(found))
            looked = action
            if wanted.keeps(action, day):
                found.append(action)
                if len(found) == limit:
                    break
        else:
            if next(merged, None) is None:
                looked = None
        return Page(tuple(found), looked.place if looked else None)

    def _sent(self, org: str, customer: Customer | None, before: str | None) -> Iterator[PastAction]:
        read: Callable[[int, str | None], tuple[Outreach, ...]]
        read = partial(self.history.sent, org)
        if customer:
            read = partial(sent_to, self.outreaches, org, customer)
        while batch := read(_AT_ONCE, before):
            yield from map(_of_outreach, batch)
            before = batch[-1].ref.name

    def _done_by_people(self, org: str, before: str | None) -> Iterator[PastAction]:
        """Both lists stand in the same order, so that a place in one is a place in the other."""
        while True:
            page = self.tasks.of_state(org, TaskState.DONE, _AT_ONCE, before)
            yield from (action for task in page.lines if (action := _of_task(task)))
            before = page.after
            if before is None:
                return


def _of_outreach(outreach: Outreach) -> PastAction:
    return PastAction(
        place=outreach.ref.name,
        at=outreach.ref.at,
        customer=outreach.ref.customer,
        kind=TaskKind.REPLY if outreach.answers else TaskKind.EMAIL,
        automatic=outreach.automatic,
        ending=_ending(outreach.status),
        outreach=outreach,
    )


def _ending(status: EmailStatus) -> Ending:
    match status:
        case EmailStatus.PENDING | EmailStatus.UNKNOWN:
            return Ending.UNKNOWN
        case EmailStatus.FAILED | EmailStatus.BOUNCED | EmailStatus.COMPLAINED:
            return Ending.FAILED
        case EmailStatus.SENT | EmailStatus.DELIVERED | EmailStatus.OPENED | EmailStatus.CLICKED:
            return Ending.DONE


def _of_task(task: Task) -> PastAction | None:
    """None for a to-do that closed by itself, and for a mail, which has a line of its own in the history."""
    if task.closed_at is None or task.outreach or task.step is None:
        return None
    return PastAction(
        place=f"{stamp(task.closed_at)}-{task.id}",
        at=task.closed_at,
        customer=task.customer,
        kind=task.kind,
        automatic=False,
        ending=Ending.DONE,
        task=task,
    )
