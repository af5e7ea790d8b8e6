"""What would leave once sending is on, as the API shows it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, Final, Self

from pydantic import Field

from relance.contracts.api.base import Output, ShownId
from relance.contracts.api.decisions import Decision
from relance.domain.first_days import DayCount, Foreseen
from relance.usecases.organization.switch_sending import ToConfirm

SHOWN: Final = 20


class SendingDay(Output):
    """How many e-mails would leave that day, to how many customers, and how many to-dos would be raised."""

    day: date
    emails: int
    customers: int
    tasks: int

    @classmethod
    def of(cls, count: DayCount) -> Self:
        return cls(day=count.day, emails=count.emails, customers=count.customers, tasks=count.tasks)


class SendingRow(Output):
    day: date
    customer: ShownId
    customer_name: str
    decision: Decision


class SendingPreview(Output):
    """`day` is today. `days` are the next sending days, and days on which to-dos are raised; `first` is the
    first of what they bring. `complete` is false when there are more customers than were looked at.
    """

    day: date
    days: tuple[SendingDay, ...]
    first: Annotated[tuple[SendingRow, ...], Field(description=f"At most {SHOWN}.")]
    customers_looked_at: int
    complete: bool
    needs_confirming: Annotated[bool, Field(description="Whether switching sending on asks for `confirm`.")]
    confirm: Annotated[str, Field(description="Names this day, these settings and this result.")]

    @classmethod
    def of(cls, shown: ToConfirm, worded: Callable[[Foreseen], Decision], *, needed: bool) -> Self:
        first_days = shown.first_days
        rows = (
            SendingRow(
                day=one.day,
                customer=one.customer.id,
                customer_name=one.customer.name,
                decision=worded(one),
            )
            for one in first_days.foreseen[:SHOWN]
        )
        return cls(
            day=first_days.seen_on,
            days=tuple(SendingDay.of(count) for count in first_days.counts),
            first=tuple(rows),
            customers_looked_at=first_days.customers,
            complete=first_days.complete,
            needs_confirming=needed,
            confirm=shown.confirm,
        )
