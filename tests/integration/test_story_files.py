"""Files as people really drop them: what can be read is imported, what cannot comes back, nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from local.answers import answer_to
from tests.integration.company import HEADER, Company
from tests.unit.readers.einvoices import cii, pdf, ubl
from tests.unit.readers.test_accounting_files import fec, line
from tests.unit.readers.test_archives import packed

GOOD = "{n}-1,{n},Company {n},{n}@files.example,2026-01-05,2026-02-04,{amount},EUR"
TOO_LARGE = 20 * 1024**2 + 1


def row(name: str, amount: str = "120.00") -> str:
    return GOOD.format(n=name, amount=amount)


FILES: dict[str, bytes] = {
    name: "\n".join(lines).encode(encoding)
    for name, encoding, lines in (
        ("good.csv", "utf-8", (HEADER, row("GOOD"))),
        ("malformed-row.csv", "utf-8", (HEADER, row("M1"), "only,three,cells", row("M2"))),
        ("latin.csv", "cp1252", (HEADER, row("É1").replace("É1@", "e1@"))),
        ("unknown-column.csv", "utf-8", (f"{HEADER},shoe size", f"{row('U1')},42")),
        ("impossible-date.csv", "utf-8", (HEADER, row("D1"), row("D2").replace("2026-02-04", "2026-02-30"))),
        (
            "two-commas.csv",
            "utf-8",
            (
                HEADER.replace(",", ";"),
                *(line.replace(",", ";") for line in (row("C1"), row("C2").replace("120.00", "~"))),
            ),
        ),
        ("no-header.csv", "utf-8", ("hello", "world")),
        ("empty.csv", "utf-8", ("",)),
    )
}
FILES["ubl.xml"] = ubl(number="UBL-1").replace("Acme", "Buyer of UBL").encode()
FILES["factur-x.pdf"] = pdf(cii(number="FX-1").replace("Acme", "Buyer of Factur-X"))
FILES["month.zip"] = packed(
    ("a.xml", cii(number="ZIP-1", buyer="<ram:Name>Buyer of ZIP</ram:Name>")), ("b.xml", "<a")
)
FILES["FEC20261231.txt"] = fec(line("120,00", piece="FEC-1", customer="CFEC"))
FILES["doctype.xml"] = b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
FILES["two-commas.csv"] = FILES["two-commas.csv"].replace(b"120.00", b"1200,50").replace(b"~", b"1,234,5")


@pytest.fixture(scope="module")
def files(company: Callable[[str], Company]) -> Company:
    """All of them dropped at once, and imported."""
    office = company("files")
    for name, data in FILES.items():
        office.drop(name, data)
    office.drop("preview.csv", "\n".join((HEADER, row("P1"))), "preview")
    office.drop("large.csv", b"x" * TOO_LARGE)
    office.laptop.wait_idle(120)
    return office


@pytest.mark.parametrize(
    ("name", "customer", "number"),
    [
        ("ubl.xml", "Buyer of UBL", "UBL-1"),
        ("factur-x.pdf", "Buyer of Factur-X", "FX-1"),
        ("FEC20261231.txt", "CFEC", "FEC-1"),
    ],
)
def test_an_invoice_of_any_kind_of_file_is_imported(
    files: Company, name: str, customer: str, number: str
) -> None:
    assert outcome(files, name) == ("processed", 1, 0)
    assert files.account(customer).receivables.invoices[number].total.minor == 120_00


def test_an_archive_is_one_report(files: Company) -> None:
    assert outcome(files, "month.zip") == ("partial", 1, 1)
    assert told(files, "month.zip") == [("file", "malformed_xml")]


def test_a_hostile_file_is_refused_by_its_name(files: Company) -> None:
    assert outcome(files, "doctype.xml")[0] == "failed"
    assert told(files, "doctype.xml") == [("file", "xml_doctype")]


def outcome(files: Company, name: str) -> tuple[str, int, int]:
    report = files.answer(name).report
    return report.outcome, report.rows_imported, report.lines_rejected


def told(files: Company, name: str) -> list[tuple[str, str]]:
    return [(fault.field, fault.code) for fault in files.answer(name).report.faults]


def rejected(files: Company, name: str) -> list[str]:
    errors = files.answer(name).errors
    assert errors is not None
    return errors.decode().splitlines()[1:]


def test_a_good_file_is_imported_whole(files: Company) -> None:
    assert outcome(files, "good.csv") == ("processed", 1, 0)
    assert files.account("GOOD").receivables.invoices["GOOD-1"].total.minor == 120_00


def test_a_malformed_row_comes_back_and_the_others_are_imported(files: Company) -> None:
    assert outcome(files, "malformed-row.csv") == ("partial", 2, 1)
    assert {"M1", "M2"} <= files.customers()
    (line,) = rejected(files, "malformed-row.csv")
    assert "only,three,cells" in line


def test_another_encoding_is_recognized(files: Company) -> None:
    assert outcome(files, "latin.csv") == ("processed", 1, 0)
    assert "É1" in files.customers()


def test_a_column_nobody_knows_is_left_alone(files: Company) -> None:
    assert outcome(files, "unknown-column.csv") == ("processed", 1, 0)


def test_a_day_that_does_not_exist_is_refused_by_line(files: Company) -> None:
    assert outcome(files, "impossible-date.csv") == ("partial", 1, 1)
    assert [field for field, _ in told(files, "impossible-date.csv")] == ["due_date"]
    (line,) = rejected(files, "impossible-date.csv")
    assert line.startswith("D2-1,D2,")
    assert "2026-02-30" in line


def test_an_amount_with_two_commas_is_refused_and_not_guessed(files: Company) -> None:
    assert outcome(files, "two-commas.csv") == ("partial", 1, 1)
    assert told(files, "two-commas.csv") == [("total", "not_an_amount")]
    assert files.account("C1").receivables.invoices["C1-1"].total.minor == 1200_50
    assert "C2" not in files.customers()


@pytest.mark.parametrize("name", ["no-header.csv", "empty.csv"])
def test_what_is_no_table_is_refused_with_its_reason(files: Company, name: str) -> None:
    answer = files.answer(name)
    assert outcome(files, name) == ("failed", 0, 0) or answer.report.outcome == "failed"
    assert answer.report.faults[0].message
    assert answer.report.faults[0].hint
    assert answer.original == FILES[name]


def test_a_file_that_is_too_large_is_kept_unread(files: Company) -> None:
    assert told(files, "large.csv") == [("file", "too_large")]
    assert len(files.answer("large.csv").original) == TOO_LARGE


def test_a_preview_tells_and_changes_nothing(files: Company) -> None:
    assert files.answer("preview.csv").report.outcome == "previewed"
    assert "P1" not in files.customers()


def test_every_file_is_answered_once_with_its_original_and_none_is_left(files: Company) -> None:
    names = sorted(answer.report.file for answer in files.answers)
    assert names == sorted([*FILES, "large.csv", "preview.csv"])
    for name, data in FILES.items():
        assert files.answer(name).original == data
    left = files.laptop.cloud.s3().list_objects_v2(
        Bucket=files.laptop.stack.drop_bucket, Prefix=f"{files.id}/inbox/"
    )
    assert left["KeyCount"] == 0


def test_the_same_file_twice_changes_nothing(files: Company) -> None:
    before = files.account("GOOD")
    again = files.imports("good.csv", FILES["good.csv"])
    assert again.report.outcome == "already_imported"
    assert files.account("GOOD") == before


def test_a_file_for_nobody_is_refused_by_name(files: Company, tmp_path: Path) -> None:
    file = tmp_path / "lost.csv"
    file.write_bytes(FILES["good.csv"])
    files.laptop.drop("nobody", file)
    files.laptop.wait_idle()
    answer = answer_to(files.laptop, "nobody", "lost.csv")
    assert answer is not None
    assert [(fault.field, fault.code) for fault in answer.report.faults] == [
        ("organization", "unknown_organization")
    ]
    assert answer.original == FILES["good.csv"]
