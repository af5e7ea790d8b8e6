"""Promises to pay, as the API takes and shows them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal, Self

from pydantic import Field, StrictBool

from relance.contracts.api.base import (
    Change,
    Input,
    IsoDate,
    Money,
    Output,
    PathId,
    PositiveMoney,
    ShownId,
    shown_as,
)
from relance.domain import promise as domain
from relance.domain.customer import Account
from relance.domain.promise import PromiseState
from relance.domain.promising import Offer


class NewPromise(Input):
    """Without `invoices`: all that is owed now, in one currency and not in dispute. Without `amount`: all
    that is open of them. With `hold` they are not reminded of until the promise ends.
    """

    model_config = shown_as(
        promised_for="2026-11-20", invoices=["F-1042"], amount={"minor": 120000, "currency": "EUR"}
    )

    promised_for: IsoDate
    invoices: Annotated[tuple[PathId, ...], Field(max_length=200)] = ()
    amount: PositiveMoney | None = None
    hold: StrictBool = True

    def as_offer(self, promise_id: str) -> Offer:
        amount = self.amount.as_money() if self.amount else None
        return Offer(promise_id, self.promised_for, self.invoices, amount, self.hold)


class PromiseChange(Change):
    """What is left out stays as it is. A promise that was withdrawn stays so."""

    promised_for: IsoDate = date.max
    state: Literal["withdrawn"] = "withdrawn"

    @property
    def day(self) -> date | None:
        return self.promised_for if "promised_for" in self.model_fields_set else None

    @property
    def withdraws(self) -> bool:
        return "state" in self.model_fields_set


class Promise(Output):
    """`ends_on` is the day after its days of grace: unless it was kept by then, it is broken. `closed_on` is
    when it was kept, broken or withdrawn, `replaced_by` the promise made in its place.
    """

    id: ShownId
    customer: ShownId
    invoices: tuple[ShownId, ...]
    amount: Money
    promised_for: date
    ends_on: date
    hold: bool
    state: PromiseState
    taken_by: str
    taken_at: datetime
    closed_on: date | None
    replaced_by: ShownId | None

    @classmethod
    def of(cls, customer: str, promise: domain.PromiseToPay) -> Self:
        return cls(
            id=promise.id,
            customer=customer,
            invoices=promise.invoices,
            amount=Money.of(promise.amount),
            promised_for=promise.promised_for,
            ends_on=promise.ends_on,
            hold=promise.holds,
            state=promise.state,
            taken_by=promise.taken_by,
            taken_at=promise.taken_at,
            closed_on=promise.closed_on,
            replaced_by=promise.replaced_by,
        )

    @classmethod
    def open_of(cls, account: Account) -> tuple[Self, ...]:
        """The open promises, ordered by the day they are for."""
        found = sorted((p for p in account.promises.values() if p.is_open), key=lambda p: p.promised_for)
        return tuple(cls.of(account.customer.id, promise) for promise in found)
