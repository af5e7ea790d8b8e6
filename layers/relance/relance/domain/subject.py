"""What an enrolment reminds of on a day: the invoices it carries, and where each stands in the plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from relance.domain.cycle import Cycle
from relance.domain.decision import Due
from relance.domain.desk import Desk
from relance.domain.enrolment import Enrolment
from relance.domain.place import pending_step
from relance.domain.plan import DunningPlan, Logic, PlanStep
from relance.domain.receivables import Invoice
from relance.domain.task import TaskKind


@dataclass(frozen=True, slots=True)
class Subject:
    """`listed` are the invoices that messages may list, the oldest first; `carried` are those among them that
    are worth a reminder of their own.
    """

    desk: Desk
    enrolment: Enrolment
    plan: DunningPlan
    listed: tuple[Invoice, ...]
    carried: tuple[Invoice, ...]

    @classmethod
    def of(cls, desk: Desk, enrolment: Enrolment, plan: DunningPlan) -> Subject:
        facts = desk.facts
        return cls(desk, enrolment, plan, facts.listed(enrolment), facts.carried(enrolment))

    @property
    def today(self) -> date:
        return self.desk.today

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
                    cycle.at(step),
                    carrying,
                    (carrying, *overdue),
                    to_come if self.plan.lists_not_yet_due else (),
                    self._passed(step, cycle, carrying),
                )
        return None

    def _passed(self, step: PlanStep, cycle: Cycle, carrying: Invoice) -> tuple[PlanStep, ...]:
        """The steps after the due date that contextual logic went past on its way to `step`."""
        if self.plan.logic is Logic.STANDARD:
            return ()
        steps = self.plan.steps_for(carrying)
        before = steps[: steps.index(step)]
        return tuple(s for s in before if s.id not in cycle.done and not s.is_before_due(carrying))

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
        for other in self.desk.about(invoice.number):
            if other.id != self.enrolment.id and (place := other.place_in(plan.id, invoice.number)):
                cycle = cycle.joined(place.cycle(cycle.number, invoice.number).within(plan))
        for place in invoice.kept:
            if place.plan == plan.id:
                cycle = cycle.joined(place.cycle(cycle.number, invoice.number).within(plan))
        return cycle

    def pending(self, invoice: Invoice, cycle: Cycle) -> PlanStep | None:
        awaiting, listed = self.awaiting(cycle), self.desk.last_listing(invoice)
        return pending_step(cycle, invoice, self.plan, self.today, awaiting, listed)

    def with_person(self, due: Due) -> TaskKind | None:
        """The to-do for which that very step waits; a wish for an address is over once there is one."""
        current = self.enrolment.cycle
        kind = self.awaiting(due.cycle) if current and current.step == due.step.id else None
        if kind is TaskKind.FIX_CONTACT and self.desk.facts.recipient_of(self.enrolment) is not None:
            return None
        return kind

    def awaiting(self, cycle: Cycle) -> TaskKind | None:
        """The to-do a person has for this cycle."""
        current = self.enrolment.cycle
        return self.enrolment.awaiting if current and current.number == cycle.number else None
