"""HTML as mail programs write it, as the text that a reader sees."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance.inbound.html_text import to_text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<p>Hello,</p><p>Paid.</p>", "Hello,\n\nPaid."),
        ("<div>Hello,</div><div>Paid.</div>", "Hello,\nPaid."),
        ("<div>Hello,</div><div><br></div><div>Paid.</div>", "Hello,\n\nPaid."),
        ("Hello<br>Paid<br/>Zoe", "Hello\nPaid\nZoe"),
        ("We <b>paid</b> <i>today</i>.", "We paid today."),
        ("  We\n  paid  \n today ", "We paid today"),
        (
            "<table><tr><td>F-7</td><td>250</td></tr><tr><td>F-8</td><td>1</td></tr></table>",
            "F-7  250\nF-8  1",
        ),
        ("<ul><li>F-7<li>F-8</ul>", "* F-7\n* F-8"),
        ("<ol><li>F-7</li><li>F-8</li></ol>", "1. F-7\n2. F-8"),
        ("<pre>F-7   250\nF-8     1</pre>", "F-7   250\nF-8     1"),
        ("a &lt;b&gt; &amp; c&nbsp;d", "a <b> & c d"),
        ("<style>p{color:red}</style><title>x</title><p>Paid.</p><script>alert('x')</script>", "Paid."),
        ("<STYLE>p{}</Style>Paid.", "Paid."),
        ("<!-- a <p>b</p> -->Paid.<!DOCTYPE html><?xml version='1'?>", "Paid."),
        ("Paid.<!-- never closed", "Paid.\n never closed".replace("\n", "")),
        ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
        ('<a href="x>y">Paid</a>', "Paid"),
        ('<p title="5" wide">Paid</p>', "Paid"),
        ("<p class=a b=c>Paid", "Paid"),
        ("<o:p></o:p>Paid<v:shape/>", "Paid"),
        ("Paid</div></td></p>", "Paid"),
        # What the sender hid.
        ('<div style="display:none;max-height:0">TOKEN</div><p>Paid.</p>', "Paid."),
        ('<span style="DISPLAY : NONE !important">TOKEN</span>Paid.', "Paid."),
        ('<div style="display:none">a<div>b</div>c</div>Paid.', "Paid."),
        ('<p style="display:none">TOKEN<p>Paid.', "Paid."),
        ("<div hidden>TOKEN</div>Paid.", "Paid."),
        ('<span style="mso-hide:all">TOKEN</span>Paid.', "Paid."),
        ('<div style="font-size:0px">TOKEN</div>Paid.', "Paid."),
        ('<div style="font-size:0.9em">Paid.</div>', "Paid."),
        ('<img style="display:none" src="x">Paid.', "Paid."),
        ('<div style="display:none">Paid.</div>', "Paid."),  # nothing else: shown all the same
        # Quotations.
        ('<div>Paid.</div><blockquote type="cite">Pay<br>please</blockquote>', "Paid.\n> Pay\n> please"),
        (
            '<blockquote class="gmail_quote">a<blockquote class="gmail_quote">b</blockquote></blockquote>',
            "> a\n>> b",
        ),
        ('<blockquote style="border-left: 1px solid">a</blockquote>b', "> a\nb"),
        ("<blockquote>indented</blockquote>", "indented"),
        ('<blockquote type="cite"><p>a</p><p>b</p></blockquote>', "> a\n>\n> b"),
    ],
)
def test_html_is_read(source: str, text: str) -> None:
    assert to_text(source) == text


@given(
    st.lists(
        st.sampled_from(
            [
                "<p>",
                "</p>",
                "<div",
                ">",
                '<blockquote type="cite">',
                "</blockquote>",
                "<td>",
                "<",
                "'",
                '"',
                "=",
                "<!--",
                "-->",
                "<style>",
                "</style",
                "<div style='display:none'>",
                "</div>",
                "word",
                "&lt;",
                "&#xD800;",
                "&#0;",
                "\n",
            ]
        ),
        max_size=40,
    )
)
def test_any_tags_are_read(pieces: list[str]) -> None:
    to_text("".join(pieces)).encode()


@given(st.text(st.characters(codec="utf-8", exclude_characters="<>&"), max_size=200))
def test_no_word_is_lost(text: str) -> None:
    assert to_text(f"<div>{text}</div>").split() == text.split()
