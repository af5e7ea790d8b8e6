"""When an invoice that names no due date is due: by the terms of payment that were agreed. Pure."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class TermsKind(StrEnum):
    NET = "net"
    """So many days after the issue date."""
    NET_THEN_EOM = "net_then_eom"
    """So many days, then the end of that month: 30 days from 31 January 2027 is 31 March."""
    EOM_THEN_NET = "eom_then_net"
    """The end of the month of issue, then so many days: 30 days from 5 January 2027 is 2 March."""


@dataclass(frozen=True, slots=True)
class PaymentTerms:
    """`day_of_month` 1 to 31: the due date moves on to the next such day, the last of a shorter month."""

    kind: TermsKind
    days: int
    day_of_month: int | None = None

    def due(self, issued: date) -> date:
        days = timedelta(days=self.days)
        match self.kind:
            case TermsKind.NET:
                due = issued + days
            case TermsKind.NET_THEN_EOM:
                due = _end_of_month(issued + days)
            case TermsKind.EOM_THEN_NET:
                due = _end_of_month(issued) + days
        return due if self.day_of_month is None else _moved_to(due, self.day_of_month)


def net(days: int) -> PaymentTerms:
    return PaymentTerms(TermsKind.NET, days)


def _end_of_month(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def _moved_to(due: date, day_of_month: int) -> date:
    """The first such day on or after `due`."""
    end = _end_of_month(due)
    this_month = due.replace(day=min(day_of_month, end.day))
    if this_month >= due:
        return this_month
    next_end = _end_of_month(end + timedelta(days=1))
    return next_end.replace(day=min(day_of_month, next_end.day))
