"""Deflated outreaches: small, and read back for as long as they are kept."""

from __future__ import annotations

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance.rendering.email import preview
from relance.rendering.reminders import STANDARD_REMINDERS
from relance.store.dynamo.deflate import deflated, inflated


@given(st.text())
def test_what_was_deflated_reads_back(document: str) -> None:
    assert inflated(deflated(document)) == document


def test_an_outreach_written_long_ago_still_reads() -> None:
    """Fails when the words known beforehand change: what customers' histories hold could not be read."""
    written = bytes.fromhex(
        "78bb04a35018ab460d8cc4e4dc54348f223c15945850909aa360a59096985c525a94aae0a66ba8540b00cc021537"
    )
    assert inflated(written) == '{"ref":{"org":"acme"},"status":3,"subject":"Rappel : facture F-1"}'


def test_one_written_with_the_words_known_today_still_reads() -> None:
    written = bytes.fromhex("78f92ca9138a430b9dc4e4dc54349f237c19046ec3007336acd874d33554aa0500cc021537")
    assert inflated(written) == '{"ref":{"org":"acme"},"status":3,"subject":"Rappel : facture F-1"}'


def test_the_common_parts_of_an_outreach_cost_next_to_nothing() -> None:
    bare = '{"status":3,"recipients":{"":3},"subject":"","language":"fr","sender":"","invoices":[""]}'
    assert len(deflated(bare)) < len(bare) / 3


def test_other_data_is_refused() -> None:
    with pytest.raises(zlib.error):
        inflated(b"not deflated")


def test_what_a_reminder_says_costs_a_third_of_its_length() -> None:
    """Measured on the text of a first reminder: the words of the ready-made texts are known beforehand."""
    message = STANDARD_REMINDERS[1].message("fr")
    said = preview(message.subject, message.body, "fr").text
    assert len(deflated(said)) < len(said.encode()) / 3
