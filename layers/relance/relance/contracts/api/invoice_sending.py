"""Sending invoices, as the API takes and shows it: the organization's settings, and what one call did."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, StrictBool, StrictInt

from relance.contracts.api.base import Email, Input, Output, PathId, ShownId, shown_as
from relance.contracts.api.messages import Message, Messages, as_messages, shown_messages
from relance.domain import invoice_sending as domain
from relance.domain import receivables
from relance.domain.invoice_sending import MOST_DELAY_DAYS

MOST_AT_ONCE = 1_000


class InvoiceSending(Input):
    """Whether Relance sends your invoices. Once `on`, every new open invoice waits to be sent: by a person,
    or with `automatic` by itself, `delay_days` after the day on which it could. `messages` are your own
    texts, none for those of Relance; `cc` are addresses of your team.
    """

    model_config = shown_as(on=True, automatic=True, delay_days=0, messages={}, cc=["sales@acme.example"])

    on: StrictBool
    automatic: StrictBool = False
    delay_days: Annotated[StrictInt, Field(ge=0, le=MOST_DELAY_DAYS)] = 0
    messages: Messages = Field(default_factory=dict)
    cc: Annotated[tuple[Email, ...], Field(max_length=10)] = ()

    def as_domain(self) -> domain.InvoiceSending:
        return domain.InvoiceSending(
            self.on, self.automatic, self.delay_days, as_messages(self.messages), self.cc
        )


class InvoiceSendingNow(Output):
    """`warning` is in words, and null while Relance sends nothing."""

    on: bool
    automatic: bool
    delay_days: int
    messages: dict[str, Message]
    cc: tuple[str, ...]
    warning: str | None

    @classmethod
    def of(cls, known: domain.InvoiceSending, warning: str) -> Self:
        return cls(
            on=known.on,
            automatic=known.automatic,
            delay_days=known.delay_days,
            messages=shown_messages(known.messages),
            cc=known.cc,
            warning=warning if known.on else None,
        )


class SendingState(StrEnum):
    NOT_OURS = "not_ours"
    """Relance did not send it, and does not wait to."""
    TO_SEND = "to_send"
    LEAVING = "leaving"
    SENT = "sent"
    MARKED_AS_SENT = "marked_as_sent"


class Sending(Output):
    """How an invoice goes out. `leaves_at` is when it leaves by itself, null when a person sends it; `why` is
    what kept it from being sent, empty when nothing did.
    """

    state: SendingState
    leaves_at: datetime | None
    why: str
    sent_at: datetime | None
    marked_by: str | None

    @classmethod
    def of(cls, invoice: receivables.Invoice) -> Self:
        known = invoice.sending
        return cls(
            state=_state(invoice),
            leaves_at=known.leaves_at,
            why=known.why,
            sent_at=known.sent_at,
            marked_by=known.marked_by or None,
        )


def _state(invoice: receivables.Invoice) -> SendingState:
    known = invoice.sending
    if invoice.to_send:
        return SendingState.LEAVING if known.claim else SendingState.TO_SEND
    if known.marked_by:
        return SendingState.MARKED_AS_SENT
    return SendingState.SENT if known.sent_at else SendingState.NOT_OURS


class SendInvoice(Input):
    """`to` is the recipient that you confirm: when the invoice would go to somebody else by now, nothing is
    sent. Without it the invoice goes to whoever its recipient is.
    """

    to: Email | None = None


class InvoiceNumbers(Input):
    """The `id` of each."""

    invoices: Annotated[tuple[PathId, ...], Field(min_length=1, max_length=MOST_AT_ONCE)]


class InvoiceResult(Output):
    """What became of one invoice: `done`, or the `code` of what stood in the way, with `message`."""

    invoice: ShownId
    done: bool
    code: str
    message: str
