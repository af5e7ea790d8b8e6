"""A published history of 2,466 invoices of 100 customers, all paid, in the columns of a ledger."""

from __future__ import annotations

import csv
import os
from pathlib import Path

CORPUS = Path(os.environ.get("RELANCE_CORPUS", Path(__file__).parents[2] / "../shared/corpus"))
HISTORY = CORPUS / "ledger/ibm_late_payment_histories.csv"


def write_ledger(target: Path) -> Path:
    """Writes the history as a ledger to `target`, and returns it."""
    with HISTORY.open(encoding="utf-8", newline="") as source:
        lines = [_line(row) for row in csv.DictReader(source)]
    with target.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, list(lines[0]))
        writer.writeheader()
        writer.writerows(lines)
    return target


def _line(row: dict[str, str]) -> dict[str, str]:
    return {
        "number": row["invoiceNumber"],
        "customer_id": row["customerID"],
        "customer_name": f"Customer {row['customerID']}",
        "email": f"{row['customerID'].lower()}@customers.example",
        "issue_date": _iso(row["InvoiceDate"]),
        "due_date": _iso(row["DueDate"]),
        "amount": row["InvoiceAmount"],
        "currency": "EUR",
        "paid_on": _iso(row["SettledDate"]),
        "disputed": row["Disputed"],
    }


def _iso(month_first: str) -> str:
    month, day, year = month_first.split("/")
    return f"{year}-{month:0>2}-{day:0>2}"
