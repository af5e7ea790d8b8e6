"""A draft is put in force: first what that changes on the next sending day, then the act."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from relance.access.etags import etag_of
from relance.access.plan_warnings import worded
from relance.contracts.api.base import path_id
from relance.contracts.api.plans import Draft
from relance.domain.plan_draft import PlanDraft
from relance.domain.simulation import Forecast
from relance.web.answers import Answer, See, Shown
from relance.web.forms import SHOWN_AGAIN, id_of, problem_details
from relance.web.pages.plan_draft import unless_changed
from relance.web.routing import Pages
from relance.web.visit import Visit

pages = Pages()

_ROWS: Final = 100


@dataclass(frozen=True, slots=True)
class Effect:
    """What publishing changes for one customer on the next sending day, in words."""

    customer: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@pages.on("GET", "/plans/<plan>/publish", may="publish_plan")
def publishing(visit: Visit, plan: str) -> Answer:
    """Nothing is changed yet."""
    return _screen(visit, id_of(plan))


@pages.on("POST", "/plans/<plan>/publish", may="publish_plan")
def publish(visit: Visit, plan: str) -> Answer:
    plan = id_of(plan)
    draft = visit.house.drafts.get(visit.org, plan)
    try:
        unless_changed(visit, draft)
        visit.house.publish_plan.run(visit.tenant, draft, as_default=bool(visit.given("as_default")))
    except SHOWN_AGAIN as error:
        return _screen(visit, plan, error)
    return See(f"/plans/{path_id(plan)}", "plan.published")


def _screen(visit: Visit, plan: str, error: Exception | None = None) -> Shown:
    house, draft = visit.house, visit.house.drafts.get(visit.org, plan)
    faults = visit.in_words(house.check_plan.faults(visit.organization, draft))
    values = {
        "draft": draft,
        "etag": etag_of(Draft.of(draft)),
        "line": house.manage_plans.line(visit.organization, plan),
        "on": house.publish_plan.next_sending_day(visit.tenant, visit.now),
        "faults": [f"{one.message} {one.hint}".strip() for one in faults],
        "problem": problem_details(visit, error) if error else None,
        **(_consequences(visit, draft) if not faults else {}),
    }
    return Shown("plan_publish.html", values, 422 if error else 200)


def _consequences(visit: Visit, draft: PlanDraft) -> dict[str, object]:
    publish = visit.house.publish_plan
    page = publish.preview(visit.tenant, draft, visit.now, _ROWS, None, as_default=False)
    warnings = publish.warnings(visit.tenant, draft, visit.now, as_default=False)
    effects = [Effect(e.customer, _words(visit, e.before), _words(visit, e.after)) for e in page.lines]
    return {
        "effects": [one for one in effects if one.before != one.after],
        "is_whole": page.after is None,
        "warnings": [worded(visit, one) for one in warnings],
    }


def _words(visit: Visit, forecasts: Iterable[Forecast]) -> tuple[str, ...]:
    explain = visit.house.explain
    return tuple(explain(one.decision, one.day, visit.language, visit.members) for one in forecasts)
