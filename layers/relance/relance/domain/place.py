"""Which step of its plan a cycle is at, and on which days that step gives way to the next."""

from __future__ import annotations

from datetime import date, timedelta

from relance.domain.cycle import Cycle, Place
from relance.domain.decision import Due
from relance.domain.plan import Dated, DunningPlan, Logic, PlanStep, Succession
from relance.domain.task import TaskKind

_A_DAY = timedelta(days=1)


def pending_step(
    cycle: Cycle,
    invoice: Dated,
    plan: DunningPlan,
    today: date,
    awaiting: TaskKind | None = None,
    listed: Place | None = None,
) -> PlanStep | None:
    """The step the cycle is at: where it stands or enters, past every step that is done or has expired.

    What a person already has stays theirs, though an edit put a step before it. `listed` is the step with
    which the invoice was listed last, after its own turn for that step.
    """
    steps = plan.steps_for(invoice)
    theirs = _index(steps, cycle.step) if awaiting and cycle.step else None
    position = theirs
    if position is None:
        position = _position(plan, steps, cycle, invoice, today)
        if listed and plan.succession is Succession.CONTINUE:
            position = max(position, _behind(steps, listed, invoice))
    for index, step in enumerate(steps[position:], start=position):
        waits = awaiting if index == theirs else None
        if step.id not in cycle.done and not _expired(plan, steps, index, invoice, today, waits):
            return step
    return None


def _position(
    plan: DunningPlan, steps: tuple[PlanStep, ...], cycle: Cycle, invoice: Dated, today: date
) -> int:
    """The index of the first step that may still come.

    That is the step after the last handled one; in a new cycle, the step at which the cycle enters; and never
    a step behind the pending one. A step that an edit has removed stands where its offset puts it: the place
    of a removed "J+10" is between J+7 and J+15.
    """
    waiting = _at(steps, cycle.pending, invoice) if cycle.pending else len(steps)
    if cycle.handled:
        return min(_behind(steps, cycle.handled, invoice), waiting)
    if plan.logic is Logic.CONTEXTUAL:
        return 0  # past all that a later step has overtaken, see `_expired`
    return min(_first_from(steps, min(today, invoice.due_date), invoice), waiting)


def _at(steps: tuple[PlanStep, ...], place: Place, invoice: Dated) -> int:
    found = _index(steps, place.step)
    return _first_from(steps, place.trigger(invoice), invoice) if found is None else found


def _behind(steps: tuple[PlanStep, ...], place: Place, invoice: Dated) -> int:
    found = _index(steps, place.step)
    return _first_from(steps, place.trigger(invoice) + _A_DAY, invoice) if found is None else found + 1


def _index(steps: tuple[PlanStep, ...], step_id: str) -> int | None:
    return next((i for i, step in enumerate(steps) if step.id == step_id), None)


def _first_from(steps: tuple[PlanStep, ...], day: date, invoice: Dated) -> int:
    """The first step whose turn comes on that day or later."""
    return next((i for i, step in enumerate(steps) if step.trigger(invoice) >= day), len(steps))


def _expired(
    plan: DunningPlan,
    steps: tuple[PlanStep, ...],
    position: int,
    invoice: Dated,
    today: date,
    awaiting: TaskKind | None,
) -> bool:
    """Pre-due steps expire on the due date; under contextual logic a step expires when the next triggers.

    A to-do that a person already has only gives way to an automatic step.
    """
    if today >= invoice.due_date and steps[position].is_before_due(invoice):
        return True
    if plan.logic is Logic.STANDARD or position + 1 == len(steps):
        return False
    following = steps[position + 1]
    return following.trigger(invoice) <= today and (awaiting is None or following.sends_itself)


def expiry(plan: DunningPlan, due: Due | None) -> set[date]:
    """The days on which the pending step may give way to the next step."""
    if due is None:
        return set()
    invoice = due.carrying
    steps = plan.steps_for(invoice)
    position = _index(steps, due.step.id)
    days = {invoice.due_date} if due.step.is_before_due(invoice) else set()
    if plan.logic is Logic.CONTEXTUAL and position is not None and position + 1 < len(steps):
        days.add(steps[position + 1].trigger(invoice))
    return days
