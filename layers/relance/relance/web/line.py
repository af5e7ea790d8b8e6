"""The line: a plan's steps for one invoice as stops, what is behind, where today is, and what comes next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Literal

from relance.domain.customer import Account
from relance.domain.enrolment import Enrolment
from relance.domain.plan import DunningPlan, PlanStep
from relance.domain.receivables import Invoice
from relance.usecases.deciding.explain import Present
from relance.usecases.deciding.tenants import Tenant


@dataclass(frozen=True, slots=True)
class Stop:
    """`step` None is the invoice's due date. `today` is how far today is on the way to the next stop, in
    tenths from 1 to 9; 0 when today is not between the two.
    """

    step: PlanStep | None
    on: date
    is_: Literal["done", "gone", "next", "due", "to_come"]
    today: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """`says` is why it stands where it stands; `enrolment` is whose next mail may be sent by hand."""

    enrolment: str | None
    invoice: Invoice | None
    stops: tuple[Stop, ...]
    present: Present
    says: str
    may_send: bool


def lines(
    tenant: Tenant, account: Account, present: tuple[Present, ...], today: date, says: tuple[str, ...]
) -> tuple[Line, ...]:
    """One for each decision; `says` are their words, in the same order."""
    prepared, plan = tenant.prepared(account, today), tenant.plan_of(account)
    return tuple(_line(prepared, plan, one, today, text) for one, text in zip(present, says, strict=True))


def _line(account: Account, plan: DunningPlan | None, present: Present, today: date, says: str) -> Line:
    own = account.enrolments.get(present.enrolment or "")
    invoice = _carrying(account, own, present)
    if plan is None or own is None or invoice is None:
        return Line(present.enrolment, invoice, (), present, says, may_send=False)
    stops = _with_today(tuple(_stops(plan, own, invoice, present.step)), today)
    may_send = present.step is not None and bool(present.step.messages)
    return Line(own.id, invoice, stops, present, says, may_send)


def _carrying(account: Account, own: Enrolment | None, present: Present) -> Invoice | None:
    due = getattr(present.decision, "due", None)
    if due is not None:
        return due.carrying  # type: ignore[no-any-return]  # every decision that has a `due` has a Due
    number = own.cycle.invoice if own and own.cycle else own.invoice if own else None
    return account.receivables.invoices.get(number or "")


def _stops(plan: DunningPlan, own: Enrolment, invoice: Invoice, next_: PlanStep | None) -> Iterator[Stop]:
    steps = plan.steps_for(invoice)
    done = own.cycle_of(invoice.number).done
    names = [step.id for step in steps]
    at = names.index(next_.id) if next_ and next_.id in names else None
    last_done = max((i for i, name in enumerate(names) if name in done), default=-1)
    behind = at if at is not None else last_done + 1
    due_shown = False
    for position, step in enumerate(steps):
        on = step.trigger(invoice)
        if not due_shown and on >= invoice.due_date:
            yield Stop(None, invoice.due_date, "due")
            due_shown = True
        if step.id in done:
            yield Stop(step, on, "done")
        elif position == at:
            yield Stop(step, on, "next")
        else:
            yield Stop(step, on, "gone" if position < behind else "to_come")
    if not due_shown:
        yield Stop(None, invoice.due_date, "due")


def _with_today(stops: tuple[Stop, ...], today: date) -> tuple[Stop, ...]:
    """Marks the stop after which today is; what waits beyond its day stands before its stop."""
    behind = [position for position, stop in enumerate(stops) if stop.is_ != "next" and stop.on <= today]
    before = next((position for position, stop in enumerate(stops) if stop.is_ == "next"), len(stops))
    at = max((position for position in behind if position < before), default=None)
    if at is None:
        return stops
    following = next((later.on for one, later in pairwise(stops) if one is stops[at]), None)
    days = (following - stops[at].on).days if following else 0
    tenths = round(10 * (today - stops[at].on).days / days) if days > 0 else 5
    marked = Stop(stops[at].step, stops[at].on, stops[at].is_, min(9, max(1, tenths)))
    return (*stops[:at], marked, *stops[at + 1 :])
