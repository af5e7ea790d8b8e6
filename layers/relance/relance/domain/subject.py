"""What an enrolment reminds of on a day: the invoices it carries, and where each stands in the plan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from relance.domain.customer import Account
from relance.domain.cycle import Cycle, Place, later_of
from relance.domain.decision import Due
from relance.domain.enrolment import Enrolment
from relance.domain.money import Money, remind_from
from relance.domain.place import pending_step
from relance.domain.plan import DunningPlan, PlanStep
from relance.domain.receivables import Invoice
from relance.domain.task import TaskKind


@dataclass(frozen=True, slots=True)
class Subject:
    """`listed` are the invoices that messages may list, the oldest first; `carried` are those among them that
    are worth a reminder of their own.
    """

    account: Account
    enrolment: Enrolment
    plan: DunningPlan
    today: date
    listed: tuple[Invoice, ...]
    carried: tuple[Invoice, ...]

    @classmethod
    def of(cls, account: Account, enrolment: Enrolment, plan: DunningPlan, today: date) -> Subject:
        listed = _listed(account, enrolment, today)
        return cls(account, enrolment, plan, today, listed, _carried(account, enrolment, listed, today))

    @property
    def due(self) -> Due | None:
        """The step that is next, and the invoices it is about; None when there are none, or all are behind.

        The oldest invoice for which the plan is not done carries.
        """
        for carrying in self.carried:
            cycle = self.cycle(carrying)
            step = self.pending(carrying, cycle)
            if step is not None:
                others = [i for i in self.listed if i.number != carrying.number]
                overdue = tuple(i for i in others if i.due_date < self.today)
                to_come = tuple(i for i in others if i.due_date >= self.today)
                return Due(
                    step,
                    replace(cycle, pending=Place.at(step)),
                    carrying,
                    (carrying, *overdue),
                    to_come if self.plan.lists_not_yet_due else (),
                )
        return None

    @property
    def done(self) -> tuple[Invoice, ...]:
        """The invoices for which the plan is done though they are open."""
        return tuple(i for i in self.carried if self.plan.steps and self.is_done_for(i))

    def is_done_for(self, invoice: Invoice) -> bool:
        return self.pending(invoice, self.cycle(invoice)) is None

    @property
    def last_done(self) -> Invoice:
        """Of the invoices carried, the one in whose cycle the enrolment is; else the oldest."""
        current = self.enrolment.cycle
        within = (i for i in self.carried if current and current.invoice == i.number)
        return next(within, self.carried[0])

    def cycle(self, invoice: Invoice) -> Cycle:
        """The invoice's own. What the same plan did for it is behind, whichever enrolment led it then."""
        cycle, plan = self.enrolment.cycle_of(invoice.number), self.plan
        for other in self.account.enrolments_about(invoice.number):
            if other.id != self.enrolment.id and (place := other.place_in(plan.id, invoice.number)):
                cycle = cycle.joined(place.cycle(cycle.number, invoice.number).within(plan))
        for place in invoice.kept:
            if place.plan == plan.id:
                cycle = cycle.joined(place.cycle(cycle.number, invoice.number).within(plan))
        return cycle

    def pending(self, invoice: Invoice, cycle: Cycle) -> PlanStep | None:
        awaiting, listed = self.awaiting(cycle), self._last_listing(invoice)
        return pending_step(cycle, invoice, self.plan, self.today, awaiting, listed)

    def _last_listing(self, invoice: Invoice) -> Place | None:
        """The latest step with which it was listed, whichever plan and contact the message was for."""
        latest = invoice.listed
        for enrolment in self.account.enrolments_about(invoice.number):
            latest = later_of(latest, enrolment.listings.get(invoice.number), invoice)
        return latest

    def awaiting(self, cycle: Cycle) -> TaskKind | None:
        """The to-do a person has for this cycle."""
        current = self.enrolment.cycle
        return self.enrolment.awaiting if current and current.number == cycle.number else None


def _listed(account: Account, enrolment: Enrolment, today: date) -> tuple[Invoice, ...]:
    """What the enrolment's messages may list: one invoice or its contact's, without those held apart."""
    owed, alone = account.receivables, enrolment.invoice
    if alone is not None:
        own = owed.remindable_by_number.get(alone)
        remindable: tuple[Invoice, ...] = (own,) if own else ()
    else:
        remindable = account.remindable_of(enrolment.contact)
    held = {hold.invoice for hold in account.all_holds if hold.invoice and hold.stands(today)}
    return tuple(invoice for invoice in remindable if invoice.number not in held)


def _carried(
    account: Account, enrolment: Enrolment, listed: tuple[Invoice, ...], today: date
) -> tuple[Invoice, ...]:
    """Without those whose rest is too small, unless the small ones of a currency come to enough together."""
    asked, least = account.receivables.asked, account.remind_from
    small = [i for i in listed if asked(i) < remind_from(least, i.currency)]
    if not small:
        return listed
    if enrolment.invoice is not None:
        beside = replace(enrolment, invoice=None, contact=account.group_of(small[0]))
        small = [i for i in _listed(account, beside, today) if asked(i) < remind_from(least, i.currency)]
    sums = _sums(account, small)
    left_out = {i.number for i in small if sums[i.currency] < remind_from(least, i.currency)}
    return tuple(invoice for invoice in listed if invoice.number not in left_out)


def _sums(account: Account, invoices: Iterable[Invoice]) -> Mapping[str, Money]:
    sums: dict[str, Money] = {}
    for invoice in invoices:
        so_far = sums.get(invoice.currency, Money.zero(invoice.currency))
        sums[invoice.currency] = so_far + account.receivables.asked(invoice)
    return sums
