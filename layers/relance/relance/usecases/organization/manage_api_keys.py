"""Keys for machines: made, shown once, revoked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from relance.domain.api_key import ApiKey, Token
from relance.domain.errors import Fault, NotFound, Refused
from relance.domain.organization import Role
from relance.usecases.ports.callers import ApiKeys
from relance.usecases.ports.clock import Clock

MOST: Final = 100


@dataclass(frozen=True)
class ManageApiKeys:
    """`new_secret` answers 256 random bits in letters and digits."""

    api_keys: ApiKeys
    clock: Clock
    new_secret: Callable[[], str]

    def create(self, org: str, key_id: str, name: str, scope: Role, by: str) -> tuple[ApiKey, Token]:
        """The key, and what opens with it: that is kept nowhere. Raises Conflict, or Refused."""
        if sum(1 for key in self.api_keys.of(org) if key.revoked_at is None) >= MOST:
            raise Refused(Fault("too_many_keys", "name", {"limit": MOST}))
        token = Token(org, key_id, self.new_secret())
        key = ApiKey(key_id, org, name, scope, token.digest, self.clock.now(), by)
        self.api_keys.create(key)
        return key, token

    def revoke(self, org: str, key_id: str) -> ApiKey:
        """Revokes the key for good; a key that is revoked already stays as it is. Raises NotFound."""
        key = self.api_keys.get(org, key_id)
        if key is None:
            raise NotFound(f"key {key_id}")
        if key.revoked_at is None:
            key = replace(key, revoked_at=self.clock.now())
            self.api_keys.save(key)
        return key

    def revoke_those_of(self, org: str, maker: str) -> None:
        """Every key that the member made, and every key that was made with one of those. Safe to repeat."""
        keys, makers = list(self.api_keys.of(org)), {maker}
        while made := {key.id for key in keys if key.created_by in makers} - makers:
            makers |= made
        for key in keys:
            if key.created_by in makers and key.revoked_at is None:
                self.api_keys.save(replace(key, revoked_at=self.clock.now()))
