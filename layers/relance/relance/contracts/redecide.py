"""The message of `redecide`: the customers of one organization from a place on."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class CustomersAfter(BaseModel):
    """`after` None is all of them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    org: str
    after: str | None = None
