"""What is shown of a mail that has no words to show: never nothing."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance.domain.inbox import MailKind, Scan
from relance.inbound import reader
from relance.inbound.reader import InboundReader
from relance.inbound.shown import UNREAD

_TOP = "From: Zoe <zoe@client.example>\r\nSubject: Re: F-1\r\nIn-Reply-To: <1@acme.example>\r\n"


def visible(header: str, body: bytes | str) -> str:
    raw = body.encode() if isinstance(body, str) else body
    return InboundReader().read(f"{_TOP}{header}\r\n".encode() + raw, Scan()).received.visible


def structure(kind: int, content: bytes) -> bytes:
    """One element of DER, its length in the long form."""
    return bytes([kind, 0x84]) + len(content).to_bytes(4) + content


SIGNED, ENVELOPED = bytes.fromhex("06092a864886f70d010702"), bytes.fromhex("06092a864886f70d010703")
DATA = bytes.fromhex("06092a864886f70d010701")
ENTITY = "Content-Type: text/plain; charset=utf-8\r\n\r\nWe dispute F-1, é.\r\n".encode()
SMIME = "Content-Type: application/pkcs7-mime; name=smime.p7m\r\nContent-Transfer-Encoding: base64\r\n"


def signed(octets: bytes) -> bytes:
    inside = structure(0x30, DATA + structure(0xA0, octets)) + structure(0x31, b"\x02\x01\x01")
    return base64.encodebytes(
        structure(0x30, SIGNED + structure(0xA0, structure(0x30, b"\x02\x01\x01" + inside)))
    )


@pytest.mark.parametrize(
    "octets",
    [
        structure(0x04, ENTITY),
        structure(0x24, structure(0x04, ENTITY[:20]) + structure(0x04, ENTITY[20:])),
        b"\x24\x80" + structure(0x04, ENTITY[:9]) + structure(0x04, ENTITY[9:]) + b"\x00\x00",
    ],
)
def test_a_signed_mail_is_read(octets: bytes) -> None:
    assert visible(SMIME, signed(octets)) == "We dispute F-1, é."


def test_an_encrypted_mail_says_so() -> None:
    shut = base64.encodebytes(structure(0x30, ENVELOPED + structure(0xA0, b"\x04\x02ab")))
    assert "Encrypted" in visible(SMIME, shut)
    assert "chiffré" in visible(SMIME, shut)
    pgp = "Content-Type: multipart/encrypted; boundary=cut\r\n"
    part = "--cut\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n--cut--\r\n"
    assert "Encrypted" in visible(pgp, part)


@given(st.binary(max_size=200))
def test_any_signed_bytes_are_read(content: bytes) -> None:
    assert visible(SMIME, base64.encodebytes(content))


CALENDAR = """BEGIN:VCALENDAR\r
METHOD:{method}\r
BEGIN:VEVENT\r
SUMMARY:Payment plan\\, F-1\r
DTSTART;TZID=Europe/Paris:20261112T100000\r
ATTENDEE;PARTSTAT={answer};CN=Zoe:mailto:zoe@client.example\r
{comment}END:VEVENT\r
END:VCALENDAR\r
"""


@pytest.mark.parametrize(
    ("answer", "english", "french"),
    [
        ("ACCEPTED", "accepted", "acceptée"),
        ("DECLINED", "declined", "refusée"),
        ("TENTATIVE", "for now", "provisoirement"),
    ],
)
def test_the_answer_to_an_invitation_is_told(answer: str, english: str, french: str) -> None:
    body = CALENDAR.format(method="REPLY", answer=answer, comment="COMMENT:We are away.\r\n")
    told = visible("Content-Type: text/calendar; charset=utf-8; method=REPLY\r\n", body)
    for word in (english, french, "Payment plan, F-1", "2026-11-12", "We are away."):
        assert word in told


def test_an_invitation_is_told() -> None:
    body = CALENDAR.format(method="REQUEST", answer="NEEDS-ACTION", comment="")
    told = visible("Content-Type: text/calendar; method=REQUEST\r\n", body)
    assert "Meeting invitation: Payment plan, F-1 (2026-11-12)" in told


def test_files_alone_are_named() -> None:
    pdf = "Content-Type: application/pdf; name=remittance.pdf\r\nContent-Disposition: attachment\r\n"
    assert "remittance.pdf" in visible(pdf, "x")
    html = "Content-Type: text/html\r\n"
    assert "without text" in visible(html, "<html><body><img src='cid:a'></body></html>")
    assert "sans texte" in visible("", "")


def test_a_mail_that_our_code_fails_on_is_a_persons(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_raw: bytes) -> None:
        raise RuntimeError("zoe@client.example")

    monkeypatch.setattr(reader, "parse", fails)
    received = InboundReader().read(b"From: zoe@client.example\r\n\r\nWe dispute F-1.", Scan()).received
    assert (received.kind, received.visible) == (MailKind.HUMAN_REPLY, UNREAD)
    assert received.evidence == ("unreadable",)
