"""How the lines of a file that are the instalments of one invoice change what its customer owes. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from relance.domain.book import Book
from relance.domain.errors import Fault
from relance.domain.importing_credit_notes import apply_to_its_invoice
from relance.domain.imports import InvoiceRow
from relance.domain.invoice_said import brought_up_to_date, left_said, number_again
from relance.domain.money import Money
from relance.domain.payment_terms import PaymentTerms
from relance.domain.receivables import Invoice
from relance.domain.settled import post_overpaid

MOST: Final = 400
"""Instalments of one invoice: more than thirty years of months."""


def post_instalments(
    book: Book, rows: Sequence[InvoiceRow], terms: PaymentTerms, contact: str | None, today: date
) -> Fault | None:
    """The rows are all instalments of their invoice from now on. A fault changes nothing.

    An instalment is known again by its due date. One that the rows leave out is no more; unless it is paid
    and the rows change nothing of the others: files of open items leave out what is paid.
    """
    number, currency = rows[0].number, rows[0].total.currency
    if len(rows) > MOST:
        return Fault("too_many_instalments", "number", {"number": number, "limit": MOST})
    known = book.named(number)
    currencies = [*(invoice.currency for invoice in known), *(row.total.currency for row in rows)]
    if other := next((one for one in currencies if one != currency), None):
        return Fault("currency_changed", "currency", {"was": other, "is": currency})
    if known and (fault := number_again(book, known, rows)):
        return fault
    lines = {row.due_date or terms.due(row.issue_date): row for row in _by_instalment(known, rows)}
    of = _taken_up(known, sorted(lines))
    unchanged = all(due in of and of[due].total == row.total for due, row in lines.items())
    stay, left = {invoice.number for invoice in of.values()}, book.left(number)
    for invoice in known:
        if invoice.number not in stay and (left[invoice.number] or not unchanged):
            book.take_invoice(invoice)
    for due, row in sorted(lines.items()):
        one = replace(row, number=of[due].number if due in of else f"{number}@{due}", due_date=due)
        invoice = brought_up_to_date(of.get(due), one, terms, contact)
        book.put_invoice(replace(invoice, document=number, printed=row.printed or ""))
    _settle(book, number, lines, today)
    for note in book.waiting_for(number):
        apply_to_its_invoice(book, note)
    return None


def _by_instalment(known: Sequence[Invoice], rows: Sequence[InvoiceRow]) -> Sequence[InvoiceRow]:
    """A sole row without a due date, for the total of all instalments, is about the invoice as a whole."""
    (row, *others), currency = rows, rows[0].total.currency
    if others or row.due_date or row.total != Money.total((part.total for part in known), currency):
        return rows
    left, parts = left_said(row), []
    for invoice in reversed(known):
        part = None
        if left is not None:
            part = min(left, invoice.total)
            left = left - part
        parts.append(replace(row, due_date=_due(invoice), total=invoice.total, outstanding=part, status=None))
    return parts


def _due(invoice: Invoice) -> date:
    """The due date by which its source knows it: a person may have moved it since."""
    return invoice.stated.due_date or invoice.due_date


def _taken_up(known: Sequence[Invoice], dues: Sequence[date]) -> Mapping[date, Invoice]:
    """The known instalment of each due date. An invoice that was whole goes on as the one with its due date,
    or as the first.
    """
    by_due = {_due(invoice): invoice for invoice in known}
    found = {due: by_due[due] for due in dues if due in by_due}
    if known and not known[0].document and not found:
        found[dues[0]] = known[0]
    return found


def _settle(book: Book, number: str, lines: Mapping[date, InvoiceRow], today: date) -> None:
    """Marks what the source says was paid beside the credits Relance knows: those are counted first as what
    paid the oldest.
    """
    parts = {_due(invoice): invoice for invoice in book.instalments(number)}
    currency = next(iter(parts.values())).currency
    nothing, ours, over = Money.zero(currency), book.allocated_to(number, currency), Money.zero(currency)
    for due, row in sorted(lines.items()):
        left, invoice = left_said(row), parts[due]
        if left is None:
            continue
        over = over + min(left, nothing)
        paid = max(nothing, invoice.total - max(left, nothing))
        by_ours = min(paid, ours)
        ours, elsewhere = ours - by_ours, paid - by_ours
        on = today
        if invoice.settled_on and invoice.settled and elsewhere <= invoice.settled:
            on = min(on, invoice.settled_on)
        settled = (elsewhere, on) if elsewhere else (None, None)
        book.put_invoice(replace(invoice, settled=settled[0], settled_on=settled[1]))
    if over:
        post_overpaid(book, number, over, today)
