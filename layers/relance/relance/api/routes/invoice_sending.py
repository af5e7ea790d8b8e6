"""Invoices sent to customers, by themselves or by a person."""

from __future__ import annotations

from dataclasses import replace

from relance.access.mailing import sent_or_problem
from relance.api.call import Call
from relance.api.mailing import calling_member
from relance.api.routing import Router
from relance.contracts.api.base import PathId
from relance.contracts.api.invoice_sending import (
    InvoiceSending,
    InvoiceSendingNow,
    SendInvoice,
)
from relance.contracts.api.invoices import InvoiceInFull
from relance.contracts.api.timeline import SentEmail
from relance.domain import organization as domain
from relance.domain.bookkeeping import invoice_of
from relance.domain.errors import Refused
from relance.rendering.texts import text

router = Router("Invoices")


def _shown(call: Call, organization: domain.Organization) -> InvoiceSendingNow:
    warning = text(call.language, "invoices", "switch_off_elsewhere")
    return InvoiceSendingNow.of(organization.invoice_sending, warning)


@router.on("GET", "/organization/invoice-sending")
def get_invoice_sending() -> InvoiceSendingNow:
    """Whether and how Relance sends your invoices."""
    return router.call.tagged(_shown(router.call, router.call.organization))


@router.on("PUT", "/organization/invoice-sending")
def set_invoice_sending(body: InvoiceSending) -> InvoiceSendingNow:
    """Have Relance send your invoices, or no longer.

    Switch it off in your own software first, or your customers get every invoice twice. Invoices that wait to
    be sent go on waiting when you switch it off here.
    """
    call, given = router.call, body.as_domain()
    faults = [
        replace(fault, field=f"messages.{language}.{fault.field}")
        for language, message in given.messages.items()
        for fault in call.house.messages.faults(message)
    ]
    if faults:
        raise Refused(*faults)

    def changed(now: domain.Organization) -> domain.Organization:
        call.unless_changed(_shown(call, now))
        return replace(now, invoice_sending=given)

    return call.tagged(_shown(call, call.house.change_organization.run(call.org, changed)))


@router.on("POST", "/invoices/<invoice>/send")
def send_invoice(invoice: PathId, body: SendInvoice) -> SentEmail:
    """Send an invoice that waits to be sent, with its PDF: at most once. It counts from then on.

    A `status` of `unknown` says that the mail service gave no answer: what became of the mail is found out,
    or a to-do asks for it.
    """
    call = router.call
    sent = call.house.send_invoices.send(call.tenant, invoice, body.to, calling_member(call))
    sent_or_problem(sent.result)
    return SentEmail.of(sent.outreach, call.organization.members)


@router.on("POST", "/invoices/<invoice>/mark-as-sent")
def mark_invoice_as_sent(invoice: PathId) -> InvoiceInFull:
    """Say that an invoice was sent otherwise: nobody is notified, and it counts from now on."""
    call = router.call
    account = call.house.mark_as_sent.run(call.tenant, invoice, call.caller.id)
    return call.tagged(InvoiceInFull.of_account(account, invoice_of(account, invoice), call.today))
