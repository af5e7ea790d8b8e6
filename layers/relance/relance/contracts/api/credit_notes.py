"""Credit notes, as the API takes and shows them."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Self

from pydantic import Field

from relance.contracts.api.base import (
    Input,
    IsoDate,
    Money,
    Output,
    PositiveMoney,
    ShownId,
    SourceId,
    shown_as,
)
from relance.contracts.api.receivables import Allocation, NewAllocations
from relance.domain import receivables as domain
from relance.domain.receivables import Receivables


class NewCreditNote(Input):
    """What is not allocated is on account."""

    model_config = shown_as(
        number="A-1",
        issue_date="2026-11-10",
        amount={"minor": 120000, "currency": "EUR"},
        allocations=[{"invoice": "F-1042", "amount": {"minor": 120000, "currency": "EUR"}}],
    )

    number: SourceId
    issue_date: IsoDate
    amount: PositiveMoney
    allocations: NewAllocations = ()


class CreditNote(Output):
    """`number` is as your own system writes it, `id` the same as it stands in paths."""

    id: ShownId
    number: str
    issue_date: date
    amount: Money
    allocations: tuple[Allocation, ...]
    unapplied: Annotated[Money, Field(description="What is left of it, on account.")]
    announced: Annotated[bool, Field(description="Its day is to come: it does not count yet.")]
    void: bool

    @classmethod
    def of(cls, note: domain.CreditNote) -> Self:
        return cls(
            id=note.number,
            number=note.number,
            issue_date=note.issue_date,
            amount=Money.of(note.amount),
            allocations=tuple(Allocation.of(part) for part in note.allocations),
            unapplied=Money.of(Receivables({}).unapplied(note)),
            announced=note.announced,
            void=note.void,
        )
