"""A customer's history through the API."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from relance.domain.inbox import EntryState, InboxEntry, MailKind, Match, MatchedBy, Received
from relance.domain.mail_address import Address
from relance.domain.outreach import EmailStatus, Outreach, OutreachRef
from relance.domain.task import Task, TaskKind
from relance.house import House
from relance.runtime.memory import MemoryWorld
from tests.unit.api.client import Client
from tests.unit.api.conftest import START

TO, COPY = "zoe@client.example", "copy@client.example"


def sent(house: House, number: int, customer: str = "C-1", org: str = "acme") -> str:
    """An e-mail of ours, `number` hours after the start; its name."""
    ref = OutreachRef(org, customer, START + timedelta(hours=number), f"outreach-{number}")
    house.outreaches.record(
        Outreach(
            ref,
            EmailStatus.OPENED,
            {TO: EmailStatus.OPENED, COPY: EmailStatus.BOUNCED},
            subject=f"Reminder {number}",
            text="Please pay.",
            sender="ada",
            invoices=("F/1",),
            step="J+7",
            detail="250 ok",
        )
    )
    return ref.name


def came(house: House, number: int, at: datetime | None = None) -> str:
    at = at or START + timedelta(hours=number)
    received = Received(MailKind.HUMAN_REPLY, sender=Address(TO, name="Zoé"), subject="Re: F-1", text="Soon.")
    entry_id = f"{at:%Y%m%dT%H%M%SZ}-aaaaaaaaaaaaaaa{number}"
    match = Match("C-1", MatchedBy.TOKEN)
    house.inbox.add(InboxEntry("acme", entry_id, at, "raw", received, EntryState.PENDING, match))
    return entry_id


@pytest.fixture(autouse=True)
def customer(acme: Client) -> None:
    acme.post("/customers", {"id": "C-1", "name": "Zoé"})


def test_what_was_sent_and_what_came_in_stand_together_the_latest_first(acme: Client, house: House) -> None:
    expected = [sent(house, 1), came(house, 2), sent(house, 3), came(house, 4)][::-1]
    items = acme.get("/customers/C-1/timeline").json["items"]
    assert [item["id"] for item in items] == expected
    assert [item["kind"] for item in items] == ["email_received", "email_sent"] * 2


def test_a_sent_email_says_who_got_it_how_and_from_whom(acme: Client, house: House) -> None:
    name = sent(house, 1)
    (item,) = acme.get("/customers/C-1/timeline").json["items"]
    assert item == {
        "kind": "email_sent",
        "id": name,
        "at": "2026-11-02T10:00:00Z",
        "status": "opened",
        "recipients": [{"email": COPY, "status": "bounced"}, {"email": TO, "status": "opened"}],
        "subject": "Reminder 1",
        "automatic": True,
        "sender": {"id": "ada", "initials": "AA"},
        "invoices": ["F~2F1"],
        "step": "J+7",
        "answers": None,
    }


def test_what_was_done_by_hand_stands_among_it(acme: Client, house: House, world: MemoryWorld) -> None:
    before, after = sent(house, 1), sent(house, 3)
    world.clock.forward(timedelta(hours=2))
    call = Task("t-1", TaskKind.CALL, "C-1", START.date(), "step", invoices=("F/1",), step="J+15")
    house.change_account.run(house.tenants.of("acme", START), "C-1", lambda a: a.with_task(call))
    assert acme.post("/customers/C-1/tasks/t-1/skip").status == 200

    items = acme.get("/customers/C-1/timeline").json["items"]

    assert [item["id"] for item in items] == [after, "t-1", before]
    assert items[1] == {
        "kind": "task_closed",
        "id": "t-1",
        "at": "2026-11-02T11:00:00Z",
        "task": "call",
        "outcome": "skipped",
        "by": {"id": "ada", "initials": "AA"},
        "invoices": ["F~2F1"],
        "step": "J+15",
    }


def test_every_page_goes_on_where_the_one_before_ended(acme: Client, house: House) -> None:
    expected = [sent(house, n) if n % 2 else came(house, n) for n in range(7)][::-1]
    seen, cursor = [], None
    while True:
        asked = {"limit": 2} | ({"cursor": cursor} if cursor else {})
        page = acme.call("GET", "/customers/C-1/timeline", query=asked).json
        seen += [item["id"] for item in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert seen == expected


def test_a_cursor_of_one_customer_is_none_of_another(acme: Client, house: House) -> None:
    acme.post("/customers", {"id": "C-2", "name": "Max"})
    sent(house, 1), sent(house, 2)
    cursor = acme.get("/customers/C-1/timeline", limit=1).json["next"]
    assert acme.get("/customers/C-2/timeline", limit=1, cursor=cursor).code == "bad_cursor"


def test_one_email_is_shown_with_its_text(acme: Client, house: House) -> None:
    shown = acme.get(f"/customers/C-1/emails/{sent(house, 1)}").json
    assert (shown["text"], shown["detail"], shown["subject"]) == ("Please pay.", "250 ok", "Reminder 1")


@pytest.mark.parametrize("name", ["nonsense", "20261102T100000Z-other", "20261302T100000Z-x"])
def test_an_email_that_is_not_there_is_not_found(acme: Client, house: House, name: str) -> None:
    sent(house, 1)
    assert acme.get(f"/customers/C-1/emails/{name}").status == 404


def test_other_customers_and_other_organizations_see_nothing_of_it(
    acme: Client, other: Client, house: House
) -> None:
    for client in (acme, other):
        client.post("/customers", {"id": "C-2", "name": "Max"})
    name = sent(house, 1, "C-2")
    assert acme.get("/customers/C-1/timeline").json["items"] == []
    assert other.get("/customers/C-2/timeline").json["items"] == []
    assert acme.get(f"/customers/C-1/emails/{name}").status == 404
    assert other.get(f"/customers/C-2/emails/{name}").status == 404
    assert acme.get("/customers/none/timeline").status == 404
