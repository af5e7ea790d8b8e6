"""Whose turn it is, where invoices with plans of their own share one contact delay."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import date

from relance.domain.decision import Due
from relance.domain.desk import Desk
from relance.domain.enrolment import Enrolment
from relance.domain.plan import DunningPlan
from relance.domain.subject import Subject

type Rank = tuple[bool, bool, date, date, str]
type Earliest = Callable[[Subject, Due], date]


class Turns:
    """Of the enrolments that would send on the day of the desk, the one that goes first for each contact.

    A turn is worked out once: what is decided about one enrolment after another does not change the turn,
    until one of them has acted (`acted`). `earliest` is the first day of a step, the contact delay left out.
    """

    def __init__(self, desk: Desk, plan: DunningPlan, earliest: Earliest) -> None:
        self._desk, self._plan, self._earliest = desk, plan, earliest
        self._first: dict[str | None, str | None] = {}
        self._of_contact: defaultdict[str | None, list[str]] = defaultdict(list)
        for enrolment in desk.enrolments.values():
            if enrolment.invoice is not None and not enrolment.is_retired and enrolment.plan == plan.id:
                self._of_contact[desk.facts.contact_of(enrolment)].append(enrolment.id)

    def first(self, contact: str | None) -> str | None:
        """The invoice that goes first among those whose mail is for that contact; None for none."""
        if contact not in self._first:
            enrolments = (self._desk.enrolments[known] for known in self._of_contact[contact])
            best = min(filter(None, map(self._rank, enrolments)), default=None)
            self._first[contact] = best[-1] if best else None
        return self._first[contact]

    def acted(self, enrolment: Enrolment) -> None:
        """The enrolment has acted: the next turn is worked out afresh."""
        self._first.pop(self._desk.facts.contact_of(enrolment), None)

    def _rank(self, enrolment: Enrolment) -> Rank | None:
        """What is being sent is first; then a first reminder before another invoice's later one; then the one
        that has waited longest; then the older one; then by number. None: it does not send today.
        """
        subject = Subject.of(self._desk, enrolment, self._plan)
        due = subject.due
        if due is None or not due.step.sends_itself or subject.with_person(due):
            return None
        earliest = self._earliest(subject, due)
        if earliest > self._desk.today and not enrolment.is_sending:
            return None
        carrying = due.carrying
        is_later = due.cycle.handled is not None
        return not enrolment.is_sending, is_later, earliest, carrying.due_date, carrying.number
