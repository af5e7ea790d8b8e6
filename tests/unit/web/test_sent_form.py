"""A form is read as a browser sends it, files and all."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance.access.request import Request
from relance.web.sent_form import MOST_PARTS, SentFile, read_form

BOUNDARY = "----WebKitFormBoundary7MA4YWxkTrZu0gW"


def request(body: bytes, kind: str = f"multipart/form-data; boundary={BOUNDARY}") -> Request:
    event: dict[str, Any] = {
        "rawPath": "/imports",
        "headers": {"Content-Type": kind},
        "body": base64.b64encode(body).decode(),
        "isBase64Encoded": True,
        "requestContext": {"http": {"method": "POST"}},
    }
    return Request.of(event)


def multipart(*parts: tuple[str, bytes]) -> bytes:
    """Of the head of each part and what it holds."""
    each = (
        f"--{BOUNDARY}\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode() + body
        for head, body in parts
    )
    return b"\r\n".join((*each, f"--{BOUNDARY}--\r\n".encode()))


@given(st.binary(max_size=400) | st.text("\r\n-", max_size=40).map(str.encode))
def test_a_file_comes_as_it_is(content: bytes) -> None:
    body = multipart(('name="token"', b"abc"), ('name="file"; filename="a b.csv"', content))
    fields, files = read_form(request(body))
    assert files == {"file": SentFile("a b.csv", content)}
    assert fields["token"] == ("abc",)


def test_another_file_makes_another_form() -> None:
    one, two = (multipart(('name="file"; filename="a.csv"', content)) for content in (b"1", b"2"))
    assert read_form(request(one))[0] != read_form(request(two))[0]


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ('filename="C:\\\\Users\\\\zoe\\\\ledger.csv"', "ledger.csv"),
        ('filename="../../etc/ledger.csv"', "ledger.csv"),
    ],
)
def test_a_name_has_no_folder(head: str, name: str) -> None:
    _, files = read_form(request(multipart((f'name="file"; {head}', b"x"))))
    assert files["file"].name == name


def test_a_field_may_have_several_values_and_a_file_that_was_not_chosen_is_none() -> None:
    body = multipart(('name="a"', b"1"), ('name="a"', b"2"), ('name="file"; filename=""', b""))
    assert read_form(request(body)) == ({"a": ("1", "2")}, {})


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", f"multipart/form-data; boundary={BOUNDARY}"),
        (b"nonsense", f"multipart/form-data; boundary={BOUNDARY}"),
        (multipart(('name="a"', b"1")), "multipart/form-data"),
        (multipart(*[('name="a"', b"1")] * (MOST_PARTS + 1)), f"multipart/form-data; boundary={BOUNDARY}"),
        (b"&" * 10_000, "application/x-www-form-urlencoded"),
    ],
)
def test_what_is_no_form_has_no_field(body: bytes, kind: str) -> None:
    assert read_form(request(body, kind)) == ({}, {})
