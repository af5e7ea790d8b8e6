"""Addresses as programs, people and forgers write them; and what counts as verified."""

from __future__ import annotations

from email.utils import formataddr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance.domain.inbox import Check, Scan
from relance.inbound.addresses import addresses
from relance.inbound.encoded_words import decoded
from relance.inbound.reader import InboundReader

PASSED = Scan(Check.PASS, Check.PASS, Check.PASS, Check.PASS, Check.PASS)


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("zoe@client.example", [("", "zoe@client.example")]),
        ("Zoe <Zoe@Client.example>", [("Zoe", "zoe@client.example")]),
        ('"Martin, Zoe" <zoe@client.example>', [("Martin, Zoe", "zoe@client.example")]),
        ("Martin, Zoé <zoe@client.example>", [("Martin, Zoé", "zoe@client.example")]),
        ("=?utf-8?Q?Martin=2C_Zo=C3=A9?= <zoe@client.example>", [("Martin, Zoé", "zoe@client.example")]),
        ('"=?utf-8?Q?Martin=2C_Zo=C3=A9?=" <zoe@client.example>', [("Martin, Zoé", "zoe@client.example")]),
        (
            "=?utf-8?Q?boss=40acme.example?= <zoe@client.example>",
            [("boss@acme.example", "zoe@client.example")],
        ),
        ("=?utf-8?Q?=3Cboss=40acme.example=3E?= <z@c.example>", [("<boss@acme.example>", "z@c.example")]),
        ("boss@acme.example <zoe@client.example>", [("boss@acme.example", "zoe@client.example")]),
        ('"boss@acme.example" <zoe@client.example>', [("boss@acme.example", "zoe@client.example")]),
        ("(boss@acme.example) zoe@client.example", [("boss@acme.example", "zoe@client.example")]),
        ("zoe@client.example (Zoe (at home))", [("Zoe at home", "zoe@client.example")]),
        ("Zoe [Client] <zoe@client.example>", [("Zoe [Client]", "zoe@client.example")]),
        ("Zoe @ Client <zoe@client.example>", [("Zoe @ Client", "zoe@client.example")]),
        ("<@one.example,@two.example:zoe@client.example>", [("", "zoe@client.example")]),
        (
            "a@x.example, B <b@y.example>; c@z.example",
            [("", "a@x.example"), ("B", "b@y.example"), ("", "c@z.example")],
        ),
        ("undisclosed-recipients:;", []),
        ("Team: a@x.example, b@y.example;", [("", "a@x.example"), ("", "b@y.example")]),
        ("Mail Delivery <>", [("Mail Delivery", "")]),
        ("MAILER-DAEMON (Mail Delivery System)", [("Mail Delivery System", "mailer-daemon")]),
        ("Mail Delivery System", [("Mail Delivery System", "")]),
        ('"Zoe <zoe@client.example>', [("", "zoe@client.example")]),
        ("Zoe <zoe@client.example", [("Zoe", "zoe@client.example")]),
        ("'Zoe' <zoe@client.example>", [("Zoe", "zoe@client.example")]),
        ("zoe @client.example", [("zoe", "@client.example")]),
        ("", []),
        (",;:()<", []),
    ],
)
def test_mailboxes_are_read_as_they_are_written(written: str, found: list[tuple[str, str]]) -> None:
    assert [(one.name, one.email) for one in addresses([written])] == found


NAMES = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp", "Zs")), min_size=1, max_size=30
)


@given(
    st.lists(
        st.tuples(NAMES, st.from_regex(r"[a-z]{1,8}@[a-z]{1,8}\.example", fullmatch=True)),
        min_size=1,
        max_size=5,
    )
)
def test_what_a_well_behaved_program_writes_is_read(people: list[tuple[str, str]]) -> None:
    written = ", ".join(formataddr(person) for person in people)
    assert [one.email for one in addresses([written])] == [email for _, email in people]


@given(st.text(max_size=300))
def test_any_text_is_read_and_can_be_stored(written: str) -> None:
    for one in addresses([written]):
        (one.name + one.email).encode()


@given(st.text(st.sampled_from('"\\<>(),;:@ abé=?utf-8?Q?=40?='), max_size=200))
def test_any_marks_are_read(written: str) -> None:
    for one in addresses([written]):
        assert " " not in one.email


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("=?utf-8?Q?L=C3=A9a?=", "Léa"),
        ("=?utf-8?B?TMOpYQ==?= =?utf-8?B?IE1hcnRpbg==?=", "Léa Martin"),
        ("=?utf-8?Q?L=C3?= =?utf-8?Q?=A9a?=", "Léa"),
        ("a =?iso-8859-1?q?=E9?= b", "a é b"),
        ("=?utf-8*fr?Q?L=C3=A9a?=", "Léa"),
        ("=?utf-7?Q?+2AA-?= hello", "\N{REPLACEMENT CHARACTER} hello"),
        ("=?utf-8?Q?=00a?=", "a"),
        ("=?nonsense?Q?L=C3=A9a?=", "Léa"),
        ("=?utf-8?Q?begun", "=?utf-8?Q?begun"),
        ("1 =? 2 ?= 3", "1 =? 2 ?= 3"),
    ],
)
def test_encoded_words(written: str, text: str) -> None:
    assert decoded(written) == text


def verified(sender: str, scan: Scan = PASSED, more: str = "") -> tuple[str, bool]:
    raw = f"From: {sender}\r\n{more}Subject: Re: F-1\r\n\r\nPaid.".encode()
    received = InboundReader().read(raw, scan).received
    return received.sender.email, received.verified


@pytest.mark.parametrize(
    "sender",
    [
        "boss@acme.example, Zoe <zoe@evil.example>",
        "boss@acme.example <zoe@evil.example>, x@evil.example",
        "<boss@acme.example> <zoe@evil.example>",
        "=?utf-8?Q?boss=40acme.example_=3Cboss=40acme.example=3E?=",
        "Zoe <zoe@evil.example>\r\nFrom: boss@acme.example",
        "boss@acme.example\r\nFrom: zoe@evil.example",
    ],
)
def test_nobody_is_verified_by_the_domain_of_another(sender: str) -> None:
    assert not verified(sender)[1]


@pytest.mark.parametrize(
    "sender",
    [
        "=?utf-8?Q?boss=40acme.example?= <zoe@evil.example>",
        '"boss@acme.example" <zoe@evil.example>',
        "boss@acme.example <zoe@evil.example>",
        "(boss@acme.example) <zoe@evil.example>",
    ],
)
def test_an_address_in_a_name_is_a_name(sender: str) -> None:
    assert verified(sender) == ("zoe@evil.example", True)


def test_verified_is_what_the_policy_or_every_signature_says() -> None:
    unknown = Scan(dkim=Check.PASS)
    assert verified("zoe@client.example") == ("zoe@client.example", True)
    assert not verified("zoe@client.example", Scan(dkim=Check.PASS, dmarc=Check.FAIL))[1]
    assert not verified("zoe@client.example", unknown)[1]
    own = "DKIM-Signature: v=1; d=client.example; s=a\r\n"
    other = "DKIM-Signature: v=1; d=evil.example; s=a\r\n"
    top = "DKIM-Signature: v=1; d=example; s=a\r\n"
    assert verified("zoe@mail.client.example", unknown, own)[1]
    assert not verified("zoe@client.example", unknown, own + other)[1]
    assert not verified("zoe@client.example", unknown, top)[1]
    assert not verified("zoe@notclient.example", unknown, own)[1]
