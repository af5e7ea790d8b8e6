"""Campaigns: one message to many customers, personalised, each of them at most once."""

from __future__ import annotations

from dataclasses import replace

from relance.api.call import Call
from relance.api.pages import DEFAULT_LIMIT, Cursor, Limit
from relance.api.routing import Router
from relance.contracts.api.base import Page, PathId
from relance.contracts.api.campaigns import (
    Campaign,
    CampaignChange,
    CampaignMailPreview,
    CampaignPreviewRow,
    CampaignRecipient,
    NewCampaign,
)
from relance.domain import campaign as domain
from relance.domain.campaign import Result

router = Router("Campaigns")


def _shown(call: Call, campaign: domain.Campaign) -> Campaign:
    under_way = call.house.manage_campaigns.under_way(campaign) if campaign.look_at else 0
    return call.tagged(Campaign.of(campaign, under_way))


@router.on("GET", "/campaigns")
def list_campaigns() -> Page[Campaign]:
    """All campaigns, by id."""
    call = router.call
    return Page(items=tuple(Campaign.of(each) for each in call.house.campaigns.all(call.org)))


@router.on("POST", "/campaigns", status=201)
def create_campaign(body: NewCampaign) -> Campaign:
    """Write a campaign: a filter, and one message by language. It is a draft until it is started."""
    call = router.call
    campaign = body.as_campaign(call.org, call.new_id("campaign"), call.now, call.caller.id)
    return _shown(call, call.house.manage_campaigns.write(call.organization, campaign))


@router.on("GET", "/campaigns/<campaign>")
def get_campaign(campaign: PathId) -> Campaign:
    """One campaign, and how far it has come."""
    return _shown(router.call, router.call.house.campaigns.get(router.call.org, campaign))


@router.on("PATCH", "/campaigns/<campaign>")
def update_campaign(campaign: PathId, body: CampaignChange) -> Campaign:
    """Change a draft. Once a campaign has been started, everybody gets the same message."""
    call = router.call
    known = call.house.campaigns.get(call.org, campaign)
    call.unless_changed(Campaign.of(known))
    edited = known.edited(replace(known, **body.changed()))
    return _shown(call, call.house.manage_campaigns.write(call.organization, edited))


@router.on("DELETE", "/campaigns/<campaign>", status=204, if_match=True)
def delete_campaign(campaign: PathId) -> None:
    """Throw a draft away. A campaign that was started stays, with its results."""
    call = router.call
    known = call.house.campaigns.get(call.org, campaign)
    call.unless_changed(Campaign.of(known))
    call.house.campaigns.remove(known.removable())


@router.on("GET", "/campaigns/<campaign>/preview")
def preview_campaign(
    campaign: PathId, limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None
) -> Page[CampaignPreviewRow]:
    """The customers that the filter means today, and of each whether it would get the message or why not."""
    call = router.call
    known, place = call.house.campaigns.get(call.org, campaign), call.cursors_of(campaign)
    page = call.house.preview_campaign.page(call.tenant, known, limit, place.read(cursor))
    return Page(items=tuple(CampaignPreviewRow.of(each) for each in page.lines), next=place.sign(page.after))


@router.on("GET", "/campaigns/<campaign>/preview/<customer>")
def preview_campaign_mail(campaign: PathId, customer: PathId) -> CampaignMailPreview:
    """The message as one customer would get it today."""
    call = router.call
    known = call.house.campaigns.get(call.org, campaign)
    return CampaignMailPreview.of(call.house.preview_campaign.one(call.tenant, known, customer))


@router.on("POST", "/campaigns/<campaign>/start", if_match=True)
def start_campaign(campaign: PathId) -> Campaign:
    """Start it as you have read it. Messages leave in the sending window alone, to each customer once.

    A customer is looked at again at the moment of sending: one that has paid, replied or promised by then is
    left out, unless `despite` says otherwise.
    """
    call = router.call
    known = call.house.campaigns.get(call.org, campaign)
    call.unless_changed(Campaign.of(known))
    return _shown(call, call.house.manage_campaigns.start(call.tenant, known))


@router.on("POST", "/campaigns/<campaign>/pause")
def pause_campaign(campaign: PathId) -> Campaign:
    """Nothing more leaves until it is resumed, but what is being sent at this very moment: `let_through`."""
    return _shown(router.call, router.call.house.manage_campaigns.pause(router.call.org, campaign))


@router.on("POST", "/campaigns/<campaign>/resume")
def resume_campaign(campaign: PathId) -> Campaign:
    """Go on where it was: who has a result already gets nothing again."""
    return _shown(router.call, router.call.house.manage_campaigns.resume(router.call.org, campaign))


@router.on("POST", "/campaigns/<campaign>/stop")
def stop_campaign(campaign: PathId) -> Campaign:
    """End it for good. Nothing more leaves, but what is being sent at this very moment: `let_through`."""
    return _shown(router.call, router.call.house.manage_campaigns.stop(router.call.org, campaign))


@router.on("GET", "/campaigns/<campaign>/recipients")
def list_campaign_recipients(
    campaign: PathId, limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None
) -> Page[CampaignRecipient]:
    """What became of it for each customer, by id: sent, failed, or left out and why."""
    call = router.call
    known, place = call.house.campaigns.get(call.org, campaign), call.cursors_of(campaign)
    page = call.house.campaigns.recipients(call.org, known.id, limit, place.read(cursor))
    items = tuple(_recipient(call, each) for each in page.lines)
    return Page(items=items, next=place.sign(page.after))


def _recipient(call: Call, recipient: domain.Recipient) -> CampaignRecipient:
    left = recipient.result is not Result.EXCLUDED
    return CampaignRecipient.of(recipient, call.house.outreaches.get(recipient.ref) if left else None)
