"""HTML bodies are shown without harm and read without loss."""

from __future__ import annotations

import pytest

from relance.inbound.html import sanitised
from relance.inbound.html_text import to_text


@pytest.mark.parametrize(
    "source",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<a href='javascript:alert(1)'>x</a>",
        "<iframe src='https://example.org'></iframe>",
        "<form action='https://example.org'><input name=a></form>",
        "<style>p{}</style><svg onload=alert(1)>",
    ],
)
def test_what_could_act_is_taken_out(source: str) -> None:
    clean = sanitised(source).lower()
    assert not any(word in clean for word in ("script", "alert", "iframe", "form", "style", "svg", "onerror"))


def test_remote_images_which_tell_that_the_mail_was_read_are_not_loaded() -> None:
    assert (
        sanitised('<img src="https://track.example.org/1.gif"><img src="cid:a">') == '<img><img src="cid:a">'
    )


def test_quotations_are_marked_line_by_line() -> None:
    text = to_text(
        "<div>Oui.</div><div>Le 3 mai 2026 à 10:00, Ana a écrit :</div>"
        '<blockquote type="cite"><p>Premier</p><p>Second</p>'
        '<blockquote class="gmail_quote">Ancien</blockquote></blockquote>'
    )
    lines = [line for line in text.splitlines() if line.strip(" >")]
    assert lines == ["Oui.", "Le 3 mai 2026 à 10:00, Ana a écrit :", "> Premier", "> Second", ">> Ancien"]


def test_an_indented_paragraph_is_no_quotation() -> None:
    text = to_text('<p>Voici :</p><blockquote style="margin:0 0 0 40px;border:none">IBAN FR76</blockquote>')
    assert [line.strip() for line in text.splitlines() if line.strip()] == ["Voici :", "IBAN FR76"]


@pytest.mark.parametrize("opening", ["<div>", "<table><tr><td>", "<b><i>", "<blockquote type=cite>"])
def test_a_text_under_a_thousand_elements_is_still_read(opening: str) -> None:
    assert "We paid." in to_text(opening * 1_000 + "We paid.")
    assert "We paid." in sanitised(opening * 1_000 + "We paid.")


def test_markup_nested_beyond_reason_is_shown_as_plain_text() -> None:
    assert sanitised("<div>" * 1_000 + "1 < 2") == "<pre>1 &lt; 2</pre>"


def test_cells_of_a_table_stay_on_one_line() -> None:
    assert to_text("<table><tr><td>F-1</td><td>100 EUR</td></tr></table>").split() == ["F-1", "100", "EUR"]
