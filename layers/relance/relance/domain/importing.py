"""How an imported invoice or credit note changes an account. Pure; answers the account, or a fault."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from relance.domain.customer import Account
from relance.domain.errors import Fault
from relance.domain.importing_contacts import named, with_address
from relance.domain.importing_credit_notes import credit_note, with_credit_note
from relance.domain.imports import InvoiceRow
from relance.domain.money import Money
from relance.domain.receivables import Invoice, Receivables, Stated
from relance.domain.settled import settled_but_for, with_overpaid


def with_invoice(account: Account, row: InvoiceRow, terms_days: int, today: date) -> Account | Fault:
    """Adds the invoice or credit note, or brings it up to date. A draft is nothing to collect yet.

    What Relance knows better stays: `to_send` (B9), payments, and a due date, dispute or voiding of which
    the file says nothing, or only what it said before. `terms_days` serve where there is no due date;
    `today` is the day of the file.
    """
    account, contact = named(account, row), None
    if row.email:
        with_contact = with_address(account, row)
        if isinstance(with_contact, Fault):
            return with_contact
        account, contact = with_contact
    if row.status == "draft":
        return account
    receivables = account.receivables
    if row.kind == "credit_note":
        return replace(account, receivables=_with_credit_note(receivables, row, today))
    known = receivables.invoices.get(row.number)
    if known and known.currency != row.total.currency:
        return Fault("currency_changed", "currency", {"was": known.currency, "is": row.total.currency})
    if account.customer.terms_days is not None:
        terms_days = account.customer.terms_days
    invoice = _brought_up_to_date(known, row, terms_days, contact)
    outstanding = _outstanding(row)
    if outstanding is not None:
        invoice = settled_but_for(receivables, invoice, outstanding, today)
        receivables = with_overpaid(receivables, row.number, outstanding, today)
    return replace(account, receivables=receivables.with_invoices([invoice]))


def _brought_up_to_date(
    known: Invoice | None, row: InvoiceRow, terms_days: int, contact: str | None
) -> Invoice:
    due = row.due_date or row.issue_date + timedelta(days=terms_days)
    if known is None:
        known = Invoice(row.number, row.issue_date, due, row.total)
    elif row.issue_date == known.issue_date and row.due_date in (None, known.stated.due_date):
        due = known.due_date
    said = _said(known.stated, row)
    disputed = known.disputed if said.disputed == known.stated.disputed else said.disputed
    return replace(
        known,
        issue_date=row.issue_date,
        due_date=due,
        total=row.total,
        disputed=disputed,
        dispute_reason=known.dispute_reason if disputed else "",
        void=known.void if said.void == known.stated.void else said.void,
        contact=known.contact if said.email == known.stated.email else contact,
        stated=said,
    )


def _said(before: Stated, row: InvoiceRow) -> Stated:
    """What this row says; where this row says nothing, what the rows before it said."""
    return Stated(
        due_date=row.due_date or before.due_date,
        disputed=before.disputed if row.disputed is None else row.disputed,
        void=before.void if row.status is None else row.status == "void",
        email=(row.email or "").lower() or before.email,
    )


def _with_credit_note(receivables: Receivables, row: InvoiceRow, today: date) -> Receivables:
    known = credit_note(receivables, row.number)
    said = _said(known.stated if known else Stated(), row)
    return with_credit_note(receivables, row, said, _outstanding(row), today)


def _outstanding(row: InvoiceRow) -> Money | None:
    """What the row says is left of it; None: it does not say."""
    return Money.zero(row.total.currency) if row.status == "paid" else row.outstanding
