"""The record of sending: who holds what is about to leave."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Claim:
    """Who holds an enrolment or an invoice, for which outreach, until when the lease lasts."""

    attempt: str
    outreach: str
    claimed_at: datetime
    lease_until: datetime
