"""Invoices."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from urllib.parse import quote

from aws_lambda_powertools.event_handler.openapi.params import Query

from relance.access.importing import import_line
from relance.api.call import Call
from relance.api.pages import DEFAULT_LIMIT, Cursor, Limit
from relance.api.routing import Router
from relance.contracts.api.base import IsoDate, Money, Page, PathId, is_of_our_time
from relance.contracts.api.invoices import (
    Invoice,
    InvoiceChange,
    InvoiceInFull,
    InvoiceMove,
    InvoicePdf,
    InvoicePdfLink,
    InvoicePdfUpload,
    NewInvoice,
)
from relance.contracts.api.organization import Upload
from relance.domain import receivables as domain
from relance.domain.bookkeeping import invoice_of, with_edited_invoice, with_new_invoice
from relance.domain.customer import Account
from relance.domain.errors import Exists, Fault, NotFound, Refused
from relance.domain.invoice_sending import to_be_sent
from relance.domain.receivables import InvoiceStatus
from relance.usecases.customers.list_invoices import InvoiceFilter, status_today
from relance.usecases.customers.list_invoices import list_invoices as lines_of
from relance.usecases.ports.listings import InvoiceLine

router = Router("Invoices")

_Status = Annotated[InvoiceStatus | None, Query(description="Only those of this status.")]
_Day = Annotated[IsoDate | None, Query(description="A due date, itself included.")]


def _of_line(call: Call, line: InvoiceLine) -> Invoice:
    status = status_today(line, call.today)
    return Invoice.of(line.customer, line.invoice, Money.of(line.outstanding), status)


def _of_account(call: Call, account: Account, number: str) -> InvoiceInFull:
    return InvoiceInFull.of_account(account, invoice_of(account, number), call.today)


def _owner(call: Call, number: str) -> str:
    owner = call.house.accounts.customer_of(call.org, number)
    if owner is None:
        raise NotFound(f"invoice {number}")
    return owner


def _due(call: Call, account: Account, issued: date, due: date | None) -> date:
    due = due or call.organization.terms_of(account.customer).due(issued)
    if not is_of_our_time(due):
        raise Refused(Fault("date_out_of_range", "due_date"))
    return due


@router.on("GET", "/invoices")
def list_invoices(
    status: _Status = None,
    due_from: _Day = None,
    due_to: _Day = None,
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
) -> Page[Invoice]:
    """Invoices, by status and then by due date.

    The list may lag behind a change for a moment.
    """
    call = router.call
    wanted = InvoiceFilter(status, due_from or date.min, due_to or date.max)
    after = call.cursors.read(cursor)
    found = lines_of(call.house.listings, call.org, call.today, wanted, limit, after)
    items = tuple(_of_line(call, line) for line in found.lines)
    return Page(items=items, next=call.cursors.sign(found.after))


@router.on("GET", "/customers/<customer>/invoices")
def list_customer_invoices(
    customer: PathId, limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None
) -> Page[Invoice]:
    """The invoices of one customer, open ones first."""
    call = router.call
    customer = call.customer(customer).id
    listings, place = call.house.listings, call.cursors_of(customer)
    found = listings.invoices_of(call.org, customer, limit, place.read(cursor))
    return Page(items=tuple(_of_line(call, line) for line in found.lines), next=place.sign(found.after))


@router.on("POST", "/invoices", status=201)
def create_invoice(body: NewInvoice) -> InvoiceInFull:
    """Make an invoice of a customer that exists."""
    call, number, printed = router.call, body.number, ""
    if call.organization.numbers_restart:
        number, printed = f"{body.number}@{body.issue_date.year}", body.number
    if call.house.accounts.customer_of(call.org, number):
        raise Exists(f"invoice {number}")

    def made(account: Account) -> Account:
        due = _due(call, account, body.issue_date, body.due_date)
        new = domain.Invoice(number, body.issue_date, due, body.total.as_money(), printed=printed)
        rule = call.organization.invoice_sending
        if rule.on if body.to_send is None else body.to_send:
            new = to_be_sent(new, rule, call.now, call.tenant.calendar.zone)
        return with_new_invoice(account, new)

    try:
        account = call.change(body.customer, made, number)
    except NotFound:
        raise Refused(Fault("unknown_customer", "customer", {"id": body.customer})) from None
    return call.tagged(_of_account(call, account, number))


@router.on("GET", "/invoices/<invoice>")
def get_invoice(invoice: PathId) -> InvoiceInFull:
    """One invoice, with the open promise to pay it."""
    call = router.call
    account = call.account(_owner(call, invoice), invoice)
    return call.tagged(_of_account(call, account, invoice))


@router.on("PATCH", "/invoices/<invoice>")
def update_invoice(invoice: PathId, body: InvoiceChange) -> InvoiceInFull:
    """Dispute an invoice or end the dispute, void it, or move its due date. The number of an invoice in
    instalments means all of them, and a due date one of them.
    """
    call = router.call

    def changed(account: Account) -> Account:
        call.unless_changed(_of_account(call, account, invoice))
        edits = body.changes()
        if "due_date" in edits:
            known = invoice_of(account, invoice)
            edits["due_date"] = _due(call, account, known.issue_date, body.due_date)
        return with_edited_invoice(account, invoice, edits)

    account = call.change(_owner(call, invoice), changed, invoice)
    return call.tagged(_of_account(call, account, invoice))


@router.on("GET", "/invoices/<invoice>/pdf")
def get_invoice_pdf(invoice: PathId) -> InvoicePdfLink:
    """A link to the PDF that is kept with the invoice; 404 when none is."""
    call = router.call
    found = invoice_of(call.account(_owner(call, invoice), invoice), invoice)
    if found.pdf is None:
        raise NotFound(f"PDF of invoice {invoice}")
    url = call.house.import_files.link(found.pdf.key, f"{found.shown}.pdf")
    return InvoicePdfLink.model_validate({**dict(InvoicePdf.of(found.pdf) or {}), "url": url})


@router.on("POST", "/invoices/<invoice>/pdf", status=201)
def upload_invoice_pdf(invoice: PathId) -> InvoicePdfUpload:
    """Where to upload the PDF of the invoice, which takes the place of one that is kept already.

    A PDF that carries an e-invoice is kept with the invoice of which its e-invoice speaks.
    """
    call = router.call
    _owner(call, invoice)
    line = import_line(call, f"{quote(invoice, safe='')}.pdf")
    return InvoicePdfUpload(import_id=line.id, upload=Upload.of(call.house.imports.announce(line)))


@router.on("POST", "/invoices/<invoice>/move")
def move_invoice(invoice: PathId, body: InvoiceMove) -> InvoiceInFull:
    """Give the invoice to the customer that it belongs to.

    Its payments, its place in every plan, and holds, promises and to-dos about it alone move with it.
    """
    call = router.call
    account = call.house.move_invoice.run(call.tenant, invoice, body.customer)
    return call.tagged(_of_account(call, account, invoice))
