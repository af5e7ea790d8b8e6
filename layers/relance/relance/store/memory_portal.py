"""The private links of customers, in memory: the same contract as DynamoDB's."""

from __future__ import annotations

from dataclasses import dataclass, field

from relance.domain.errors import Conflict
from relance.domain.portal import PortalLink


@dataclass
class MemoryPortalLinks:
    _all: dict[tuple[str, str], PortalLink] = field(default_factory=dict)

    def put(self, org: str, secret_hash: str, link: PortalLink) -> None:
        if (org, secret_hash) in self._all:
            raise Conflict("a portal link")
        self._all[org, secret_hash] = link

    def get(self, org: str, secret_hash: str) -> PortalLink | None:
        return self._all.get((org, secret_hash))
