"""Every reminder's own reply address (D1, D7): it cannot be guessed, forged or mistaken."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance.domain.reply_address import ReplyAddresses

OURS = ReplyAddresses("reply.relance.example", b"s" * 32)
orgs = st.from_regex(r"[a-z2-7]{2,16}", fullmatch=True)
enrolments = st.from_regex(r"[a-z2-7]{16}", fullmatch=True)


@given(orgs, enrolments)
def test_it_reads_as_it_was_written_in_any_case(org: str, enrolment: str) -> None:
    address = OURS.of(org, enrolment)
    assert OURS.read(address) == OURS.read(f" {address.upper()} ") == (org, enrolment)


@given(orgs, enrolments)
def test_its_local_part_fits_in_64_characters(org: str, enrolment: str) -> None:
    assert len(OURS.of(org, enrolment).partition("@")[0]) <= 64


@given(orgs, enrolments, st.data())
def test_one_character_changed_is_a_forgery(org: str, enrolment: str, data: st.DataObject) -> None:
    address = OURS.of(org, enrolment)
    place = data.draw(st.integers(0, address.index("@") - 1))
    other = data.draw(st.sampled_from("abcxyz27-").filter(lambda character: character != address[place]))
    assert OURS.read(address[:place] + other + address[place + 1 :]) is None


def test_another_secret_or_domain_is_not_ours() -> None:
    address = OURS.of("acme", "a" * 16)
    assert ReplyAddresses(OURS.domain, b"t" * 32).read(address) is None
    assert ReplyAddresses("other.example", OURS.secret).read(address) is None


@pytest.mark.parametrize("address", ["", "@", "claire@acme.example", "r-acme@reply.relance.example"])
def test_other_addresses_are_none_of_ours(address: str) -> None:
    assert OURS.read(address) is None


@given(st.text())
def test_any_text_is_read_without_failing(text: str) -> None:
    assert OURS.read(text) is None
    assert OURS.read(f"{text}@{OURS.domain}") is None
