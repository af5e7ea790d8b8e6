"""Where a customer and its invoices stand on their plan, as the API takes and shows it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Self

from pydantic import Field

from relance.contracts.api.base import Input, IsoDate, Line, Output, PathId, ShownId
from relance.domain import enrolment as domain
from relance.domain import hold
from relance.domain.customer import DEFAULT_PLAN, NO_PLAN, Account
from relance.domain.enrolment import EnrolmentState
from relance.domain.hold import HoldKind
from relance.domain.task import TaskKind

_PLAN = f"`{DEFAULT_PLAN}`: the organization's; `{NO_PLAN}`: no automatic reminders; else a plan's id."


class PlanAssignment(Input):
    plan: Annotated[PathId, Field(description=_PLAN)]


class NewPause(Input):
    """`until` is the first day it holds no more; without it, it lasts until somebody resumes."""

    until: IsoDate | None = None
    invoice: Annotated[PathId | None, Field(description="Null: all of the customer's reminders.")] = None
    reason: Line = ""


class Resume(Input):
    invoice: Annotated[PathId | None, Field(description="Null: the customer's own pause.")] = None


class Hold(Output):
    """What stops reminders: a pause, an unanswered reply, a promise, the switch, stale data. `since` is null
    for a switch that was never on.
    """

    kind: HoldKind
    since: date | None
    until: date | None
    invoice: ShownId | None
    automatic_only: bool
    reason: str

    @classmethod
    def of(cls, one: hold.Hold) -> Self:
        return cls(
            kind=one.kind,
            since=one.since if one.since > date.min else None,
            until=one.until,
            invoice=one.invoice,
            automatic_only=one.automatic_only,
            reason=one.reason,
        )


class Enrolment(Output):
    """`carrying` is the invoice whose cycle it is in, `step` where it stands, `awaiting` the to-do that is to
    be handled first. `next_at` is when it is looked at next, null for not before something changes.
    """

    id: str
    invoice: ShownId | None
    plan: ShownId
    plan_version: int
    state: EnrolmentState
    enrolled_on: date
    cycle: int | None
    carrying: ShownId | None
    step: ShownId | None
    last_step: ShownId | None
    awaiting: TaskKind | None
    next_at: datetime | None
    last_contact_on: date | None
    resume_on: date | None

    @classmethod
    def of(cls, one: domain.Enrolment) -> Self:
        cycle = one.cycle
        return cls(
            id=one.id,
            invoice=one.invoice,
            plan=one.plan,
            plan_version=one.plan_version,
            state=one.state,
            enrolled_on=one.enrolled_on,
            cycle=cycle.number if cycle else None,
            carrying=cycle.invoice if cycle else None,
            step=cycle.pending.step if cycle and cycle.pending else None,
            last_step=cycle.handled.step if cycle and cycle.handled else None,
            awaiting=one.awaiting,
            next_at=one.next_at,
            last_contact_on=one.last_contact_on,
            resume_on=one.resume_on,
        )


class Enrolments(Output):
    """`plan` is what the customer is given; `following` the plan that is meant, null for none."""

    customer: ShownId
    plan: Annotated[ShownId, Field(description=_PLAN)]
    following: ShownId | None
    last_contact_on: date | None
    holds: tuple[Hold, ...]
    enrolments: tuple[Enrolment, ...]

    @classmethod
    def of(cls, account: Account, following: str | None) -> Self:
        """`account` is under its organization's own holds as well."""
        standing = (one for one in account.enrolments.values() if not one.is_retired)
        return cls(
            customer=account.customer.id,
            plan=account.customer.plan,
            following=following,
            last_contact_on=account.last_contact_on,
            holds=tuple(Hold.of(one) for one in account.all_holds),
            enrolments=tuple(Enrolment.of(one) for one in sorted(standing, key=lambda one: one.id)),
        )
