"""Why: past, present and next, as the API shows it."""

from __future__ import annotations

from datetime import date, datetime

from relance.contracts.api.base import Money, Output, ShownId
from relance.contracts.api.decisions import Decision
from relance.contracts.api.invoices import LifecycleStatus
from relance.contracts.api.timeline import EmailStatus


class Next(Output):
    """`on` null: not before something changes."""

    on: date | None
    step: ShownId | None


class Present(Output):
    """What is decided today about one enrolment; without one, why there is none."""

    enrolment: str | None
    decision: Decision
    next: Next


class Past(Output):
    """What was sent, and why on that day. `id` names it in the customer's e-mails."""

    id: str
    at: datetime
    subject: str
    status: EmailStatus
    step: ShownId | None
    invoices: tuple[ShownId, ...]
    code: str | None
    text: str


class ToldByPlatform(Output):
    """The latest that a platform said of an e-invoice: a buyer refused, approved or paid it, for example."""

    invoice: ShownId
    status: LifecycleStatus


class Announced(Output):
    """A payment or credit note that counts from the day `on`."""

    on: date
    amount: Money
    text: str


class ParentCredit(Output):
    """Money of the customer's parent that no invoice of the parent takes."""

    amounts: tuple[Money, ...]
    text: str


class Explanation(Output):
    """`past` begins with the latest. `platforms` is about the invoice, or about the customer's open ones."""

    customer: ShownId
    today: date
    present: tuple[Present, ...]
    past: tuple[Past, ...]
    announced: tuple[Announced, ...]
    parent_credit: ParentCredit | None
    platforms: tuple[ToldByPlatform, ...] = ()
