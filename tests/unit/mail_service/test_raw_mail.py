"""The bytes of a mail: what SES replaces, and that it leaves the rest alone."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default

from hypothesis import given
from hypothesis import strategies as st

from local.mail.headers import Headers
from local.mail.mime import RawMail
from local.mail.reading import opened

AT = datetime(2026, 11, 21, 20, 49, tzinfo=UTC)


def test_message_id_and_date_are_replaced_bcc_and_return_path_go() -> None:
    raw = (
        b"Message-ID: <mine@x>\r\nFrom: a@b.example\r\nBcc: secret@b.example\r\n"
        b"Return-Path: <c@b.example>\r\nDate: Mon, 1 Jan 2001 00:00:00 +0000\r\n"
        b"Subject: folded\r\n here\r\n\r\nbody\r\n"
    )
    assert RawMail.parse(raw).stamped("id@email.amazonses.com", AT) == (
        b"From: a@b.example\r\nSubject: folded\r\n here\r\nMessage-ID: <id@email.amazonses.com>\r\n"
        b"Date: Sat, 21 Nov 2026 20:49:00 +0000\r\n\r\nbody\r\n"
    )


def test_a_mail_of_headers_alone_is_whole() -> None:
    stamped = RawMail.parse(b"From: a@b.example\nSubject: s").stamped("id@x", AT)
    assert message_from_bytes(stamped, policy=default)["Subject"] == "s"


@given(
    subject=st.text(st.characters(min_codepoint=32, max_codepoint=126)),
    body=st.binary(max_size=900).map(lambda data: data.replace(b"\n", b"")),
    end=st.sampled_from([b"\n", b"\r\n"]),
)
def test_any_subject_and_body_come_through_unchanged(subject: str, body: bytes, end: bytes) -> None:
    raw = end.join((b"From: a@b.example", b"Subject: " + subject.encode(), b"", body))
    stamped = RawMail.parse(raw).stamped("id@x", AT)
    assert stamped.startswith(raw[: raw.index(end + end)] + end)
    assert stamped.endswith(end + end + body)


@given(st.binary(max_size=2000))
def test_any_bytes_open_for_reading(data: bytes) -> None:
    opened(data)
    Headers.of(data).shown("Subject")


@given(st.binary(max_size=300))
def test_any_bytes_behind_a_header_open_for_reading(data: bytes) -> None:
    mail = b"Content-Type: text/html; charset=" + data + b"\r\nSubject: =?x?b?" + data + b"?=\r\n\r\n" + data
    assert isinstance(opened(mail).links, tuple)


def test_an_encoded_line_end_starts_no_new_header() -> None:
    assert Headers.of(b"Subject: =?utf-8?q?a=0D=0ABcc:_x?=\r\n\r\n").shown("Subject") == "a Bcc: x"


def test_raw_utf_8_in_a_header_is_readable() -> None:
    assert Headers.of("Subject: Échéance\r\n\r\n".encode()).shown("Subject") == "Échéance"


def test_a_broken_encoded_word_is_shown_as_it_is() -> None:
    assert Headers.of(b"Subject: =?nowhere?b?!!?=\r\n\r\n").shown("Subject") == "=?nowhere?b?!!?="


def test_text_that_no_file_can_hold_is_made_whole() -> None:
    eml = (
        b"Subject: =?unicode_escape?q?\\ud800?=\r\n"
        b"Content-Type: text/plain; charset=unicode_escape\r\n\r\n\\ud800"
    )
    assert Headers.of(eml).shown("Subject") == "?"
    assert opened(eml).text == "?"


def test_a_carried_image_is_shown_in_its_place() -> None:
    eml = (
        b'Content-Type: multipart/related; boundary="b"\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n'
        b'<img src="cid:logo"><img src="cid:other">\r\n--b\r\nContent-Type: image/png\r\n'
        b"Content-ID: <logo>\r\nContent-Transfer-Encoding: base64\r\n\r\nAAEC\r\n--b--\r\n"
    )
    assert opened(eml).html.strip() == '<img src="data:image/png;base64,AAEC"><img src="cid:other">'


def test_links_lead_only_to_the_web_and_come_once() -> None:
    eml = (
        b"Content-Type: text/html\r\n\r\n<a href='https://a.example'>1</a><a href='javascript:x'>2</a>"
        b"<a href='https://a.example'>3</a><a>4</a>"
    )
    assert opened(eml).links == ("https://a.example",)


def test_links_before_broken_html_are_found() -> None:
    eml = b"Content-Type: text/html\r\n\r\n<a href='https://a.example'>1</a><![>&#x<?<a ]"
    assert opened(eml).links == ("https://a.example",)
