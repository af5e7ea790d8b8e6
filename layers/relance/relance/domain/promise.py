"""A customer's promise to pay: what it covers, until when it counts, and what became of it (E3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from relance.domain.hold import Hold, HoldKind
from relance.domain.money import Money


class PromiseState(StrEnum):
    OPEN = "open"
    KEPT = "kept"
    BROKEN = "broken"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class PromiseToPay:
    """`amount` of `invoices` is to be paid by `promised_for`. It counts until `ends_on`, the first day after
    its days of grace, which begins at `ends_at` in the organization's zone.

    `leaving` is what may stay open of the invoices for it to be kept: nothing, unless less than all was
    promised.
    """

    id: str
    invoices: tuple[str, ...]
    amount: Money
    leaving: Money
    promised_for: date
    ends_on: date
    ends_at: datetime
    taken_by: str
    taken_at: datetime
    taken_on: date
    """The organization's date."""
    holds: bool = True
    """Whether what it covers is not reminded of meanwhile."""
    state: PromiseState = PromiseState.OPEN
    closed_on: date | None = None
    replaced_by: str | None = None
    """The promise that was made instead, of one that was withdrawn so."""

    @property
    def is_open(self) -> bool:
        return self.state is PromiseState.OPEN

    def shares_with(self, invoices: tuple[str, ...]) -> bool:
        return not set(invoices).isdisjoint(self.invoices)

    @property
    def as_holds(self) -> tuple[Hold, ...]:
        """What it stops while it is open: each of its invoices, and none that came after it."""
        if not (self.is_open and self.holds):
            return ()
        return tuple(
            Hold(
                id=f"{HoldKind.PROMISE}#{self.id}#{number}",
                kind=HoldKind.PROMISE,
                since=self.taken_on,
                until=self.ends_on,
                invoice=number,
                promised_for=self.promised_for,
            )
            for number in self.invoices
        )
