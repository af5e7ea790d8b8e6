"""The private links of customers."""

from __future__ import annotations

from typing import Protocol

from relance.domain.portal import PortalLink


class PortalLinks(Protocol):
    """By the hash of their secret. A link that has expired may be gone."""

    def put(self, org: str, secret_hash: str, link: PortalLink) -> None:
        """Raises Conflict when there is one of that hash."""
        ...

    def get(self, org: str, secret_hash: str) -> PortalLink | None: ...
