"""A campaign goes on, some customers at a time, until everybody has a result.

How far it has come is part of the campaign itself, written under its revision: whoever takes it up goes on
from there, and of two workers one moves it on. Each customer's own claim keeps the message from leaving
twice, whoever walks over that customer again.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from relance.again import again
from relance.domain.campaign import Campaign, Recipient, Result
from relance.domain.errors import NotFound
from relance.usecases.campaigns.mail_recipient import SWITCHED_OFF_FOR, Halted, MailRecipient, NotYet
from relance.usecases.deciding.tenants import Tenant, Tenants
from relance.usecases.ports.campaigns import CampaignQueue, Campaigns
from relance.usecases.ports.clock import Clock
from relance.usecases.ports.enrolments import LEASE
from relance.usecases.ports.listings import Listings
from relance.usecases.sending.attachments import Attachments

AT_ONCE: Final = 50
# A slow pace must not run into the function's time-out: the next message goes on.
_LONGEST: Final = timedelta(seconds=60)
# A worker that was asked to go on is given so long; then the schedule asks another.
_A_WHILE: Final = LEASE + timedelta(minutes=1)
_TAKEN_UP: Final = 100


@dataclass(frozen=True, slots=True)
class _Walk:
    """How far one worker came: up to whom, with which results, and why it did not go on."""

    reached: str | None
    results: tuple[Result, ...] = ()
    until: datetime | None = None
    ended: bool = False

    def past(self, customer: str, result: Result | None) -> _Walk:
        return replace(self, reached=customer, results=(*self.results, *filter(None, (result,))))

    def applied(self, campaign: Campaign, now: datetime) -> Campaign:
        if self.reached is not None:
            campaign = campaign.come_to(self.reached, self.results)
        return campaign.done() if self.ended else replace(campaign, look_at=self.until or now + _A_WHILE)


@dataclass(frozen=True)
class RunCampaign:
    campaigns: Campaigns
    queue: CampaignQueue
    tenants: Tenants
    listings: Listings
    attachments: Attachments
    mail_recipient: MailRecipient
    clock: Clock

    def take_up(self) -> int:
        """Each five minutes: those whose time has come, a sending window or after a worker that was lost."""
        waiting = self.campaigns.to_look_at(self.clock.now(), _TAKEN_UP)
        for org, campaign in waiting:
            self.queue.put(org, campaign)
        return len(waiting)

    def run(self, org: str, campaign_id: str) -> Counter[Result]:
        """The results of this message; the next customers have a message of their own. Safe to repeat."""
        try:
            campaign = self.campaigns.get(org, campaign_id)
        except NotFound:
            return Counter()
        now = self.clock.now()
        tenant = self.tenants.of(org, now)
        if not campaign.is_running:
            return self._wound_up(tenant, campaign)
        if not tenant.organization.sending:
            walk = _Walk(campaign.reached, until=now + SWITCHED_OFF_FOR)
        elif not tenant.calendar.is_open(now):
            walk = _Walk(campaign.reached, until=_opening(tenant, now))
        else:
            walk = self._walked(tenant, campaign)
        moved = self._moved_on(campaign, walk)
        if moved is None:
            fresh = self.campaigns.get(org, campaign_id)
            return Counter() if fresh.is_running else self._wound_up(tenant, fresh)
        if moved.is_running and walk.until is None:
            self.queue.put(org, campaign_id)
        return Counter(walk.results)

    def _walked(self, tenant: Tenant, campaign: Campaign) -> _Walk:
        page = self.listings.customers(tenant.id, AT_ONCE, campaign.reached)
        files = self.attachments.read(tenant.id, campaign.files)
        walk, until = _Walk(campaign.reached), self.clock.now() + _LONGEST
        known = self._known_behind(campaign)
        for line in page.lines:
            if self.clock.now() >= until or not tenant.calendar.is_open(self.clock.now()):
                return walk
            customer = line.customer.id
            if customer in known:
                outcome = self.mail_recipient.became(tenant, known[customer])
            elif campaign.selection.may_mean(line.customer, line.contacts, tenant.organization):
                outcome = self.mail_recipient.run(tenant, campaign, customer, files)
            else:
                outcome = None
            match outcome:
                case NotYet(until=later):
                    return replace(walk, until=later)
                case Halted():
                    return walk
                case result:
                    walk = walk.past(customer, result)
        return replace(walk, ended=page.after is None)

    def _known_behind(self, campaign: Campaign) -> dict[str, Recipient]:
        """What a worker that was lost, or one beside this one, has done beyond where the campaign stands."""
        found = self.campaigns.recipients(campaign.org, campaign.id, AT_ONCE, campaign.reached)
        return {recipient.customer: recipient for recipient in found.lines}

    def _wound_up(self, tenant: Tenant, campaign: Campaign) -> Counter[Result]:
        """A campaign that was halted: what was under way then comes to its result, and is told of."""
        if campaign.look_at is None:
            return Counter()
        page = self.campaigns.recipients(campaign.org, campaign.id, AT_ONCE, campaign.reached)
        walk, settled = _Walk(campaign.reached), list[Recipient]()
        for recipient in page.lines:
            outcome = self.mail_recipient.became(tenant, recipient)
            if isinstance(outcome, NotYet):
                walk = replace(walk, until=outcome.until)
                break
            found = self.campaigns.recipient(campaign.org, campaign.id, recipient.customer) or recipient
            settled.append(found)
            walk = walk.past(recipient.customer, found.result)
        moved = self._moved_on(campaign, walk, tuple(settled), is_over=walk.until is None and not page.after)
        if moved and moved.look_at and walk.until is None:
            self.queue.put(campaign.org, campaign.id)
        return Counter(walk.results)

    def _moved_on(
        self, read: Campaign, walk: _Walk, late: tuple[Recipient, ...] = (), *, is_over: bool = False
    ) -> Campaign | None:
        """The campaign as this worker leaves it; None when another worker has moved it on, or a person has
        halted it, since it was read.
        """

        def attempt() -> Campaign | None:
            fresh = self.campaigns.get(read.org, read.id)
            if (fresh.reached, fresh.state) != (read.reached, read.state):
                return None
            moved = walk.applied(fresh, self.clock.now()).let(late)
            return self.campaigns.put(replace(moved, look_at=None) if is_over else moved)

        return again(attempt, f"campaign {read.id}")


def _opening(tenant: Tenant, now: datetime) -> datetime:
    """When the sending window next opens."""
    calendar = tenant.calendar.as_of(now)
    day: date = calendar.sending_day(calendar.today(now))
    return calendar.opening(day)
