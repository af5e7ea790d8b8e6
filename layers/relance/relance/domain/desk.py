"""One customer's enrolments and to-dos while they are worked on, one after another, on one day.

An `Account` is never changed, and copied with every change; a `Desk` is changed in place and knows where to
look, so that 2,000 enrolments of one customer are 2,000 small steps.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from relance.domain.circumstances import Circumstances
from relance.domain.customer import Account
from relance.domain.cycle import Place, later_of
from relance.domain.enrolment import Enrolment
from relance.domain.receivables import Invoice
from relance.domain.task import Task, TaskState

type Outlook = tuple[date | None, int, int]
"""All that a decision about one enrolment sees of the other enrolments: while it is the same, so is the
decision of a day.
"""


class Desk:
    def __init__(self, account: Account, today: date) -> None:
        self.facts, self.today = Circumstances(account, today), today
        self.enrolments = dict(account.enrolments)
        self.tasks: dict[str, Task] = {}
        self._last_contacts = account.last_contacts
        self._about: dict[str | None, list[str]] = {}
        self._moves = {True: 0, False: 0}
        for enrolment in self.enrolments.values():
            self._about.setdefault(enrolment.invoice, []).append(enrolment.id)
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
        if known is None:
            self._about.setdefault(enrolment.invoice, []).append(enrolment.id)
        if known is None or known.memory != enrolment.memory:
            self._moves[enrolment.invoice is None] += 1
        before, now = known.last_contact_on if known else None, enrolment.last_contact_on
        if before != now:
            self._contacted(self.facts.contact_of(enrolment), before, now)

    def _contacted(self, contact: str | None, before: date | None, now: date | None) -> None:
        last = self.last_contact_of(contact)
        if now and (last is None or now >= last):
            self._last_contacts = {**self._last_contacts, contact: now}
        elif before == last:
            self._last_contacts = self.account.last_contacts

    def last_contact_of(self, contact: str | None) -> date | None:
        """The last contact with whoever gets that contact's messages: the delay is theirs (A8). What was
        outside any enrolment counts for all of the customer's contacts.
        """
        return self._last_contacts.get(contact, self.facts.account.customer.contacted_on)

    def outlook(self, enrolment: Enrolment) -> Outlook:
        contact = self.facts.contact_of(enrolment)
        others = self._moves[False] if enrolment.invoice is None else 0
        return self.last_contact_of(contact), self._moves[True], others

    def about(self, invoice: str) -> Iterator[Enrolment]:
        """Every enrolment that may remember the invoice: the customer's, in any state, and its own."""
        for subject in (None, invoice):
            for enrolment_id in self._about.get(subject, ()):
                yield self.enrolments[enrolment_id]

    def last_listing(self, invoice: Invoice) -> Place | None:
        """The latest step with which it was listed, whichever plan and contact the message was for."""
        latest = invoice.listed
        for enrolment in self.about(invoice.number):
            latest = later_of(latest, enrolment.listings.get(invoice.number), invoice)
        return latest

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
