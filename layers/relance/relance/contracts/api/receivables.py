"""What payments and credit notes share: how they are applied to invoices."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field

from relance.contracts.api.base import Input, Money, Output, PathId, PositiveMoney, ShownId
from relance.domain import receivables as domain

# As many invoices as one change writes in one piece.
_MOST = 80


class NewAllocation(Input):
    """`invoice` is an invoice's `id`."""

    invoice: PathId
    amount: PositiveMoney

    def as_allocation(self) -> domain.Allocation:
        return domain.Allocation(self.invoice, self.amount.as_money())


NewAllocations = Annotated[tuple[NewAllocation, ...], Field(max_length=_MOST)]


class Allocations(Input):
    """All of them: an invoice left out is no longer settled by it."""

    allocations: NewAllocations

    def as_allocations(self) -> tuple[domain.Allocation, ...]:
        return tuple(part.as_allocation() for part in self.allocations)


class Allocation(Output):
    invoice: ShownId
    amount: Money

    @classmethod
    def of(cls, part: domain.Allocation) -> Self:
        return cls(invoice=part.invoice, amount=Money.of(part.amount))
