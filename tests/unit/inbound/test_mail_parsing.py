"""Bytes of every kind become a mail that can be read."""

from __future__ import annotations

import base64
from datetime import UTC, datetime

import pytest

from relance.inbound import parse
from relance.inbound.mail import Mailbox, ReportKind
from tests.unit.inbound.letters import written

MIXED = b"""From: "Dupont, Jean" <Jean@Example.org>
To: r-1@reply.example.net, Bob <bob@example.net>
Subject: =?utf-8?q?R=C3=A9ponse_?= =?iso-8859-1?b?6Q==?=
Date: Mon, 4 May 2026 10:00:00 +0200
Message-ID: <a@example.org>
In-Reply-To: <one@example.net>
References: <zero@example.net> <one@example.net>
Return-Path: <>
Content-Type: multipart/mixed; boundary=outer

--outer
Content-Type: multipart/alternative; boundary=inner

--inner
Content-Type: text/plain; charset=iso-8859-15
Content-Transfer-Encoding: quoted-printable

Pay=E9 100 =A4
--inner
Content-Type: text/html; charset=utf-8

<p onclick="steal()">Pay\xc3\xa9 100 \xe2\x82\xac<script>steal()</script><img src="cid:logo"></p>
--inner--
--outer
Content-Type: image/png
Content-ID: <logo>
Content-Disposition: inline; filename=logo.png
Content-Transfer-Encoding: base64

iVBORw0KGgo=
--outer
Content-Type: application/pdf
Content-Disposition: attachment; filename*=utf-8''..%2F..%2Frelev%C3%A9.pdf
Content-Transfer-Encoding: base64

JVBERi0=
--outer--
"""


def test_header_fields_are_decoded() -> None:
    mail = parse(MIXED)
    assert mail.sender == Mailbox("Dupont, Jean", "jean@example.org")
    assert [one.email for one in mail.to] == ["r-1@reply.example.net", "bob@example.net"]
    assert mail.subject == "Réponse é"
    assert mail.date == datetime(2026, 5, 4, 8, 0, tzinfo=UTC)
    assert (mail.message_id, mail.in_reply_to) == ("<a@example.org>", ("<one@example.net>",))
    assert mail.references == ("<zero@example.net>", "<one@example.net>")
    assert mail.return_path == ""
    assert mail.headers.get("message-id") == "<a@example.org>"


def test_one_text_is_taken_out_of_alternatives() -> None:
    assert parse(MIXED).text == "Payé 100 €"


def test_html_is_kept_without_what_could_harm() -> None:
    assert parse(MIXED).html == '<p>Payé 100 €<img src="cid:logo"></p>'


def test_inline_images_and_attachments_are_kept_apart_under_bare_names() -> None:
    mail = parse(MIXED)
    assert [(one.name, one.content_id) for one in mail.images] == [("logo.png", "logo")]
    assert [(one.name, one.content) for one in mail.attachments] == [("relevé.pdf", b"%PDF-")]


def test_a_damaged_encoded_word_stays_as_it_was_written() -> None:
    assert parse(b"Subject: =?utf-8?b?a?= paid\n\nx").subject == "=?utf-8?b?a?= paid"


def test_a_mail_without_any_header_is_all_text() -> None:
    assert parse("Montant : 100 €\nMerci".encode()).text == "Montant : 100 €\nMerci"


def test_nothing_is_asked_of_a_header() -> None:
    mail = parse(b"Subject: bare\n\nhello")
    assert (mail.date, mail.message_id, mail.to, mail.return_path) == (None, "", (), None)
    assert (mail.sender, mail.text) == (Mailbox("", ""), "hello")


def test_empty_lines_before_the_header_do_not_hide_it() -> None:
    assert parse(b"\r\n\r\nSubject: late\r\n\r\nhello").subject == "late"


@pytest.mark.parametrize("when", ["yesterday", "Mon, 99 May 2026 10:00:00", "4 May 2026 10:00 +9999", ""])
def test_a_date_that_is_none_is_left_out(when: str) -> None:
    assert parse(f"From: a@example.org\nDate: {when}\n\nx".encode()).date is None


def test_a_multipart_without_its_boundary_shows_its_text() -> None:
    raw = b"From: a@example.org\nContent-Type: multipart/mixed; boundary=never\n\nWe paid.\n"
    assert parse(raw).text.strip() == "We paid."


def test_texts_around_an_attachment_are_all_read() -> None:
    raw = b"""From: a@example.org
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/plain

above
--b
Content-Type: text/html

<p>between</p>
--b
Content-Type: application/pdf; name=x.pdf

%PDF
--b
Content-Type: text/plain

below
--b--
"""
    assert parse(raw).text.split() == ["above", "between", "below"]


def test_a_text_part_with_a_name_is_read_unless_it_is_attached() -> None:
    head = b"From: a@example.org\nContent-Type: text/plain; name=text_0.txt\n"
    assert parse(head + b"\nWe paid.").text == "We paid."
    attached = parse(head + b"Content-Disposition: attachment\n\nWe paid.")
    assert (attached.text, attached.attachments[0].content) == ("", b"We paid.")


def test_a_wrong_transfer_encoding_loses_nothing() -> None:
    raw = b"From: a@example.org\nContent-Type: text/plain\nContent-Transfer-Encoding: x-unknown\n\nWe paid."
    assert parse(raw).text == "We paid."


def test_an_enclosed_mail_is_an_attachment_and_not_this_mails_text() -> None:
    inside = b"From: us@example.net\nMessage-ID: <ours@example.net>\n\nPlease pay."
    raw = b"From: a@example.org\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nSee below.\n--b\n"
    mail = parse(raw + b"Content-Type: message/rfc822\n\n" + inside + b"\n--b--\n")
    assert mail.text.strip() == "See below."
    assert mail.original is not None
    assert mail.original.get("Message-ID") == "<ours@example.net>"
    assert b"Please pay." in mail.attachments[0].content


def test_a_delivery_report_is_read_block_by_block() -> None:
    raw = b"""From: mailer-daemon@example.org
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; bob@example.org
Action: failed
--b--
"""
    notice = parse(raw).notice(ReportKind.DELIVERY_STATUS)
    assert notice is not None
    assert [block.get("Action") for block in notice.blocks] == ["", "failed"]


def test_a_delivery_report_in_base64_is_read_too() -> None:
    body = base64.b64encode(
        b"Reporting-MTA: dns; mx\r\n\r\nFinal-Recipient: rfc822; bob@example.org\r\nAction: failed\r\n"
    )
    head = b"From: mailer-daemon@example.org\nContent-Type: message/delivery-status\n"
    notice = parse(head + b"Content-Transfer-Encoding: base64\n\n" + body).notice(ReportKind.DELIVERY_STATUS)
    assert notice is not None


def test_a_file_name_cannot_leave_its_folder() -> None:
    raw = b'From: a@example.org\nContent-Type: application/pdf; name="C:\\\\..\\\\evil\x07.pdf"\n\n%PDF'
    assert parse(raw).attachments[0].name == "evil.pdf"


def test_the_raw_mail_is_always_there() -> None:
    raw = written("x", "y")
    assert parse(raw).raw == raw
