"""Nothing that may arrive raises, loses what came, or takes unbounded work."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from relance.inbound import classify, parse, reply_text
from tests.unit.inbound.letters import written
from tests.unit.inbound.test_mail_parsing import MIXED
from tests.unit.inbound.test_winmail_dat import WITH_FILE, carrying

SEEDS = st.sampled_from(
    [
        MIXED,
        carrying(WITH_FILE),
        written("Re: Facture", "Payé.\n\nLe 4 mai 2026 à 10:00, Ana <a@b.org> a écrit :\n> Bonjour"),
        written("Undelivered Mail", "<bob@example.org>: 550 5.1.1 unknown", "MAILER-DAEMON@example.org"),
    ]
)
FRAGMENTS = st.sampled_from(
    [
        b"\r\n",
        b"\n\n",
        b"--inner\n",
        b"--outer--",
        b"Content-Type: ",
        b"multipart/report; boundary=x",
        b"=?",
        b"?=",
        b"Subject: =?utf-8?b?a?=\n",
    ]
    + [
        b"message/rfc822\n\n",
        b"message/delivery-status",
        b"Content-Transfer-Encoding: base64\n",
        b"\x00",
        b"\xff\xfe",
    ]
    + [
        b"charset=utf-7",
        b"<blockquote>",
        b"From: (((",
        b"Date: 99",
        b"filename*0*=x''%",
        b"(",
        b'"',
        b"X-Autoreply: 1\n",
    ]
)
QUICK = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def read_whole(raw: bytes) -> None:
    mail = parse(raw)
    classify(mail)
    reply = reply_text(mail.text)
    assert mail.raw == raw
    assert reply.full == mail.text.replace("\r\n", "\n").replace("\r", "\n")


@QUICK
@given(st.binary(max_size=2_000))
def test_any_bytes_are_read(raw: bytes) -> None:
    read_whole(raw)


@QUICK
@given(SEEDS, st.integers(0, 1_500))
def test_a_mail_cut_anywhere_is_read(raw: bytes, length: int) -> None:
    read_whole(raw[:length])


@QUICK
@given(
    SEEDS,
    st.lists(
        st.tuples(st.integers(0, 1_500), st.integers(0, 30), FRAGMENTS | st.binary(max_size=6)), max_size=8
    ),
)
def test_a_mail_damaged_anywhere_is_read(raw: bytes, damages: list[tuple[int, int, bytes]]) -> None:
    for at, length, fragment in damages:
        raw = raw[:at] + fragment + raw[at + length :]
    read_whole(raw)


@QUICK
@given(st.lists(FRAGMENTS, max_size=40))
def test_pieces_of_mails_in_any_order_are_read(pieces: list[bytes]) -> None:
    read_whole(b"".join(pieces))


def nested(levels: int) -> bytes:
    parts = (f"Content-Type: multipart/mixed; boundary=b{level}\n\n--b{level}\n" for level in range(levels))
    return b"Subject: deep\n" + "".join(parts).encode() + b"Content-Type: text/plain\n\nWe paid.\n"


HOSTILE = {
    "nested-a-little": (nested(30), ()),
    "nested-much": (nested(120), ("unread-part",)),
    "nested-more-than-anybody-does": (nested(200), ("flattened",)),
    "nested-without-end": (nested(5_000), ("flattened",)),
    "enclosed-without-end": (b"Subject: x\n" + b"Content-Type: message/rfc822\n\n" * 5_000, ("flattened",)),
    "parts-without-end": (
        b"Subject: x\nContent-Type: multipart/mixed; boundary=b\n" + b"\n--b\n" * 50_000,
        ("flattened",),
    ),
    "parts": (
        b"Subject: x\nContent-Type: multipart/mixed; boundary=b\n" + b"\n--b\n" * 2_000,
        ("unread-part",),
    ),
    "lines-without-end": (b"Subject: x\n\n" + b"\n" * 4_000_000, ("flattened",)),
    "comments-without-end": (b"From: " + b"(" * 100_000 + b"\n\nx", ()),
    "encoded-words-without-end": (b"Subject: " + b"=?utf-8?q?a?= " * 50_000 + b"\n\nx", ()),
    "fields-without-end": (b"X-A: b\n" * 100_000 + b"Subject: x\n\nx", ()),
    "a-long-text": (b"Subject: x\n\n" + b"We paid. " * 100_000, ("cut",)),
    "elements-without-end": (
        b"Subject: x\nContent-Type: text/html\n\n" + b"<div>" * 60_000 + b"We paid.",
        (),
    ),
    "attributions-without-end": (
        b"Subject: x\n\n" + b"On 4 May 2026 at 10:00 Ana <a@b.org>\n" * 15_000,
        ("cut",),
    ),
    "at-signs-without-end": (b"From: mailer-daemon@x.org\nSubject: failure notice\n\n" + b"@" * 100_000, ()),
    "line-ends-in-a-bounce": (
        b"From: mailer-daemon@x.org\nSubject: failure notice\n\n" + b"\n" * 100_000,
        (),
    ),
    "addresses-without-end": (
        b"From: mailer-daemon@x.org\nSubject: failure notice\n\n" + b"a@b.org " * 50_000,
        (),
    ),
}


@pytest.mark.parametrize(("raw", "defects"), HOSTILE.values(), ids=HOSTILE)
def test_work_is_bounded_and_what_was_left_unread_is_said(raw: bytes, defects: tuple[str, ...]) -> None:
    mail = parse(raw)
    assert mail.defects == defects
    read_whole(raw)


def test_a_mail_nested_within_reason_is_read_to_the_bottom() -> None:
    assert parse(nested(30)).text.strip() == "We paid."
