"""Excel workbooks: their numbers and dates, which sheet, and the hostile ones."""

from __future__ import annotations

import zipfile
from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from relance.domain.money import Money
from relance.readers import read, sheets, workbook_limits
from tests.unit.readers.reading import EUR, only_invoice, refusal, xlsx

HEADER = ("N° facture", "Client", "Date facture", "Échéance", "Total TTC")


# A workbook's moments have no zone.
TIME_ON_THE_DAY = datetime(2026, 11, 30, 14, 5, tzinfo=UTC).replace(tzinfo=None)


def saved(book: Workbook) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def repacked(data: bytes, name: str, content: bytes) -> bytes:
    """The workbook with one part replaced or added."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            if entry != name:
                new.writestr(entry, old.read(entry))
        new.writestr(name, content)
    return out.getvalue()


def test_numbers_and_dates_are_what_they_are() -> None:
    data = xlsx(("Export",), (), HEADER, (1001, "Acme", TIME_ON_THE_DAY, date(2026, 12, 30), 1200.5))
    reading = read(data, "x.xlsx", defaults=EUR)
    invoice = only_invoice(reading)
    assert (invoice.line, invoice.number, invoice.total) == (4, "1001", Money(1200_50, "EUR"))
    assert (invoice.issue_date, invoice.due_date) == (date(2026, 11, 30), date(2026, 12, 30))
    assert (reading.facts.format, reading.facts.sheet, reading.facts.header_line) == ("xlsx", "Sheet", 3)
    assert reading.lines == {4: ("1001", "Acme", "2026-11-30", "2026-12-30", "1200.5")}


def test_text_amounts_and_dates_in_a_workbook_are_read_as_in_a_text_file() -> None:
    invoice = only_invoice(
        read(xlsx(HEADER, ("F-1", "Acme", "30/11/2026", None, "1 200,50 €")), "x", defaults=EUR)
    )
    assert (invoice.issue_date, invoice.total) == (date(2026, 11, 30), Money(1200_50, "EUR"))


@pytest.mark.parametrize(
    ("number", "minor"), [(119.99999999999999, 12000), (40.333333, 4033), (0.125, 13), (7, 700)]
)
def test_a_formula_s_number_is_rounded_as_it_is_shown(number: float, minor: int) -> None:
    row = ("F-1", "Acme", date(2026, 11, 30), None, number)
    assert only_invoice(read(xlsx(HEADER, row), "x", defaults=EUR)).total == Money(minor, "EUR")


@pytest.mark.parametrize(("number", "day"), [(46356, date(2026, 11, 30)), (20261130, date(2026, 11, 30))])
def test_a_date_that_lost_its_format_is_still_one(number: int, day: date) -> None:
    assert (
        only_invoice(read(xlsx(HEADER, ("F-1", "Acme", number, None, 10)), "x", defaults=EUR)).issue_date
        == day
    )


def test_a_workbook_that_counts_from_1904_is_read_by_its_own_calendar() -> None:
    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    assert book.active is not None
    book.active.append(HEADER)
    book.active.append(("F-1", "Acme", date(2026, 11, 30), 46356 - 1462, 10))
    invoice = only_invoice(read(saved(book), "x", defaults=EUR))
    assert invoice.issue_date == invoice.due_date == date(2026, 11, 30)


def test_the_first_sheet_with_a_header_is_read() -> None:
    book = Workbook()
    assert book.active is not None
    book.active.append(("Read me first",))
    sheet = book.create_sheet("Factures")
    sheet.append(HEADER)
    sheet.append(("F-1", "Acme", date(2026, 11, 30), None, 10))
    reading = read(saved(book), "x", defaults=EUR)
    assert (reading.facts.sheet, len(reading.rows)) == ("Factures", 1)


def test_a_workbook_without_a_header_is_refused() -> None:
    assert [fault.code for fault in refusal(xlsx(("Hello", "world")))] == ["no_header"]


def test_a_bad_row_is_a_fault() -> None:
    reading = read(xlsx(HEADER, ("F-1", "Acme", "never", None, 10)), "x", defaults=EUR)
    assert [fault.fault.code for fault in reading.faults] == ["not_a_date"]


GOOD = xlsx(HEADER, ("F-1", "Acme", date(2026, 11, 30), None, 10))
SHEET = "xl/worksheets/sheet1.xml"
ROWS = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'


DOCTYPE = '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE worksheet>'
FAR = '<row r="999999999"><c r="A999999999"><v>1</v></c></row>'


def with_sheet(xml: str, encoding: str = "utf-8") -> bytes:
    return repacked(GOOD, SHEET, xml.encode(encoding))


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param(GOOD[: len(GOOD) // 2], "damaged_workbook", id="cut"),
        pytest.param(with_sheet("<worksheet"), "damaged_workbook", id="not well formed"),
        pytest.param(
            with_sheet(DOCTYPE + ROWS.format(""), "utf-16"), "damaged_workbook", id="hidden doctype"
        ),
        pytest.param(repacked(GOOD, "xl/x.bin", b"\0" * 5_000_000), "workbook_too_large", id="bomb"),
        pytest.param(with_sheet(ROWS.format(FAR)), "workbook_too_large", id="far row"),
    ],
)
def test_a_hostile_workbook_is_refused(data: bytes, code: str) -> None:
    assert [fault.code for fault in refusal(data)] == [code]


def test_one_far_cell_is_no_harm() -> None:
    far = '<row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c><c r="XFD1"><v>1</v></c></row>'
    assert [fault.code for fault in refusal(repacked(GOOD, SHEET, ROWS.format(far).encode()))] == [
        "no_header"
    ]


def test_more_tags_or_cells_than_allowed_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MAX_CELLS", 9)
    assert [fault.code for fault in refusal(GOOD)] == ["workbook_too_large"]
    monkeypatch.setattr(workbook_limits, "MAX_TAGS", 9)
    assert [fault.code for fault in refusal(GOOD)] == ["workbook_too_large"]
