"""Campaigns as people write, start and halt them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from relance.again import again
from relance.domain.campaign import Campaign, Result
from relance.domain.errors import Fault, Refused
from relance.domain.organization import Organization
from relance.usecases.deciding.tenants import Tenant
from relance.usecases.ports.campaigns import CampaignQueue, Campaigns
from relance.usecases.ports.clock import Clock
from relance.usecases.ports.words import Messages
from relance.usecases.sending.attachments import Attachments

_UNDER_WAY = 100


@dataclass(frozen=True)
class ManageCampaigns:
    campaigns: Campaigns
    queue: CampaignQueue
    messages: Messages
    attachments: Attachments
    clock: Clock

    def write(self, organization: Organization, campaign: Campaign) -> Campaign:
        """A new draft, or a change of the draft that was read. Raises Refused with every fault, Exists,
        Conflict.
        """
        if faults := tuple(self._faults(organization, campaign)):
            raise Refused(*faults)
        return self.campaigns.put(campaign)

    def start(self, tenant: Tenant, campaign: Campaign) -> Campaign:
        """Begins in the next sending window, or now when it is open. Raises Refused, Conflict."""
        if not tenant.organization.sending:
            raise Refused(Fault("sending_is_off", "campaign"))
        self.attachments.read(tenant.id, campaign.files)
        started = self.campaigns.put(campaign.started(self.clock.now()))
        self.queue.put(started.org, started.id)
        return started

    def pause(self, org: str, campaign: str) -> Campaign:
        return self._changed(org, campaign, Campaign.paused)

    def resume(self, org: str, campaign: str) -> Campaign:
        return self._changed(org, campaign, Campaign.resumed)

    def stop(self, org: str, campaign: str) -> Campaign:
        return self._changed(org, campaign, Campaign.stopped)

    def under_way(self, campaign: Campaign) -> int:
        """How many messages are claimed, and not known to have left or not."""
        behind = self.campaigns.recipients(campaign.org, campaign.id, _UNDER_WAY, campaign.reached)
        return sum(recipient.result is Result.LEAVING for recipient in behind.lines)

    def _changed(self, org: str, campaign: str, change: Callable[[Campaign, datetime], Campaign]) -> Campaign:
        """Once it is written, no worker begins another message that it forbids."""

        def attempt() -> Campaign:
            return self.campaigns.put(change(self.campaigns.get(org, campaign), self.clock.now()))

        changed = again(attempt, f"campaign {campaign}")
        self.queue.put(org, campaign)
        return changed

    def _faults(self, organization: Organization, campaign: Campaign) -> Iterator[Fault]:
        if not campaign.words:
            yield Fault("template_without_message", "messages")
        for language, message in campaign.words.items():
            for fault in self.messages.faults(message):
                yield replace(fault, field=f"messages.{language}.{fault.field}")
        if campaign.sender is not None and organization.active_member(campaign.sender) is None:
            yield Fault("unknown_member", "sender", {"id": campaign.sender})
        for why in sorted(campaign.despite):
            if not why.may_be_overridden:
                yield Fault("not_overridable", "despite", {"exclusion": why})
