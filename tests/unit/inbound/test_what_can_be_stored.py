"""Whatever comes in: its facts can be written as UTF-8, and its entry fits into one item of the store."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance.domain.inbox import Check, EntryState, InboxEntry, Receipt, Received, Scan
from relance.inbound.reader import InboundReader
from relance.store.documents import document

_LARGEST_ITEM = 400 * 1_024
_KEY = 1_024


def texts(value: Any) -> list[str]:
    """Every text in the facts of a mail."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, tuple):
        return [text for each in value for text in texts(each)]
    if is_dataclass(value):
        return [text for field in fields(value) for text in texts(getattr(value, field.name))]
    return []


def read(raw: bytes, scan: Scan) -> Received:
    opened = InboundReader().read(raw, scan)
    received = opened.received
    assert received.evidence != ("unreadable",)
    for text in (*texts(received), *(file.name for file in opened.files)):
        assert "\x00" not in text
        text.encode()
    receipt = Receipt("ses-1", datetime(2026, 11, 9, tzinfo=UTC), ("r@reply.example",), scan)
    entry = InboxEntry(
        "acme", InboxEntry.identity("acme", receipt), receipt.at, "key", received, EntryState.PENDING
    )
    assert len(document(entry).encode()) < _LARGEST_ITEM
    assert len(received.sender.email.encode()) < _KEY
    assert all(len(id_.encode()) < _KEY for id_ in (received.message_id, *received.thread))
    return received


WORST = "\N{GRINNING FACE}é\u20ac"
HALF = "=?utf-7?Q?+2AA-?="
HEADERS = {
    "From": f'"{WORST * 900}" <{WORST * 300}@client.example>',
    "To": ", ".join(f"{number}{WORST * 20}@client.example" for number in range(400)),
    "Cc": ", ".join(f"{number}{WORST * 20}@client.example" for number in range(400)),
    "Reply-To": ", ".join(f"{number}{WORST * 20}@client.example" for number in range(400)),
    "Subject": WORST * 9_000,
    "Message-ID": f"<{WORST * 300}@client.example>",
    "References": " ".join(f"<{number}{WORST * 300}@client.example>" for number in range(60)),
}


def test_the_largest_of_everything_fits() -> None:
    part = f'--cut\r\nContent-Type: application/{"x" * 3_900}; name="{WORST * 200}.pdf"\r\n\r\nx\r\n' * 150
    header = "".join(f"{name}: {value}\r\n" for name, value in HEADERS.items())
    text = f"--cut\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{WORST * 90_000}\r\n"
    raw = f"{header}Content-Type: multipart/mixed; boundary=cut\r\n\r\n{text}{part}--cut--\r\n"
    read(raw.encode(), Scan())


@pytest.mark.parametrize(
    "header",
    [
        f"Subject: {HALF} hello",
        f"From: {HALF} <zoe@client.example>",
        f"From: zoe <{HALF}@client.example>",
        f"From: {HALF}",
        f"To: {HALF} <a@b.example>",
        f"Message-ID: <{HALF}@client.example>",
        f"References: <{HALF}@client.example>",
        f'Content-Type: application/pdf; name="{HALF}.pdf"',
        "Content-Disposition: attachment; filename*=utf-7''+2AA-.pdf",
        "Content-Disposition: attachment; filename*=utf-16-be''%D8%00.pdf",
        "Subject: a\x00b",
        'Content-Type: application/pdf; name="a\x00b.pdf"',
        "Content-Type: text/plain; charset=utf-7",
        "Content-Type: text/html; charset=utf-7",
        "Content-Type: text/calendar; charset=utf-7",
        "Content-Type: \x00/\x00",
        "Date: \x00",
        "Return-Path: <\x00>",
    ],
)
def test_what_no_utf8_can_hold_is_cleaned(header: str) -> None:
    read(f"Subject: Re: F-1\r\n{header}\r\n\r\nWe pay +2AA- \x00 SUMMARY:+2AA-".encode(), Scan())


PIECES = st.sampled_from(
    [
        "From: ",
        "To: ",
        "Subject: ",
        "zoe@client.example",
        "<",
        ">",
        '"',
        ",",
        "=?utf-7?Q?+2AA-?=",
        "=?utf-8?B?7aCA?=",
        "\r\n",
        "\r\n\r\n",
        "\n",
        "Content-Type: multipart/mixed; boundary=b\r\n",
        "--b\r\n",
        "--b--\r\n",
        "Content-Type: text/html; charset=utf-7\r\n",
        "Content-Type: message/rfc822\r\n",
        "+2AA-",
        "\x00",
        "&#xD800;",
        "Content-Type: message/delivery-status\r\n",
        "Final-Recipient: rfc822; a@b.example\r\n",
        "Action: failed\r\n",
        "Content-Transfer-Encoding: base64\r\n",
        "Content-Type: application/pkcs7-mime\r\n",
        "Content-Type: text/calendar\r\n",
        "> ",
        "On 3 May 2026 at 10:02, Ana <a@b.example> wrote:\r\n",
        "<blockquote type=cite>",
        '{"notificationType":',
        "Auto-Submitted: auto-replied\r\n",
        "MAILER-DAEMON",
        "Undelivered",
        "could not be delivered to ",
        "550 5.1.1 ",
    ]
)
SCANS = st.builds(Scan, *(st.sampled_from(Check) for _ in range(5)))


@given(st.lists(PIECES, max_size=40), SCANS)
def test_any_pieces_of_mails_are_read_and_can_be_stored(pieces: list[str], scan: Scan) -> None:
    read("".join(pieces).encode(), scan)


@given(st.binary(max_size=2_000), SCANS)
def test_any_bytes_are_read_and_can_be_stored(raw: bytes, scan: Scan) -> None:
    read(raw, scan)


@given(st.binary(max_size=500))
def test_any_bytes_after_a_header_are_read_and_can_be_stored(raw: bytes) -> None:
    read(b"From: a@b.example\r\nContent-Type: text/plain; charset=utf-7\r\n\r\n" + raw, Scan())
