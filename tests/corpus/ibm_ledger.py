"""A published history of 2,466 invoices of 100 customers, all paid, in the columns of a ledger."""

from __future__ import annotations

import csv
import os
from datetime import date
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


def write_stuck_ledger(target: Path) -> Path:
    """The history without disputes, and for each customer an older invoice of 5.00 that is never paid."""
    write_ledger(target)
    with target.open(encoding="utf-8", newline="") as source:
        lines = [{**line, "disputed": "No"} for line in csv.DictReader(source)]
    first = {line["customer_id"]: line for line in reversed(lines)}
    stuck = [
        {**line, "number": f"STUCK-{customer}", "issue_date": "2011-12-01", "due_date": "2011-12-31"}
        | {"amount": "5.00", "paid_on": ""}
        for customer, line in first.items()
    ]
    with target.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, list(lines[0]))
        writer.writeheader()
        writer.writerows([*stuck, *lines])
    return target


def paid_late(ledger: Path, days: int) -> set[str]:
    """The invoices that were paid more than so many days after they were due."""
    with ledger.open(encoding="utf-8", newline="") as source:
        return {
            line["number"]
            for line in csv.DictReader(source)
            if line["paid_on"]
            and (date.fromisoformat(line["paid_on"]) - date.fromisoformat(line["due_date"])).days > days
        }


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
