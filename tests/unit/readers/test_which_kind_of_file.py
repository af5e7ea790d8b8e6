"""Invoices, credit notes or payments: what cannot be told apart is refused, and never taken for another."""

from __future__ import annotations

import pytest

from relance.domain.imports import ColumnMapping, InvoiceRow
from tests.unit.readers.reading import csv, refusal

INVOICES = "Invoice number,Customer ID,Date,Amount"
EITHER = (INVOICES, "F-1,C1,2026-10-03,400.00")


@pytest.mark.parametrize(
    "header",
    [
        "Invoice number,Customer ID,Date,Amount,Payment reference",
        "N° facture,Code client,Date,Amount,N° paiement",
        "Invoice number,Customer ID,Date,Amount,Value date",
    ],
)
def test_what_only_payments_have_makes_a_file_of_payments(header: str) -> None:
    assert csv(header, "F-1,C1,2026-10-03,400.00,2026-10-04", filename="bank.csv").kind == "payments"


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("Due date", "2026-11-02"),
        ("Balance", "10"),
        ("Status", "paid"),
        ("Type", "facture"),
        ("Disputed", ""),
    ],
)
@pytest.mark.parametrize("filename", ["export.csv", "paiements en retard.csv"])
def test_what_only_invoices_have_makes_a_file_of_invoices(column: str, cell: str, filename: str) -> None:
    lines = f"{INVOICES},{column}", f"F-1,C1,2026-10-03,400.00,{cell}"
    assert csv(*lines, filename=filename).kind == "invoices"


@pytest.mark.parametrize("header", ["Facture,Client,Date facture,Montant", "Facture,Client,Date,Total TTC"])
def test_a_date_or_amount_that_is_an_invoice_s_makes_a_file_of_invoices(header: str) -> None:
    assert csv(header, "F-1,C1,2026-10-03,400.00").kind == "invoices"


@pytest.mark.parametrize("filename", ["export.csv", "2026.csv", "factures et paiements.csv"])
def test_what_may_be_invoices_or_payments_is_refused(filename: str) -> None:
    assert [fault.code for fault in refusal("\n".join(EITHER).encode(), filename)] == ["ambiguous_kind"]


@pytest.mark.parametrize(
    ("filename", "kind"),
    [
        ("factures-octobre.csv", "invoices"),
        ("Invoices 2026.csv", "invoices"),
        ("virements-octobre.csv", "payments"),
        ("Règlements 2026.csv", "payments"),
    ],
)
def test_the_file_s_name_says_what_its_columns_do_not(filename: str, kind: str) -> None:
    assert csv(*EITHER, filename=filename).kind == kind


@pytest.mark.parametrize("kind", ["invoices", "payments"])
def test_a_mapping_says_what_the_columns_do_not(kind: str) -> None:
    mapping = ColumnMapping(kind="invoices" if kind == "invoices" else "payments")
    assert csv(*EITHER, mapping=mapping).kind == kind


AVOIRS = "N°;Code client;Date facture;Montant"


@pytest.mark.parametrize(
    "filename", ["avoirs-2026.csv", "Avoir.csv", "credit_notes.csv", "CreditNotes-10.csv"]
)
def test_a_file_named_after_credit_notes_says_of_each_that_it_is_one(filename: str) -> None:
    """Renamed, or mended and dropped again as `errors.csv`, they would be invoices."""
    lines = AVOIRS, "A-1;C1;2026-08-13;300,00", "A-2;C1;2026-08-13;-100,00"
    (fault,) = refusal("\n".join(lines).encode(), filename)
    assert (fault.code, fault.field) == ("credit_notes_need_a_type", "kind")


@pytest.mark.parametrize(
    ("header", "line"),
    [(AVOIRS, "A-1;C1;2026-08-13;-300,00"), (f"{AVOIRS};Type", "A-1;C1;2026-08-13;300,00;Avoir")],
)
def test_credit_notes_that_say_so_are_read(header: str, line: str) -> None:
    rows = csv(header, line, filename="avoirs-2026.csv").rows
    assert [row.kind for row in rows if isinstance(row, InvoiceRow)] == ["credit_note"]


@pytest.mark.parametrize("filename", ["savoir-faire.csv", "factures et avoirs.csv"])
def test_a_name_that_says_more_or_less_than_credit_notes_says_nothing(filename: str) -> None:
    assert csv(AVOIRS, "F-1;C1;2026-08-13;300,00", filename=filename).faults == ()
