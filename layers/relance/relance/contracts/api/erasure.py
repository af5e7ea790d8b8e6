"""The erasure of a customer."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Self

from relance.contracts.api.base import Output
from relance.domain import erasure as domain


class ErasureState(StrEnum):
    ASKED = "asked"
    """Nothing leaves to the customer any more."""
    ACCOUNT_GONE = "account_gone"
    DONE = "done"


class Erasure(Output):
    state: ErasureState
    asked_at: datetime
    done_at: datetime | None

    @classmethod
    def of(cls, erasure: domain.Erasure) -> Self:
        gone = ErasureState.ACCOUNT_GONE if erasure.gone_at else ErasureState.ASKED
        state = ErasureState.DONE if erasure.done_at else gone
        return cls(state=state, asked_at=erasure.asked_at, done_at=erasure.done_at)
