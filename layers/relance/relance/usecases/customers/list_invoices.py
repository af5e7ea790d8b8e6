"""An organization's invoices, one status after the other, each by due date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from relance.domain.receivables import InvoiceStatus
from relance.usecases.ports.listings import InvoiceLine, Listings, Page

# What asks for something first. Due and overdue are one list: by due date, the overdue stand before.
_ORDER: tuple[InvoiceStatus, ...] = (
    InvoiceStatus.DUE,
    InvoiceStatus.IN_DISPUTE,
    InvoiceStatus.TO_SEND,
    InvoiceStatus.PAID,
    InvoiceStatus.VOID,
)
_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class InvoiceFilter:
    """Both days are included."""

    status: InvoiceStatus | None = None
    due_from: date = date.min
    due_to: date = date.max


def list_invoices(
    listings: Listings, org: str, today: date, wanted: InvoiceFilter, limit: int, after: str | None
) -> Page[InvoiceLine]:
    """`after` is the status the page begins in and, behind a `|`, the place within it."""
    first, last, statuses = wanted.due_from, wanted.due_to, _ORDER
    match wanted.status:
        case None:
            pass
        case InvoiceStatus.OVERDUE:
            statuses, last = (InvoiceStatus.DUE,), min(last, today - _A_DAY)
        case InvoiceStatus.DUE:
            statuses, first = (InvoiceStatus.DUE,), max(first, today)
        case other:
            statuses = (other,)
    if first > last:
        return Page(())
    begin, _, place = (after or f"{statuses[0]}|").partition("|")
    found: list[InvoiceLine] = []
    for position in range(statuses.index(InvoiceStatus(begin)), len(statuses)):
        status = statuses[position]
        page = listings.invoices(org, status, limit - len(found), place or None, first, last)
        found += page.lines
        if page.after is not None:
            return Page(tuple(found), f"{status}|{page.after}")
        if len(found) == limit and position + 1 < len(statuses):
            return Page(tuple(found), f"{statuses[position + 1]}|")
        place = ""
    return Page(tuple(found))


def status_today(line: InvoiceLine, today: date) -> InvoiceStatus:
    """Overdue starts the day after the due date."""
    is_late = line.status is InvoiceStatus.DUE and line.invoice.due_date < today
    return InvoiceStatus.OVERDUE if is_late else line.status
