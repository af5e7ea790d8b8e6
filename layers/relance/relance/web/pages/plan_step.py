"""One step of a draft: its kind, its day, who it is from, and its texts, seen with an invented customer."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from relance.access.etags import etag_of
from relance.contracts.api.base import path_id
from relance.contracts.api.plans import Draft, NewStep
from relance.domain.errors import NotFound
from relance.domain.plan import ACCOUNT_MANAGER, CountsFrom, PlanStep, StepKind
from relance.domain.plan_draft import PlanDraft
from relance.rendering.steps import step_name
from relance.rendering.texts import LANGUAGES
from relance.web.answers import Answer, See, Shown
from relance.web.forms import (
    SHOWN_AGAIN,
    examples_of,
    id_of,
    messages_in,
    number_or_text,
    parted,
    problem_details,
    read,
    texts_typed,
)
from relance.web.pages.plan_draft import address_of, change_draft
from relance.web.routing import Pages
from relance.web.visit import Visit

pages = Pages()

NEW: Final = "new"
# A step that is added comes so many days behind the last one, until its day is written.
_LATER: Final = 7


@pages.on("GET", "/plans/<plan>/steps/<step>", may="update_plan_draft")
def step(visit: Visit, plan: str, step: str) -> Answer:
    """`new` is one that is not there yet."""
    draft = visit.house.drafts.get(visit.org, id_of(plan))
    return _screen(visit, draft, _known(draft, id_of(step)))


@pages.on("POST", "/plans/<plan>/steps/<step>", may="update_plan_draft")
def save_step(visit: Visit, plan: str, step: str) -> Answer:
    draft = visit.house.drafts.get(visit.org, id_of(plan))
    known = _known(draft, id_of(step))
    shown = _as_typed(visit, known)
    try:
        written = _written(visit, known)
        shown = replace(written, id=known.id)
        change_draft(visit, draft.id, lambda draft: _with(draft, written))
    except SHOWN_AGAIN as error:
        return _screen(visit, draft, shown, error)
    return See(address_of(draft.id), "plan.saved")


@pages.on("POST", "/plans/<plan>/steps/<step>/preview", may="update_plan_draft")
def preview_step(visit: Visit, plan: str, step: str) -> Answer:
    """As its reader would see it; nothing is kept yet."""
    draft = visit.house.drafts.get(visit.org, id_of(plan))
    known = _known(draft, id_of(step))
    try:
        return _screen(visit, draft, replace(_written(visit, known), id=known.id))
    except SHOWN_AGAIN as error:
        return _screen(visit, draft, _as_typed(visit, known), error)


@pages.on("POST", "/plans/<plan>/steps/<step>/remove", may="update_plan_draft")
def remove_step(visit: Visit, plan: str, step: str) -> Answer:
    draft = visit.house.drafts.get(visit.org, id_of(plan))
    known = _known(draft, id_of(step))
    try:
        change_draft(visit, draft.id, lambda draft: _without(draft, known.id))
    except SHOWN_AGAIN as error:
        return _screen(visit, draft, known, error)
    return See(address_of(draft.id), "plan.removed")


def _known(draft: PlanDraft, step: str) -> PlanStep:
    """Raises NotFound."""
    if step == NEW:
        last = max((one.offset_days for one in draft.steps), default=0)
        return PlanStep(NEW, StepKind.EMAIL, last + _LATER)
    found = next((one for one in draft.steps if one.id == step), None)
    if found is None:
        raise NotFound(f"step {step}")
    return found


def _written(visit: Visit, known: PlanStep) -> PlanStep:
    """What the form says of the step. Raises Refused."""
    said = {
        "kind": visit.given("kind"),
        "offset_days": number_or_text(visit.given("offset_days")),
        "counts_from": visit.given("counts_from"),
        "automatic": bool(visit.given("automatic")),
        "name": visit.given("name"),
        "sender": visit.given("sender"),
        "owner": visit.given("owner"),
        "cc": parted(visit.given("cc")),
        "messages": messages_in(visit, known.messages),
    }
    if known.id != NEW:
        said["id"] = path_id(known.id)
    written = read(NewStep, said).as_step(lambda: visit.new_id("step"))
    return replace(written, automated_on=known.automated_on)


def _as_typed(visit: Visit, known: PlanStep) -> PlanStep:
    """The step with what was typed in a form that could not be read, to stand there again."""
    return replace(known, name=visit.given("name"), messages={**known.messages, **texts_typed(visit)})


def _with(draft: PlanDraft, written: PlanStep) -> PlanDraft:
    """Steps stand in the order of their days."""
    others = (one for one in draft.steps if one.id != written.id)
    return replace(draft, steps=tuple(sorted((*others, written), key=lambda one: one.offset_days)))


def _without(draft: PlanDraft, step: str) -> PlanDraft:
    return replace(draft, steps=tuple(one for one in draft.steps if one.id != step))


def _screen(visit: Visit, draft: PlanDraft, step: PlanStep, error: Exception | None = None) -> Shown:
    is_new = step.id == NEW
    values = {
        "draft": draft,
        "etag": etag_of(Draft.of(draft)),
        "step": step,
        "is_new": is_new,
        "name": visit.say("plan.new_step") if is_new else step_name(step.label, visit.language),
        "kinds": list(StepKind),
        "counts": list(CountsFrom),
        "languages": LANGUAGES,
        "people": [(ACCOUNT_MANAGER, ""), *sorted(visit.members.items(), key=lambda one: one[1])],
        "seen": examples_of(visit, step.messages),
        "fields": visit.house.messages.fields(visit.language),
        "problem": problem_details(visit, error) if error else None,
    }
    return Shown("plan_step.html", values, 422 if error else 200)
