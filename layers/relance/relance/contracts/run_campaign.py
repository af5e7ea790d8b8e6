"""The message of `run_campaign`: a campaign that goes on."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class GoesOn(BaseModel):
    model_config = ConfigDict(frozen=True, hide_input_in_errors=True, extra="forbid")

    org: str
    campaign: str
