"""What stands on lines and is no invoice, or no harm: totals, separators at the end, several addresses."""

from __future__ import annotations

from datetime import date

import pytest

from relance.domain.imports import ContactRow, InvoiceRow
from relance.readers import read
from tests.unit.readers.reading import EUR, csv, fault_of, xlsx

HEADER = "N° facture;Client;Date facture;Échéance;Total TTC"
LINE = "F-1;ACME;01/09/2026;13/10/2026;100,00"

# --- a separator at the end ---


@pytest.mark.parametrize(
    "header, end", [(HEADER, ";"), (f"{HEADER};", ""), (f"{HEADER};", ";"), (f"{HEADER};;", "")]
)
def test_a_separator_at_the_end_of_every_line_or_of_the_header_is_none(header: str, end: str) -> None:
    reading = csv(header, LINE + end, LINE.replace("F-1", "F-2") + end)
    assert ([row.line for row in reading.rows], reading.faults) == ([2, 3], ())


def test_a_cell_too_many_on_one_line_is_a_fault() -> None:
    assert fault_of(csv(HEADER, LINE, f"{LINE};")).code == "cells_extra"


def test_a_blank_cell_too_many_on_every_line_is_a_fault_where_amounts_may_have_moved_it() -> None:
    """`1,234.56` without quotes, in the one column before the last."""
    reading = csv("Invoice,Customer,Invoice date,Total TTC,Note", "F-1,Acme,2026-11-30,1,234.56,")
    assert fault_of(reading).code == "cells_extra"


# --- totals ---


@pytest.mark.parametrize(
    "line",
    [
        "Total;;;;200,00",
        ";Total général;;;200,00",
        ";Sous-total client 4021;;;200,00",
        "Totaux;2;;;200,00",
        "2;TOTAL;01/10/2026;;200,00",
    ],
)
def test_a_line_of_totals_is_no_invoice_and_no_fault(line: str) -> None:
    reading = csv(HEADER, LINE, LINE.replace("F-1", "F-2"), line)
    assert ([row.line for row in reading.rows], reading.faults) == ([2, 3], ())
    assert [(note.line, note.fault.code) for note in reading.notes] == [(4, "totals_line")]


def test_totals_may_come_after_each_customer_s_lines() -> None:
    lines = LINE, "1;Total;01/10/2026;;100,00", LINE.replace("F-1", "F-2"), "1;Total;01/10/2026;;100,00"
    assert [row.line for row in csv(HEADER, *lines).rows] == [2, 4]


@pytest.mark.parametrize("customer", ["TOTAL", "TotalEnergies", "Total Direct"])
def test_a_customer_may_be_called_total(customer: str) -> None:
    reading = csv(HEADER, LINE, f"F-2;{customer};01/09/2026;13/10/2026;100,00")
    assert [row.customer_id for row in reading.rows] == ["ACME", customer]


def test_an_invoice_without_its_date_is_a_fault_though_its_customer_is_called_total() -> None:
    assert fault_of(csv(HEADER, LINE, "F-2;TOTAL;;13/10/2026;100,00")).code == "missing_value"


# --- addresses ---


def emails(*cells: str) -> tuple[list[tuple[int, str | None]], list[str]]:
    """(line, address) of each row, invoices and contacts alike, and the codes of the notes."""
    lines = [f'F-{n};ACME;01/09/2026;13/10/2026;100,00;"{cell}"' for n, cell in enumerate(cells, start=1)]
    reading = csv(f"{HEADER};E-mail", *lines)
    assert reading.faults == ()
    found = [(row.line, row.email) for row in reading.rows if isinstance(row, InvoiceRow | ContactRow)]
    return found, [note.fault.code for note in reading.notes]


@pytest.mark.parametrize("between", [";", ",", " ", "; ", " / ", "\n"])
def test_several_addresses_are_the_invoice_s_and_contacts(between: str) -> None:
    found, notes = emails(between.join(["a@c.fr", "b@c.fr", "A@c.fr"]))
    assert found == [(2, "a@c.fr"), (2, "b@c.fr")]
    assert notes == ["several_emails"]


def test_further_addresses_are_of_the_invoice_s_customer_however_it_is_named() -> None:
    reading = csv(f"{HEADER};SIREN;E-mail", f'{LINE};732829320;"a@c.fr, b@c.fr"')
    assert [(row.customer_id, row.siren) for row in reading.rows] == [("732829320", "732829320")] * 2


def test_a_bad_address_costs_the_address_and_not_the_invoice() -> None:
    found, notes = emails("nobody", "a@c.fr; b@", "")
    assert found == [(2, None), (3, "a@c.fr"), (4, None)]
    assert notes == ["email_left_out", "email_left_out"]


def test_a_name_beside_an_address_is_no_address() -> None:
    assert emails("Anne Martin <a@c.fr>") == ([(2, "a@c.fr")], [])


def test_several_addresses_of_a_contact_are_several_contacts() -> None:
    rows = csv("Code client;Nom;E-mail", 'C1;Anne;"a@c.fr, b@c.fr"', filename="contacts.csv").rows
    assert [(row.name, row.email) for row in rows if isinstance(row, ContactRow)] == [
        ("Anne", "a@c.fr"),
        (None, "b@c.fr"),
    ]


def test_a_contact_whose_only_address_is_bad_is_given_back() -> None:
    reading = csv("Code client;Nom;E-mail", "C1;Anne;nobody", filename="contacts.csv")
    assert (reading.rows, fault_of(reading).code) == ((), "not_an_email")


# --- days ---


def test_an_invoice_is_not_due_before_it_is_issued() -> None:
    fault = fault_of(csv(HEADER, "F-1;ACME;13/10/2026;15/09/2006;1000,00"))
    assert (fault.code, fault.field) == ("due_before_issue", "due_date")
    assert (fault.values["value"], fault.values["issue_date"]) == ("2006-09-15", "2026-10-13")


def test_a_workbook_s_due_date_before_its_issue_is_found() -> None:
    data = xlsx(
        tuple(HEADER.split(";")),
        ("F-1", "ACME", date(2026, 5, 21), "28/02/2026", 100),
        ("F-2", "ACME", "14/01/2026", "15/02/2026", 100),
    )
    reading = read(data, "x.xlsx", defaults=EUR)
    assert [(fault.line, fault.fault.code) for fault in reading.faults] == [(2, "due_before_issue")]


def test_a_credit_note_s_due_day_is_nobody_s() -> None:
    assert csv(HEADER, "A-1;ACME;13/10/2026;15/09/2026;-10,00").faults == ()


# --- numbers ---


def test_one_number_of_two_customers_is_two_rows() -> None:
    """Whose it is, is for the accounts to say."""
    reading = csv(HEADER, LINE, LINE.replace("ACME", "Other"))
    assert ([row.customer_id for row in reading.rows], reading.notes) == (["ACME", "Other"], ())


# --- headings, remarks ---


@pytest.mark.parametrize("cell", ["Acme SARL", "Clients divers :", "Fin de l’état"])
def test_words_alone_on_a_line_are_a_heading(cell: str) -> None:
    reading = csv(HEADER, f"{cell};;;;", LINE)
    assert ([row.line for row in reading.rows], reading.faults) == ([3], ())
    assert [(note.line, note.fault.code) for note in reading.notes] == [(2, "heading_line")]


def test_a_number_alone_on_a_line_is_an_invoice_that_lacks_the_rest() -> None:
    codes = {fault.fault.code for fault in csv(HEADER, "F-2;;;;", LINE).faults}
    assert codes == {"missing_value"}


def test_a_total_may_stand_under_any_column() -> None:
    reading = csv(f"Type;{HEADER}", f"Facture;{LINE}", "Total ACME;;;;;100,00")
    assert [(note.line, note.fault.code) for note in reading.notes] == [(3, "totals_line")]


@pytest.mark.parametrize("word", ["À réception", "Comptant", "Due on receipt", "sofort fällig", "al contado"])
def test_due_on_receipt_is_due_on_the_day_of_issue(word: str) -> None:
    row = csv(HEADER, f"F-1;ACME;01/09/2026;{word};100,00").rows[0]
    assert isinstance(row, InvoiceRow)
    assert row.due_date == date(2026, 9, 1)


def test_names_from_web_pages_are_read_as_they_were_shown() -> None:
    row = csv(HEADER.replace(";", ","), '"F-1","Dupont &amp; Fils","2026-09-01","","100.00"').rows[0]
    assert row.customer_id == "Dupont & Fils"


def test_a_customer_that_lacks_is_named_by_the_column_that_is_there() -> None:
    fault = fault_of(csv(HEADER, "F-1;;01/09/2026;;100,00"))
    assert (fault.code, fault.values["column"]) == ("missing_value", "Client")
