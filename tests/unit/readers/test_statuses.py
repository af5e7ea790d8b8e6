"""What platforms say of e-invoices: CDAR messages and tables of statuses."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from relance.domain.errors import Fault
from relance.domain.imports import Reading, RowFault, StatusRow
from relance.domain.lifecycle import StatusCode
from relance.readers import errors_csv, read
from relance.readers.reader import FileReader
from relance.rendering.import_report import words
from relance.rendering.texts import catalogue
from tests.unit.readers.reading import EUR, csv, refusal

SPACE = "urn:un:unece:uncefact:data:standard"


def cdar(*references: str, more: str = "") -> bytes:
    inside = "".join(
        f"<ram:ReferenceReferencedDocument>{each}</ram:ReferenceReferencedDocument>" for each in references
    )
    return (
        "<rsm:CrossDomainAcknowledgementAndResponse "
        f'xmlns:rsm="{SPACE}:CrossDomainAcknowledgementAndResponse:100" '
        f'xmlns:ram="{SPACE}:ReusableAggregateBusinessInformationEntity:100" '
        f'xmlns:qdt="{SPACE}:QualifiedDataType:100" xmlns:udt="{SPACE}:UnqualifiedDataType:100">'
        f"{more}<rsm:AcknowledgementDocument>{inside}</rsm:AcknowledgementDocument>"
        "</rsm:CrossDomainAcknowledgementAndResponse>"
    ).encode()


def reference(number: str = "F-1", code: str = "207", *statuses: str) -> str:
    head = f"<ram:ProcessConditionCode>{code}</ram:ProcessConditionCode>" if code else ""
    return (
        f"<ram:IssuerAssignedID>{number}</ram:IssuerAssignedID><ram:TypeCode>380</ram:TypeCode>{head}"
        f"{''.join(statuses)}"
    )


def status(
    at: str = "20261103101500",
    format: str = "204",
    code: str = "",
    reason: str = "QTE_ERR",
    text: str = "3 of 10",
) -> str:
    own = f"<ram:ProcessConditionCode>{code}</ram:ProcessConditionCode>" if code else ""
    return (
        "<ram:SpecifiedDocumentStatus>"
        f'<ram:ReferenceDateTime><udt:DateTimeString format="{format}">{at}</udt:DateTimeString>'
        f"</ram:ReferenceDateTime>{own}<ram:ReasonCode>{reason}</ram:ReasonCode><ram:Reason>{text}</ram:Reason>"
        "</ram:SpecifiedDocumentStatus>"
    )


def statuses(found: Reading) -> list[tuple[str, int, datetime]]:
    return [(row.number, row.status.code, row.status.at) for row in found.rows if isinstance(row, StatusRow)]


def read_one(data: bytes) -> StatusRow:
    (row,) = read(data, "cdar.xml", defaults=EUR).rows
    assert isinstance(row, StatusRow)
    return row


AT = datetime(2026, 11, 3, 9, 15, tzinfo=UTC)
"""10:15 in Paris."""


@pytest.mark.parametrize(
    "data", [cdar(reference("F-1", "207", status())), cdar(reference("F-1", "", status(code="207")))]
)
def test_a_code_stands_on_the_invoice_or_on_its_status(data: bytes) -> None:
    row = read_one(data)
    assert (row.number, row.status.code, row.status.at) == ("F-1", StatusCode.IN_DISPUTE, AT)
    assert (row.status.reasons, row.note) == (("QTE_ERR",), "3 of 10")


@pytest.mark.parametrize(
    ("written", "format", "at"),
    [
        ("20261103", "102", datetime(2026, 11, 2, 23, tzinfo=UTC)),
        ("202611031015", "203", AT),
        ("20261103101500", "204", AT),
        ("20261103101500+0100", "205", AT),
        ("20261103091500Z", "205", AT),
        ("2026-11-03T10:15:00+01:00", "", AT),
    ],
)
def test_dates_of_every_format(written: str, format: str, at: datetime) -> None:
    assert read_one(cdar(reference("F-1", "207", status(written, format)))).status.at == at


def test_a_message_may_speak_of_several_invoices_and_statuses() -> None:
    data = cdar(
        reference("F-1", "", status(code="203"), status("20261104", code="205")),
        reference("F-2", "210", status()),
    )
    found = read(data, "cdar.xml", defaults=EUR)
    assert [(number, code) for number, code, _ in statuses(found)] == [
        ("F-1", 203),
        ("F-1", 205),
        ("F-2", 210),
    ]
    assert [row.line for row in found.rows] == [1, 2, 3]
    assert (found.kind, found.facts.format) == ("statuses", "cdar")


def test_what_is_no_status_of_an_invoice_is_named() -> None:
    found = read(cdar(reference("F-1", "601", status())), "cdar.xml", defaults=EUR)
    assert [fault.fault.code for fault in found.faults] == ["unknown_lifecycle_status"]
    assert [fault.code for fault in refusal(cdar())] == ["cdar_no_invoice"]
    undated = read(cdar(reference("F-1", "207")), "cdar.xml", defaults=EUR)
    assert [fault.fault.code for fault in undated.faults] == ["lifecycle_no_date"]


@pytest.mark.parametrize(
    "header",
    [
        "number;status;reason;date",
        "N° facture;Statut;Motif;Date",
        "Invoice number,Status,Reason code,Status date",
    ],
)
@pytest.mark.parametrize("status", ["207", "En litige", "in dispute", "207 - En litige"])
@pytest.mark.parametrize(
    "date", ["2026-11-03T10:15:00+01:00", "2026-11-03 10:15", "03/11/2026 10:15", "20261103101500"]
)
def test_a_table_of_statuses(header: str, status: str, date: str) -> None:
    line = f"F-1;{status};QTE_ERR;{date}"
    found = csv(header, line.replace(";", ",") if "," in header else line)
    assert statuses(found) == [("F-1", 207, AT)]
    assert found.faults == ()


def test_lines_that_say_no_status_come_back() -> None:
    found = csv(
        "number;status;reason;date",
        "F-1;lost;;2026-11-03",
        "F-2;207;;someday",
        ";207;;2026-11-03",
        "",
        "F-3;205;;2026-11-03",
    )
    assert [(fault.line, fault.fault.code) for fault in found.faults] == [
        (2, "unknown_lifecycle_status"),
        (3, "lifecycle_no_date"),
        (4, "cdar_no_invoice"),
    ]
    assert [row.line for row in found.rows] == [6]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "cp1252"])
def test_a_table_of_any_line_ending(end: str, encoding: str) -> None:
    text = end.join(
        ("Numéro;Statut;Motif;Date", "F-1;Refusée;PU_ERR;03/11/2026", 'F-2;"Refusée";;03/11/2026', "")
    )
    found = read(text.encode(encoding), "statuts.csv", defaults=EUR)
    assert [(number, code) for number, code, _ in statuses(found)] == [("F-1", 210), ("F-2", 210)]


def test_a_cell_that_never_ends_costs_its_line() -> None:
    found = csv("number;status;reason;date", 'F-1;207;"wrong;2026-11-03', "F-2;205;;2026-11-03")
    assert [(fault.line, fault.fault.code) for fault in found.faults] == [(2, "broken_quotes")]
    assert [number for number, _, _ in statuses(found)] == ["F-2"]


def test_a_reason_without_end_is_cut() -> None:
    found = csv("number;status;reason;date", f"F-1;207;{'x ' * 100_000};2026-11-03")
    (row,) = found.rows
    assert isinstance(row, StatusRow)
    assert (len(row.note), found.faults) == (300, ())


def test_a_reason_may_have_two_lines() -> None:
    found = csv(
        "number;status;reason;date", 'F-1;207;"wrong quantity', '3 of 10";2026-11-03', "F-2;205;;2026-11-03"
    )
    assert [number for number, _, _ in statuses(found)] == ["F-1", "F-2"]
    assert [row.line for row in found.rows] == [2, 4]


def test_blank_lines_above_the_header_count_as_lines() -> None:
    found = csv("", "  ", "number;status;reason;date", "F-1;205;;2026-11-03", "F-2;999;;2026-11-03")
    assert [row.line for row in found.rows] == [4]
    assert [fault.line for fault in found.faults] == [5]


def test_invoices_with_a_status_are_no_table_of_statuses() -> None:
    found = csv("number;status;date;total;customer_id", "F-1;paid;2026-11-03;100.00;C1")
    assert found.kind == "invoices"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "in dispute: a quantity is wrong. “3 of 10”"),
        ("fr", "en litige: une quantité est erronée. “3 of 10”"),
    ],
)
def test_words_of_the_organization(language: str, said: str) -> None:
    data = cdar(reference("F-1", "207", status()))
    (row,) = FileReader(words).read(data, "cdar.xml", replace(EUR, language=language)).rows
    assert isinstance(row, StatusRow)
    assert row.status.said == said


def test_a_rejected_status_can_be_mended_and_dropped_again() -> None:
    found = read(cdar(reference("F-1", "207", status())), "cdar.xml", defaults=EUR)
    unknown = [RowFault(1, Fault("unknown_invoice", "number"))]
    mended = errors_csv(found, unknown, lambda fault: (fault.code, ""))
    assert statuses(read(mended, "errors.csv", defaults=EUR)) == statuses(found)
    table = csv("number;status;reason;date", "F-1;lost;;2026-11-03")
    assert b"F-1;lost;;2026-11-03" in errors_csv(table, table.faults, lambda fault: (fault.code, ""))


def test_an_unknown_reason_stands_as_it_came() -> None:
    (row,) = (
        FileReader(words).read(cdar(reference("F-1", "210", status(reason="NEW_ERR"))), "c.xml", EUR).rows
    )
    assert isinstance(row, StatusRow)
    assert "NEW_ERR" in row.status.said


def test_every_status_has_words() -> None:
    for language in ("en", "fr"):
        assert {f"lifecycle_{code:d}" for code in StatusCode} <= catalogue(language, "imports").keys()
