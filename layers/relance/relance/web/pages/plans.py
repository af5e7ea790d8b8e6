"""The plans, and one of them as it is in force or as its draft stands."""

from __future__ import annotations

from relance.access.etags import etag_of
from relance.contracts.api.plans import Draft
from relance.domain.errors import NotFound
from relance.domain.plan import DunningPlan, Level, Logic, Succession
from relance.domain.plan_draft import PlanDraft
from relance.rendering.steps import step_name
from relance.web.answers import Answer, Shown
from relance.web.forms import examples_of, id_of, problem_details
from relance.web.routing import Pages
from relance.web.visit import Visit

pages = Pages()


@pages.on("GET", "/plans", may="list_plans")
def plans(visit: Visit) -> Answer:
    """All plans, those put away last."""
    lines = sorted(
        visit.house.manage_plans.lines(visit.organization),
        key=lambda line: (line.archived, not line.is_default),
    )
    return Shown("plans.html", {"lines": lines})


@pages.on("GET", "/plans/<plan>", may="get_plan")
def plan(visit: Visit, plan: str) -> Answer:
    """The version in force; `?draft` shows the draft of the next."""
    return screen(visit, id_of(plan), shows_draft="draft" in visit.query)


def screen(visit: Visit, plan: str, *, shows_draft: bool, error: Exception | None = None) -> Shown:
    """The draft where it is asked for and there is one, or nothing is in force."""
    line = visit.house.manage_plans.line(visit.organization, plan)
    shows_draft = line.plan is None or (shows_draft and line.draft is not None)
    shown = line.draft if shows_draft else line.plan
    if shown is None:
        raise NotFound(f"plan {plan}")
    values = {
        "line": line,
        "plan": shown,
        "shows_draft": shows_draft,
        "steps": [
            (step, step_name(step.label, visit.language), examples_of(visit, step.messages))
            for step in shown.steps
        ],
        "faults": _faults(visit, shown),
        "etag": etag_of(Draft.of(shown)),
        "levels": list(Level),
        "logics": list(Logic),
        "successions": list(Succession),
        "problem": problem_details(visit, error) if error else None,
    }
    return Shown("plan.html", values, 422 if error else 200)


def _faults(visit: Visit, shown: DunningPlan | PlanDraft) -> list[str]:
    """What is wrong with a draft, in words; nothing ever is with what is in force."""
    if isinstance(shown, DunningPlan):
        return []
    found = visit.house.check_plan.faults(visit.organization, shown)
    return [f"{one.message} {one.hint}".strip() for one in visit.in_words(found)]
