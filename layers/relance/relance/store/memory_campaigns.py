"""Campaigns, in memory: the same contract as DynamoDB's, for tests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from relance.domain.campaign import Campaign, Recipient
from relance.domain.errors import Conflict, Exists, NotFound
from relance.usecases.ports.listings import Page


@dataclass
class MemoryCampaigns:
    _all: dict[tuple[str, str], Campaign] = field(default_factory=dict)
    _recipients: dict[tuple[str, str], dict[str, Recipient]] = field(default_factory=dict)

    def get(self, org: str, campaign: str) -> Campaign:
        try:
            return self._all[org, campaign]
        except KeyError:
            raise NotFound(f"campaign {campaign}") from None

    def all(self, org: str) -> Iterator[Campaign]:
        return iter([kept for (of, _), kept in sorted(self._all.items()) if of == org])

    def put(self, campaign: Campaign) -> Campaign:
        known = self._all.get((campaign.org, campaign.id))
        if (known.revision if known else 0) != campaign.revision:
            raise (Conflict if campaign.revision else Exists)(f"campaign {campaign.id}")
        kept = self._all[campaign.org, campaign.id] = replace(campaign, revision=campaign.revision + 1)
        return kept

    def remove(self, campaign: Campaign) -> None:
        known = self._all.get((campaign.org, campaign.id))
        if known is None or known.revision != campaign.revision:
            raise Conflict(f"campaign {campaign.id}")
        del self._all[campaign.org, campaign.id]

    def to_look_at(self, now: datetime, limit: int) -> tuple[tuple[str, str], ...]:
        due = sorted((c.look_at, c.org, c.id) for c in self._all.values() if c.look_at and c.look_at <= now)
        return tuple((org, campaign) for _, org, campaign in due[:limit])

    def claim(self, recipient: Recipient) -> None:
        if recipient.customer in self._of(recipient.org, recipient.campaign):
            raise Conflict(f"recipient {recipient.customer}")
        self._keep(recipient)

    def settle(self, recipient: Recipient) -> None:
        known = self.recipient(recipient.org, recipient.campaign, recipient.customer)
        if known is None or known.attempt != recipient.attempt:
            raise Conflict(f"recipient {recipient.customer}")
        self._keep(recipient)

    def release(self, recipient: Recipient) -> None:
        known = self.recipient(recipient.org, recipient.campaign, recipient.customer)
        if known is not None and known.attempt == recipient.attempt:
            del self._of(recipient.org, recipient.campaign)[recipient.customer]

    def recipient(self, org: str, campaign: str, customer: str) -> Recipient | None:
        return self._of(org, campaign).get(customer)

    def recipients(self, org: str, campaign: str, limit: int, after: str | None = None) -> Page[Recipient]:
        later = sorted(c for c in self._of(org, campaign) if after is None or c > after)
        of = self._of(org, campaign)
        return Page.first(limit, (of[customer] for customer in later), lambda recipient: recipient.customer)

    def _of(self, org: str, campaign: str) -> dict[str, Recipient]:
        return self._recipients.setdefault((org, campaign), {})

    def _keep(self, recipient: Recipient) -> None:
        self._of(recipient.org, recipient.campaign)[recipient.customer] = recipient


@dataclass
class MemoryCampaignQueue:
    """What waits for a worker."""

    waiting: list[tuple[str, str]] = field(default_factory=list)

    def put(self, org: str, campaign: str) -> None:
        self.waiting.append((org, campaign))

    def take(self) -> list[tuple[str, str]]:
        taken, self.waiting = self.waiting, []
        return taken
