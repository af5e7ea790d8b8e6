"""Payments, as the API takes and shows them."""

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


class NewPayment(Input):
    """`id` is what your own system calls it; without, it gets one. What is not allocated is on account."""

    model_config = shown_as(
        received_on="2026-11-10",
        amount={"minor": 120000, "currency": "EUR"},
        allocations=[{"invoice": "F-1042", "amount": {"minor": 120000, "currency": "EUR"}}],
    )

    id: SourceId | None = None
    received_on: IsoDate
    amount: PositiveMoney
    allocations: NewAllocations = ()


class Reversal(Input):
    """`on` is the day the money went back: today, unless told."""

    on: IsoDate | None = None


class Payment(Output):
    id: ShownId
    source_id: str
    received_on: date
    amount: Money
    allocations: tuple[Allocation, ...]
    unapplied: Annotated[Money, Field(description="What is left of it, on account.")]
    announced: Annotated[bool, Field(description="Its day is to come: it does not count yet.")]
    reversed_on: Annotated[date | None, Field(description="It may be to come; until then it counts.")]

    @classmethod
    def of(cls, payment: domain.Payment) -> Self:
        return cls(
            id=payment.id,
            source_id=payment.id,
            received_on=payment.received_on,
            amount=Money.of(payment.amount),
            allocations=tuple(Allocation.of(part) for part in payment.allocations),
            unapplied=Money.of(Receivables({}).unapplied(payment)),
            announced=payment.announced,
            reversed_on=payment.reversed_on or payment.to_reverse_on,
        )
