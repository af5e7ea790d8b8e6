"""The inbox: each mail kept once, found by what waits, by its customer and by its time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from relance.domain.customer import Account, Contact
from relance.domain.enrolment import Enrolment
from relance.domain.errors import Conflict, NotFound
from relance.domain.inbox import (
    AnswerClaim,
    Attachment,
    EntryState,
    Forwarding,
    InboxEntry,
    MailKind,
    Match,
    MatchedBy,
    Receipt,
    Received,
)
from relance.domain.mail_address import Address
from relance.domain.outreach import OutreachRef
from relance.house import House
from relance.usecases.ports.inbox import InboxList
from tests.contract.accounts import ODD_IDS, account, change, enrolment, stored


def entry(org: str, now: datetime, number: int = 1, **fields: Any) -> InboxEntry:
    receipt = Receipt(f"ses-{number}", now + timedelta(seconds=number), ("r-x@reply.example",))
    received = Received(
        MailKind.HUMAN_REPLY,
        "sub",
        ("header:in-reply-to",),
        Address("zoe@client.example", name="Zoé"),
        ("zoe@client.example",),
        ("us@acme.example",),
        ("cc@client.example",),
        "Re: été",
        now,
        "m@client.example",
        ("a@b", "c@d"),
        "Full text\n> quoted 🎉",
        "Full text",
        (Attachment("a.pdf", "application/pdf", 3, "files/a"), Attachment("b", "x/y", 0)),
        date(2026, 12, 24),
        ("gone@client.example",),
        True,
        Forwarding("marie@acme.example", "123", "https://mail.google.com/x"),
        1234,
    )
    one = InboxEntry(
        org,
        InboxEntry.identity(org, receipt),
        receipt.at,
        f"received/{receipt.id}",
        received,
        EntryState.PENDING,
        Match("C1", MatchedBy.TOKEN, "e" * 16, "F-1"),
    )
    return replace(one, **fields)


def test_an_entry_is_read_as_it_was_written(house: House, org: str, now: datetime) -> None:
    claim = AnswerClaim("outreach-1", now, "marie")
    ours = entry(
        org, now, claim=claim, refusals=1, handled_by="m", handled_at=now, notified=True, reminders=2
    )
    with pytest.raises(NotFound):
        house.inbox.get(org, ours.id)
    house.inbox.add(ours)

    assert house.inbox.get(org, ours.id) == replace(ours, revision=1)
    for unknown in ("nonsense", "20261102T090001Z-other", ""):
        with pytest.raises(NotFound):
            house.inbox.get(org, unknown)
    with pytest.raises(NotFound):
        house.inbox.get(f"{org}x", ours.id)


def test_adding_it_again_answers_what_is_there(house: House, org: str, now: datetime) -> None:
    ours = house.inbox.add(entry(org, now))
    done = house.inbox.update(replace(ours, state=EntryState.IGNORED))

    assert house.inbox.add(entry(org, now)) == done


def test_an_update_rests_on_the_revision_that_was_read(house: House, org: str, now: datetime) -> None:
    ours = house.inbox.add(entry(org, now))
    house.inbox.update(replace(ours, reminders=1))

    with pytest.raises(Conflict):
        house.inbox.update(replace(ours, reminders=2))
    with pytest.raises(Conflict):
        house.inbox.update(entry(org, now, 2))


def test_a_fingerprint_is_the_first_entrys(house: House, org: str, now: datetime) -> None:
    first, second = entry(org, now).id, entry(org, now, 2).id

    assert house.inbox.is_first(org, "f", first)
    assert house.inbox.is_first(org, "f", first)
    assert not house.inbox.is_first(org, "f", second)
    assert house.inbox.is_first(org, "g", second)
    assert house.inbox.is_first(f"{org}x", "f", second)


def test_an_hour_has_so_many_places_and_an_entry_keeps_its_own(house: House, org: str, now: datetime) -> None:
    def allowed(mail: str, at: datetime = now, customer: str = "C1") -> bool:
        return house.inbox.allows(org, customer, at, mail, 2)

    assert [allowed("a"), allowed("b"), allowed("c"), allowed("a")] == [True, True, False, True]
    assert allowed("c", now + timedelta(hours=1))
    assert allowed("c", customer="C2")


def test_entries_are_listed_by_what_waits_latest_first_without_their_text(
    house: House, org: str, now: datetime
) -> None:
    early, late = (house.inbox.add(entry(org, now, number)) for number in (1, 2))
    house.inbox.add(entry(org, now, 3, state=EntryState.UNMATCHED, match=None))
    house.inbox.add(entry(org, now, 4, state=EntryState.FILED))
    forwarding = replace(early.received, kind=MailKind.FORWARDING)
    house.inbox.add(entry(org, now, 5, state=EntryState.FILED, received=forwarding, match=None))
    house.inbox.add(entry(f"{org}x", now, 6))

    pending = list(house.inbox.listed(org, InboxList.PENDING))
    assert [each.id for each in pending] == [late.id, early.id]
    assert pending[0].received == replace(late.received, text="", visible="")
    assert pending[0].revision == 1
    assert [each.state for each in house.inbox.listed(org, InboxList.UNMATCHED)] == [EntryState.UNMATCHED]
    assert [each.received.kind for each in house.inbox.listed(org, InboxList.FORWARDING)] == [
        MailKind.FORWARDING
    ]

    house.inbox.update(late.closed(EntryState.SUPERSEDED))
    assert [each.id for each in house.inbox.listed(org, InboxList.PENDING)] == [early.id]
    assert [each.id for each in house.inbox.of_customer(org, "C1")][1:] == [
        entry(org, now, 2).id,
        early.id,
    ]


def test_a_month_is_listed_whole_and_alone(house: House, org: str, now: datetime) -> None:
    house.inbox.add(entry(org, now))
    house.inbox.add(entry(org, datetime(2026, 11, 30, 23, 59, 50, tzinfo=UTC), 9))
    house.inbox.add(entry(org, datetime(2026, 11, 30, 23, 59, 50, tzinfo=UTC), 10))

    assert len(list(house.inbox.in_month(org, now))) == 2
    assert len(list(house.inbox.in_month(org, datetime(2026, 12, 1, tzinfo=UTC)))) == 1


def test_every_list_goes_on_behind_an_entry_that_need_not_be_there(
    house: House, org: str, now: datetime
) -> None:
    first, second, third = (house.inbox.add(entry(org, now, number)) for number in (1, 2, 3))
    lists: tuple[Callable[[str], Iterator[InboxEntry]], ...] = (
        partial(house.inbox.listed, org, InboxList.PENDING),
        partial(house.inbox.of_customer, org, "C1"),
        partial(house.inbox.in_month, org, now),
    )
    for behind in lists:
        assert [each.id for each in behind(third.id)] == [second.id, first.id]
        assert [each.id for each in behind(f"{second.id}!")] == [second.id, first.id]
        assert list(behind(first.id)) == []


def test_what_is_to_be_looked_at_is_found_when_its_time_has_come(
    house: House, org: str, now: datetime
) -> None:
    due = house.inbox.add(entry(org, now, 1, look_at=now))
    house.inbox.add(entry(org, now, 2, look_at=now + timedelta(hours=1)))
    house.inbox.add(entry(org, now, 3))

    def mine(at: datetime) -> list[str]:
        return [found for of, found in house.inbox.to_look_at(at) if of == org]

    assert mine(now - timedelta(seconds=1)) == []
    assert mine(now) == [due.id]
    assert len(mine(now + timedelta(hours=1))) == 2
    house.inbox.update(due.closed(EntryState.FILED))
    assert mine(now) == []


@pytest.mark.parametrize("odd", ODD_IDS)
def test_customers_may_be_called_anything(house: House, org: str, now: datetime, odd: str) -> None:
    house.inbox.add(entry(org, now, match=Match(odd, MatchedBy.PERSON)))

    assert [each.customer for each in house.inbox.of_customer(org, odd)] == [odd]


# --- what finds the customer of a mail ---


def test_a_reply_address_names_its_customer_on_a_plan_or_not(house: House, org: str) -> None:
    stored(house, org, account("C1"))
    own, alone = Enrolment.identity(org, "C1", None), enrolment(org, "C2", "F-9")
    stored(house, org, account("C2", alone))

    assert house.accounts.of_enrolment(org, own) == "C1"
    assert house.accounts.of_enrolment(org, alone.id) == "C2"
    assert house.accounts.of_enrolment(org, Enrolment.identity(org, "C2", None)) == "C2"
    assert house.accounts.of_enrolment(f"{org}x", own) is None


def test_contacts_are_found_by_address_and_company_as_they_come_and_go(house: House, org: str) -> None:
    zoe, ann = Contact("1", "Zoé", "Zoe@Client.example"), Contact("2", "Ann", "ann@client.example")
    free = Contact("3", "", "someone@gmail.com")
    stored(house, org, account("C1", zoe, ann, free))
    stored(house, org, account("C2", replace(zoe, id="9")))

    assert house.accounts.of_address(org, "zoe@client.example") == {"C1", "C2"}
    assert house.accounts.of_address(org, "ann@client.example") == {"C1"}
    assert house.accounts.of_domain(org, "client.example") == {"C1", "C2"}
    assert house.accounts.of_domain(org, "gmail.com") == frozenset()
    assert house.accounts.of_address(f"{org}x", "ann@client.example") == frozenset()

    def without(gone: str) -> Any:
        def changed(a: Account) -> Account:
            return replace(a, contacts=tuple(c for c in a.contacts if c.id != gone))

        return changed

    change(house, org, "C1", without("1"))
    assert house.accounts.of_address(org, "zoe@client.example") == {"C2"}
    assert house.accounts.of_domain(org, "client.example") == {"C1", "C2"}
    change(house, org, "C1", without("2"))
    assert house.accounts.of_domain(org, "client.example") == {"C2"}


def test_a_message_id_names_the_outreach_within_its_organization(
    house: House, org: str, now: datetime
) -> None:
    ref = OutreachRef(org, "C#1", now, "outreach-1")
    house.outreaches.name_message(ref, "0100-abc")
    house.outreaches.name_message(ref, "0100-abc")

    assert house.outreaches.of_message(org, "0100-abc") == ref
    assert house.outreaches.of_message(f"{org}x", "0100-abc") is None
    assert house.outreaches.of_message(org, "0100-abd") is None
