"""Two real French accounting files: their open items add up to the balance of the accounts 411."""

from __future__ import annotations

import os
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from relance.domain.imports import Defaults, InvoiceRow, PaymentRow, Reading
from relance.readers import read
from relance.rendering.import_report import words

CORPUS = Path(os.environ.get("RELANCE_CORPUS", Path(__file__).parents[2] / "../shared/corpus"))
FIRST, SECOND = CORPUS / "fec/0000000001FEC20220831.txt", CORPUS / "fec/111111111FEC20221231.TXT"

pytestmark = pytest.mark.skipif(not FIRST.exists(), reason=f"no corpus at {CORPUS}: set RELANCE_CORPUS")


def reading(path: Path) -> Reading:
    return read(path.read_bytes(), path.name, defaults=Defaults("EUR"))


def owed(found: Reading) -> Decimal:
    """What the rows leave open: invoices less credit notes less payments on account."""
    total = Decimal(0)
    for row in found.rows:
        if isinstance(row, PaymentRow):
            total -= row.amount.decimal()
        elif isinstance(row, InvoiceRow) and row.outstanding:
            left = row.outstanding.decimal()
            total += -left if row.kind == "credit_note" else left
    return total


@pytest.mark.parametrize(
    ("path", "lines", "sum_of_each_side", "balance", "residuals", "open_items"),
    [
        (FIRST, 5422, "10186219.81", "52517.24", 15, 31),
        (SECOND, 934, "225682.23", "14416.52", 0, 31),
    ],
    ids=["eleven months", "padded, cp850"],
)
def test_open_items_add_up_to_the_balance(
    path: Path,
    lines: int,
    sum_of_each_side: str,
    balance: str,
    residuals: int,
    open_items: int,
    capsys: pytest.CaptureFixture[str],
) -> None:
    found = reading(path)
    (totals,) = (note.fault for note in found.notes if note.fault.code == "fec_totals")
    with capsys.disabled():
        sys.stdout.write(f"\n{path.name}: {words(totals, 'en')[0]}\n")
    assert (totals.values["lines"], totals.values["debit"], totals.values["credit"]) == (
        lines,
        sum_of_each_side,
        sum_of_each_side,
    )
    assert owed(found) == Decimal(balance) == Decimal(totals.values["balance"])
    assert sum(note.fault.code == "fec_residual" for note in found.notes) == residuals
    assert sum(isinstance(row, InvoiceRow) and bool(row.outstanding) for row in found.rows) == open_items
    assert found.faults == ()


def test_numbers_of_invoices_are_each_their_own() -> None:
    for path in (FIRST, SECOND):
        numbers = [row.number for row in reading(path).rows if isinstance(row, InvoiceRow)]
        assert len(set(numbers)) == len(numbers)


def test_text_of_another_code_page_is_read() -> None:
    names = {row.customer_name for row in reading(SECOND).rows if isinstance(row, InvoiceRow)}
    assert all(name and name.isprintable() for name in names)
