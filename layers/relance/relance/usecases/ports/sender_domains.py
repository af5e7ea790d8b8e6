"""Domains that mail is sent from, and whose they are."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from relance.domain.sender_domain import DomainClaim, Verification


class Unavailable(Exception):
    """The mail service does not answer, or takes no more for now. Whatever was asked may be asked again."""


class SenderDomains(Protocol):
    """Domains as the mail service knows them: one sender for all organizations, each domain marked with whose
    it is. Every call may be repeated. Each raises Unavailable.
    """

    def begin(self, domain: str, org: str) -> Verification:
        """How far its verification is; begun first when it was not.

        Raises Exists when it is there and not the organization's, Refused when it cannot be a domain.
        """
        ...

    def drop(self, domain: str, org: str) -> None:
        """Forgets the domain. A domain that is not there, or not the organization's, is left as it is."""
        ...


class DomainClaims(Protocol):
    def get(self, domain: str) -> DomainClaim | None:
        """Strongly consistent."""
        ...

    def put(self, claim: DomainClaim) -> DomainClaim:
        """Writes a new claim (revision 0), or a change of the claim that was read; answers the claim as it is
        then. Raises Conflict when somebody has the domain by now, or the claim was changed since.
        """
        ...

    def remove(self, claim: DomainClaim) -> None:
        """Raises Conflict when it was changed since it was read."""
        ...

    def to_look_at(self, now: datetime, limit: int) -> tuple[DomainClaim, ...]:
        """The claims to ask the mail service about by now, the longest due first. The list may lag behind a
        change for a moment.
        """
        ...
