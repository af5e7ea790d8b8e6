"""Invoices that wait to be sent: to whom each goes is shown, and the ticked ones are sent or marked (B6)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from relance.access.mailing import sent_or_problem
from relance.access.problems import problem_of
from relance.contracts.api.base import path_id
from relance.domain.errors import Conflict, Fault, NotFound, Refused
from relance.domain.invoice_sending import obstacle, recipient_of, waiting
from relance.domain.money import Money
from relance.domain.receivables import InvoiceStatus
from relance.usecases.customers.list_invoices import InvoiceFilter, list_invoices
from relance.web.answers import Answer, See, Shown
from relance.web.forms import SHOWN_AGAIN, id_of, problem_details
from relance.web.routing import Pages
from relance.web.visit import Visit

pages = Pages()

AT: Final = "/invoices/to-send"
# So many are listed, and sent in one go: each is a mail that a person waits for.
MOST: Final = 25


@dataclass(frozen=True, slots=True)
class Row:
    """`to` is the address that its reader confirms; `why` is what stands in the way instead."""

    number: str
    shown: str
    customer: str
    name: str
    total: Money
    to: str
    why: str

    @property
    def tick(self) -> str:
        return f"{path_id(self.number)} {self.to}"


@pages.on("GET", "/invoices/to-send", may="list_invoices")
def invoices_to_send(visit: Visit) -> Answer:
    return _screen(visit)


@pages.on("POST", "/invoices/to-send", may="send_invoice")
def send_invoices(visit: Visit) -> Answer:
    """Each by itself, and at most once: what stands in the way of one stops no other, and is told."""
    ticked = visit.form.get("invoice", ())
    if not 0 < len(ticked) <= MOST:
        return _screen(visit, error=Refused(Fault("tick_some", "invoice", {"limit": MOST})))
    marks = visit.given("action") == "mark"
    told = [said for one in ticked if (said := _tried(visit, one, marks=marks))]
    if not told:
        return See(AT, "invoices.marked" if marks else "invoices.sent")
    return _screen(visit, told=told, done=len(ticked) - len(told))


def _tried(visit: Visit, ticked: str, *, marks: bool) -> str:
    """What stood in the way, in words; "" when it was done."""
    place, _, to = ticked.partition(" ")
    try:
        number = id_of(place)
        if marks:
            visit.house.mark_as_sent.run(visit.tenant, number, visit.caller.id)
        else:
            sent_or_problem(
                visit.house.send_invoices.send(visit.tenant, number, to or None, visit.member).result
            )
    except (*SHOWN_AGAIN, NotFound) as error:
        problem = problem_of(error)
        details = problem.details(visit.language, "") if problem else None
        words = " ".join(one.message for one in details.errors) or details.detail if details else ""
        return f"{place}: {words}"
    return ""


def _screen(
    visit: Visit, *, error: Exception | None = None, told: list[str] | None = None, done: int = 0
) -> Shown:
    wanted = InvoiceFilter(InvoiceStatus.TO_SEND)
    found = list_invoices(visit.house.listings, visit.org, visit.today, wanted, MOST, None)
    lines = dict.fromkeys(
        (line.customer, line.invoice.document or line.invoice.number) for line in found.lines
    )
    values = {
        "rows": [row for customer, number in lines for row in _rows(visit, customer, number)],
        "more": found.after is not None,
        "is_on": visit.organization.invoice_sending.on,
        "told": told or [],
        "done": done,
        "problem": problem_details(visit, error) if error else None,
    }
    return Shown("invoices_to_send.html", values, 422 if error else 200)


def _rows(visit: Visit, customer: str, number: str) -> Iterator[Row]:
    """None for what was sent a moment ago: the list may lag behind."""
    account = visit.account(customer, number)
    try:
        parts = waiting(account, number)
    except (Refused, NotFound, Conflict):
        return
    why = obstacle(account, parts)
    contact = recipient_of(account, parts)
    words = visit.in_words([Fault(f"invoice_{why}", "invoice", {"number": number})])[0] if why else None
    yield Row(
        number,
        parts[0].shown,
        account.customer.id,
        account.customer.name,
        Money.total((part.total for part in parts), parts[0].currency),
        contact.email or "" if contact and not why else "",
        f"{words.message} {words.hint}" if words else "",
    )
