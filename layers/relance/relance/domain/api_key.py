"""A machine's key to the API: what it may do, and how its secret is known without being kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from hmac import compare_digest
from typing import Self

from relance.domain.organization import Role

_PREFIX = "rk_"


@dataclass(frozen=True, slots=True)
class Token:
    """What the machine presents: `rk_<organization>_<key>_<secret>`. Neither key nor secret has a `_`."""

    org: str
    key: str
    secret: str

    @classmethod
    def parse(cls, text: str) -> Self | None:
        parts = text.removeprefix(_PREFIX).rsplit("_", 2)
        if not text.startswith(_PREFIX) or len(parts) != 3 or not all(parts):
            return None
        return cls(*parts)

    def __str__(self) -> str:
        return f"{_PREFIX}{self.org}_{self.key}_{self.secret}"

    @property
    def digest(self) -> str:
        """SHA-256, without salt or stretching: the secret is 256 random bits, which nobody can try out."""
        return sha256(self.secret.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class ApiKey:
    """`scope` is the role it acts in. `used_at` is right to the minute."""

    id: str
    org: str
    name: str
    scope: Role
    digest: str
    created_at: datetime
    created_by: str
    revoked_at: datetime | None = None
    used_at: datetime | None = None

    def opens_with(self, token: Token) -> bool:
        return self.revoked_at is None and compare_digest(self.digest, token.digest)
