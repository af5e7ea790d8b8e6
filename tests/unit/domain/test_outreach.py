"""The record of one e-mail: statuses only move forward, whatever the order of the events (A5)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance.domain.outreach import EmailEvent, EmailStatus, Outreach, OutreachRef

AT = datetime(2026, 4, 7, 6, 12, tzinfo=UTC)
REF = OutreachRef("acme", "C-1", AT, "abcdefgh")
A, B = "a@customer.example", "b@customer.example"
SENT = Outreach(REF, EmailStatus.SENT, {A: EmailStatus.SENT, B: EmailStatus.SENT}, message_id="m-1")


def event(status: EmailStatus, *recipients: str, detail: str = "") -> EmailEvent:
    return EmailEvent(REF, status, AT, recipients, "m-1", detail)


events = st.lists(
    st.builds(
        event,
        st.sampled_from([s for s in EmailStatus if s.left_us]),
        st.sampled_from([A, B]),
    ),
    max_size=6,
)


@given(events, st.randoms(use_true_random=False))
def test_the_order_and_number_of_events_does_not_matter(heard: list[EmailEvent], random: Random) -> None:
    shuffled = heard * 2
    random.shuffle(shuffled)
    assert after(SENT, shuffled) == after(SENT, heard)


@given(events)
def test_events_that_came_before_our_own_record_are_kept(heard: list[EmailEvent]) -> None:
    if not heard:
        return
    early = after(Outreach.heard_of(heard[0]), heard[1:])
    assert SENT.merged(early) == replace(after(SENT, heard), revision=early.revision)


def after(outreach: Outreach, heard: list[EmailEvent]) -> Outreach:
    for one in heard:
        outreach = outreach.after(one)
    return outreach


def test_each_recipient_has_a_status_of_its_own() -> None:
    seen = SENT.after(event(EmailStatus.OPENED, A)).after(
        event(EmailStatus.BOUNCED, B, detail="550 no such user")
    )
    assert seen.recipients == {A: EmailStatus.OPENED, B: EmailStatus.BOUNCED}
    assert (seen.status, seen.detail) == (EmailStatus.BOUNCED, "550 no such user")


def test_an_unknown_is_resolved_by_the_first_event() -> None:
    unknown = Outreach(REF, EmailStatus.UNKNOWN)
    assert not unknown.status.left_us
    resolved = unknown.after(event(EmailStatus.DELIVERED, A))
    assert resolved.status.left_us
    assert resolved.message_id == "m-1"


@given(st.text(max_size=100), st.from_regex(r"[a-z2-7]{16}", fullmatch=True))
def test_it_finds_its_way_back_from_the_tags_of_the_mail(customer: str, identity: str) -> None:
    ref = OutreachRef("acme", customer, AT, identity)
    tags = ref.tags()
    assert all(
        character.isascii() and (character.isalnum() or character in "-_") for character in tags["customer"]
    )
    assert OutreachRef.from_tags(tags) == ref


@pytest.mark.parametrize(
    "tags",
    [
        {},
        {"org": "acme", "customer": "Qy0x"},
        {"org": "acme", "customer": "Qy0x", "outreach": "yesterday-abc"},
        {"org": "acme", "customer": "_w", "outreach": "20260407T061200Z-abc"},
    ],
)
def test_mail_that_is_not_ours_has_no_way_back(tags: dict[str, str]) -> None:
    assert OutreachRef.from_tags(tags) is None


def test_of_two_records_the_latest_detail_and_the_first_name_of_the_mail_are_kept() -> None:
    early = Outreach.heard_of(event(EmailStatus.BOUNCED, A, detail="550"))
    assert (SENT.merged(early).detail, SENT.merged(early).message_id) == ("550", "m-1")
    told = replace(SENT, detail="250")
    assert told.merged(replace(early, detail="")).detail == "250"
    assert told.merged(early).detail == "550"
    assert told.after(event(EmailStatus.DELIVERED, A)).detail == "250"
    assert replace(SENT, message_id=None).merged(early).message_id == "m-1"


def test_our_own_record_keeps_its_words_whichever_was_written_first() -> None:
    ours = replace(SENT, text="Please pay.", step="email+7", revision=3)
    heard = replace(Outreach.heard_of(event(EmailStatus.DELIVERED, A)), revision=5)
    for one, stored in ((ours, heard), (heard, ours)):
        merged = one.merged(stored)
        assert (merged.text, merged.step, merged.revision) == ("Please pay.", "email+7", stored.revision)
        assert merged.recipients == {A: EmailStatus.DELIVERED, B: EmailStatus.SENT}
        assert merged.status is EmailStatus.DELIVERED
