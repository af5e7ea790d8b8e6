"""Every letter of the demonstration: its text, its structure, and the same bytes each time."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from pypdf import PdfReader

from local.letters import Shown, letters
from relance.domain.errors import Refused
from relance.rendering.letters.letter import Letter, TableRow
from relance.rendering.letters.printed_area import opened
from relance.rendering.letters.profile import profile
from relance.rendering.letters.typeset import Printed, typeset

SHOWN = {shown.name: shown for shown in letters()}
PRINTED = {name: typeset(shown.letter, profile(shown.profile)) for name, shown in SHOWN.items()}


def text_of(printed: Printed) -> str:
    """What a reader sees, page by page."""
    with opened(printed.pdf) as document:
        pages = [document[number].get_textpage().get_text_bounded() for number in range(len(document))]
    return "\n\f\n".join(page.replace("\r\n", "\n") for page in pages) + "\n"


@pytest.mark.parametrize("name", SHOWN)
def test_it_says_what_it_said_before(name: str, golden: Callable[[str, bytes], None]) -> None:
    golden(f"letter-{name}.txt", text_of(PRINTED[name]).encode())


@pytest.mark.parametrize("name", SHOWN)
def test_the_same_letter_gives_the_same_bytes(name: str) -> None:
    again = typeset(SHOWN[name].letter, profile(SHOWN[name].profile))
    assert again.pdf == PRINTED[name].pdf


@pytest.mark.parametrize("name", SHOWN)
def test_it_has_the_parts_that_a_pdf_a_2b_must_have(name: str) -> None:
    """No validator of the whole standard is at hand: these are its parts that a library could forget."""
    pdf = PRINTED[name].pdf
    reader = PdfReader(io.BytesIO(pdf))
    root: Any = reader.trailer["/Root"]
    xmp = root["/Metadata"].get_data().decode()

    assert pdf.startswith(b"%PDF-1.7")
    assert re.search(r"<pdfaid:part>2<.*<pdfaid:conformance>B<", xmp, re.DOTALL)
    assert root["/Lang"] == SHOWN[name].letter.language
    assert root["/OutputIntents"][0]["/S"] == "/GTS_PDFA1"
    assert root["/OutputIntents"][0]["/DestOutputProfile"].get_data()
    assert "/ID" in reader.trailer
    assert not reader.is_encrypted
    assert not {"/JavaScript", "/EmbeddedFiles"} & set(root.get("/Names", {}))
    fonts = list(_fonts(reader))
    assert fonts
    inner = [font["/DescendantFonts"][0].get_object() for font in fonts]
    assert all("/FontFile2" in font["/FontDescriptor"] for font in inner)
    assert all("/ToUnicode" in font for font in _fonts(reader))


def _fonts(reader: PdfReader) -> Iterator[Any]:
    for page in reader.pages:
        resources: Any = page["/Resources"]
        yield from (font.get_object() for font in resources["/Font"].values())


@pytest.mark.parametrize("name", SHOWN)
def test_its_metadata_are_the_letter_s(name: str) -> None:
    reader = PdfReader(io.BytesIO(PRINTED[name].pdf))
    assert reader.xmp_metadata is not None
    assert reader.xmp_metadata.dc_title == {"x-default": SHOWN[name].letter.subject}
    assert reader.xmp_metadata.dc_language == [SHOWN[name].letter.language]
    assert str(reader.xmp_metadata.xmp_create_date)[:10] == SHOWN[name].letter.on.isoformat()
    # Where a PDF has both, both must agree: it has one.
    assert "/Info" not in reader.trailer


@pytest.mark.parametrize("name", SHOWN)
def test_every_page_is_numbered(name: str) -> None:
    pages = text_of(PRINTED[name]).split("\f")
    swiss = 1 if "swiss" in name else 0
    for number, page in enumerate(pages[: len(pages) - swiss], start=1):
        assert f"Page {number}/{len(pages)}" in page
    assert PRINTED[name].pages == len(pages)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_formal_notice_has_every_element_that_the_law_asks_for(language: str) -> None:
    shown: Shown = SHOWN[f"{language}-formal_notice"]
    said = " ".join(text_of(PRINTED[shown.name]).split())
    the_words = {"fr": "METTONS EN DEMEURE", "en": "FORMAL NOTICE"}[language]
    the_deadline = {
        "fr": "délai de huit jours à compter de la réception",
        "en": "within eight days of receipt",
    }
    the_consequences = {"fr": "juridiction compétente", "en": "competent court"}
    the_service = {"fr": "LETTRE RECOMMANDÉE AVEC AVIS DE RÉCEPTION", "en": "REGISTERED LETTER"}
    parties = ["Atelier Lumen SAS", "12 rue de la République", "Brasserie Duval & Fils SARL", "75003 PARIS"]
    invoices = ["F-2026-1042", "F-2026-1043", "F-2026-1044"]
    origin = {"fr": "en rémunération des livraisons et prestations", "en": "for the goods and services"}
    sums = {
        "fr": ["4 702,35 €", "-400,00 €", "70,29 €", "120,00 €", "4 492,64 €"],
        "en": ["€4,702.35", "-€400.00", "€70.29", "€120.00", "€4,492.64"],
    }
    means = ["FR76 3000 6000 0112 3456 7890 189", "AGRIFRPP"]
    the_date = {"fr": "Lyon, le 15 avril 2026", "en": "Lyon, 15 April 2026"}
    signed = ["Claire Morel"]
    rate = {"fr": "12,15 % l'an", "en": "12.15% a year"}

    said = said.replace("\xa0", " ")
    for element in [
        *(the_words, the_deadline[language], the_consequences[language], the_service[language]),
        *(*parties, *invoices, origin[language], *sums[language], *means, the_date[language], *signed),
        rate[language],
    ]:
        assert element in said, element


def test_a_long_table_repeats_its_headings_and_its_sums_stand_with_a_row() -> None:
    pages = text_of(PRINTED["fr-three-pages"]).split("\f")
    assert "Reste à payer" in pages[0] and "Reste à payer" in pages[1]
    with_total = next(page for page in pages if "Total dû" in page)
    assert "F-2026-" in with_total.split("Principal")[0]


@pytest.mark.parametrize("rows", [1, 2, *range(18, 30), 57, 58, 59, 60, 61])
def test_no_sum_stands_alone_wherever_the_page_ends(
    rows: int, notice: Letter, printed: Callable[..., Printed]
) -> None:
    table = notice.tables[0]
    cells = table.rows[0].cells
    many = tuple(TableRow((f"F-{number:04}", *cells[1:])) for number in range(rows))
    pages = text_of(printed(tables=(replace(table, rows=many),))).split("\f")
    with_total = next(page for page in pages if "Total dû" in page)

    assert f"F-{rows - 1:04}" in with_total
    assert "Principal" in with_total
    assert sum(page.count("F-0") for page in pages) == rows


def test_a_number_too_long_for_its_column_is_written_on_more_lines(
    notice: Letter, printed: Callable[..., Printed]
) -> None:
    table = notice.tables[0]
    number = "INVOICE/2026/" + "0123456789" * 9
    row = TableRow((number, "", "", "", "", ""))
    said = text_of(printed(tables=(replace(table, rows=(row,)),)))
    assert number in "".join(said.split())


def test_a_character_that_no_font_has_is_named_and_not_left_out(printed: Callable[..., Printed]) -> None:
    with pytest.raises(Refused) as refused:
        printed(before="Bonjour 株式会社")
    assert refused.value.faults[0].code == "letter_character"
    assert "U+682A" in str(refused.value.faults[0].values["codes"])


def test_greek_and_cyrillic_names_are_printed(printed: Callable[..., Printed]) -> None:
    said = text_of(printed(before="Αθήνα, Ελλάδα – София, България – Nguyễn"))
    assert "Ελλάδα" in said and "България" in said and "Nguyễn" in said


def test_a_simple_letter_does_not_say_that_it_is_registered() -> None:
    assert "RECOMMANDÉE" not in text_of(PRINTED["fr-reminder"])
    assert "REGISTERED" not in text_of(PRINTED["en-reminder"])


def test_a_subject_with_many_invoices_says_how_many_more() -> None:
    subject = SHOWN["fr-three-pages"].letter.subject
    assert subject.count("F-2026-") == 6
    assert "et 54 autres factures" in subject
