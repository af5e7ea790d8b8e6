"""API keys, as the API takes and shows them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import Field

from relance.contracts.api.base import Input, Name, Output
from relance.domain import api_key as domain
from relance.domain.api_key import Token
from relance.domain.organization import Role

type Scope = Literal["read", "write", "admin"]

_ROLES: dict[Scope, Role] = {"read": Role.VIEWER, "write": Role.COLLECTOR, "admin": Role.ADMIN}


class NewApiKey(Input):
    """`read` may what a viewer may, `write` what a collector, `admin` what an administrator may."""

    name: Name
    scope: Scope

    @property
    def role(self) -> Role:
        return _ROLES[self.scope]


class ApiKey(Output):
    id: str
    name: str
    scope: Scope
    created_at: datetime
    created_by: str
    last_used_at: Annotated[datetime | None, Field(description="Right to the minute.")]
    revoked_at: datetime | None

    @classmethod
    def of(cls, key: domain.ApiKey) -> Self:
        return cls(
            id=key.id,
            name=key.name,
            scope=next(scope for scope, role in _ROLES.items() if role is key.scope),
            created_at=key.created_at,
            created_by=key.created_by,
            last_used_at=key.used_at,
            revoked_at=key.revoked_at,
        )


class CreatedApiKey(Output):
    """`token` is shown here and nowhere else: keep it where secrets are kept."""

    key: ApiKey
    token: str

    @classmethod
    def of(cls, key: domain.ApiKey, token: Token) -> Self:
        return cls(key=ApiKey.of(key), token=str(token))
