"""By which words a PDF names its invoice."""

from __future__ import annotations

from typing import Any

import pytest
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from relance.readers import read_with_pdfs
from relance.readers.einvoice.pdf import MOST_TEXT
from relance.readers.pdf_names import MOST_MENTIONED, mentioned_in, named_by
from tests.unit.readers.einvoices import cii, pdf
from tests.unit.readers.reading import EUR


def showing(*lines: str, content: bytes | None = None) -> bytes:
    """A PDF whose first page says these lines."""
    writer = PdfWriter()
    page = writer.add_blank_page(595, 842)
    drawn = b"".join(f"({line}) Tj T*\n".encode() for line in lines)
    stream: Any = DecodedStreamObject()
    stream.set_data(content or b"BT /F1 12 Tf 14 TL 72 700 Td\n" + drawn + b"ET")
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        }
    )
    page[NameObject("/Resources")] = DictionaryObject(
        {NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})}
    )
    page[NameObject("/Contents")] = writer._add_object(stream)
    return pdf(writer=writer)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("F-1042.pdf", ("F-1042",)),
        ("F-1042 (1).pdf", ("F-1042",)),
        ("F%2F10%2042.pdf", ("F/10 42", "F/10", "42")),
        ("2026/Facture_F-1042_Duval.PDF", ("Facture_F-1042_Duval", "F-1042")),
        ("invoice.pdf", ("invoice",)),
    ],
)
def test_a_file_s_name_names_its_invoice(name: str, words: tuple[str, ...]) -> None:
    assert named_by(name) == words


def test_a_page_mentions_numbers_and_amounts_but_no_short_ones() -> None:
    assert mentioned_in("Facture n° F-1042, 12 x 100,00 (F-1041)") == ("F-1042", "100,00", "F-1041")
    assert len(mentioned_in(" ".join(map(str, range(1000, 9000))))) == MOST_MENTIONED


def test_a_plain_pdf_comes_with_the_words_of_its_name_and_page() -> None:
    reading = read_with_pdfs(showing("Invoice F-1042", "Total 100.00"), "scan 7.pdf", defaults=EUR)
    (found,) = reading.pdfs
    assert (found.number, found.named, found.mentioned) == (None, ("scan 7", "7"), ("F-1042", "100.00"))
    assert [fault.fault.code for fault in reading.faults] == ["pdf_without_invoice"]


def test_a_page_that_is_drawn_by_too_much_mentions_nothing() -> None:
    drawn = b"BT /F1 12 Tf (F-1042) Tj ET\n" + b" " * MOST_TEXT
    (found,) = read_with_pdfs(showing(content=drawn), "a.pdf", defaults=EUR).pdfs
    assert found.mentioned == ()


def test_objects_that_show_each_other_without_end_cost_nothing() -> None:
    """Each of thirty forms shows the next one twice: a page of a billion words."""
    writer = PdfWriter()
    page = writer.add_blank_page(595, 842)
    inner: Any = None
    for _ in range(30):
        form: Any = DecodedStreamObject()
        form.set_data(b"/X Do /X Do" if inner else b"BT (F-1042) Tj ET")
        form[NameObject("/Subtype")] = NameObject("/Form")
        if inner:
            form[NameObject("/Resources")] = DictionaryObject(
                {NameObject("/XObject"): DictionaryObject({NameObject("/X"): inner})}
            )
        inner = writer._add_object(form)
    shown = DictionaryObject({NameObject("/XObject"): DictionaryObject({NameObject("/X"): inner})})
    page[NameObject("/Resources")] = shown
    stream: Any = DecodedStreamObject()
    stream.set_data(b"/X Do")
    page[NameObject("/Contents")] = writer._add_object(stream)
    (found,) = read_with_pdfs(pdf(writer=writer), "a.pdf", defaults=EUR).pdfs
    assert found.mentioned == ()


def test_a_pdf_with_an_e_invoice_comes_with_its_number() -> None:
    data = pdf(cii())
    reading = read_with_pdfs(data, "whatever.pdf", defaults=EUR)
    (found,) = reading.pdfs
    assert (found.number, found.content) == (reading.rows[0].number, data)  # type: ignore[union-attr]
