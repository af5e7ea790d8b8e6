"""Simulations, as the API takes and shows them."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field

from relance.contracts.api.base import Input, IsoDate, Money, Output, PathId, ShownId
from relance.contracts.api.decisions import Decision
from relance.contracts.api.plans import PlanWarning
from relance.domain.plan import Level
from relance.usecases.deciding.count_simulation import DayCount, Doing


class SimulationRow(Output):
    """One answer, the same on every day from `first` to `last`. `will_act`: an e-mail leaves, or a person has
    a to-do; else `decision` says why not. `invoice` is that of an invoice's own plan.
    """

    customer: ShownId
    customer_name: str
    level: Level
    enrolment: str
    invoice: ShownId | None
    first: date
    last: date
    will_act: bool
    decision: Decision


class SimulatedDay(Output):
    """Customers by what the day does for them: a message `leaves`, somebody gets a `todo`, they are `held`,
    they wait, or there is `nothing` to do. `asked`: what the messages that leave ask for, as things are now.
    """

    day: date
    leaves: int
    todo: int
    held: int
    waits: int
    nothing: int
    asked: tuple[Money, ...]

    @classmethod
    def of(cls, count: DayCount) -> Self:
        counts = {doing.value: count.customers[doing] for doing in Doing}
        return cls(day=count.day, **counts, asked=tuple(Money.of(amount) for amount in count.amounts))


class SimulatedDays(Output):
    """Of the customers of one page: add the days of all pages up. `next` is the cursor of the next page, null
    on the last.
    """

    items: tuple[SimulatedDay, ...]
    next: str | None


class SimulationRequest(Input):
    """At most 31 days, from today on."""

    first: IsoDate
    last: IsoDate
    customer: PathId | None = None
    level: Level | None = None


class SimulationDay(Output):
    """What one customer gets on the next sending day, as things are and as they would be."""

    customer: ShownId
    before: Annotated[tuple[Decision, ...], Field(description="Now.")]
    after: Annotated[tuple[Decision, ...], Field(description="Once it is published.")]


class PublishPreview(Output):
    """`day` is the next sending day; customers for whom nothing changes are not listed. `next` is the cursor
    of the next page, null on the last.
    """

    day: date
    items: tuple[SimulationDay, ...]
    next: str | None
    warnings: Annotated[tuple[PlanWarning, ...], Field(description="On the first page.")]


class ReminderTest(Input):
    """Without `step`, the e-mail that is next."""

    step: PathId | None = None


class Mailed(Output):
    """`unknown`: the mail service gave no answer; it may have left."""

    to: str
    status: Literal["sent", "unknown"]
