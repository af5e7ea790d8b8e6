"""One customer's enrolments and to-dos while they are worked on, one after another, on one day.

An `Account` is never changed, and copied with every change; a `Desk` is changed in place and knows where to
look, so that 2,000 enrolments of one customer are 2,000 small steps.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from relance.domain.circumstances import Circumstances
from relance.domain.customer import Account
from relance.domain.enrolment import Cycle, Enrolment
from relance.domain.task import Task, TaskState

type Outlook = tuple[date | None, int]
"""All that a decision about one enrolment sees of the other enrolments: while it is the same, so is the
decision of a day.
"""


class Desk:
    def __init__(self, account: Account, today: date) -> None:
        self.facts, self.today = Circumstances(account, today), today
        self.enrolments = dict(account.enrolments)
        self.tasks: dict[str, Task] = {}
        self._last_contact_on = account.last_contact_on
        self._cycles: dict[bool, dict[tuple[str, str], list[Cycle]]] = {}
        self._moves = {True: 0, False: 0}
        self._tasks_of: dict[str | None, list[str]] = {}
        self._postponed: dict[date, int] = {}
        for task in account.tasks.values():
            self.put_task(task)

    @property
    def account(self) -> Account:
        """The account as the work has left it."""
        return replace(self.facts.account, enrolments=dict(self.enrolments), tasks=dict(self.tasks))

    # --- enrolments ---

    def put(self, enrolment: Enrolment) -> None:
        known = self.enrolments.get(enrolment.id)
        self.enrolments[enrolment.id] = enrolment
        if known is None or (known.plan, known.cycles) != (enrolment.plan, enrolment.cycles):
            on_customer = enrolment.invoice is None
            self._cycles.pop(on_customer, None)
            self._moves[on_customer] += 1
        before, now = known.last_contact_on if known else None, enrolment.last_contact_on
        if before != now:
            self._contacted(before, now)

    def _contacted(self, before: date | None, now: date | None) -> None:
        last = self._last_contact_on
        if now and (last is None or now >= last):
            self._last_contact_on = now
        elif before == last:
            self._last_contact_on = self.account.last_contact_on

    @property
    def last_contact_on(self) -> date | None:
        """The last contact with the customer, over all its enrolments."""
        return self._last_contact_on

    def outlook(self, enrolment: Enrolment) -> Outlook:
        return self._last_contact_on, self._moves[enrolment.invoice is not None]

    def cycles_elsewhere(self, plan: str, invoice: str, *, on_customer: bool) -> Sequence[Cycle]:
        """The cycles of the invoice in enrolments of the same plan on the level that is not the customer's;
        with `on_customer` False, in the customer's own.
        """
        if len(self.enrolments) <= 1:
            return ()
        level = not on_customer
        if level not in self._cycles:
            self._cycles[level] = self._cycles_of(level)
        return self._cycles[level].get((plan, invoice), ())

    def _cycles_of(self, on_customer: bool) -> dict[tuple[str, str], list[Cycle]]:
        found: defaultdict[tuple[str, str], list[Cycle]] = defaultdict(list)
        for enrolment in self.enrolments.values():
            if (enrolment.invoice is None) is on_customer:
                for cycle in enrolment.cycles:
                    found[enrolment.plan, cycle.invoice].append(cycle)
        return found

    # --- to-dos ---

    def put_task(self, task: Task) -> None:
        known = self.tasks.get(task.id)
        self.tasks[task.id] = task
        if known is None:
            self._tasks_of.setdefault(task.enrolment, []).append(task.id)
        elif known.state is TaskState.POSTPONED:
            self._postponed[known.due_on] -= 1
        if task.state is TaskState.POSTPONED:
            self._postponed[task.due_on] = self._postponed.get(task.due_on, 0) + 1

    def tasks_of(self, enrolment: str) -> Iterator[Task]:
        return (self.tasks[task_id] for task_id in self._tasks_of.get(enrolment, ()))

    @property
    def next_return(self) -> date | None:
        """The first day to come on which a postponed to-do is due again."""
        if not self._postponed:
            return None
        days = (day for day, count in self._postponed.items() if count and day > self.today)
        return min(days, default=None)
