"""Rows as the files people drop: invoices in French as a spreadsheet saves them, the rest in English."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from datetime import date

from relance.domain.imports import ContactRow, InvoiceRow, PaymentRow

_INVOICE: Mapping[str, Callable[[InvoiceRow], str]] = {
    "N° facture": lambda row: row.number,
    "Code client": lambda row: row.customer_id,
    "Raison sociale": lambda row: row.customer_name or "",
    "E-mail": lambda row: row.email or "",
    "Date facture": lambda row: _french(row.issue_date),
    "Échéance": lambda row: _french(row.due_date) if row.due_date else "",
    "Total TTC": lambda row: f"{row.total.decimal()}".replace(".", ","),
    "Devise": lambda row: row.total.currency,
    "Type": lambda row: "Avoir" if row.kind == "credit_note" else "Facture",
    "Langue": lambda row: row.language or "",
    "Litige": lambda row: "oui" if row.disputed else "",
}
_PAYMENT: Mapping[str, Callable[[PaymentRow], str]] = {
    "Payment ID": lambda row: row.reference or "",
    "Payment date": lambda row: row.received_on.isoformat(),
    "Customer ID": lambda row: row.customer_id or "",
    "Invoice number": lambda row: row.invoice_number or "",
    "Amount received": lambda row: f"{row.amount.decimal()}",
    "Currency": lambda row: row.amount.currency,
}
_CONTACT: Mapping[str, Callable[[ContactRow], str]] = {
    "Customer ID": lambda row: row.customer_id,
    "Company": lambda row: row.customer_name or "",
    "Contact name": lambda row: row.name or "",
    "Email": lambda row: row.email or "",
    "Language": lambda row: row.language or "",
    "Country": lambda row: row.country or "",
}
# An amount with two commas, which can be read as nothing at all.
_MALFORMED = "{number};C1001;;;12/01/2026;11/02/2026;1,234,5;EUR;Facture;;"


def invoices_file(rows: Iterable[InvoiceRow], malformed: str = "") -> bytes:
    """Semicolons, decimal commas, days first, Windows' encoding where it has all the letters.

    `malformed`, when given, is the number of one row more, which no reader can accept.
    """
    written = _written(_INVOICE, rows, ";")
    if malformed:
        written += _MALFORMED.format(number=malformed) + "\r\n"
    try:
        return written.encode("cp1252")
    except UnicodeEncodeError:
        return written.encode("utf-8-sig")


def payments_file(rows: Iterable[PaymentRow]) -> bytes:
    return _written(_PAYMENT, rows, ",").encode()


def contacts_file(rows: Iterable[ContactRow]) -> bytes:
    return _written(_CONTACT, rows, ",").encode()


def _written[Row](columns: Mapping[str, Callable[[Row], str]], rows: Iterable[Row], separator: str) -> str:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator)
    writer.writerow(columns)
    writer.writerows([cell(row) for cell in columns.values()] for row in rows)
    return text.getvalue()


def _french(day: date) -> str:
    return f"{day:%d/%m/%Y}"
