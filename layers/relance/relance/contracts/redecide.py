"""The message of `redecide`: the customers of one organization from a place on."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Rest(BaseModel):
    """The customers behind `after`, by the settings of that revision or later."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True, extra="forbid")

    after: str
    revision: int


class Undecided(BaseModel):
    """Without `rest` from the first customer on."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True, extra="forbid")

    org: str
    rest: Rest | None = None
