"""Received mail as the product's own facts."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance.domain.inbox import Check, MailKind, Scan
from relance.inbound.reader import InboundReader

PASSED = Scan(Check.PASS, Check.PASS, Check.PASS, Check.PASS, Check.PASS)
NO_POLICY = replace(PASSED, dmarc=Check.GRAY)


MAIL = (
    "From: Zoe <Zoe@Client.example>\nReply-To: boss@client.example\nTo: us@acme.example\nSubject: Re: F-1\n"
    "Message-ID: <a@client.example>\nIn-Reply-To: <parent@x>\nReferences: <root@x> <parent@x>\n"
    "{more}\nPaid.\n"
)


def test_a_mail_is_read_as_facts() -> None:
    found = InboundReader().read(MAIL.format(more="").encode(), PASSED).received

    assert (found.kind, found.sender.email, found.reply_to) == (
        MailKind.HUMAN_REPLY,
        "zoe@client.example",
        ("boss@client.example",),
    )
    assert (found.message_id, found.thread) == ("a@client.example", ("parent@x", "root@x"))
    assert (found.visible, found.verified) == ("Paid.", True)


@pytest.mark.parametrize(
    ("scan", "signed_by", "verified"),
    [
        (PASSED, (), True),
        (replace(PASSED, dmarc=Check.FAIL), ("client.example",), False),
        (NO_POLICY, ("client.example",), True),
        (NO_POLICY, ("example",), False),
        (NO_POLICY, ("client.example", "forger.example"), False),
        (NO_POLICY, (), False),
        (replace(NO_POLICY, dkim=Check.FAIL), ("client.example",), False),
        (Scan(), ("client.example",), False),
    ],
)
def test_a_sender_is_verified_by_its_own_domain(
    scan: Scan, signed_by: tuple[str, ...], verified: bool
) -> None:
    signatures = "".join(f"DKIM-Signature: v=1; a=rsa-sha256; d={domain}; s=x; b=y\n" for domain in signed_by)
    found = InboundReader().read(MAIL.format(more=signatures).encode(), scan).received

    assert found.verified is verified


def test_of_a_virus_only_the_header_is_read() -> None:
    infected = InboundReader().read(MAIL.format(more="").encode(), replace(PASSED, virus=Check.FAIL))

    assert (infected.received.kind, infected.received.text) == (MailKind.VIRUS, "")
    assert infected.received.sender.email == "zoe@client.example"


def test_what_is_longer_than_an_entry_may_be_is_cut_and_nothing_breaks() -> None:
    raw = MAIL.format(more="").encode() + "é".encode() * 200_000
    found = InboundReader().read(raw, PASSED).received

    assert len(found.text.encode()) <= 100_000
    assert found.size == len(raw)


@given(st.binary(max_size=3_000))
def test_any_bytes_make_facts(raw: bytes) -> None:
    opened = InboundReader().read(raw, PASSED)

    assert len(opened.files) == len(opened.received.attachments)
    assert opened.received.fingerprint
