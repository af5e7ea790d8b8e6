"""Sender domains in memory: whose they are, and a mail service that verifies what a test tells it to."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from relance.domain.errors import Conflict, Exists
from relance.domain.sender_domain import DnsRecord, DomainClaim, DomainState, Verification
from relance.usecases.ports.sender_domains import Unavailable


@dataclass
class MemoryDomainClaims:
    _all: dict[str, DomainClaim] = field(default_factory=dict)

    def get(self, domain: str) -> DomainClaim | None:
        return self._all.get(domain)

    def put(self, claim: DomainClaim) -> DomainClaim:
        self._unless_changed(claim)
        self._all[claim.domain] = replace(claim, revision=claim.revision + 1)
        return self._all[claim.domain]

    def remove(self, claim: DomainClaim) -> None:
        self._unless_changed(claim)
        self._all.pop(claim.domain, None)

    def to_look_at(self, now: datetime, limit: int) -> tuple[DomainClaim, ...]:
        due = (claim for claim in self._all.values() if claim.look_at <= now)
        return tuple(sorted(due, key=lambda claim: (claim.look_at, claim.domain))[:limit])

    def _unless_changed(self, claim: DomainClaim) -> None:
        known = self._all.get(claim.domain)
        if (known.revision if known else 0) != claim.revision:
            raise Conflict(f"sender domain {claim.domain}")


@dataclass
class MemorySenderDomains:
    """`states` says how far each is (None: it cannot tell), `owners` whose it is; while `is_down` nothing is
    answered.
    """

    states: dict[str, DomainState | None] = field(default_factory=dict)
    owners: dict[str, str] = field(default_factory=dict)
    is_down: bool = False

    def begin(self, domain: str, org: str) -> Verification:
        self._answer()
        if self.owners.setdefault(domain, org) != org:
            raise Exists(f"sender domain {domain}")
        records = (DnsRecord(f"{n}._domainkey.{domain}", f"{n}.dkim.example.com") for n in ("a", "b", "c"))
        return Verification(self.states.setdefault(domain, DomainState.PENDING), tuple(records))

    def drop(self, domain: str, org: str) -> None:
        self._answer()
        if self.owners.get(domain) == org:
            del self.owners[domain], self.states[domain]

    def _answer(self) -> None:
        if self.is_down:
            raise Unavailable("down")
