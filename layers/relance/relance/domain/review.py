"""The to-do that asks a person what became of a message, or tells that it did not leave."""

from __future__ import annotations

from datetime import date

from relance.domain.outreach import OutreachRef
from relance.domain.task import POSSIBLY_NOT_SENT, Task, TaskKind


def review_id(ref: OutreachRef) -> str:
    """A message is asked about once, whoever asks."""
    return Task.identity(ref.org, TaskKind.REVIEW_SEND, ref.id)


def review_of(
    ref: OutreachRef,
    on: date,
    *,
    why: str = POSSIBLY_NOT_SENT,
    detail: str = "",
    owner: str | None = None,
    invoices: tuple[str, ...] = (),
    enrolment: str | None = None,
    cycle: int | None = None,
    step: str | None = None,
) -> Task:
    """Due `on` that day. `step`, of that cycle of that enrolment, is what the to-do holds up, if anything."""
    return Task(
        id=review_id(ref),
        kind=TaskKind.REVIEW_SEND,
        customer=ref.customer,
        due_on=on,
        why=why,
        owner=owner,
        invoices=invoices,
        enrolment=enrolment,
        cycle=cycle,
        step=step,
        outreach=ref.id,
        detail=detail,
        attempted_at=ref.at,
    )
