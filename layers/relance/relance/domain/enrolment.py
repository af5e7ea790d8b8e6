"""A customer, or one invoice, on a plan: where it stands, and how it moves.

Nothing here knows why a step is due (`engine`) or how it is stored (`store`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property

from relance.domain.claim import Claim
from relance.domain.cycle import (
    Cycle,
    KeptPlace,
    Listed,
    Place,
    forgetting,
    keeping,
    listing,
    places_of,
    unlisted,
)
from relance.domain.ids import derived
from relance.domain.plan import DunningPlan, PlanStep
from relance.domain.task import TaskKind


class EnrolmentState(StrEnum):
    ACTIVE = "active"
    SENDING = "sending"
    RETIRED = "retired"
    """Its customer follows no such plan any more; it is taken up again where it was if that changes."""


@dataclass(frozen=True)
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
    contact: str | None = None
    """The contact whom the invoices of this enrolment name; None: the customer's main contact, or the
    contact of the one invoice.
    """
    cycle: Cycle | None = None
    cycles_begun: int = 0
    """The highest cycle number there was: none serves twice, even when its cycle is forgotten."""
    kept: tuple[KeptPlace, ...] = ()
    """Where its open invoices stand that do not carry now: in its own plan, and in plans it was on before."""
    listed: tuple[Listed, ...] = ()
    past: tuple[Cycle, ...] = ()
    """How versions before this one wrote `kept`: read, and written no more."""
    awaiting: TaskKind | None = None
    last_contact_on: date | None = None
    resume_on: date | None = None
    next_at: datetime | None = None
    state: EnrolmentState = EnrolmentState.ACTIVE
    claim: Claim | None = None
    failures: int = 0
    """Times in a row that preparing the step broke; at the limit a person has it."""
    version: int = 0

    def __post_init__(self) -> None:
        if self.past:
            kept = self.kept
            for cycle in self.past:
                kept = keeping(kept, KeptPlace.of(cycle))
            object.__setattr__(self, "kept", kept)
            object.__setattr__(self, "past", ())

    @property
    def is_sending(self) -> bool:
        return self.state is EnrolmentState.SENDING

    @property
    def is_retired(self) -> bool:
        return self.state is EnrolmentState.RETIRED

    def emptied(self) -> Enrolment:
        """Of a customer that is gone: its id alone, which nobody looks at any more."""
        return replace(
            self,
            cycle=None,
            kept=(),
            listed=(),
            awaiting=None,
            next_at=None,
            state=EnrolmentState.RETIRED,
        )

    @staticmethod
    def identity(org: str, customer: str, invoice: str | None, contact: str | None = None) -> str:
        """Derived, so that enrolling twice is enrolling once."""
        of_contact = ("contact", contact) if contact else ()
        return derived("enrolment", org, customer, invoice or "", *of_contact)

    def cycle_of(self, invoice: str) -> Cycle:
        """The invoice's own cycle: the current one, or a new one that goes on where the invoice stands."""
        if self.cycle and self.cycle.invoice == invoice:
            return self.cycle
        kept = self._places.get(("", invoice), KeptPlace())
        return kept.cycle(self.cycles_begun + 1, invoice)

    def place_in(self, plan: str, invoice: str) -> KeptPlace | None:
        """Where the invoice stands in that plan, as far as this enrolment led it; None: nowhere."""
        there = "" if plan == self.plan else plan
        if self.cycle and not there and self.cycle.invoice == invoice:
            return KeptPlace.of(self.cycle)
        return self._places.get((there, invoice))

    def places_of(self, invoice: str) -> tuple[KeptPlace, ...]:
        """Where the invoice stands in each plan, every plan by its id."""
        current = (KeptPlace.of(self.cycle),) if self.cycle and self.cycle.invoice == invoice else ()
        kept = (*current, *(kept for kept in self.kept if invoice in kept.invoices))
        return tuple(replace(place, plan=place.plan or self.plan) for place in kept)

    @property
    def memory(self) -> tuple[str, Cycle | None, tuple[KeptPlace, ...], tuple[Listed, ...]]:
        """All that decisions about other enrolments look at."""
        return self.plan, self.cycle, self.kept, self.listed

    @cached_property
    def _places(self) -> Mapping[tuple[str, str], KeptPlace]:
        return {(kept.plan, number): kept for kept in self.kept for number in kept.invoices}

    @cached_property
    def listings(self) -> Mapping[str, Place]:
        """The step with which each invoice was listed last, after its own turn for that step."""
        return dict(places_of(self.listed))

    @property
    def known_invoices(self) -> frozenset[str]:
        """Those of which it remembers anything."""
        numbers = {number for kept in self.kept for number in kept.invoices}.union(self.listings)
        return frozenset(numbers | {self.cycle.invoice} if self.cycle else numbers)

    def on(self, cycle: Cycle) -> Enrolment:
        """The enrolment in `cycle`; the cycle that it leaves keeps its place. A to-do belongs to the cycle
        left.
        """
        begun = max(self.cycles_begun, cycle.number)
        if self.cycle is None or self.cycle.number == cycle.number:
            cycle = cycle.joined(self.cycle) if self.cycle else cycle
            kept = forgetting(self.kept, [cycle.invoice], "")
            if (cycle, begun, kept) == (self.cycle, self.cycles_begun, self.kept):
                return self
            return replace(self, cycle=cycle, cycles_begun=begun, kept=kept)
        kept = keeping(self.kept, KeptPlace.of(self.cycle))
        kept = forgetting(kept, [cycle.invoice], "")
        return replace(self, cycle=cycle, cycles_begun=begun, kept=kept, awaiting=None)

    def with_listed(self, place: Place, invoices: Iterable[str]) -> Enrolment:
        """These invoices were listed in the message of the step at that place."""
        return replace(self, listed=listing(self.listed, place, invoices))

    def at(self, kept: KeptPlace) -> Enrolment:
        """The invoices of `kept` stand there in the plan that it names; the current cycle stays."""
        return replace(self, kept=keeping(self.kept, kept))

    def without(self, invoices: Iterable[str]) -> Enrolment:
        """Without any memory of these invoices; a step of which a person is asked is behind."""
        gone = frozenset(invoices)
        left = self.unasked() if self.cycle and self.cycle.invoice in gone else self
        return replace(
            left,
            cycle=None if left.cycle and left.cycle.invoice in gone else left.cycle,
            kept=forgetting(left.kept, gone),
            listed=unlisted(left.listed, gone),
        )

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
        """The enrolment on a new version of its plan, at its place; or on another plan. Its invoices keep
        their places in the plan that is left, and take up those that they had in the other plan.
        """
        if plan.id == self.plan:
            return replace(
                self,
                plan_version=plan.version,
                cycle=self.cycle.within(plan) if self.cycle else None,
                kept=tuple(kept if kept.plan else kept.within(plan) for kept in self.kept),
            )
        left = keeping(self.kept, KeptPlace.of(self.cycle)) if self.cycle else self.kept
        # Cycle numbers go on counting: a step is executed at most once per cycle (A17).
        return replace(
            self,
            plan=plan.id,
            plan_version=plan.version,
            enrolled_on=today,
            cycle=None,
            kept=tuple(self._moved(kept, plan) for kept in left),
            awaiting=None,
        )

    def _moved(self, kept: KeptPlace, plan: DunningPlan) -> KeptPlace:
        if not kept.plan:
            return replace(kept, plan=self.plan)
        return replace(kept, plan="").within(plan) if kept.plan == plan.id else kept

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
