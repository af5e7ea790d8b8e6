"""Simulations, as the API takes and shows them."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from relance.contracts.api.base import Input, IsoDate, Output, PathId, ShownId
from relance.contracts.api.decisions import Decision
from relance.contracts.api.plans import PlanWarning
from relance.domain.plan import Level


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
