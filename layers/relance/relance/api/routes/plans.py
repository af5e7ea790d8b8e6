"""Dunning plans: drafts, versions in force, and what publishing changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query

from relance.access.plan_warnings import worded
from relance.access.problems import field_problem
from relance.api.call import Call
from relance.api.pages import Cursor
from relance.api.routing import Router
from relance.contracts.api.base import Page, PathId
from relance.contracts.api.decisions import Decision
from relance.contracts.api.plans import (
    Draft,
    Duplicate,
    NewPlan,
    Plan,
    PlanChange,
    PlanSummary,
    PlanWarning,
    Publish,
    PublishedPlan,
    ReadyMade,
    StepPreview,
    Validation,
)
from relance.contracts.api.simulation import PublishPreview, SimulationDay
from relance.domain.errors import Refused
from relance.domain.plan_draft import PlanDraft
from relance.domain.simulation import Forecast

router = Router("Plans")

_Version = Annotated[int | None, Query(ge=1, le=1_000_000, description="Without it, the one in force.")]
_Customers = Annotated[int, Query(ge=1, le=100, description="At most so many customers are looked at.")]


@router.on("GET", "/plans")
def list_plans() -> Page[PlanSummary]:
    """All plans, published or only drafted, archived ones too."""
    call = router.call
    lines = call.house.manage_plans.lines(call.organization)
    return Page(items=tuple(PlanSummary.of(line) for line in lines))


@router.on("POST", "/plans", status=201)
def create_plan(body: NewPlan) -> Draft:
    """Begin a plan, as a draft."""
    call = router.call
    draft = body.as_draft(call.new_id("plan"), call.house.new_id)
    return _shown(call, call.house.manage_plans.write(call.org, draft))


@router.on("POST", "/plans/ready-made", status=201)
def create_ready_made_plan(body: ReadyMade) -> Draft:
    """Begin a plan with a notice before the due date and three reminders, in every language we have."""
    call, house = router.call, router.call.house
    draft = body.as_draft(call.new_id("plan"), house.messages.ready_made())
    return _shown(call, house.manage_plans.write(call.org, draft))


@router.on("GET", "/plans/<plan>")
def get_plan(plan: PathId, version: _Version = None) -> Plan:
    """One published version of a plan."""
    call = router.call
    published = call.house.manage_plans.published(call.organization, plan, version)
    return call.tagged(Plan.of_version(published))


@router.on("GET", "/plans/<plan>/draft")
def get_plan_draft(plan: PathId) -> Draft:
    """The draft of the plan's next version."""
    return _shown(router.call, _draft(router.call, plan))


@router.on("POST", "/plans/<plan>/draft", status=201)
def revise_plan(plan: PathId) -> Draft:
    """Begin a draft of the next version, as the one in force."""
    call = router.call
    return _shown(call, call.house.manage_plans.revise(call.organization, plan))


@router.on("PATCH", "/plans/<plan>/draft")
def update_plan_draft(plan: PathId, body: PlanChange) -> Draft:
    """Change a draft. It need not be right yet; see validate."""
    call = router.call
    given = body.changed(call.house.new_id)

    def changed(draft: PlanDraft) -> PlanDraft:
        call.unless_changed(Draft.of(draft))
        return replace(draft, **given)

    return _shown(call, call.house.manage_plans.change(call.org, plan, changed))


@router.on("DELETE", "/plans/<plan>/draft", status=204, if_match=True)
def discard_plan_draft(plan: PathId) -> None:
    """Throw a draft away. The version in force stays."""
    call = router.call
    call.house.manage_plans.discard(call.org, plan, lambda draft: call.unless_changed(Draft.of(draft)))


@router.on("POST", "/plans/<plan>/validate", effect="reads")
def validate_plan(plan: PathId) -> Validation:
    """Everything that is wrong with a draft, at once; and how its messages look with example data."""
    call, draft = router.call, _draft(router.call, plan)
    faults = call.house.check_plan.faults(call.organization, draft)
    errors = tuple(field_problem(call.language, fault) for fault in faults)
    return Validation(errors=errors, previews=tuple(_previews(call, draft)))


@router.on("POST", "/plans/<plan>/publish-preview", effect="reads")
def preview_publishing(
    plan: PathId, body: Publish, limit: _Customers = 50, cursor: Cursor = None
) -> PublishPreview:
    """What publishing would change on the next sending day, by customer; nothing is changed by it."""
    call, publish = router.call, router.call.house.publish_plan
    cursors = call.cursors_of(f"{plan} {body.as_default}")
    page = publish.preview(
        call.tenant,
        _draft(call, plan),
        call.now,
        limit,
        cursors.read(cursor),
        as_default=body.as_default,
    )
    items = tuple(
        SimulationDay(
            customer=effect.customer,
            before=_decisions(call, effect.before),
            after=_decisions(call, effect.after),
        )
        for effect in page.lines
    )
    day = publish.next_sending_day(call.tenant, call.now)
    warnings = () if cursor else _warnings(call, _draft(call, plan), body)
    return PublishPreview(day=day, items=items, next=cursors.sign(page.after), warnings=warnings)


@router.on("POST", "/plans/<plan>/publish", if_match=True)
def publish_plan(plan: PathId, body: Publish) -> PublishedPlan:
    """Put the draft in force, as a new version that never changes.

    Customers move to it at their place; a step that became automatic today does not leave today. Asks for
    the draft's ETag in If-Match. `warnings` are no faults: the plan is in force all the same.
    """
    call, draft = router.call, _draft(router.call, plan)
    call.unless_changed(Draft.of(draft))
    warnings = _warnings(call, draft, body)
    published = call.house.publish_plan.run(call.tenant, draft, as_default=body.as_default)
    return PublishedPlan.with_warnings(call.tagged(Plan.of_version(published)), warnings)


@router.on("POST", "/plans/<plan>/duplicate", status=201)
def duplicate_plan(plan: PathId, body: Duplicate) -> Draft:
    """Begin another plan with what this one's draft, or its version in force, says."""
    call = router.call
    manage = call.house.manage_plans
    return _shown(call, manage.duplicate(call.organization, plan, call.new_id("plan"), body.name))


@router.on("POST", "/plans/<plan>/archive")
def archive_plan(plan: PathId) -> PlanSummary:
    """Offer a plan to nobody any more. Refused while it is the default, or a customer's own."""
    call = router.call
    manage = call.house.manage_plans
    return call.tagged(PlanSummary.of(manage.line(manage.archive(call.organization, plan), plan)))


@router.on("POST", "/plans/<plan>/restore")
def restore_plan(plan: PathId) -> PlanSummary:
    """Take a plan back out of the archive."""
    call = router.call
    manage = call.house.manage_plans
    return call.tagged(PlanSummary.of(manage.line(manage.restore(call.organization, plan), plan)))


def _warnings(call: Call, draft: PlanDraft, body: Publish) -> tuple[PlanWarning, ...]:
    publish = call.house.publish_plan
    found = publish.warnings(call.tenant, draft, call.now, as_default=body.as_default)
    return tuple(worded(call, warning) for warning in found)


def _draft(call: Call, plan: str) -> PlanDraft:
    return call.house.drafts.get(call.org, plan)


def _shown(call: Call, draft: PlanDraft) -> Draft:
    return call.tagged(Draft.of(draft))


def _decisions(call: Call, forecasts: tuple[Forecast, ...]) -> tuple[Decision, ...]:
    explain = call.house.explain
    return tuple(
        Decision.of(f.decision, explain(f.decision, f.day, call.language, call.members)) for f in forecasts
    )


def _previews(call: Call, draft: PlanDraft) -> Iterator[StepPreview]:
    for step in draft.steps:
        for language, message in step.messages.items():
            try:
                seen = call.house.messages.example(message, language)
            except Refused:
                continue
            yield StepPreview(
                step=step.id, language=language, subject=seen.subject, text=seen.text, html=seen.html
            )
