"""A ledger of the past, brought to the present: what happened then can happen again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from local.replay.ledger import Ledger
from relance.domain.ids import derived
from relance.domain.imports import InvoiceRow

_PAST: Final = 0.75
_A_WEEK: Final = timedelta(weeks=1)


def brought_to(today: date, ledger: Ledger) -> tuple[Ledger, timedelta]:
    """The ledger and how far it was moved: whole weeks, so that the last quarter of it is still to fall due.

    One that goes on past `today` stays as it is.
    """
    last = max([row.issue_date for row in ledger.invoices] + [row.received_on for row in ledger.payments])
    if last >= today:
        return ledger, timedelta(0)
    due = sorted(row.due_date or row.issue_date for row in ledger.invoices)
    by = (today - due[int(len(due) * _PAST)]) // _A_WEEK * _A_WEEK
    return _moved(ledger, by), by


def reachable(ledger: Ledger) -> tuple[Ledger, int]:
    """With a made-up address for each customer that has none anywhere, and how many those are."""
    known = {row.customer_id for row in ledger.invoices if row.email}
    without = {row.customer_id for row in ledger.invoices} - known

    def addressed(row: InvoiceRow) -> InvoiceRow:
        name = derived("demo", row.customer_id)
        return replace(row, email=f"{name}@customers.example") if row.customer_id in without else row

    return replace(ledger, invoices=tuple(map(addressed, ledger.invoices))), len(without)


def _moved(ledger: Ledger, by: timedelta) -> Ledger:
    return replace(
        ledger,
        invoices=tuple(
            replace(row, issue_date=row.issue_date + by, due_date=row.due_date + by if row.due_date else None)
            for row in ledger.invoices
        ),
        payments=tuple(replace(row, received_on=row.received_on + by) for row in ledger.payments),
    )
