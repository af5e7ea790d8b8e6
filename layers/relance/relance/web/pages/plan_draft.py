"""A plan is begun, its rules are changed in a draft, and a draft is thrown away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from relance.contracts.api.base import path_id
from relance.contracts.api.plans import Draft, NewPlan, PlanChange, ReadyMade
from relance.domain.plan_draft import PlanDraft
from relance.web.answers import Answer, See, Shown
from relance.web.forms import SHOWN_AGAIN, id_of, number_or_text, problem_details, read
from relance.web.pages.plans import screen
from relance.web.routing import Pages
from relance.web.visit import Visit

pages = Pages()

_CHOICES: Final = ("name", "level", "logic", "succession")


@pages.on("GET", "/plans/new", may="create_plan")
def new_plan(visit: Visit) -> Answer:
    return Shown("plan_new.html", {"typed": {"name": "", "begin": "ready"}, "problem": None})


@pages.on("POST", "/plans/new", may="create_plan")
def create_plan(visit: Visit) -> Answer:
    """With the ready-made steps, or with none."""
    typed = {name: visit.given(name) for name in ("name", "begin")}
    try:
        draft = visit.house.manage_plans.write(visit.org, _begun(visit, typed))
    except SHOWN_AGAIN as error:
        return Shown("plan_new.html", {"typed": typed, "problem": problem_details(visit, error)}, 422)
    return See(address_of(draft.id))


def _begun(visit: Visit, typed: dict[str, str]) -> PlanDraft:
    """Raises Refused."""
    house, plan = visit.house, visit.new_id("plan")
    if typed["begin"] == "empty":
        return read(NewPlan, {"name": typed["name"]}).as_draft(plan, house.new_id)
    return read(ReadyMade, {"name": typed["name"]}).as_draft(plan, house.messages.ready_made())


@pages.on("POST", "/plans/<plan>/draft", may="revise_plan")
def revise_plan(visit: Visit, plan: str) -> Answer:
    """A draft of the next version, as the one in force; the one that is there already stays."""
    plan = id_of(plan)
    if visit.house.manage_plans.line(visit.organization, plan).draft is None:
        visit.house.manage_plans.revise(visit.organization, plan)
    return See(address_of(plan))


@pages.on("POST", "/plans/<plan>/discard", may="discard_plan_draft")
def discard_draft(visit: Visit, plan: str) -> Answer:
    plan = id_of(plan)

    def discard() -> None:
        visit.house.manage_plans.discard(visit.org, plan, lambda draft: unless_changed(visit, draft))

    return _acted(visit, plan, discard) or See("/plans", "plan.discarded")


@pages.on("POST", "/plans/<plan>/rules", may="update_plan_draft")
def change_rules(visit: Visit, plan: str) -> Answer:
    plan = id_of(plan)
    said: dict[str, Any] = {name: visit.given(name) for name in _CHOICES}
    said["min_contact_delay_days"] = number_or_text(visit.given("min_contact_delay_days"))
    said["lists_not_yet_due"] = bool(visit.given("lists_not_yet_due"))

    def act() -> None:
        given = read(PlanChange, said).changes()
        change_draft(visit, plan, lambda draft: replace(draft, **given))

    return _acted(visit, plan, act) or See(address_of(plan), "plan.saved")


def _acted(visit: Visit, plan: str, act: Callable[[], None]) -> Shown | None:
    """None once it was done; else the draft, with what stood in the way."""
    try:
        act()
    except SHOWN_AGAIN as error:
        return screen(visit, plan, shows_draft=True, error=error)
    return None


# --- what everything that changes a draft needs ---


def address_of(plan: str) -> str:
    return f"/plans/{path_id(plan)}?draft"


def unless_changed(visit: Visit, draft: PlanDraft) -> None:
    """Raises Problem when somebody else changed the draft since the form was shown."""
    visit.unless_changed(Draft.of(draft))


def change_draft(visit: Visit, plan: str, edit: Callable[[PlanDraft], PlanDraft]) -> None:
    """Raises NotFound, Refused, Conflict, Problem."""

    def changed(draft: PlanDraft) -> PlanDraft:
        unless_changed(visit, draft)
        return edit(draft)

    visit.house.manage_plans.change(visit.org, plan, changed)
