"""Text files as they come: encodings, separators, quotes; and what cannot be read, named."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance.domain.errors import Refused
from relance.readers import delimited, read
from relance.readers.filetype import ACCEPTED
from tests.unit.readers.reading import EUR, csv, only_invoice, refusal

HEADER = "N° facture;Client;Date facture;Total TTC"
LINE = "F-1;Café Chloé à Besançon;30/11/2026;1 200,00"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "cp850"])
def test_french_text_is_read_in_every_encoding(encoding: str) -> None:
    reading = csv(HEADER, LINE, encoding=encoding)
    assert only_invoice(reading).customer_name == "Café Chloé à Besançon"
    assert reading.facts.encoding == encoding


def test_the_latin_set_that_has_the_ligature_is_found() -> None:
    assert (
        only_invoice(csv(HEADER, "F-1;Cœur;30/11/2026;10,00", encoding="iso8859-15")).customer_name == "Cœur"
    )


@pytest.mark.parametrize("name", ["Bjørn", "L’Oréal – Paris", "100 € max", "N° 5 «Été»"])
def test_signs_and_other_letters_do_not_mislead(name: str) -> None:
    header = HEADER.replace("N° ", "")  # so that the name alone tells
    reading = csv(header, f"F-1;{name};30/11/2026;10,00", encoding="cp1252")
    assert only_invoice(reading).customer_name == name


def test_one_late_accent_is_enough_to_tell() -> None:
    lines = [f"F-{number};Acme;30/11/2026;10,00" for number in range(5000)]
    reading = csv(HEADER.replace("°", ""), *lines, "F-X;Hélène;30/11/2026;10,00", encoding="cp850")
    assert reading.rows[-1].customer_id == "Hélène"


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_the_one_that_makes_a_header(separator: str) -> None:
    reading = csv(
        separator.join(HEADER.split(";")),
        separator.join(["F-1", "Acme; Co, Ltd|x".replace(separator, " "), "30/11/2026", "10"]),
    )
    assert (reading.facts.separator, len(reading.rows)) == (separator, 1)


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r", "\r\r\n"])
def test_every_line_ending_is_one(ending: str) -> None:
    data = ending.join([HEADER, LINE, LINE.replace("F-1", "F-2"), ""]).encode()
    assert len(read(data, "x.csv", defaults=EUR).rows) == 2


def test_a_cell_may_have_several_lines_and_lines_keep_their_numbers() -> None:
    reading = csv(HEADER, 'F-1;"Acme\nSARL";30/11/2026;10', "F-2;Acme;30/11/2026;10")
    assert [(row.line, row.customer_id) for row in reading.rows] == [(2, "Acme SARL"), (4, "Acme")]


def test_a_quote_that_is_never_closed_takes_no_other_line_with_it() -> None:
    lines = [f"F-{number};Acme;30/11/2026;10" for number in range(3, 6)]
    for broken in ('F-2;Acme;30/11/2026;"10', 'F-2;"Acme;30/11/2026;10'):
        reading = csv(HEADER, broken, *lines)
        assert [fault.line for fault in reading.faults] == [2]
        assert [row.line for row in reading.rows] == [3, 4, 5]


def test_two_open_quotes_that_close_each_other_swallow_nothing() -> None:
    reading = csv(HEADER, 'F-2;Acme;30/11/2026;"10', "F-3;Acme;30/11/2026;10", 'F-4;Acme;30/11/2026;"')
    assert [row.line for row in reading.rows] == [3]
    assert {fault.line for fault in reading.faults} == {2, 4}


def test_blank_lines_are_no_lines() -> None:
    assert csv(HEADER, "", ";;;", LINE, "  ").lines.keys() == {4}


def zipped(*names: str) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(zipfile.ZipInfo(name), "x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"<?xml version='1.0'?><p:FatturaElettronica xmlns:p='x'/>", "FatturaPA (XML)"),
        ("<?xml version='1.0'?><a/>".encode("utf-16"), "XML <a>"),
        (b'{"invoices": []}', "JSON"),
        (b"\x89PNG\r\n", "PNG"),
        (b"UNA:+.? 'UNB+UNOA", "EDIFACT"),
        (zipped("word/document.xml"), "Word (.docx)"),
    ],
)
def test_what_is_no_table_is_refused_by_its_name(data: bytes, found: str) -> None:
    (fault,) = refusal(data)
    assert (fault.code, fault.values) == ("unsupported_type", {"found": found, "accepted": ACCEPTED})


@pytest.mark.parametrize(
    ("data", "code", "found"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "other_spreadsheet", "Excel 97-2003 (.xls)"),
        (b"<html><table>", "other_spreadsheet", "HTML"),
        (zipped("xl/workbook.bin"), "other_spreadsheet", "Excel (.xlsb)"),
        (b"\x1f\x8b\x08", "packed_file", "gzip"),
    ],
)
def test_what_can_be_opened_is_refused_with_what_to_do(data: bytes, code: str, found: str) -> None:
    (fault,) = refusal(data)
    assert (fault.code, fault.values) == (code, {"found": found})


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty_file"),
        (b"\xef\xbb\xbf \r\n", "empty_file"),
        (b"ab\x00\x01\x02cd", "binary_file"),
        (b"\xef\xbb\xbfFacture;Cl\xe9", "undecodable_file"),
        (b"just a letter, to you\nwith words", "no_header"),
        (b"PK\x03\x04 broken", "damaged_workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "protected_workbook"),
        (b"x" * (delimited.MAX_MEGABYTES * 1024**2 + 1), "too_large"),
        (b"x\n" * (delimited.MAX_LINES + 1), "too_many_lines"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(data: bytes, code: str) -> None:
    assert [fault.code for fault in refusal(data)] == [code]


def test_a_header_alone_is_a_file_without_lines() -> None:
    assert csv(HEADER).rows == ()


CELLS = st.text(st.sampled_from("aé1,;.-/\"'\n\r\t =€ \x00"), max_size=8) | st.sampled_from(
    ["30/11/2026", "1 200,00", "F-1", "Acme", "", "EUR"]
)
PREFIXES = st.sampled_from(
    [b"", HEADER.encode() + b"\n", HEADER.encode("cp850") + b"\r\n", b"PK\x03\x04", b"\xff\xfe"]
)


@given(prefix=PREFIXES, rest=st.binary(max_size=300))
def test_any_bytes_are_a_reading_or_a_refusal(prefix: bytes, rest: bytes) -> None:
    try:
        reading = read(prefix + rest, "x", defaults=EUR)
    except Refused as refused:
        assert refused.faults
    else:
        accounted = {row.line for row in reading.rows} | {f.line for f in (*reading.faults, *reading.notes)}
        assert accounted - {0} == set(reading.lines)


@given(st.lists(st.lists(CELLS, min_size=1, max_size=6), max_size=12))
def test_every_line_with_text_is_a_row_a_fault_or_superseded(lines: list[list[str]]) -> None:
    text = "\n".join(";".join(cells) for cells in lines)
    try:
        reading = csv(HEADER, text)
    except Refused:
        return
    accounted = {row.line for row in reading.rows} | {f.line for f in (*reading.faults, *reading.notes)}
    assert accounted - {0} == set(reading.lines)
    kept = "".join("".join(cells) for cells in reading.lines.values())
    ignored = set("\"'; \n\r\t")
    assert sorted(c for c in kept if c not in ignored) == sorted(c for c in text if c not in ignored)
