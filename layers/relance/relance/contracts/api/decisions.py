"""Decisions and what explains them, as the API shows them."""

from __future__ import annotations

from datetime import date
from typing import Literal, Self

from relance.contracts.api.base import Output, ShownId
from relance.domain import decision as domain
from relance.domain.plan import StepKind

type Kind = Literal["execute", "create_task", "wait", "hold", "finish"]


class Decision(Output):
    """`code` is the stable reason, `text` says it in your language. `until` is the day that is waited for,
    null for until something changes. `invoices` are those a step is about, the carrying one first.
    """

    kind: Kind
    code: str
    text: str
    until: date | None
    step: ShownId | None
    step_kind: StepKind | None
    automatic: bool | None
    invoices: tuple[ShownId, ...]

    @classmethod
    def of(cls, decision: domain.Decision, text: str) -> Self:
        due = None if isinstance(decision, domain.Finish) else decision.due
        return cls(
            kind=_kind(decision),
            code=decision.why.kind if isinstance(decision, domain.OnHold) else decision.why.code,
            text=text,
            until=decision.until if isinstance(decision, domain.Wait | domain.OnHold) else None,
            step=due.step.id if due else None,
            step_kind=due.step.kind if due else None,
            automatic=due.step.automatic if due else None,
            invoices=tuple(invoice.number for invoice in due.invoices) if due else (),
        )


def _kind(decision: domain.Decision) -> Kind:
    match decision:
        case domain.Execute():
            return "execute"
        case domain.CreateTask():
            return "create_task"
        case domain.Wait():
            return "wait"
        case domain.OnHold():
            return "hold"
        case domain.Finish():
            return "finish"
