"""A ledger of the past, brought to the present: what happened then can happen again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from local.replay.ledger import Ledger

_STILL_TO_COME: Final = timedelta(weeks=5)
_A_WEEK: Final = timedelta(weeks=1)


def brought_to(today: date, ledger: Ledger) -> tuple[Ledger, timedelta]:
    """The ledger and how far it was moved: whole weeks, so that its last five are still to come.

    One that goes on past `today` stays as it is.
    """
    last = max([row.issue_date for row in ledger.invoices] + [row.received_on for row in ledger.payments])
    if last >= today:
        return ledger, timedelta(0)
    by = -((last - today - _STILL_TO_COME) // _A_WEEK) * _A_WEEK
    return _moved(ledger, by), by


def _moved(ledger: Ledger, by: timedelta) -> Ledger:
    return replace(
        ledger,
        invoices=tuple(
            replace(row, issue_date=row.issue_date + by, due_date=row.due_date + by if row.due_date else None)
            for row in ledger.invoices
        ),
        payments=tuple(replace(row, received_on=row.received_on + by) for row in ledger.payments),
    )
