"""Texts are read whatever charset their sender declared."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance.inbound.charset import decode

TEXT = "Réglé 1 200 € – merci"


@pytest.mark.parametrize(
    ("content", "declared", "text"),
    [
        (TEXT.encode(), "utf-8", TEXT),
        (TEXT.encode(), "", TEXT),
        (TEXT.encode(), "us-ascii", TEXT),
        (TEXT.encode(), "no-such-charset", TEXT),
        (TEXT.encode(), "base64", TEXT),
        (TEXT.encode("cp1252"), "", TEXT),
        (TEXT.encode("cp1252"), "utf-8", TEXT),
        (TEXT.encode("cp1252"), "iso-8859-1", TEXT),
        ("入金しました".encode("cp932"), "shift_jis", "入金しました"),
        ("已付款".encode("gb18030"), '"GB2312"', "已付款"),
        (b"\x81\x8d", "", "\x81\x8d"),
    ],
)
def test_the_text_is_recovered(content: bytes, declared: str, text: str) -> None:
    assert decode(content, declared) == text


def test_utf8_cut_in_the_middle_of_a_letter_stays_utf8() -> None:
    assert decode("Réglé à l'été".encode()[:-1], "utf-8").startswith("Réglé à l'ét")


@given(st.binary(max_size=400), st.text(max_size=20))
def test_any_bytes_become_a_text(content: bytes, declared: str) -> None:
    assert isinstance(decode(content, declared), str)
