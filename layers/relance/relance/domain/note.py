"""What a person writes down about a customer or an invoice (E3)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from relance.domain.ids import stamp


@dataclass(frozen=True, slots=True)
class Note:
    """`id` begins with the instant, as the names of e-mails do: they sort by time together. `revision`
    guards its change.
    """

    org: str
    customer: str
    id: str
    text: str
    by: str
    at: datetime
    invoice: str | None = None
    edited_at: datetime | None = None
    revision: int = 0

    @staticmethod
    def identity(at: datetime, unique: str) -> str:
        return f"{stamp(at)}-{unique}"

    def rewritten(self, text: str, at: datetime) -> Note:
        return self if text == self.text else replace(self, text=text, edited_at=at)
