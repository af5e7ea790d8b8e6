"""A past ledger: what was invoiced and what was paid, and the day on which each became known."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path

from local.errors import LaptopError
from local.replay.words import about_ledger
from relance.domain.errors import Refused
from relance.domain.imports import ColumnMapping, Defaults, InvoiceRow, PaymentRow, Reading, RowFault
from relance.readers import read

COLUMNS = "number,customer_id,customer_name,email,issue_date,due_date,amount,currency,paid_on,disputed"


@dataclass(frozen=True)
class Ledger:
    """`invoices` are as they were issued: unpaid. `faults` are the lines that are not among them, and why."""

    invoices: tuple[InvoiceRow, ...]
    payments: tuple[PaymentRow, ...]
    faults: tuple[RowFault, ...] = ()

    @cached_property
    def paid_on(self) -> dict[str, date]:
        """The day of each invoice's payment; an invoice never paid is not in it."""
        return {row.invoice_number: row.received_on for row in self.payments if row.invoice_number}

    @property
    def first_day(self) -> date:
        return min(row.issue_date for row in self.invoices)

    @property
    def last_due(self) -> date:
        return max(row.due_date or row.issue_date for row in self.invoices)

    def known_by(self, last: date) -> Ledger:
        """Only what was issued by that day, and what was paid of it by then."""
        invoices = tuple(row for row in self.invoices if row.issue_date <= last)
        numbers = {row.number for row in invoices}
        paid = (row for row in self.payments if row.invoice_number in numbers and row.received_on <= last)
        return replace(self, invoices=invoices, payments=tuple(paid))

    def arrivals(self, first: date) -> dict[date, list[InvoiceRow | PaymentRow]]:
        """What becomes known on each day, from `first` on: all that is older, on that first day.

        An invoice on its issue date, a payment on its own day, but never before its invoice.
        """
        by_day: defaultdict[date, list[InvoiceRow | PaymentRow]] = defaultdict(list)
        issued = {}
        for row in self.invoices:
            issued[row.number] = max(row.issue_date, first)
            by_day[issued[row.number]].append(row)
        for payment in self.payments:
            by_day[max(payment.received_on, issued[payment.invoice_number or ""])].append(payment)
        return by_day


def read_ledger(path: Path, mapping: ColumnMapping | None = None) -> Ledger:
    """Reads a file with the columns COLUMNS, or any of the names by which imports know them.

    Amounts without a currency are in euros. Raises LaptopError when the file cannot be read at all.
    """
    try:
        reading = read(path.read_bytes(), path.name, defaults=Defaults("EUR"), mapping=mapping)
    except OSError as error:
        raise LaptopError(f"{path} cannot be read: {error.strerror}") from error
    except Refused as refused:
        raise LaptopError(f"{path}: {' '.join(about_ledger(fault) for fault in refused.faults)}") from refused
    if reading.kind != "invoices":
        raise LaptopError(f"{path} is a file of {reading.kind}; a ledger has the columns {COLUMNS}")
    payments = {row.line: row for row in reading.rows if isinstance(row, PaymentRow)}
    rows = [row for row in reading.rows if isinstance(row, InvoiceRow)]
    invoices = tuple(_as_issued(row) if row.line in payments else row for row in rows)
    if not invoices:
        raise LaptopError(f"{path} has no invoice that can be read. {_why(reading)}")
    # A credit note counts from its issue on; the day it was settled says nothing more.
    owed = {row.line for row in invoices if row.kind == "invoice"}
    return Ledger(
        invoices,
        tuple(payment for line, payment in payments.items() if line in owed),
        tuple(sorted((*reading.faults, *reading.notes), key=lambda fault: fault.line)),
    )


def _why(reading: Reading) -> str:
    """The faults of a file whose every line fails: each code once, with its first line and their number."""
    counts = Counter(row.fault.code for row in reading.faults)
    first = {row.fault.code: row for row in reversed(reading.faults)}
    told = [
        f"Line {first[code].line} ({n} lines): {about_ledger(first[code].fault)}"
        for code, n in counts.most_common(5)
    ]
    return " ".join(told) or f"A ledger has the columns {COLUMNS}"


def _as_issued(row: InvoiceRow) -> InvoiceRow:
    """Without what the file says of today: on its issue date it was not paid yet."""
    return replace(row, outstanding=None, status=None if row.status == "paid" else row.status)
