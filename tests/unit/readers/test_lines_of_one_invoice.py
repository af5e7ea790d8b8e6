"""Several lines of one number in one file: instalments, items, later versions."""

from __future__ import annotations

from relance.domain.imports import InvoiceRow, Reading
from tests.unit.readers.reading import csv

HEADER = "Facture;Client;Date facture;Échéance;Total TTC;Restant dû"


def rows(reading: Reading) -> list[tuple[str, str, str | None]]:
    assert reading.faults == ()
    return [
        (f"{row.due_date}", str(row.total), None if row.outstanding is None else str(row.outstanding))
        for row in reading.rows
        if isinstance(row, InvoiceRow)
    ]


def codes(reading: Reading) -> list[tuple[int, str]]:
    return [(note.line, note.fault.code) for note in reading.notes]


def test_lines_with_different_due_dates_are_instalments() -> None:
    reading = csv(
        HEADER,
        "F-1;Acme;01/04/2026;30/04/2026;100,00;100,00",
        "F-2;Acme;01/04/2026;30/04/2026;70,00;70,00",
        "F-1;Acme;01/04/2026;31/05/2026;200,00;150,00",
    )
    assert rows(reading) == [
        ("2026-04-30", "100.00 EUR", "100.00 EUR"),
        ("2026-04-30", "70.00 EUR", "70.00 EUR"),
        ("2026-05-31", "200.00 EUR", "150.00 EUR"),
    ]
    assert codes(reading) == [(2, "instalment"), (4, "instalment")]


def test_where_each_instalment_repeats_the_total_what_is_left_is_its_part() -> None:
    reading = csv(
        HEADER, "F-1;Acme;01/04/2026;30/04/2026;300,00;100,00", "F-1;Acme;01/04/2026;31/05/2026;300,00;200,00"
    )
    assert [total for _, total, _ in rows(reading)] == ["100.00 EUR", "200.00 EUR"]


def test_an_instalment_that_is_there_twice_is_its_last_line() -> None:
    header = HEADER.removesuffix(";Restant dû")
    reading = csv(
        header,
        "F-1;Acme;01/04/2026;30/04/2026;100,00",
        "F-1;Acme;01/04/2026;30/04/2026;90,00",
        "F-1;Acme;01/04/2026;31/05/2026;200,00",
    )
    assert [total for _, total, _ in rows(reading)] == ["90.00 EUR", "200.00 EUR"]
    assert (2, "superseded") in codes(reading)


ITEMS = "Invoice number;Customer;Invoice date;Due date;Amount;Item name;Quantity"


def test_the_items_of_an_invoice_are_added_up() -> None:
    reading = csv(
        ITEMS,
        "F-1;Acme;2026-04-01;2026-04-30;100.00;Desk;1",
        "F-1;Acme;2026-04-01;2026-04-30;50.00;Chair;2",
        "F-2;Beta;2026-04-01;2026-04-30;50.00;Chair;2",
        "F-2;Beta;2026-04-01;2026-04-30;50.00;Lamp;1",
    )
    assert [total for _, total, _ in rows(reading)] == ["150.00 EUR", "100.00 EUR"]
    assert {code for _, code in codes(reading)} == {"items_summed"}


def test_a_total_that_each_item_repeats_is_the_invoice_s() -> None:
    reading = csv(
        ITEMS.replace("Amount", "Total"),
        "F-1;Acme;2026-04-01;2026-04-30;150.00;Desk;1",
        "F-1;Acme;2026-04-01;2026-04-30;150.00;Chair;2",
        "F-2;Beta;2026-04-01;2026-04-30;70.00;Lamp;1",
    )
    assert [total for _, total, _ in rows(reading)] == ["150.00 EUR", "70.00 EUR"]
    assert {code for _, code in codes(reading)} == {"items_of_one_total"}


def test_two_versions_of_a_line_are_no_items() -> None:
    reading = csv(
        ITEMS, "F-1;Acme;2026-04-01;2026-04-30;100.00;Desk;1", "F-1;Acme;2026-04-01;2026-04-30;90.00;Desk;1"
    )
    assert [total for _, total, _ in rows(reading)] == ["90.00 EUR"]
    assert codes(reading) == [(2, "superseded")]
