"""A real export of 2,466 settled invoices, month first, is read as it is."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from relance.domain.imports import Defaults, InvoiceRow, PaymentRow
from relance.readers import read

CORPUS = Path(os.environ.get("RELANCE_CORPUS", Path(__file__).parents[2] / "../shared/corpus"))
LEDGER = CORPUS / "ledger/ibm_late_payment_histories.csv"


@pytest.mark.skipif(not LEDGER.exists(), reason=f"no corpus at {CORPUS}: set RELANCE_CORPUS")
def test_the_whole_ledger_is_read_without_a_mapping() -> None:
    reading = read(LEDGER.read_bytes(), LEDGER.name, defaults=Defaults("USD"))
    invoices = [row for row in reading.rows if isinstance(row, InvoiceRow)]
    payments = [row for row in reading.rows if isinstance(row, PaymentRow)]
    assert (reading.faults, reading.notes, len(invoices), len(payments)) == ((), (), 2466, 2466)
    assert reading.facts.mapping.date_order == "mdy"
    assert all(row.due_date and (row.due_date - row.issue_date).days == 30 for row in invoices)
    assert sum(bool(row.disputed) for row in invoices) == LEDGER.read_text().count(",Yes,")
