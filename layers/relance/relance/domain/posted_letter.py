"""A letter on its way: what was posted, to where, and what the post said became of it (C7)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final, Self

from relance.domain.postal_address import PostalAddress

PROOF_WITHIN: Final = timedelta(days=20)
"""A registered letter of which the post shows no receipt for so long is claimed (C8)."""


class LetterStatus(StrEnum):
    """In the order in which one may follow another; the last ones end the letter's way."""

    QUEUED = "queued"
    CANCELLED = "cancelled"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    IN_TRANSIT = "in_transit"
    DELIVERED = "delivered_receipt_pending"
    RECEIPT = "delivered_receipt_available"
    UNDELIVERABLE = "undeliverable"
    RETURNED = "returned"
    FAILED = "failed"

    @property
    def rank(self) -> int:
        return _ORDER.index(self)

    @property
    def came_back(self) -> bool:
        """The address is wrong, or nobody took the letter there."""
        return self in (LetterStatus.UNDELIVERABLE, LetterStatus.RETURNED)

    @property
    def is_reported(self) -> bool:
        """Said by who carries the letter: before `submitted` only we speak of it."""
        return self.rank > LetterStatus.SUBMITTED.rank


_ORDER: Final = tuple(LetterStatus)


@dataclass(frozen=True, slots=True)
class PostedLetter:
    """`provider` posts it. `token` names the execution that waits for the provider; "" when none does.
    `document` is the key of its PDF.
    """

    registered: bool
    provider: str
    address: PostalAddress = field(default_factory=PostalAddress)
    status: LetterStatus = LetterStatus.QUEUED
    pages: int = 0
    sheets: int = 0
    document: str = ""
    tracking_number: str = ""
    delivered_on: date | None = None
    token: str = ""

    @property
    def is_over(self) -> bool:
        """Nothing more is to come from the provider."""
        if self.status is LetterStatus.DELIVERED:
            return not self.registered
        return self.status in (LetterStatus.RECEIPT, LetterStatus.RETURNED, LetterStatus.FAILED)

    def after(self, event: LetterEvent, on: date) -> Self:
        """With the event taken in: a status only ever moves forward, whatever order events come in."""
        moves = event.status.rank > self.status.rank
        is_delivery = event.status in (LetterStatus.DELIVERED, LetterStatus.RECEIPT)
        return replace(
            self,
            status=event.status if moves else self.status,
            tracking_number=event.tracking_number or self.tracking_number,
            delivered_on=self.delivered_on or (on if is_delivery else None),
        )

    def merged(self, other: Self) -> Self:
        """What two writers know of one letter; `other` is what is stored."""
        known = self if self.document else other
        return replace(
            known,
            status=max(self.status, other.status, key=lambda status: status.rank),
            tracking_number=self.tracking_number or other.tracking_number,
            delivered_on=self.delivered_on or other.delivered_on,
            token=self.token or other.token,
        )


@dataclass(frozen=True, slots=True)
class LetterEvent:
    """What a provider, or a person at the print shop, says happened to a letter. `detail` is in its words."""

    status: LetterStatus
    at: datetime
    detail: str = ""
    tracking_number: str = ""
