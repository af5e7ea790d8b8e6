"""Actions: what will be done, what was done, what failed (A19)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Self

from relance.contracts.api.base import Output, ShownId
from relance.contracts.api.decisions import Decision
from relance.contracts.api.timeline import SentEmail
from relance.domain.foretold import Foretold
from relance.domain.organization import Member
from relance.domain.task import TaskKind
from relance.usecases.customers.list_actions import PastAction


class ActionStatus(StrEnum):
    UPCOMING = "upcoming"
    DONE = "done"
    FAILED = "failed"
    UNKNOWN = "unknown"


class Action(Output):
    """`on` is the day of an upcoming one, `at` the instant of a past one. An e-mail comes with what became of
    it at each recipient, a to-do with who did it; an upcoming one with the decision behind it. `unknown`: it
    is not known yet whether the e-mail left.
    """

    status: ActionStatus
    customer: ShownId
    kind: TaskKind
    automatic: bool
    step: ShownId | None
    invoices: tuple[ShownId, ...]
    on: date | None = None
    at: datetime | None = None
    decision: Decision | None = None
    email: SentEmail | None = None
    task: ShownId | None = None
    done_by: str | None = None

    @classmethod
    def foretold(cls, line: Foretold, kind: TaskKind, decision: Decision) -> Self:
        return cls(
            status=ActionStatus.UPCOMING,
            customer=line.customer.id,
            kind=kind,
            automatic=decision.kind == "execute",
            step=decision.step,
            invoices=decision.invoices,
            on=line.first,
            decision=decision,
        )

    @classmethod
    def past(cls, action: PastAction, members: Mapping[str, Member]) -> Self:
        outreach, task = action.outreach, action.task
        about = outreach or task
        return cls(
            status=ActionStatus(action.ending),
            customer=action.customer,
            kind=action.kind,
            automatic=action.automatic,
            step=about.step if about else None,
            invoices=about.invoices if about else (),
            at=action.at,
            email=SentEmail.of(outreach, members) if outreach else None,
            task=task.id if task else None,
            done_by=task.closed_by if task else (outreach.sender or None) if outreach else None,
        )
