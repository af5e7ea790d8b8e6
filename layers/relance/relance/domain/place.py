"""Which step of its plan a cycle is at, and on which days that step gives way to the next."""

from __future__ import annotations

from datetime import date

from relance.domain.decision import Due
from relance.domain.enrolment import Cycle, Place
from relance.domain.plan import DunningPlan, Logic, PlanStep
from relance.domain.receivables import Invoice
from relance.domain.task import TaskKind


def pending_step(
    cycle: Cycle, carrying: Invoice, plan: DunningPlan, today: date, awaiting: TaskKind | None = None
) -> PlanStep | None:
    """The step the cycle is at: where it stands or enters, past every step that is done or has expired.

    What a person already has stays theirs, though an edit put a step before it.
    """
    theirs = plan.index(cycle.step) if awaiting and cycle.step else None
    position = _position(plan, cycle, carrying.due_date, today) if theirs is None else theirs
    for place, step in enumerate(plan.steps[position:], start=position):
        waits = awaiting if place == theirs else None
        if step.id not in cycle.done and not _expired(plan, place, carrying.due_date, today, waits):
            return step
    return None


def _position(plan: DunningPlan, cycle: Cycle, due: date, today: date) -> int:
    """The index in the plan of the first step that may still come.

    That is the step after the last handled one; in a new cycle, the step at which the cycle enters; and never
    a step behind the pending one. A step that an edit has removed stands where its offset puts it: the place
    of a removed "J+10" is between J+7 and J+15.
    """
    waiting = _place(plan, cycle.pending, 0) if cycle.pending else len(plan.steps)
    if cycle.handled:
        return min(_place(plan, cycle.handled, 1), waiting)
    if plan.logic is Logic.CONTEXTUAL:
        return 0  # past all that a later step has overtaken, see `_expired`
    days_late = (today - due).days
    return min(_first_from(plan, min(0, days_late)), waiting)


def _place(plan: DunningPlan, place: Place, after: int) -> int:
    """The position `after` that place."""
    found = plan.index(place.step)
    return _first_from(plan, place.offset_days + after) if found is None else found + after


def _first_from(plan: DunningPlan, offset_days: int) -> int:
    return next((i for i, step in enumerate(plan.steps) if step.offset_days >= offset_days), len(plan.steps))


def _expired(plan: DunningPlan, position: int, due: date, today: date, awaiting: TaskKind | None) -> bool:
    """Pre-due steps expire on the due date; under contextual logic a step expires when the next triggers.

    A to-do that a person already has only gives way to an automatic step.
    """
    if plan.steps[position].is_before_due and today >= due:
        return True
    if plan.logic is Logic.STANDARD or position + 1 == len(plan.steps):
        return False
    following = plan.steps[position + 1]
    return following.trigger(due) <= today and (awaiting is None or following.sends_itself)


def expiry(plan: DunningPlan, due: Due | None) -> set[date]:
    """The days on which the pending step may give way to the next step."""
    if due is None:
        return set()
    position = plan.index(due.step.id)
    days = {due.carrying.due_date} if due.step.is_before_due else set()
    if plan.logic is Logic.CONTEXTUAL and position is not None and position + 1 < len(plan.steps):
        days.add(plan.steps[position + 1].trigger(due.carrying.due_date))
    return days
