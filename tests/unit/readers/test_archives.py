"""A ZIP of files: read as one, or refused by the name of what is wrong with it."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest

from relance.domain.imports import InvoiceRow
from relance.readers import archive, read
from tests.unit.readers.einvoices import cii, pdf, ubl
from tests.unit.readers.reading import EUR, refusal

CSV = "number;customer_id;issue_date;total\nF-7;C1;2026-11-02;7.00\nF-8;C1;2026-11-02;\n"
DOCTYPE = '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'


def packed(*members: tuple[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", method) as written:
        for name, content in members:
            written.writestr(name, content)
    return out.getvalue()


def test_files_of_each_kind_are_one_reading() -> None:
    data = packed(
        ("a/ubl.xml", ubl(number="F-1")),
        ("a/cii.xml", cii(number="F-2")),
        ("a/factur-x.pdf", pdf(cii(number="F-3"))),
        ("a/list.csv", CSV),
        ("a/", ""),
        ("__MACOSX/a/._ubl.xml", "x"),
        ("a/.DS_Store", "x"),
    )
    reading = read(data, "month.zip", defaults=EUR)
    assert reading.facts.format == "zip"
    assert [row.number for row in reading.rows if isinstance(row, InvoiceRow)] == ["F-1", "F-2", "F-3", "F-7"]
    assert len({row.line for row in reading.rows}) == 4
    assert [fault.fault.code for fault in reading.faults] == ["missing_value"]
    names = [note.fault.values["name"] for note in reading.notes if note.fault.code == "zip_member"]
    assert names == ["a/ubl.xml", "a/cii.xml", "a/factur-x.pdf", "a/list.csv"]
    assert {row.line for row in reading.rows} | {f.line for f in reading.faults} <= reading.lines.keys()


def test_a_member_that_cannot_be_read_costs_itself_and_is_named() -> None:
    reading = read(packed(("good.xml", ubl()), ("bad.xml", DOCTYPE)), "x.zip", defaults=EUR)
    assert len(reading.rows) == 1
    (fault,) = reading.faults
    assert fault.fault.code == "xml_doctype"
    told = next(note.fault for note in reading.notes if note.fault.code == "zip_member_refused")
    assert told.values == {"name": "bad.xml", "line": fault.line}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (packed(("../../etc/passwd", "x")), "zip_path"),
        (packed(("a/../../b.xml", ubl())), "zip_path"),
        (packed(("/b.xml", ubl())), "zip_path"),
        (packed(("C:\\b.xml", ubl())), "zip_path"),
        (packed(("..\\b.xml", ubl())), "zip_path"),
        (packed(("a.zip", packed(("b.xml", ubl())))), "zip_in_zip"),
        (packed(("a.xml", DOCTYPE)), "xml_doctype"),
        (packed(("a.xml", b"\0" * 30_000_000)), "zip_too_large"),
        (packed(*((f"{n}.xml", b" " * 900_000) for n in range(100))), "zip_too_large"),
        (packed(*((f"{n}.xml", "x") for n in range(archive.MOST_MEMBERS + 1))), "zip_too_large"),
        (packed(("a.xml", ubl()))[:-30], "damaged_workbook"),
        (packed(("__MACOSX/a", "x")), "empty_file"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_hostile_archive_is_refused_by_its_name(data: bytes, code: str) -> None:
    assert [fault.code for fault in refusal(data, "x.zip")] == [code]


def test_a_member_with_a_wrong_check_sum_is_damaged() -> None:
    data = bytearray(packed(("a.xml", ubl()), method=zipfile.ZIP_STORED))
    data[data.index(b"F-1")] ^= 1
    assert [fault.code for fault in refusal(bytes(data), "x.zip")] == ["damaged_zip"]


def test_a_directory_that_lies_about_sizes_is_found_out_while_inflating() -> None:
    data = bytearray(packed(("a.xml", b" " * 30_000_000)))
    real = (30_000_000).to_bytes(4, "little")
    lied = data.replace(real, (10).to_bytes(4, "little"))
    (code,) = [fault.code for fault in refusal(bytes(lied), "x.zip")]
    assert code in ("zip_too_large", "damaged_zip")


def test_a_protected_member_says_so() -> None:
    data = bytearray(packed(("a.xml", ubl())))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + offset] |= 1
    assert [fault.code for fault in refusal(bytes(data), "x.zip")] == ["zip_encrypted"]
