"""A customer, or one invoice, on a plan: where it stands, and how it moves.

Nothing here knows why a step is due (`engine`) or how it is stored (`store`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from relance.domain.ids import derived
from relance.domain.plan import DunningPlan, PlanStep
from relance.domain.task import TaskKind

# A paid invoice may re-open (a reversed payment) and then resumes at its place; older ones start again
# as a new cycle. The bound keeps the item small: two write units at most.
REMEMBERED_CYCLES = 6


@dataclass(frozen=True, slots=True)
class Place:
    """Where an enrolment stands in a plan: a step, and the step's offset in days.

    When an edit removes the step from the plan, `step` becomes "" and the offset alone tells the place. A
    step that is put back later counts as a new step.
    """

    step: str
    offset_days: int

    @classmethod
    def at(cls, step: PlanStep) -> Place:
        return cls(step.id, step.offset_days)


@dataclass(frozen=True, slots=True)
class Cycle:
    """One carrying invoice's passage through the plan.

    `handled` is the last step that was executed, skipped or handed over and done; `pending` is the step that
    the cycle has entered at and waits for.
    """

    number: int
    invoice: str
    handled: Place | None = None
    pending: Place | None = None
    earlier: tuple[str, ...] = ()
    """The steps handled before `handled`: an edit may remove them, or put them back anywhere."""

    @property
    def step(self) -> str | None:
        """The step that the cycle waits with."""
        return self.pending.step if self.pending else None

    @property
    def done(self) -> tuple[str, ...]:
        """Every step that was handled: none comes again in this cycle (A17)."""
        return (*self.earlier, self.handled.step) if self.handled and self.handled.step else self.earlier

    def at(self, step: PlanStep) -> Cycle:
        """The cycle waiting with that step."""
        pending = Place.at(step)
        return self if self.pending == pending else replace(self, pending=pending)

    def after(self, place: Place) -> Cycle:
        """The cycle with the step at that place behind it."""
        earlier = tuple(step for step in self.done if step != place.step)
        return replace(self, handled=place, pending=None, earlier=earlier)

    def within(self, plan: DunningPlan) -> Cycle:
        """The cycle at its place in a new version of the plan."""
        if self.handled is None or not self.handled.step:
            return self
        known = plan.index(self.handled.step)
        if known is None:
            return replace(self, handled=replace(self.handled, step=""), earlier=self.done)
        return replace(self, handled=Place.at(plan.steps[known]))

    def joined(self, other: Cycle) -> Cycle:
        """With what was handled for its invoice in another passage through the same plan."""
        if other.handled is None or (other.handled, other.earlier) == (self.handled, self.earlier):
            return self
        own = self.handled or other.handled
        place = max(own, other.handled, key=lambda place: place.offset_days)
        done = dict.fromkeys((*other.done, *self.done))
        return replace(self, handled=place, earlier=tuple(step for step in done if step != place.step))


class EnrolmentState(StrEnum):
    ACTIVE = "active"
    SENDING = "sending"
    RETIRED = "retired"
    """Its customer follows no such plan any more; it is taken up again where it was if that changes."""


@dataclass(frozen=True, slots=True)
class Claim:
    """The record of sending: who holds the enrolment, for which outreach, until when the lease lasts."""

    attempt: str
    outreach: str
    claimed_at: datetime
    lease_until: datetime


@dataclass(frozen=True, slots=True)
class Enrolment:
    """`awaiting` is the to-do a person has to handle before anything after it runs.

    `next_at` is the one source for "when next": the instant at which to look again, None for not before
    something changes.
    """

    id: str
    customer: str
    plan: str
    plan_version: int
    enrolled_on: date
    invoice: str | None = None
    cycle: Cycle | None = None
    cycles_begun: int = 0
    """The highest cycle number there was: none serves twice, even when its cycle is forgotten."""
    past: tuple[Cycle, ...] = ()
    awaiting: TaskKind | None = None
    last_contact_on: date | None = None
    resume_on: date | None = None
    next_at: datetime | None = None
    state: EnrolmentState = EnrolmentState.ACTIVE
    claim: Claim | None = None
    failures: int = 0
    """Times in a row that preparing the step broke; at the limit a person has it."""
    version: int = 0

    @property
    def is_sending(self) -> bool:
        return self.state is EnrolmentState.SENDING

    @property
    def is_retired(self) -> bool:
        return self.state is EnrolmentState.RETIRED

    @staticmethod
    def identity(org: str, customer: str, invoice: str | None) -> str:
        """Derived, so that enrolling twice is enrolling once."""
        return derived("enrolment", org, customer, invoice or "")

    def cycle_of(self, invoice: str) -> Cycle:
        """The invoice's own cycle: the current cycle, a cycle that the enrolment left, or a new cycle."""
        known = (cycle for cycle in self.cycles if cycle.invoice == invoice)
        return next(known, None) or Cycle(self.cycles_begun + 1, invoice)

    @property
    def cycles(self) -> tuple[Cycle, ...]:
        """The current cycle first, then those that the enrolment left and still knows."""
        return (self.cycle, *self.past) if self.cycle else self.past

    def on(self, cycle: Cycle) -> Enrolment:
        """The enrolment in `cycle`; the cycle that it leaves keeps its place. A to-do belongs to the cycle
        left.
        """
        begun = max(self.cycles_begun, cycle.number)
        if self.cycle is None or self.cycle.number == cycle.number:
            cycle = cycle.joined(self.cycle) if self.cycle else cycle
            if (cycle, begun) == (self.cycle, self.cycles_begun):
                return self
            return replace(self, cycle=cycle, cycles_begun=begun)
        others = tuple(c for c in self.past if c.number != cycle.number)
        past = (*others, self.cycle)[-REMEMBERED_CYCLES:]
        return replace(self, cycle=cycle, cycles_begun=begun, past=past, awaiting=None)

    def with_step_behind(self, step: PlanStep) -> Enrolment:
        """The current step is behind: executed, skipped, or done by a person."""
        if self.cycle is None:
            raise ValueError("no step is handled outside a cycle")
        return replace(self, cycle=self.cycle.after(Place.at(step)), awaiting=None)

    def contacted(self, step: PlanStep, on: date) -> Enrolment:
        """The step was executed and reached the customer: the minimum contact delay counts from here."""
        return replace(self.with_step_behind(step), last_contact_on=on)

    def passed(self, contacted_on: date | None = None) -> Enrolment:
        """The pending step is behind, and reached the customer on that day if it did."""
        if self.cycle is None or self.cycle.pending is None:
            raise ValueError("no step is passed where none is pending")
        last = contacted_on or self.last_contact_on
        return replace(self, cycle=self.cycle.after(self.cycle.pending), awaiting=None, last_contact_on=last)

    def handed_over(self, step: PlanStep, kind: TaskKind) -> Enrolment:
        """A person has the step now; the plan waits for them."""
        if self.cycle is None:
            raise ValueError("no step is handed over outside a cycle")
        return replace(self, cycle=self.cycle.at(step), awaiting=kind)

    def moved_to(self, plan: DunningPlan, today: date) -> Enrolment:
        """The enrolment on a new version of its plan, at its place; or on another plan, at the plan's
        beginning (A6).
        """
        if plan.id == self.plan:
            return replace(
                self,
                plan_version=plan.version,
                cycle=self.cycle.within(plan) if self.cycle else None,
                past=tuple(cycle.within(plan) for cycle in self.past),
            )
        # Cycle numbers go on counting: a step is executed at most once per cycle (A17).
        fresh = Cycle(self.cycles_begun + 1, self.cycle.invoice) if self.cycle else None
        return replace(
            self,
            plan=plan.id,
            plan_version=plan.version,
            enrolled_on=today,
            cycle=fresh,
            cycles_begun=self.cycles_begun + (fresh is not None),
            past=(),
            awaiting=None,
        )

    def unasked(self) -> Enrolment:
        """Waiting for nobody. A step of which a person is asked whether it left is behind: it never leaves by
        itself (F3).
        """
        if self.awaiting is None:
            return self
        cycle = self.cycle
        if self.awaiting is TaskKind.REVIEW_SEND and cycle and cycle.pending:
            cycle = cycle.after(cycle.pending)
        return replace(self, cycle=cycle, awaiting=None)

    def retired(self) -> Enrolment:
        """Set aside: not looked at again until it is taken up."""
        return replace(self.unasked(), state=EnrolmentState.RETIRED, next_at=None)

    def released(self) -> Enrolment:
        """Free to be looked at again."""
        if self.state is EnrolmentState.ACTIVE and self.claim is None:
            return self
        return replace(self, state=EnrolmentState.ACTIVE, claim=None)
