"""Where an invoice stands in a plan, and the cycle in which it goes on from there.

The place is kept by invoice and plan. While the invoice is open its enrolment keeps the place, once it is
closed the invoice itself does: so the place outlives any detour, and what is written at each reminder stays
small.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from relance.domain.plan import CountsFrom, Dated, DunningPlan, PlanStep, trigger


@dataclass(frozen=True, slots=True)
class Place:
    """Where an invoice stands in a plan: a step, and the step's offset in days.

    When an edit removes the step from the plan, `step` becomes "" and the offset alone tells the place. A
    step that is put back later counts as a new step.
    """

    step: str
    offset_days: int
    counts_from: CountsFrom = CountsFrom.DUE_DATE

    @classmethod
    def at(cls, step: PlanStep) -> Place:
        return cls(step.id, step.offset_days, step.counts_from)

    def trigger(self, invoice: Dated) -> date:
        """The day on which a step at this place has its turn for the invoice."""
        return trigger(invoice, self.offset_days, self.counts_from)


def later_of(one: Place | None, other: Place | None, invoice: Dated) -> Place | None:
    """The place whose day comes later for the invoice; of two on one day, `one`."""
    if one is None or other is None:
        return one or other
    return one if one.trigger(invoice) >= other.trigger(invoice) else other


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
    asked: bool = False
    """The plan is done, and a person has said that the question what comes next is dealt with."""

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
        return replace(self, handled=place, pending=None, earlier=earlier, asked=False)

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
        if (other.handled, other.earlier, other.asked) == (self.handled, self.earlier, self.asked):
            return self
        if other.handled is None:
            return replace(self, asked=self.asked or other.asked)
        place = _farther(self, other) if self.handled else other.handled
        done = dict.fromkeys((*other.done, *self.done))
        earlier = tuple(step for step in done if step != place.step)
        return replace(self, handled=place, earlier=earlier, asked=self.asked or other.asked)


def _farther(one: Cycle, other: Cycle) -> Place:
    """The last step handled in either: a step that the other passage has left behind is not the last."""
    if one.handled is None or other.handled is None:
        raise ValueError("only cycles with a step behind them are compared")
    if one.handled.step and one.handled.step in other.earlier:
        return other.handled
    if other.handled.step and other.handled.step in one.earlier:
        return one.handled
    return max(one.handled, other.handled, key=lambda place: place.offset_days)


@dataclass(frozen=True, slots=True)
class KeptPlace:
    """Where `invoices`, which carry no more or not now, stand in a plan: as their cycles were left.

    `plan` "" is the plan that the enrolment is on; after the enrolment has moved to another plan, the id of
    the plan that was left. An invoice that keeps its own place names no invoices.
    """

    invoices: tuple[str, ...] = ()
    plan: str = ""
    handled: Place | None = None
    pending: Place | None = None
    earlier: tuple[str, ...] = ()
    asked: bool = False

    @classmethod
    def of(cls, cycle: Cycle, plan: str = "") -> KeptPlace:
        return cls((cycle.invoice,), plan, cycle.handled, cycle.pending, cycle.earlier, cycle.asked)

    def cycle(self, number: int, invoice: str) -> Cycle:
        """The cycle in which an invoice that stands here goes on."""
        return Cycle(number, invoice, self.handled, self.pending, self.earlier, self.asked)

    def within(self, plan: DunningPlan) -> KeptPlace:
        """At its place in a version of the plan."""
        cycle = self.cycle(0, "").within(plan)
        return replace(self, handled=cycle.handled, earlier=cycle.earlier)

    @property
    def is_anywhere(self) -> bool:
        """Something was done, or is waited for: a passage that has not begun needs no memory."""
        return self.handled is not None or self.pending is not None or self.asked


@dataclass(frozen=True, slots=True)
class Listed:
    """The latest step in whose message `invoices` were listed after its turn had come for each of them."""

    place: Place
    invoices: tuple[str, ...]


def keeping(kept: Iterable[KeptPlace], new: KeptPlace) -> tuple[KeptPlace, ...]:
    """The kept places with the invoices of `new` at that place and at no other place of the same plan.
    Invoices at one place are written once.
    """
    moved, found, places = frozenset(new.invoices), False, []
    for place in kept:
        if place.plan != new.plan:
            places.append(place)
            continue
        stay = _without(place.invoices, moved)
        if replace(place, invoices=()) == replace(new, invoices=()):
            found, stay = True, (*stay, *new.invoices)
        if stay:
            places.append(place if stay == place.invoices else replace(place, invoices=stay))
    return tuple(places) if found or not new.is_anywhere else (*places, new)


def forgetting(
    kept: Iterable[KeptPlace], invoices: Iterable[str], plan: str | None = None
) -> tuple[KeptPlace, ...]:
    """The kept places without these invoices, in one plan or in every plan."""
    gone = frozenset(invoices)
    left = (
        place if plan not in (None, place.plan) else replace(place, invoices=_without(place.invoices, gone))
        for place in kept
    )
    return tuple(place for place in left if place.invoices)


def listing(listed: Iterable[Listed], place: Place, invoices: Iterable[str]) -> tuple[Listed, ...]:
    """With these invoices listed at that place and nowhere else."""
    moved, found, groups = tuple(dict.fromkeys(invoices)), False, []
    gone = frozenset(moved)
    for group in listed:
        stay = _without(group.invoices, gone)
        if group.place == place:
            found, stay = True, (*stay, *moved)
        if stay:
            groups.append(replace(group, invoices=stay))
    return tuple(groups) if found or not moved else (*groups, Listed(place, moved))


def unlisted(listed: Iterable[Listed], invoices: Iterable[str]) -> tuple[Listed, ...]:
    gone = frozenset(invoices)
    left = (replace(group, invoices=_without(group.invoices, gone)) for group in listed)
    return tuple(group for group in left if group.invoices)


def places_of(listed: Iterable[Listed]) -> Iterator[tuple[str, Place]]:
    """Each listed invoice with the place at which it was listed."""
    return ((number, group.place) for group in listed for number in group.invoices)


def _without(invoices: tuple[str, ...], gone: frozenset[str]) -> tuple[str, ...]:
    if gone.isdisjoint(invoices):
        return invoices
    return tuple(number for number in invoices if number not in gone)
