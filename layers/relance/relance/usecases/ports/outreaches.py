"""The messages that were sent, or may have been."""

from __future__ import annotations

from typing import Protocol

from relance.domain.customer import Customer
from relance.domain.outreach import Outreach, OutreachRef


class History(Protocol):
    """All that an organization sent. May lag behind for a moment."""

    def sent(self, org: str, limit: int, before: str | None = None) -> tuple[Outreach, ...]:
        """The latest first, with their texts; those whose name (`OutreachRef.name`) sorts before `before`."""
        ...


class Outreaches(Protocol):
    def get(self, ref: OutreachRef) -> Outreach | None: ...

    def of_customer(
        self, org: str, customer: str, limit: int, before: str | None = None
    ) -> tuple[Outreach, ...]:
        """The latest first, with their texts; those whose name sorts before `before`."""
        ...

    def record(self, outreach: Outreach) -> None:
        """Our own record of it; what events have written before is merged in, never overwritten."""
        ...

    def update(self, outreach: Outreach) -> None:
        """Raises Conflict when its revision is not the one that was read."""
        ...

    def remove(self, outreach: Outreach) -> None:
        """With the name of its message. Safe to repeat."""
        ...

    def name_message(self, ref: OutreachRef, message_id: str) -> None:
        """Notes by which Message-ID its recipients know it. Safe to repeat."""
        ...

    def of_message(self, org: str, message_id: str) -> OutreachRef | None:
        """The organization's outreach that left under that Message-ID (the part before the `@`)."""
        ...


def sent_to(
    outreaches: Outreaches, org: str, customer: Customer, limit: int, before: str | None = None
) -> tuple[Outreach, ...]:
    """What was sent to the customer, under any of its ids: as `of_customer`."""
    found = [one for id_ in customer.ids for one in outreaches.of_customer(org, id_, limit, before)]
    return tuple(sorted(found, key=lambda one: one.ref.name, reverse=True)[:limit])
