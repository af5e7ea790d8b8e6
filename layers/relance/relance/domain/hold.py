"""Holds stop execution and never lose the place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class HoldKind(StrEnum):
    PAUSE = "pause"
    REPLY = "reply"
    PROMISE = "promise"
    DATA_STALE = "data_stale"
    ORG_SWITCH = "org_switch"
    ERASED = "erased"
    """The customer is being erased; or it was, and a file has brought it back."""


@dataclass(frozen=True, slots=True)
class Hold:
    """Stops a customer's plans, or one invoice's.

    `until` is the first day it no longer holds (it ends at the start of that day, organization time);
    None lasts until lifted. `invoice` None covers the whole customer. A hold that only stops automatic
    steps (stale data) says so.
    """

    id: str
    kind: HoldKind
    since: date
    until: date | None = None
    invoice: str | None = None
    automatic_only: bool = False
    reason: str = ""
    """In a person's words."""
    promised_for: date | None = None
    by: str = ""
    """The member, or the API key, that paused."""
    """The day of the promise to pay that it stands for."""

    def stands(self, today: date) -> bool:
        return self.until is None or today < self.until

    def covers(self, invoice: str | None) -> bool:
        return self.invoice is None or self.invoice == invoice
