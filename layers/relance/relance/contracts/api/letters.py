"""Letters, as the API shows them, and what a person says became of one."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal, Self

from pydantic import Field

from relance.contracts.api.base import Input, Line, Output, ShownId, shown_as
from relance.contracts.api.postal_address import PostalAddress
from relance.domain import posted_letter as domain
from relance.domain.outreach import Outreach


class LetterNews(Input):
    """What the post, or who handed the letter to the post, says. A status only ever moves forward: an earlier
    one than is known changes nothing.
    """

    model_config = shown_as(status="delivered_receipt_available", tracking_number="RK 12 345 678 9 FR")

    status: Literal[
        "accepted",
        "in_transit",
        "delivered_receipt_pending",
        "delivered_receipt_available",
        "undeliverable",
        "returned",
        "failed",
    ]
    tracking_number: Line = ""
    detail: Line = ""

    def as_event(self, at: datetime) -> domain.LetterEvent:
        return domain.LetterEvent(
            domain.LetterStatus(self.status), at, self.detail, tracking_number=self.tracking_number
        )


class Letter(Output):
    """A letter of ours. `document` is a link to its PDF, good for some minutes."""

    id: str
    at: datetime
    status: domain.LetterStatus
    registered: bool
    provider: str
    address: PostalAddress | None
    pages: int
    sheets: int
    tracking_number: str
    delivered_on: date | None
    subject: str
    text: str
    language: str
    automatic: bool
    invoices: tuple[ShownId, ...]
    step: str | None
    detail: Annotated[str, Field(description="What the post, or who posts, said of it last.")]
    document: str

    @classmethod
    def of(cls, sent: Outreach, letter: domain.PostedLetter, document: str) -> Self:
        return cls(
            id=sent.ref.name,
            at=sent.ref.at,
            status=letter.status,
            registered=letter.registered,
            provider=letter.provider,
            address=PostalAddress.of(letter.address),
            pages=letter.pages,
            sheets=letter.sheets,
            tracking_number=letter.tracking_number,
            delivered_on=letter.delivered_on,
            subject=sent.subject,
            text=sent.text,
            language=sent.language,
            automatic=sent.automatic,
            invoices=sent.invoices,
            step=sent.step,
            detail=sent.detail,
            document=document,
        )
