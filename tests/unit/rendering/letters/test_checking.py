"""What keeps a letter from leaving: each fault with its code and its page."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from fpdf import FPDF
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

from local.letters import letters
from relance.domain.postal_address import PostalAddress
from relance.rendering.letters.attachment import LetterFile, look_at
from relance.rendering.letters.bundle import bundle
from relance.rendering.letters.checking import Checked, check
from relance.rendering.letters.letter import Letter, Service
from relance.rendering.letters.limits import PROVIDERS, limits_of
from relance.rendering.letters.printed_area import area_faults
from relance.rendering.letters.profile import profile
from relance.rendering.letters.typeset import Printed, typeset
from relance.rendering.texts import LANGUAGES, text

PARIS = PostalAddress(company="Duval", lines=("1 rue X",), postcode="75003", city="Paris", country="FR")


def blank(pages: int = 1, **options: Any) -> bytes:
    pdf = FPDF(unit="mm", **{"format": "A4", **options})
    for _ in range(pages):
        pdf.add_page()
    return bytes(pdf.output())


def file(content: bytes, name: str = "F-1.pdf") -> LetterFile:
    return LetterFile(name, content)


def changed(change: Callable[[PdfWriter], object], pages: int = 2) -> LetterFile:
    writer = PdfWriter()
    writer.append(PdfReader(io.BytesIO(blank(pages))))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return file(out.getvalue())


def codes(attachment: LetterFile) -> list[tuple[str, object]]:
    return [
        (fault.code.removeprefix("letter_attachment_"), fault.values.get("page"))
        for fault in look_at(attachment).faults
    ]


def with_action(kind: str) -> DictionaryObject:
    return DictionaryObject(
        {NameObject("/S"): NameObject(kind), NameObject("/JS"): TextStringObject("app.alert(1)")}
    )


def rooted(name: str, value: DictionaryObject) -> Callable[[PdfWriter], object]:
    return lambda writer: writer._root_object.__setitem__(NameObject(f"/{name}"), value)


def annotated(page: int, **entries: Any) -> Callable[[PdfWriter], object]:
    def change(writer: PdfWriter) -> None:
        annotation = DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Annot"),
                NameObject("/Rect"): ArrayObject([NumberObject(0)] * 4),
                **{NameObject(f"/{name}"): value for name, value in entries.items()},
            }
        )
        writer.pages[page - 1][NameObject("/Annots")] = ArrayObject([writer._add_object(annotation)])

    return change


def test_a_plain_invoice_is_fine() -> None:
    assert codes(file(blank(3))) == []
    assert look_at(file(blank(3))).pages == 3


@pytest.mark.parametrize(
    ("attachment", "expected"),
    [
        (file(b""), [("type", None)]),
        (file(b"PK\x03\x04 a spreadsheet"), [("type", None)]),
        (file(b"%PDF-1.7 and nothing more"), [("unreadable", None)]),
        (file(blank()[:200]), [("unreadable", None)]),
        (file(blank(format="letter")), [("page_size", 1)]),
        (file(blank(format=(148, 210))), [("page_size", 1)]),
        (file(blank(orientation="landscape")), []),
        (file(blank(201)), [("too_long", None)]),
        (
            changed(rooted("Names", DictionaryObject({NameObject("/JavaScript"): DictionaryObject()}))),
            [("risky", 1)],
        ),
        (changed(lambda writer: writer.add_attachment("x.exe", b"MZ")), [("risky", 1)]),
        (changed(lambda writer: writer.encrypt("secret")), [("encrypted", None)]),
        (changed(lambda writer: writer.encrypt("", "owner")), [("encrypted", None)]),
        (changed(annotated(2, Subtype=NameObject("/Link"), A=with_action("/Launch"))), [("risky", 2)]),
        (changed(annotated(2, Subtype=NameObject("/Link"), A=with_action("/URI"))), []),
        (changed(annotated(1, Subtype=NameObject("/RichMedia"))), [("risky", 1)]),
        (changed(annotated(2, Subtype=NameObject("/FileAttachment"))), [("risky", 2)]),
        (
            changed(
                annotated(
                    1,
                    Subtype=NameObject("/Widget"),
                    AA=DictionaryObject({NameObject("/K"): with_action("/JavaScript")}),
                )
            ),
            [("risky", 1)],
        ),
        (changed(rooted("OpenAction", with_action("/JavaScript"))), [("risky", 1)]),
        (
            changed(rooted("AcroForm", DictionaryObject({NameObject("/XFA"): TextStringObject("x")}))),
            [("risky", 1)],
        ),
    ],
    ids=lambda value: "" if isinstance(value, LetterFile) else str(value),
)
def test_what_a_printer_must_not_be_handed(
    attachment: LetterFile, expected: list[tuple[str, object]]
) -> None:
    assert codes(attachment) == expected


@given(st.binary(max_size=300), st.integers(0, 400))
def test_no_bytes_break_the_look(noise: bytes, at: int) -> None:
    whole = blank()
    look_at(file(b"%PDF-1.4\n" + noise))
    look_at(file(whole[:at] + noise + whole[at + len(noise) :]))


def of(letter: Letter, *attachments: LetterFile, **asked: Any) -> Checked:
    layout = profile("fr-dl")
    return check(
        asked.get("printed") or typeset(letter, layout),
        asked.get("recipient", PARIS),
        asked.get("service", Service.SIMPLE),
        attachments,
        layout,
        limits_of(asked.get("provider", "print-shop")),
    )


def found(checked: Checked) -> list[str]:
    return [fault.code for fault in checked.faults]


def test_a_letter_with_two_invoices_may_leave(notice: Letter) -> None:
    checked = of(notice, file(blank(1)), file(blank(3)), service=Service.REGISTERED, provider="maileva")
    assert checked.faults == ()
    # Two pages, one and three, each document on sheets of its own.
    assert (checked.pages, checked.sheets) == (6, 4)


@pytest.mark.parametrize("shown", [*letters()], ids=lambda shown: shown.name)
@pytest.mark.parametrize("provider", PROVIDERS)
def test_every_letter_we_show_may_leave(shown: Any, provider: str) -> None:
    layout = profile(shown.profile)
    to = shown.letter.debtor
    checked = check(typeset(shown.letter, layout), to, Service.SIMPLE, (), layout, limits_of(provider))
    assert checked.faults == ()


def test_a_letter_to_an_address_that_sent_one_back_stays(notice: Letter) -> None:
    assert found(of(notice, recipient=replace(PARIS, returned_on=date(2026, 3, 1)))) == ["postal_returned"]


def test_an_address_without_a_town_is_named(notice: Letter) -> None:
    assert found(of(notice, recipient=replace(PARIS, city=""))) == ["postal_field_required"]


def test_registered_letters_go_where_the_provider_takes_them(notice: Letter) -> None:
    berlin = replace(PARIS, postcode="10115", city="Berlin", country="DE")
    assert found(of(notice, recipient=berlin, service=Service.REGISTERED, provider="maileva")) == [
        "letter_not_registered_there"
    ]
    assert found(of(notice, recipient=berlin, provider="maileva")) == []
    assert found(of(notice, recipient=berlin, service=Service.REGISTERED)) == []


def test_more_than_ten_attachments(notice: Letter) -> None:
    assert found(of(notice, *[file(blank())] * 10)) == []
    assert found(of(notice, *[file(blank())] * 11)) == ["letter_too_many_attachments"]


def test_an_attachment_of_more_than_25_megabytes(notice: Letter) -> None:
    fitting = blank() + b"\n" * (25_000_000 - len(blank()))
    assert "letter_attachment_too_large" not in found(of(notice, file(fitting)))
    assert found(of(notice, file(fitting + b"\n"))) == ["letter_attachment_too_large"]


def test_more_than_the_provider_takes_in_all(notice: Letter) -> None:
    part = file(blank() + b"\n" * 7_000_000)
    assert "letter_too_large" in found(of(notice, part, part, part, provider="maileva"))
    assert "letter_too_large" not in found(of(notice, part, part, part))


def test_more_sheets_than_the_envelope_holds(notice: Letter) -> None:
    checked = of(notice, file(blank(90)))
    assert found(checked) == ["letter_too_many_sheets"]
    assert checked.faults[0].values == {"sheets": 46, "limit": 45}


def drawn(x: float, y: float, page: int = 1) -> bytes:
    """Two A4 pages with a black square of 3 mm somewhere, and one where the address belongs."""
    pdf = FPDF(unit="mm", format="A4")
    pdf.set_auto_page_break(False)
    for number in (1, 2):
        pdf.add_page()
        if number == 1:
            pdf.rect(112, 60, 30, 10, style="F")
        if number == page:
            pdf.rect(x, y, 3, 3, style="F")
    return bytes(pdf.output())


@pytest.mark.parametrize(
    ("layout", "x", "y", "page", "expected"),
    [
        ("fr-dl", 50, 150, 1, []),
        ("fr-dl", 1, 150, 1, [("letter_outside_printable_area", 1)]),
        ("fr-dl", 207, 150, 2, [("letter_outside_printable_area", 2)]),
        ("fr-dl", 50, 294.5, 2, [("letter_outside_printable_area", 2)]),
        ("fr-dl", 95, 70, 1, [("letter_window_shows_more", 1)]),
        ("fr-dl", 95, 70, 2, []),
        ("fr-dl", 191, 60, 1, [("letter_address_not_in_window", 1)]),
        ("fr-dl", 120, 84, 1, [("letter_address_not_in_window", 1)]),
        ("pingen-left", 60, 65, 1, []),
        ("pingen-left", 60, 45, 1, [("letter_reserved_zone", 1), ("letter_address_not_in_window", 1)]),
        ("pingen-left", 60, 45, 2, [("letter_address_not_in_window", 1)]),
    ],
)
def test_ink_where_none_may_be(
    layout: str, x: float, y: float, page: int, expected: list[tuple[str, int]]
) -> None:
    faults = list(area_faults(drawn(x, y, page), profile(layout), 4.5))
    assert [(fault.code, fault.values["page"]) for fault in faults] == expected


def test_every_fault_is_worded_with_its_page_in_both_languages() -> None:
    for fault in area_faults(drawn(1, 150, 2), profile("fr-dl"), 4.5):
        for language in LANGUAGES:
            assert "2" in text(language, "letter_faults", fault.code, **fault.values)


def test_a_bundle_begins_each_document_on_a_sheet(notice: Letter) -> None:
    printed = typeset(notice, profile("fr-dl"))
    one_page = Printed(blank(1), 1)
    whole = bundle(one_page, [file(blank(3)), file(blank(2))])
    # 1 + a white page, 3 + a white page, 2
    assert len(PdfReader(io.BytesIO(whole)).pages) == 8
    assert bundle(printed, [file(blank(3))]) == bundle(printed, [file(blank(3))])
