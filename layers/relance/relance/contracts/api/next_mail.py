"""The next mail of a plan, sent by hand before its turn, as the API takes and shows it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Self

from pydantic import Field, StrictBool

from relance.contracts.api.base import Input, Output, PathId, ShownId
from relance.contracts.api.messages import Preview
from relance.domain import next_mail as domain
from relance.usecases.sending import send_next


class SendNow(Input):
    step: PathId
    """The one you looked at: when the plan is at another by now, nothing is sent."""
    sooner: Annotated[
        StrictBool, Field(description="Though the customer was contacted lately: see `too_soon`.")
    ] = False


class TooSoon(Output):
    """The customer was contacted on `last`; by the plan the next mail leaves on `until` at the earliest."""

    last: date
    until: date

    @classmethod
    def of(cls, told: domain.TooSoon | None) -> Self | None:
        return cls(last=told.last, until=told.until) if told else None


class NextMail(Output):
    """What would be sent. `too_soon` warns: then it is only sent with `sooner`."""

    step: ShownId
    invoices: tuple[ShownId, ...]
    to: str
    cc: tuple[str, ...]
    too_soon: TooSoon | None
    preview: Preview

    @classmethod
    def of(cls, mail: send_next.NextMail, preview: Preview) -> Self:
        return cls(
            step=mail.due.step.id,
            invoices=tuple(invoice.number for invoice in mail.due.invoices),
            to=mail.reminder.contact.email or "",
            cc=mail.due.step.cc,
            too_soon=TooSoon.of(mail.too_soon),
            preview=preview,
        )
