"""Invoices, as the API takes and shows them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Self

from pydantic import Field, StrictBool

from relance.contracts.api.base import (
    Change,
    Input,
    IsoDate,
    Line,
    Money,
    Output,
    PathId,
    PositiveMoney,
    ShownId,
    SourceId,
    shown_as,
)
from relance.contracts.api.promises import Promise
from relance.domain import lifecycle as domain_lifecycle
from relance.domain import receivables as domain
from relance.domain.customer import Account
from relance.domain.receivables import InvoiceStatus


class NewInvoice(Input):
    """Without `due_date` the customer's terms apply, else the organization's. With `to_send` it waits to be
    sent, and nobody is reminded of it.
    """

    model_config = shown_as(
        customer="DUVAL",
        number="F-1042",
        issue_date="2026-10-03",
        due_date="2026-11-02",
        total={"minor": 120000, "currency": "EUR"},
    )

    customer: PathId
    number: SourceId
    issue_date: IsoDate
    due_date: IsoDate | None = None
    total: PositiveMoney
    to_send: StrictBool = False


class InvoiceChange(Change):
    """What is left out stays as it is. A disputed invoice is not reminded of, and still owed."""

    due_date: Annotated[IsoDate | None, Field(description="Null: by the customer's terms.")] = None
    disputed: StrictBool = False
    dispute_reason: Line = ""
    void: StrictBool = False


class Invoice(Output):
    """`number` is as your own system writes it, `id` the same as it stands in paths."""

    id: ShownId
    number: str
    customer: ShownId
    issue_date: date
    due_date: date
    total: Money
    outstanding: Annotated[Money, Field(description="What is left to pay.")]
    status: InvoiceStatus
    dispute_reason: str

    @classmethod
    def of(cls, customer: str, invoice: domain.Invoice, outstanding: Money, status: InvoiceStatus) -> Self:
        return cls(
            id=invoice.number,
            number=invoice.number,
            customer=customer,
            issue_date=invoice.issue_date,
            due_date=invoice.due_date,
            total=Money.of(invoice.total),
            outstanding=outstanding,
            status=status,
            dispute_reason=invoice.dispute_reason,
        )


class LifecycleStatus(Output):
    """What a platform said of an e-invoice: `code` is that of the French rule set (207 is "in dispute"),
    `reasons` are codes too; `said` is both in words, with what the buyer wrote.
    """

    code: int
    at: datetime
    reasons: tuple[str, ...]
    said: str

    @classmethod
    def of(cls, status: domain_lifecycle.LifecycleStatus) -> Self:
        return cls(code=status.code, at=status.at, reasons=status.reasons, said=status.said)


class InvoiceInFull(Invoice):
    """`promise` is the open promise to pay it, if there is one. `lifecycle` is what platforms said of it as
    an e-invoice, by the dates of their messages.
    """

    promise: Promise | None
    lifecycle: tuple[LifecycleStatus, ...]

    @classmethod
    def of_account(cls, account: Account, invoice: domain.Invoice, today: date) -> Self:
        owed = account.receivables
        outstanding, status = Money.of(owed.outstanding(invoice)), owed.status(invoice, today)
        shown = Invoice.of(account.customer.id, invoice, outstanding, status)
        promises = (p for p in account.promises.values() if p.is_open and invoice.number in p.invoices)
        promise = next((Promise.of(account.customer.id, p) for p in promises), None)
        lifecycle = tuple(map(LifecycleStatus.of, invoice.lifecycle))
        return cls(**dict(shown), promise=promise, lifecycle=lifecycle)
