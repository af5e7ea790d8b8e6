"""Campaigns, and what became of each for each customer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Protocol

from relance.domain.campaign import Campaign, Recipient
from relance.usecases.ports.listings import Page


class Campaigns(Protocol):
    def get(self, org: str, campaign: str) -> Campaign:
        """Strongly consistent. Raises NotFound."""
        ...

    def all(self, org: str) -> Iterator[Campaign]: ...

    def put(self, campaign: Campaign) -> Campaign:
        """Writes a new one, or over the revision that was read. Raises Exists, Conflict."""
        ...

    def remove(self, campaign: Campaign) -> None:
        """Raises Conflict when it is not the one that was read."""
        ...

    def to_look_at(self, now: datetime, limit: int) -> tuple[tuple[str, str], ...]:
        """(organization, campaign) of those whose `look_at` has come, the oldest first. May lag behind."""
        ...

    def claim(self, recipient: Recipient) -> None:
        """The one conditional write under which the customer's message leaves, or is left out. Raises
        Conflict when there is a recipient of that campaign and customer already.
        """
        ...

    def settle(self, recipient: Recipient) -> None:
        """Writes what became of the claim. Raises Conflict when it is another attempt's, or is gone."""
        ...

    def release(self, recipient: Recipient) -> None:
        """Certainly nothing left: the customer has its turn again. Safe to repeat."""
        ...

    def recipient(self, org: str, campaign: str, customer: str) -> Recipient | None:
        """Strongly consistent."""
        ...

    def recipients(self, org: str, campaign: str, limit: int, after: str | None = None) -> Page[Recipient]:
        """By customer, strongly consistent; those whose customer's id sorts after `after`."""
        ...


class CampaignQueue(Protocol):
    def put(self, org: str, campaign: str) -> None:
        """Has a worker go on with it soon."""
        ...
