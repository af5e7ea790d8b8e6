"""Files made to hurt: each is refused by the name of what is wrong with it."""

from __future__ import annotations

import zlib

import pytest

from relance.domain.errors import Refused
from relance.readers.einvoice.markup import MAX_MEGABYTES, parsed
from tests.unit.readers.einvoices import UBL, pdf
from tests.unit.readers.reading import refusal

ROOT = f'<Invoice xmlns="{UBL}:Invoice-2">'
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
EXTERNAL = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'


def code(data: bytes) -> str:
    with pytest.raises(Refused) as refused:
        parsed(data)
    return refused.value.faults[0].code


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (f'<!DOCTYPE a [<!ENTITY l0 "lol">{LAUGHS}]><a>&l9;</a>'.encode(), "xml_doctype"),
        (EXTERNAL.encode(), "xml_doctype"),
        (EXTERNAL.encode("utf-16"), "xml_doctype"),
        (EXTERNAL.encode("utf-16-be"), "xml_doctype"),
        (b"\xef\xbb\xbf" + EXTERNAL.encode(), "xml_doctype"),
        (b"<?xml version='1.0'?>\n<!DOCTYPE html><a/>", "xml_doctype"),
        (b"<?xml version='1.0' encoding='utf-7'?>+ADwAIQ-DOCTYPE a+AD4-<a/>", "malformed_xml"),
        (b"<a>&undefined;</a>", "malformed_xml"),
        (b"<a b='1' b='2'/>", "malformed_xml"),
        (b"<a><b></a></b>", "malformed_xml"),
        (b"<a/><b/>", "malformed_xml"),
        (b"<p:a/>", "malformed_xml"),
        (b"<a>", "malformed_xml"),
        (b"<a>" * 100, "xml_too_deep"),
        (b"<a " + b" ".join(b'b%d="1"' % n for n in range(30_000)) + b"/>", "xml_too_large"),
        (b"<a>" + b'<b c="1" d="2"/>' * 15_000 * 10 + b"</a>", "xml_too_large"),
        (ROOT.encode() + b"<a/>" * 30_000 + b"</Invoice>", "xml_too_large"),
        (b"<a>" + b" " * (MAX_MEGABYTES * 1024**2) + b"</a>", "too_large"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_hostile_xml_is_refused_by_its_name(data: bytes, expected: str) -> None:
    assert code(data) == expected


@pytest.mark.parametrize(
    "part", [b"1 0 obj\n<<>>\nendobj\n", b"<<", b"[", b"startxref\n0\n", b"trailer\n<</Prev 9>>\n", b"("]
)
def test_a_pdf_of_one_part_for_ever_is_damaged(part: bytes) -> None:
    assert [fault.code for fault in refusal(b"%PDF-1.7\n" + part * (100_000 // len(part)))] == ["damaged_pdf"]


def test_an_invoice_inside_a_pdf_is_no_safer_than_outside() -> None:
    assert [fault.code for fault in refusal(pdf(EXTERNAL))] == ["xml_doctype"]


def test_an_attachment_that_unpacks_to_far_more_than_it_is_refused() -> None:
    assert [fault.code for fault in refusal(pdf("<a>" + " " * 25_000_000 + "</a>"))] == ["damaged_pdf"]


def with_object_stream(hidden: bytes) -> bytes:
    """A sound PDF 1.5 whose third object stands in a packed stream, where no search of bytes finds it."""
    packed = zlib.compress(b"3 0 " + hidden)
    body, places = b"%PDF-1.5\n", []
    for number, said in (
        (1, b"<</Type/Catalog/Pages 2 0 R/OpenAction 3 0 R>>"),
        (2, b"<</Type/Pages/Kids[]/Count 0>>"),
        (
            4,
            b"<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>stream\n%s\nendstream"
            % (len(packed), packed),
        ),
    ):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, said)
    rows = [
        (0, 0, 255),
        (1, places[0], 0),
        (1, places[1], 0),
        (2, 4, 0),
        (1, places[2], 0),
        (1, len(body), 0),
    ]
    table = zlib.compress(
        b"".join(bytes((kind,)) + at.to_bytes(3, "big") + bytes((last,)) for kind, at, last in rows)
    )
    head = b"<</Type/XRef/Size 6/W[1 3 1]/Root 1 0 R/Filter/FlateDecode/Length %d>>" % len(table)
    end = b"5 0 obj\n%s\nstream\n%s\nendstream\nendobj\nstartxref\n%d\n%%%%EOF" % (head, table, len(body))
    return body + end


@pytest.mark.parametrize(
    ("hidden", "found"),
    [
        (b"<</S/JavaScript/JS(app.alert(1))>>", "JavaScript"),
        (b"<</S/J#61vaScript/#4aS(app.alert(1))>>", "JavaScript"),
        (b"<</S/Launch/F(cmd.exe)>>", "Launch"),
        (b"<</Next[<</S/Launch/F(cmd.exe)>>]>>", "Launch"),
        (b"<</S/GoTo/D[2 0 R/Fit]>>", None),
    ],
)
def test_what_runs_is_found_where_it_is_hidden(hidden: bytes, found: str | None) -> None:
    codes = {fault.code: fault.values for fault in refusal(with_object_stream(hidden))}
    assert codes.get("pdf_active_content", {}).get("found") == found
    assert "pdf_without_invoice" in codes


def test_an_object_stream_that_unpacks_to_far_more_is_not_called_safe() -> None:
    codes = {
        fault.code: fault.values for fault in refusal(with_object_stream(b"[" + b" " * 30_000_000 + b"]"))
    }
    assert codes.get("pdf_active_content", {}).get("found") == "unreadable" or "damaged_pdf" in codes
