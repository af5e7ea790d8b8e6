"""Whose turn it is, where invoices with plans of their own share one contact delay."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from relance.domain.customer import Account
from relance.domain.decision import Due
from relance.domain.enrolment import Enrolment
from relance.domain.plan import DunningPlan
from relance.domain.subject import Subject

type Rank = tuple[bool, bool, date, date, str]
type Earliest = Callable[[Subject, Due], date]


@dataclass
class Turns:
    """Of the enrolments that would send on `today`, the one that goes first for each contact.

    They are worked out once for an account as it is; what is decided about one enrolment after another does
    not change them, until one has acted. `earliest` is the first day of a step, the contact delay left out.
    """

    account: Account
    plan: DunningPlan
    today: date
    earliest: Earliest
    _first: dict[str | None, str] | None = field(default=None, init=False)

    def first(self, contact: str | None) -> str | None:
        """The invoice that goes first among those whose mail is for that contact; None for none."""
        if self._first is None:
            self._first = self._all()
        return self._first.get(contact)

    def _all(self) -> dict[str | None, str]:
        best: dict[str | None, Rank] = {}
        for enrolment in self.account.enrolments.values():
            rank = self._rank(enrolment)
            if rank is not None:
                contact = self.account.contact_of(enrolment)
                best[contact] = min(best.get(contact, rank), rank)
        return {contact: rank[-1] for contact, rank in best.items()}

    def _rank(self, enrolment: Enrolment) -> Rank | None:
        """What is being sent is first; then a first reminder before another invoice's later one; then the one
        that has waited longest; then the older one; then by number. None: it does not send today.
        """
        if enrolment.is_retired or enrolment.invoice is None or enrolment.plan != self.plan.id:
            return None
        subject = Subject.of(self.account, enrolment, self.plan, self.today)
        due = subject.due
        if due is None or not due.step.sends_itself or subject.awaiting(due.cycle):
            return None
        earliest = self.earliest(subject, due)
        if earliest > self.today and not enrolment.is_sending:
            return None
        carrying = due.carrying
        is_later = due.cycle.handled is not None
        return not enrolment.is_sending, is_later, earliest, carrying.due_date, carrying.number
