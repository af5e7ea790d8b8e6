"""Letters of people who write a lot: printed whole and inside the paper, or refused by name."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PIL import Image

from local.letters import letters
from relance.domain.errors import Refused
from relance.domain.money import Money
from relance.rendering.letters.letter import Account, Letter, Reference, TableRow
from relance.rendering.letters.printed_area import area_faults, opened
from relance.rendering.letters.profile import PROFILES, profile
from relance.rendering.letters.typeset import Printed, typeset
from relance.rendering.texts import LANGUAGES, text

LONG = "Verylongword" * 12


def said(printed: Printed) -> str:
    words = []
    with opened(printed.pdf) as document:
        for number in range(len(document)):
            page = document[number]
            text_page = page.get_textpage()
            words.append(text_page.get_text_bounded())
            text_page.close()
            page.close()
    return "".join("".join(words).split())


def changes(notice: Letter) -> dict[str, tuple[dict[str, Any], str | None]]:
    """What is changed, and the fault by which the letter is refused, None when it is printed."""
    head, account = notice.letterhead, notice.account
    assert account is not None
    table = notice.tables[0]
    return {
        "a long subject": ({"subject": "Facture " + "F-2026-1 " * 50}, None),
        "one endless word": ({"before": "x" * 20_000}, None),
        "many paragraphs": ({"after": "\n\n".join(f"Paragraphe {n}." for n in range(300))}, None),
        "a long company": ({"letterhead": replace(head, name="Société " + "Lumière " * 6)}, None),
        "an endless company": ({"letterhead": replace(head, name=LONG * 5)}, "letter_letterhead_full"),
        "many contact lines": ({"letterhead": replace(head, contact=("x",) * 30)}, "letter_letterhead_full"),
        "a footer of six lines": ({"letterhead": replace(head, footer="Pied\n" * 6)}, None),
        "an endless footer": ({"letterhead": replace(head, footer="Pied " * 900)}, "letter_footer_too_long"),
        "a long signature": ({"signature": ("Claire " * 12, "Directrice " * 10)}, None),
        "an endless signature": ({"signature": ("x",) * 16}, "letter_signature_too_long"),
        "many references": ({"references": (Reference("Votre", "x"),) * 30}, "letter_references_full"),
        "a long e-mail": ({"references": (Reference("E-mail", f"{LONG}@x.example"),)}, None),
        "long enclosures": ({"enclosures": tuple(f"{LONG}{n}.pdf" for n in range(10))}, None),
        "a long reference": ({"account": replace(account, reference="R " * 70)}, None),
        "a long holder": ({"account": replace(account, holder="W" * 70)}, None),
        "no account": ({"account": None}, None),
        "no table": ({"tables": ()}, None),
        "no logo": ({"letterhead": replace(head, logo=None)}, None),
        "a large amount": ({"due": Money(10**15, "EUR")}, None),
        "many rows": ({"tables": (replace(table, rows=table.rows * 400),)}, None),
        "an odd row": (
            {"tables": (replace(table, rows=(TableRow((LONG, *table.rows[0].cells[1:])),)),)},
            None,
        ),
        "a swiss account in pounds": (
            {"account": Account("CH58 0079 1123 0008 8901 2", "Lumen AG"), "due": Money(10_00, "GBP")},
            None,
        ),
        "a logo that is none": ({"letterhead": replace(head, logo=b"GIF89a")}, "letter_logo"),
        "a logo cut off": ({"letterhead": replace(head, logo=(head.logo or b"")[:90])}, "letter_logo"),
        "a logo of megabytes": (
            {"letterhead": replace(head, logo=b"x" * 2_000_001)},
            "letter_logo_too_large",
        ),
        "a logo that unpacks": (
            {"letterhead": replace(head, logo=picture(9_000, 9_000))},
            "letter_logo_too_large",
        ),
        "a tall logo": ({"letterhead": replace(head, logo=picture(20, 900))}, None),
        "a wide logo": ({"letterhead": replace(head, logo=picture(1_900, 20))}, None),
    }


def picture(width: int, height: int) -> bytes:
    out = io.BytesIO()
    Image.new("1", (width, height)).save(out, "PNG")
    return out.getvalue()


_SHOWN = next(shown.letter for shown in letters() if shown.name == "fr-formal_notice")
CHANGES = changes(_SHOWN)


@pytest.mark.parametrize("layout", PROFILES)
@pytest.mark.parametrize("name", CHANGES)
def test_it_stays_on_the_paper_or_is_refused(name: str, layout: str, notice: Letter) -> None:
    fields, refusal = CHANGES[name]
    letter = replace(notice, **fields)
    if refusal:
        with pytest.raises(Refused) as refused:
            typeset(letter, profile(layout))
        (fault,) = refused.value.faults
        assert fault.code == refusal
        assert all(text(language, "letter_faults", fault.code, **fault.values) for language in LANGUAGES)
        return
    printed = typeset(letter, profile(layout))
    found = [(each.code, each.values["page"]) for each in area_faults(printed.pdf, profile(layout), 4.5)]
    assert found == []


@pytest.mark.parametrize("field", ["subject", "before", "after", "statement"])
def test_no_word_is_lost(field: str, printed: Callable[..., Printed]) -> None:
    words = " ".join(f"mot{number}" for number in range(120))
    assert "".join(words.split()) in said(printed(**{field: words}))


def test_nothing_of_a_payment_is_lost(notice: Letter, printed: Callable[..., Printed]) -> None:
    assert notice.account is not None
    reference = " ".join(f"REF{number}" for number in range(15))
    holder = "Holder " * 9
    found = said(printed(account=replace(notice.account, reference=reference, holder=holder)))
    assert "".join(reference.split()) in found
    assert "".join(holder.split()) in found


def test_a_swiss_account_in_another_currency_is_written_out(printed: Callable[..., Printed]) -> None:
    account = Account("CH58 0079 1123 0008 8901 2", "Lumen AG")
    found = said(printed(account=account, due=Money(10_00, "GBP")))
    assert "CH5800791123000889012" in found
