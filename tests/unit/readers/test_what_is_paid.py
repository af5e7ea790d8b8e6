"""What a line says was paid, in all the ways sources say it: that is asked of nobody."""

from __future__ import annotations

import pytest

from relance.domain.imports import InvoiceRow, Reading
from relance.domain.money import Money
from relance.readers.words import status
from tests.unit.readers.reading import csv, fault_of, only_invoice

HEADER = "Facture;Client;Date facture;Total TTC"
LINE = "F-1;Acme;2026-11-30;100,00"


def with_column(name: str, *cells: str) -> Reading:
    return csv(
        f"{HEADER};{name}",
        *(f"F-{n};Acme;2026-11-30;100,00;{cell}" for n, cell in enumerate(cells, start=1)),
    )


def left(reading: Reading) -> list[str | None]:
    rows = [row for row in reading.rows if isinstance(row, InvoiceRow)]
    return [str(row.outstanding) if row.outstanding is not None else None for row in rows]


@pytest.mark.parametrize(
    "column",
    ["Paid", "Payé", "Réglé", "Réglée", "Encaissé", "Prepaid", "Amount paid", "Déjà réglé", "Acompte"],
)
def test_a_column_of_what_was_paid_lowers_what_is_left(column: str) -> None:
    reading = with_column(column, "100,00", "40,00", "")
    assert (left(reading), reading.faults) == (["0.00 EUR", "60.00 EUR", None], ())


def test_a_column_of_what_was_paid_may_say_yes_or_no() -> None:
    reading = with_column("Payé", "oui", "non", "x", "1", "0")
    assert left(reading) == ["0.00 EUR", "100.00 EUR", "0.00 EUR", "0.00 EUR", "100.00 EUR"]


@pytest.mark.parametrize(
    "word",
    [
        "Paid in full",
        "Fully paid",
        "Encaissée",
        "Lettrée",
        "Closed",
        "Clôturée",
        "In payment",
        "PAYE",
        "Regle",
    ]
    + ["Written off", "Uncollectible", "Reversed", "Refunded", "Remboursée", "Credited", "Avoirée", "Soldée"],
)
def test_nothing_is_left_in_many_words(word: str) -> None:
    assert left(with_column("Statut", word)) == ["0.00 EUR"]


@pytest.mark.parametrize(
    "word",
    ["Open", "Partial", "Partially paid", "Not paid", "Non payée", "Impayée"]
    + ["Émise", "Finalisée", "Ouverte", "À encaisser", "Past due"],
)
def test_an_open_invoice_is_so_in_many_words(word: str) -> None:
    assert status(word) == "open"


def test_a_status_nobody_knows_rejects_its_line_where_nothing_else_says_what_is_left() -> None:
    fault = fault_of(with_column("Statut", "Stage 3"))
    assert (fault.code, fault.field, fault.values["value"]) == ("unknown_status", "status", "Stage 3")


@pytest.mark.parametrize(
    ("column", "cell"), [("Restant dû", "100"), ("Payé", "0"), ("Date de règlement", "")]
)
def test_a_status_nobody_knows_is_a_note_where_another_column_says_what_is_left(
    column: str, cell: str
) -> None:
    reading = csv(f"{HEADER};Statut;{column}", f"{LINE};Stage 3;{cell}")
    assert only_invoice(reading).status is None
    assert [(note.line, note.fault.code) for note in reading.notes] == [(2, "unknown_status")]


def test_a_status_nobody_knows_rejects_its_line_where_what_is_left_is_blank() -> None:
    assert fault_of(csv(f"{HEADER};Statut;Restant dû", f"{LINE};Stage 3;")).code == "unknown_status"


CREDIT = f"{HEADER};Restant dû;Statut"
USED = "F-1;Acme;2026-11-30;100,00;40,00;"


def test_a_credit_note_does_not_leave_blank_what_others_say_is_left() -> None:
    """The invoice it was used for has less left: it would count a second time."""
    reading = csv(CREDIT, USED, "A-1;Acme;2026-11-30;-60,00;;")
    fault = fault_of(reading)
    assert (reading.faults[0].line, fault.code, fault.field) == (
        3,
        "credit_note_without_balance",
        "outstanding",
    )


@pytest.mark.parametrize("line", ["A-1;Acme;2026-11-30;-60,00;0;", "A-1;Acme;2026-11-30;-60,00;;Soldée"])
def test_a_credit_note_may_say_that_nothing_is_left_of_it(line: str) -> None:
    credit = csv(CREDIT, USED, line).rows[1]
    assert isinstance(credit, InvoiceRow)
    assert credit.outstanding == Money.zero("EUR")


def test_where_no_line_says_what_is_left_a_credit_note_is_whole() -> None:
    assert csv(CREDIT, "F-1;Acme;2026-11-30;100,00;;", "A-1;Acme;2026-11-30;-60,00;;").faults == ()
