"""Organizations, their published plans, and the holidays of their countries."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Protocol

from relance.domain.organization import Organization
from relance.domain.plan import DunningPlan


class Organizations(Protocol):
    def get(self, org: str) -> Organization:
        """Strongly consistent. Raises NotFound."""
        ...

    def save(self, organization: Organization) -> None:
        """Writes a new organization (revision 0), or a change of the organization that was read. Raises
        Conflict when it was changed since.
        """
        ...

    def is_sending(self, org: str) -> bool:
        """Whether the organization's switch is on at this moment; strongly consistent, one read unit.

        False to everybody who asks after the `save` that turned the switch off has returned.
        """
        ...

    def undecided(self) -> Iterator[str]:
        """The organizations with customers to decide afresh. An organization that was saved a moment ago may
        be missing.
        """
        ...


class PublishedPlans(Protocol):
    def get(self, org: str, plan: str, version: int) -> DunningPlan:
        """A published version never changes. Raises NotFound."""
        ...


class Plans(PublishedPlans, Protocol):
    def publish(self, org: str, plan: DunningPlan) -> None:
        """Raises Conflict when the version was published already."""
        ...


class Holidays(Protocol):
    def closed(self, where: str, years: tuple[int, ...]) -> frozenset[date]:
        """Public holidays of a country or subdivision ("FR", "FR-57") in those years."""
        ...
