"""Records of e-mails: written by us and by events, in whatever order, and nothing lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from relance.domain.errors import Conflict
from relance.domain.outreach import EmailEvent, EmailStatus, Outreach, OutreachRef
from relance.house import House
from tests.contract.accounts import ODD_IDS

TO = "a@client.example"


@pytest.fixture
def ref(org: str, now: datetime) -> OutreachRef:
    return OutreachRef(org, "C1", now, "outreach-1")


@pytest.fixture
def ours(ref: OutreachRef) -> Outreach:
    return Outreach(
        ref,
        EmailStatus.SENT,
        {TO: EmailStatus.SENT, "b@client.example": EmailStatus.SENT},
        subject="Rappel : F-1",
        text="Bonjour,\n\nÀ régler.",
        language="fr",
        sender="marie",
        invoices=("F-1", "F-2"),
        enrolment="e-1",
        cycle=3,
        step="J+7",
        message_id="m-1",
    )


def heard(ref: OutreachRef, status: EmailStatus = EmailStatus.DELIVERED) -> Outreach:
    return Outreach.heard_of(EmailEvent(ref, status, ref.at, (TO,), "m-1", "250 ok"))


def read(house: House, ref: OutreachRef) -> Outreach:
    found = house.outreaches.get(ref)
    assert found is not None
    return found


def test_an_outreach_is_read_as_it_was_written(house: House, ours: Outreach) -> None:
    assert house.outreaches.get(ours.ref) is None

    house.outreaches.record(ours)

    assert replace(read(house, ours.ref), revision=0) == ours


def test_our_record_goes_over_what_an_event_wrote_first_without_losing_it(
    house: House, ours: Outreach
) -> None:
    house.outreaches.record(heard(ours.ref))

    house.outreaches.record(ours)

    both = read(house, ours.ref)
    assert (both.status, both.recipients[TO]) == (EmailStatus.DELIVERED, EmailStatus.DELIVERED)
    assert (both.subject, both.invoices, both.step) == (ours.subject, ours.invoices, ours.step)
    assert both.detail == "250 ok"


def test_an_event_that_found_nothing_and_writes_late_does_not_erase_our_words(
    house: House, ours: Outreach
) -> None:
    house.outreaches.record(ours)

    house.outreaches.record(heard(ours.ref))

    both = read(house, ours.ref)
    assert (both.status, both.recipients[TO]) == (EmailStatus.DELIVERED, EmailStatus.DELIVERED)
    assert (both.subject, both.text, both.sender) == (ours.subject, ours.text, ours.sender)
    assert (both.enrolment, both.cycle, both.step) == (ours.enrolment, ours.cycle, ours.step)


def test_recording_twice_is_recording_once(house: House, ours: Outreach) -> None:
    house.outreaches.record(ours)
    house.outreaches.record(ours)

    assert replace(read(house, ours.ref), revision=0) == ours


def test_an_unknown_recorded_late_does_not_take_back_what_is_known(house: House, ours: Outreach) -> None:
    house.outreaches.record(ours)

    house.outreaches.record(Outreach(ours.ref, EmailStatus.UNKNOWN, enrolment="e-1", cycle=3, step="J+7"))

    assert replace(read(house, ours.ref), revision=0) == ours


def test_an_update_rests_on_the_revision_that_was_read(house: House, ours: Outreach) -> None:
    house.outreaches.record(ours)
    known = read(house, ours.ref)
    house.outreaches.update(replace(known, status=EmailStatus.DELIVERED))

    with pytest.raises(Conflict):
        house.outreaches.update(replace(known, status=EmailStatus.OPENED))
    assert read(house, ours.ref).status is EmailStatus.DELIVERED


def test_our_record_makes_an_event_that_read_before_it_read_again(house: House, ours: Outreach) -> None:
    house.outreaches.record(heard(ours.ref))
    known = read(house, ours.ref)
    house.outreaches.record(ours)

    with pytest.raises(Conflict):
        house.outreaches.update(replace(known, status=EmailStatus.OPENED))


def test_what_is_not_there_is_not_updated(house: House, ours: Outreach) -> None:
    with pytest.raises(Conflict):
        house.outreaches.update(ours)


def test_outreaches_of_other_instants_customers_and_organizations_are_others(
    house: House, ours: Outreach
) -> None:
    house.outreaches.record(ours)

    for other in (
        replace(ours.ref, at=ours.ref.at + timedelta(seconds=1)),
        replace(ours.ref, customer="C2"),
        replace(ours.ref, org=f"{ours.ref.org}x"),
        replace(ours.ref, id="outreach-2"),
    ):
        assert house.outreaches.get(other) is None


@pytest.mark.parametrize("odd", ODD_IDS)
def test_customers_may_be_called_anything(house: House, ours: Outreach, odd: str) -> None:
    odd_one = replace(ours, ref=replace(ours.ref, customer=odd), recipients={odd: EmailStatus.SENT}, step=odd)

    house.outreaches.record(odd_one)

    assert replace(read(house, odd_one.ref), revision=0) == odd_one
