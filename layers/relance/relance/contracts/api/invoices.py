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
from relance.contracts.api.invoice_sending import Sending
from relance.contracts.api.organization import Upload
from relance.contracts.api.promises import Promise
from relance.domain import lifecycle as domain_lifecycle
from relance.domain import receivables as domain
from relance.domain.customer import Account
from relance.domain.receivables import InvoiceStatus


class NewInvoice(Input):
    """Without `due_date` the customer's terms apply, else the organization's. With `to_send` it waits to be
    sent, and nobody is reminded of it; where nothing is said of that, it does if your organization sends its
    invoices with Relance.
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
    to_send: StrictBool | None = None


class InvoiceMove(Input):
    model_config = shown_as(customer="DUVAL")

    customer: PathId


class InvoiceChange(Change):
    """What is left out stays as it is. A disputed invoice is not reminded of, and still owed."""

    due_date: Annotated[IsoDate | None, Field(description="Null: by the customer's terms.")] = None
    disputed: StrictBool = False
    dispute_reason: Line = ""
    void: StrictBool = False


class InvoicePdf(Output):
    """The PDF that is kept with an invoice. `dangers` are what in it runs something when it is opened or
    clicked ("JavaScript"): with any, the PDF is never mailed on.
    """

    size: Annotated[int, Field(description="In bytes.")]
    sha256: str
    kept_at: datetime
    dangers: tuple[str, ...]

    @classmethod
    def of(cls, pdf: domain.InvoicePdf | None) -> Self | None:
        return cls.model_validate(pdf, from_attributes=True) if pdf else None


class InvoicePdfLink(InvoicePdf):
    """`url` is good for a quarter of an hour."""

    url: str


class InvoicePdfUpload(Output):
    """Upload the PDF as `upload` says. It is looked into and kept within a minute or so of its arrival;
    `GET /imports/<import_id>` says what became of it.
    """

    import_id: str
    upload: Upload


class Invoice(Output):
    """`number` is as your own system writes it, `id` names it in paths. An instalment has an `id` of its own
    and the number of its invoice, which is `instalment_of`; in paths that names all of its instalments.
    """

    id: ShownId
    number: str
    instalment_of: ShownId | None
    customer: ShownId
    issue_date: date
    due_date: date
    total: Money
    outstanding: Annotated[Money, Field(description="What is left to pay.")]
    status: InvoiceStatus
    dispute_reason: str
    pdf: InvoicePdf | None
    sending: Sending

    @classmethod
    def of(cls, customer: str, invoice: domain.Invoice, outstanding: Money, status: InvoiceStatus) -> Self:
        return cls(
            id=invoice.number,
            number=invoice.shown,
            instalment_of=invoice.document or None,
            customer=customer,
            issue_date=invoice.issue_date,
            due_date=invoice.due_date,
            total=Money.of(invoice.total),
            outstanding=outstanding,
            status=status,
            dispute_reason=invoice.dispute_reason,
            pdf=InvoicePdf.of(invoice.pdf),
            sending=Sending.of(invoice),
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
    """`promise` is the open promise to pay it, if there is one. Of an invoice in instalments this is the
    oldest that is open; `instalments` are all of them, the oldest due first. `lifecycle` is what platforms
    said of it as an e-invoice, by the dates of their messages.
    """

    promise: Promise | None
    instalments: tuple[Invoice, ...]
    lifecycle: tuple[LifecycleStatus, ...]

    @classmethod
    def of_account(cls, account: Account, invoice: domain.Invoice, today: date) -> Self:
        owed = account.receivables

        def shown(one: domain.Invoice) -> Invoice:
            outstanding, status = Money.of(owed.outstanding(one)), owed.status(one, today)
            return Invoice.of(account.customer.id, one, outstanding, status)

        promises = (p for p in account.promises.values() if p.is_open and invoice.number in p.invoices)
        promise = next((Promise.of(account.customer.id, p) for p in promises), None)
        parts = tuple(shown(one) for one in owed.instalments.get(invoice.document, ()))
        lifecycle = tuple(map(LifecycleStatus.of, invoice.lifecycle))
        return cls(**dict(shown(invoice)), promise=promise, instalments=parts, lifecycle=lifecycle)
