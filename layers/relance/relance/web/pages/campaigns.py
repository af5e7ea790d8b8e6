"""Campaigns: one message to many customers, written, looked through, started and halted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from relance.access.etags import etag_of
from relance.contracts.api.base import path_id
from relance.contracts.api.campaigns import Campaign, CampaignPreviewRow, NewCampaign
from relance.domain import campaign as domain
from relance.domain.campaign import CampaignState
from relance.domain.selection import Exclusion
from relance.rendering.texts import LANGUAGES
from relance.usecases.campaigns.prepare_mail import Ready
from relance.usecases.ports.words import Preview
from relance.web.answers import Answer, See, Shown
from relance.web.forms import (
    SHOWN_AGAIN,
    examples_of,
    id_of,
    messages_in,
    number_or_text,
    problem_details,
    read,
    texts_typed,
    typed,
)
from relance.web.routing import Pages
from relance.web.visit import Visit

pages = Pages()

_ROWS: Final = 50
_FIELDS: Final = ("name", "overdue_from", "overdue_to", "not_contacted_since")
_BEGINS: Final = {"name": "", "overdue_from": "1"}


@pages.on("GET", "/campaigns", may="list_campaigns")
def campaigns(visit: Visit) -> Answer:
    """The latest first."""
    known = sorted(visit.house.campaigns.all(visit.org), key=lambda one: one.created_at, reverse=True)
    return Shown("campaigns.html", {"rows": [Campaign.of(one) for one in known]})


@pages.on("GET", "/campaigns/new", may="create_campaign")
def new_campaign(visit: Visit) -> Answer:
    return _form(visit, _BEGINS)


@pages.on("POST", "/campaigns/new", may="create_campaign")
def create_campaign(visit: Visit) -> Answer:
    """A draft: nothing leaves before it is started."""
    try:
        said = read(NewCampaign, _said(visit))
        campaign = said.as_campaign(visit.org, visit.new_id("campaign"), visit.now, visit.caller.id)
        made = visit.house.manage_campaigns.write(visit.organization, campaign)
    except SHOWN_AGAIN as error:
        return _form(visit, typed(visit), error)
    return See(_address(made.id))


def _said(visit: Visit) -> dict[str, Any]:
    days = {name: visit.given(name) for name in ("overdue_from", "overdue_to")}
    wanted: dict[str, Any] = {name: number_or_text(value) for name, value in days.items() if value}
    if visit.given("not_contacted_since"):
        wanted["not_contacted_since"] = visit.given("not_contacted_since")
    wanted["plans"] = visit.form.get("plans", ())
    return {
        "name": visit.given("name"),
        "filter": wanted,
        "messages": messages_in(visit),
        "despite": list(visit.form.get("despite", ())),
    }


def _form(visit: Visit, said: Mapping[str, str], error: Exception | None = None) -> Shown:
    lines = visit.house.manage_plans.lines(visit.organization)
    values = {
        "typed": {name: said.get(name, "") for name in _FIELDS},
        "languages": LANGUAGES,
        "texts_": texts_typed(visit),
        "plans": [(line.id, line.plan.name) for line in lines if line.plan],
        "ticked": {*visit.form.get("plans", ()), *visit.form.get("despite", ())},
        "exclusions": [one for one in Exclusion if one.may_be_overridden],
        "fields": visit.house.messages.fields(visit.language),
        "problem": problem_details(visit, error) if error else None,
    }
    return Shown("campaign_new.html", values, 422 if error else 200)


@pages.on("GET", "/campaigns/<campaign>", may="get_campaign")
def campaign(visit: Visit, campaign: str) -> Answer:
    """Of a draft whom it would write to and what they would read; of one that was started how far it is."""
    return _screen(visit, visit.house.campaigns.get(visit.org, id_of(campaign)))


@pages.on("POST", "/campaigns/<campaign>/start", may="start_campaign")
def start_campaign(visit: Visit, campaign: str) -> Answer:
    """As it was shown: somebody's change meanwhile is shown first."""

    def start(known: domain.Campaign) -> None:
        visit.unless_changed(Campaign.of(known))
        visit.house.manage_campaigns.start(visit.tenant, known)

    return _acted(visit, campaign, "campaign.started", start)


@pages.on("POST", "/campaigns/<campaign>/pause", may="pause_campaign")
def pause_campaign(visit: Visit, campaign: str) -> Answer:
    manage = visit.house.manage_campaigns
    return _acted(visit, campaign, "campaign.paused", lambda known: manage.pause(visit.org, known.id))


@pages.on("POST", "/campaigns/<campaign>/resume", may="resume_campaign")
def resume_campaign(visit: Visit, campaign: str) -> Answer:
    manage = visit.house.manage_campaigns
    return _acted(visit, campaign, "campaign.resumed", lambda known: manage.resume(visit.org, known.id))


@pages.on("POST", "/campaigns/<campaign>/stop", may="stop_campaign")
def stop_campaign(visit: Visit, campaign: str) -> Answer:
    manage = visit.house.manage_campaigns
    return _acted(visit, campaign, "campaign.stopped", lambda known: manage.stop(visit.org, known.id))


@pages.on("POST", "/campaigns/<campaign>/delete", may="delete_campaign")
def delete_campaign(visit: Visit, campaign: str) -> Answer:
    """A draft is thrown away."""

    def delete(known: domain.Campaign) -> None:
        visit.unless_changed(Campaign.of(known))
        visit.house.campaigns.remove(known.removable())

    answer = _acted(visit, campaign, "", delete)
    return See("/campaigns", "campaign.deleted") if isinstance(answer, See) else answer


def _acted(visit: Visit, campaign: str, said: str, act: Callable[[domain.Campaign], object]) -> Answer:
    known = visit.house.campaigns.get(visit.org, id_of(campaign))
    try:
        act(known)
    except SHOWN_AGAIN as error:
        return _screen(visit, visit.house.campaigns.get(visit.org, known.id), error)
    return See(_address(known.id), said)


def _address(campaign: str) -> str:
    return f"/campaigns/{path_id(campaign)}"


def _screen(visit: Visit, known: domain.Campaign, error: Exception | None = None) -> Shown:
    under_way = visit.house.manage_campaigns.under_way(known) if known.look_at else 0
    is_draft = known.state is CampaignState.DRAFT
    values = {
        "campaign": Campaign.of(known, under_way),
        "address": _address(known.id),
        "etag": etag_of(Campaign.of(known)),
        "is_draft": is_draft,
        "problem": problem_details(visit, error) if error else None,
        **(_preview(visit, known) if is_draft else _results(visit, known)),
    }
    return Shown("campaign.html", values, 422 if error else 200)


def _preview(visit: Visit, known: domain.Campaign) -> dict[str, object]:
    """The first whom the filter means, and the message as the first of them would read it; as an invented
    customer would, where nobody gets it today.
    """
    page = visit.house.preview_campaign.page(visit.tenant, known, _ROWS, None)
    ready = [one.prepared for one in page.lines if isinstance(one.prepared, Ready)]
    return {
        "rows": [CampaignPreviewRow.of(one) for one in page.lines],
        "count_of_ready": len(ready),
        "is_whole": page.after is None,
        "sample": ready[0].composed if ready else _example(visit, known),
    }


def _example(visit: Visit, known: domain.Campaign) -> Preview | None:
    return next((seen for _, seen in examples_of(visit, known.words)), None)


def _results(visit: Visit, known: domain.Campaign) -> dict[str, object]:
    cursors = visit.cursors("campaign", campaign=known.id)
    after = cursors.read(visit.query.get("cursor"))
    page = visit.house.campaigns.recipients(visit.org, known.id, _ROWS, after)
    return {"recipients": page.lines, "next": cursors.sign(page.after)}
