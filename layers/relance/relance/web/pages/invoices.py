"""The invoices, and one of them: what is left of it, why it is reminded of, and what a person changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from relance.access.mailing import sent_or_problem
from relance.contracts.api.base import path_id
from relance.contracts.api.invoices import InvoiceChange
from relance.domain.bookkeeping import invoice_of, with_edited_invoice
from relance.domain.errors import NotFound
from relance.domain.outreach import Outreach
from relance.domain.receivables import InvoiceStatus
from relance.usecases.customers.list_invoices import InvoiceFilter, list_invoices, status_today
from relance.usecases.ports.listings import InvoiceLine
from relance.web.answers import Answer, See, Shown
from relance.web.forms import SHOWN_AGAIN, id_of, problem_details, read, typed
from relance.web.routing import Pages
from relance.web.visit import Visit

pages = Pages()

_ROWS: Final = 50
_STATUSES: Final = (
    InvoiceStatus.OVERDUE,
    InvoiceStatus.DUE,
    InvoiceStatus.IN_DISPUTE,
    InvoiceStatus.TO_SEND,
    InvoiceStatus.PAID,
    InvoiceStatus.VOID,
)


@dataclass(frozen=True, slots=True)
class Row:
    line: InvoiceLine
    status: InvoiceStatus
    customer: str
    days: int
    """How late it is; 0 for what is not."""


@pages.on("GET", "/invoices", may="list_invoices")
def invoices(visit: Visit) -> Answer:
    """Of one status or all, each by due date."""
    asked = visit.query.get("status", "")
    status = InvoiceStatus(asked) if asked in set(InvoiceStatus) else None
    cursors = visit.cursors("invoices", status=status or "")
    after = cursors.read(visit.query.get("cursor"))
    wanted = InvoiceFilter(status)
    found = list_invoices(visit.house.listings, visit.org, visit.today, wanted, _ROWS, after)
    names = _customer_names(visit, {line.customer for line in found.lines})
    shown = {
        "rows": [_row(visit, line, names) for line in found.lines],
        "chosen": status,
        "statuses": _STATUSES,
        "next": cursors.sign(found.after),
    }
    return Shown("invoices.html", shown)


def _row(visit: Visit, line: InvoiceLine, names: Mapping[str, str]) -> Row:
    status, days = status_today(line, visit.today), (visit.today - line.invoice.due_date).days
    late = days if status is InvoiceStatus.OVERDUE else 0
    return Row(line, status, names[line.customer], late)


def _customer_names(visit: Visit, ids: set[str]) -> dict[str, str]:
    return {one: visit.house.listings.customer(visit.org, one).customer.name for one in ids}


@pages.on("GET", "/invoices/<invoice>", may="get_invoice")
def invoice(visit: Visit, invoice: str) -> Answer:
    invoice = id_of(invoice)
    return _screen(visit, invoice)


@pages.on("POST", "/invoices/<invoice>/dispute", may="update_invoice")
def dispute(visit: Visit, invoice: str) -> Answer:
    invoice = id_of(invoice)
    said = {"disputed": True, "dispute_reason": visit.given("dispute_reason")}
    return _edited(visit, invoice, "dispute", "invoice.disputed", said)


@pages.on("POST", "/invoices/<invoice>/settle", may="update_invoice")
def end_dispute(visit: Visit, invoice: str) -> Answer:
    invoice = id_of(invoice)
    return _edited(visit, invoice, "dispute", "invoice.settled", {"disputed": False})


@pages.on("POST", "/invoices/<invoice>/due-date", may="update_invoice")
def move_due_date(visit: Visit, invoice: str) -> Answer:
    invoice = id_of(invoice)
    return _edited(visit, invoice, "due", "invoice.moved", {"due_date": visit.given("due_date") or "?"})


@pages.on("POST", "/invoices/<invoice>/test-reminder", may="mail_test_reminder")
def mail_test_reminder(visit: Visit, invoice: str) -> Answer:
    """Its next reminder, mailed to the visitor; nothing is changed."""
    invoice = id_of(invoice)
    try:
        sent_or_problem(visit.house.try_reminder.run(visit.tenant, invoice, None, visit.member, visit.now))
    except SHOWN_AGAIN as error:
        return _again(visit, invoice, "test", error)
    return See(_address(invoice), "invoice.tested")


def _edited(visit: Visit, invoice: str, form: str, done: str, said: Mapping[str, Any]) -> Answer:
    """Changes what the form says and nothing else."""
    try:
        edits = read(InvoiceChange, said).changes()
        edit = partial(with_edited_invoice, number=invoice, edits=edits)
        owner = _owner(visit, invoice)
        visit.house.change_account.run(visit.tenant, owner, edit, also=(invoice,))
    except SHOWN_AGAIN as error:
        return _again(visit, invoice, form, error)
    return See(_address(invoice), done)


def _again(visit: Visit, invoice: str, form: str, error: Exception) -> Shown:
    shown = _screen(visit, invoice, problem=problem_details(visit, error), form=form)
    return Shown(shown.template, shown.values, 422)


def _screen(visit: Visit, number: str, **more: object) -> Shown:
    house, owner = visit.house, _owner(visit, number)
    account = visit.account(owner, number)
    found, receivables, today = invoice_of(account, number), account.receivables, visit.today
    known = house.explain_customer.of_invoice(visit.tenant, number, visit.now)
    promised = (p for p in account.promises.values() if p.is_open and found.number in p.invoices)
    shown: dict[str, object] = {
        "account": account,
        "invoice": found,
        "address": _address(number),
        "status": receivables.status(found, today),
        "outstanding": receivables.outstanding(found),
        "days": max(0, (today - found.due_date).days),
        "instalments": receivables.instalments.get(found.document, ()),
        "promise": next(promised, None),
        "why": [house.explain(one.decision, today, visit.language, visit.members) for one in known.present],
        "announced": [house.explain_announced(one, visit.language) for one in known.announced],
        "last": _last_reminder(visit, number),
        "problem": None,
        "form": "",
        "typed": typed(visit),
    }
    return Shown("invoice.html", shown | more)


def _last_reminder(visit: Visit, number: str) -> Outreach | None:
    try:
        return visit.house.explain_customer.last_reminder(visit.org, number)
    except NotFound:
        return None


def _owner(visit: Visit, number: str) -> str:
    owner = visit.house.accounts.customer_of(visit.org, number)
    if owner is None:
        raise NotFound(f"invoice {number}")
    return owner


def _address(number: str) -> str:
    return f"/invoices/{path_id(number)}"
