"""What a workbook has beside its cells: several sheets, hidden ones, number formats, merged cells."""

from __future__ import annotations

import zipfile
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook

from relance.domain.imports import InvoiceRow, Reading
from relance.domain.money import Money
from relance.readers import errors_csv, read, sheets
from tests.unit.readers.reading import EUR, fault_of, only_invoice, refusal
from tests.unit.readers.test_workbooks import HEADER, repacked, saved

MONDAY = date(2026, 7, 6)


def book(*sheets: tuple[str, list[tuple[Any, ...]]]) -> Workbook:
    made = Workbook()
    made.remove(made.worksheets[0])
    for title, rows in sheets:
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
    return made


def invoice(number: object, customer: object = "Acme", total: object = 10) -> tuple[object, ...]:
    return number, customer, MONDAY, date(2026, 8, 5), total


def reading(made: Workbook, filename: str = "x.xlsx") -> Reading:
    return read(saved(made), filename, defaults=EUR)


def numbers(found: Reading) -> list[str]:
    return [row.number for row in found.rows if isinstance(row, InvoiceRow)]


def codes(found: Reading) -> list[str]:
    return [note.fault.code for note in found.notes]


# --- sheets ---


def test_every_sheet_with_a_table_is_read_and_said() -> None:
    found = reading(
        book(
            ("July", [HEADER, invoice("F-1")]), ("August", [("Invoices of August",), HEADER, invoice("F-2")])
        )
    )
    assert numbers(found) == ["F-1", "F-2"]
    (note,) = found.notes
    assert (note.fault.code, note.fault.values) == (
        "sheet_read_too",
        {"sheet": "August", "line": 1003, "row": 3},
    )


def test_rejected_lines_of_sheets_with_other_columns_stand_under_their_own_names() -> None:
    other = ("Type", *HEADER[:2], *HEADER[2:])
    found = reading(book(("A", [HEADER, invoice("")]), ("B", [other, ("Avoir", *invoice("", "Beta"))])))
    assert [fault.line for fault in found.faults] == [2, 1002]
    text = errors_csv(found, found.faults, lambda fault: ("", "")).decode("utf-8-sig")
    assert text.splitlines()[0].split(";")[:6] == [*HEADER, "Type"]
    assert text.splitlines()[2].split(";")[:6] == ["", "Beta", "2026-07-06", "2026-08-05", "10", "Avoir"]


def test_an_invoice_on_two_sheets_is_its_last_line() -> None:
    found = reading(
        book(("A", [HEADER, invoice("F-1", total=10)]), ("B", [HEADER, invoice("F-1", total=20)]))
    )
    assert [row.total for row in found.rows if isinstance(row, InvoiceRow)] == [Money(2000, "EUR")]
    assert "superseded" in codes(found)


def test_a_hidden_sheet_is_left_out_and_said() -> None:
    made = book(("Seen", [HEADER, invoice("F-1")]), ("Old", [HEADER, invoice("F-0")]))
    made["Old"].sheet_state = "hidden"
    found = reading(made)
    assert (numbers(found), codes(found)) == (["F-1"], ["hidden_sheet_left_out"])


def test_a_hidden_sheet_is_read_where_no_other_has_a_table() -> None:
    made = book(("Notes", [("Hello",)]), ("Data", [HEADER, invoice("F-1")]))
    made["Data"].sheet_state = "veryHidden"
    found = reading(made)
    assert (numbers(found), sorted(codes(found))) == (["F-1"], ["hidden_sheet_read", "sheet_left_out"])


def test_hidden_rows_are_read_and_said() -> None:
    made = book(("F", [HEADER, invoice("F-1"), invoice("F-2")]))
    made["F"].row_dimensions[3].hidden = True
    found = reading(made)
    assert (numbers(found), codes(found)) == (["F-1", "F-2"], ["hidden_rows"])


def test_a_sheet_of_credit_notes_says_of_each_that_it_is_one() -> None:
    found = reading(book(("Factures", [HEADER, invoice("F-1")]), ("Avoirs", [HEADER, invoice("A-1")])))
    assert (numbers(found), fault_of(found).code) == (["F-1"], "credit_notes_need_a_type")


def test_a_sheet_of_payments_beside_one_of_invoices_is_read_as_such() -> None:
    paid = ("N° facture", "Date de paiement", "Montant réglé", "N° paiement")
    found = reading(
        book(("Factures", [HEADER, invoice("F-1")]), ("Paiements", [paid, ("F-1", MONDAY, 5, "P-1")]))
    )
    assert [type(row).__name__ for row in found.rows] == ["InvoiceRow", "PaymentRow"]


def test_text_beside_the_table_is_said() -> None:
    found = reading(book(("F", [HEADER, (*invoice("F-1"), "call them")])))
    assert (numbers(found), codes(found)) == (["F-1"], ["cells_without_header"])


# --- formats ---


def with_format(cell: str, code: str, row: tuple[Any, ...]) -> Reading:
    made = book(("F", [HEADER, row]))
    made["F"][cell].number_format = code
    return reading(made)


@pytest.mark.parametrize(
    ("code", "shown"),
    [("00000", "00042"), ('"FA-"0000', "FA-0042"), ("\\F000", "F042"), ("0000\\-\\X", "0042-X"), ("0", "42")],
)
def test_a_number_is_what_its_cell_shows(code: str, shown: str) -> None:
    assert only_invoice(with_format("A2", code, invoice(42))).number == shown


@pytest.mark.parametrize(
    ("code", "currency"),
    [
        ("[$$-409]#,##0.00", "USD"),
        ('#,##0.00 "€"', "EUR"),
        ("[$€-40C] #,##0.00", "EUR"),
        ("[$CHF] #,##0.00", "CHF"),
        ('_-* #,##0.00 [$£-809]_-;-* #,##0.00 [$£-809]_-;_-* "-"?? [$£-809]_-', "GBP"),
        ("[$$-1009]#,##0.00", "CAD"),
        ('#,##0.00\\ "USD"', "USD"),
        ("#,##0.00", "EUR"),
        ("[Red]#,##0.00", "EUR"),
    ],
)
def test_a_currency_may_be_in_the_cell_s_format(code: str, currency: str) -> None:
    assert only_invoice(with_format("E2", code, invoice("F-1", total=1200.5))).total == Money(
        120050, currency
    )


def test_a_currency_column_counts_before_a_format() -> None:
    made = book(("F", [(*HEADER, "Devise"), (*invoice("F-1"), "USD")]))
    made["F"]["E2"].number_format = '#,##0.00 "€"'
    assert only_invoice(reading(made)).total.currency == "USD"


def test_a_percentage_is_no_amount() -> None:
    assert fault_of(with_format("E2", "0%", invoice("F-1", total=1.2))).code == "not_an_amount"


def test_a_number_that_a_spreadsheet_made_a_date_of_is_lost() -> None:
    assert fault_of(reading(book(("F", [HEADER, invoice(date(2026, 3, 1))])))).code == "became_a_date"


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 7, 5, 23, 59, 12, tzinfo=UTC), MONDAY),
        (datetime(2026, 7, 6, 23, 59, 59, tzinfo=UTC), MONDAY),
        (datetime(2026, 7, 6, 0, 0, 0, tzinfo=UTC), MONDAY),
    ],
)
def test_a_moment_short_of_midnight_is_a_rounded_one(moment: datetime, day: date) -> None:
    row = ("F-1", "Acme", moment.replace(tzinfo=None), None, 10)
    assert only_invoice(reading(book(("F", [HEADER, row])))).issue_date == day


def test_dates_that_a_spreadsheet_swapped_beside_texts_that_it_could_not() -> None:
    rows = [("F-1", "Acme", date(2026, 5, 4), None, 10), ("F-2", "Acme", "14/04/2026", None, 10)]
    found = reading(book(("F", [HEADER, *rows, ("F-3", "Acme", date(2026, 5, 5), None, 10)])))
    assert (found.faults[0].line, fault_of(found).code) == (2, "swapped_by_spreadsheet")
    assert numbers(found) == ["F-2", "F-3"]


def test_real_dates_of_any_day_beside_texts_are_what_they_are() -> None:
    rows = [("F-1", "Acme", date(2026, 5, 14), None, 10), ("F-2", "Acme", "14/04/2026", None, 10)]
    assert reading(book(("F", [HEADER, *rows]))).faults == ()


# --- cells ---


def test_a_merged_cell_speaks_for_all_its_rows() -> None:
    made = book(("F", [HEADER, invoice("F-1"), invoice("F-2", None), invoice("F-3", "Beta")]))
    made["F"].merge_cells("B2:B3")
    made["F"].merge_cells("A10:E11")
    found = reading(made)
    assert [row.customer_id for row in found.rows] == ["Acme", "Acme", "Beta"]


def test_a_formula_without_a_result_is_said_to_be_one() -> None:
    assert (
        fault_of(reading(book(("F", [HEADER, invoice("F-1", total="=5*2")])))).code
        == "formula_without_result"
    )


def test_a_strict_workbook_is_read_as_any_other() -> None:
    data = saved(book(("F", [HEADER, invoice("F-1")])))
    for part in ("xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml"):
        with zipfile.ZipFile(BytesIO(data)) as archive:
            content = archive.read(part)
        content = content.replace(
            b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
            b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        ).replace(
            b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        )
        data = repacked(data, part, content)
    assert only_invoice(read(data, "x.xlsx", defaults=EUR)).number == "F-1"


def test_a_workbook_has_no_more_cells_than_its_size_explains(monkeypatch: pytest.MonkeyPatch) -> None:
    data = saved(book(("F", [HEADER, *([("F-1", "Acme", MONDAY, MONDAY, 10)] * 200)])))
    monkeypatch.setattr(sheets, "CELLS_FREE", 0)
    monkeypatch.setattr(sheets, "BYTES_A_CELL", 100)
    assert [fault.code for fault in refusal(data)] == ["workbook_too_large"]
