"""Mails that came in, through the API."""

from __future__ import annotations

from base64 import b64encode
from datetime import datetime, timedelta
from typing import Any

import pytest

from relance.domain.hold import HoldKind
from relance.domain.inbox import (
    Attachment,
    EntryState,
    Forwarding,
    InboxEntry,
    MailKind,
    Match,
    MatchedBy,
    Received,
)
from relance.domain.mail_address import Address
from relance.domain.organization import Role
from relance.house import House
from relance.runtime.memory import MemoryWorld
from relance.usecases.organization.authorize import Caller
from relance.usecases.ports.mailing import Rejected, Throttled
from tests.unit.api.client import Client
from tests.unit.api.conftest import START

FROM = "zoe@client.example"
REPLY = Received(
    MailKind.HUMAN_REPLY,
    evidence=("header:in-reply-to", "text:absence:fr", "x:new"),
    sender=Address(FROM, name="Zoé"),
    to=("r-acme@reply.example.com",),
    subject="F-1",
    message_id="their-mail@client.example",
    text="Soon.\n> Please pay.",
    visible="Soon.",
    attachments=(Attachment("a.pdf", "application/pdf", 7, "files/a"), Attachment("b.exe", "x/y", 1)),
    verified=True,
)


def mail(
    house: House,
    number: int = 1,
    received: Received = REPLY,
    customer: str | None = "C-1",
    at: datetime | None = None,
) -> str:
    """A mail that waits, taken in as `receive_reply` would have; its id."""
    at = at or START + timedelta(hours=number)
    entry_id = f"{at:%Y%m%dT%H%M%SZ}-aaaaaaaaaaaaaaa{number}"
    match = Match(customer, MatchedBy.TOKEN) if customer else None
    waits = EntryState.PENDING if customer else EntryState.UNMATCHED
    state = waits if received.kind.wants_a_person else EntryState.FILED
    entry = house.inbox.add(InboxEntry("acme", entry_id, at, f"raw/{number}", received, state, match))
    if customer:
        tenant = house.tenants.of("acme", START)
        house.assign_reply.follow_up.run(tenant, entry)
    return entry_id


@pytest.fixture(autouse=True)
def customer(acme: Client) -> None:
    acme.post("/customers", {"id": "C-1", "name": "Zoé"})


def ids(client: Client, **query: object) -> list[str]:
    reply = client.call("GET", "/inbox", query=query)
    assert reply.status == 200, reply
    return [item["id"] for item in reply.json["items"]]


def holds(client: Client) -> list[str]:
    return [hold["kind"] for hold in client.get("/customers/C-1").json["holds"]]


def test_mails_are_listed_by_what_they_wait_for(acme: Client, house: House) -> None:
    unmatched, filed = mail(house, 1, customer=None), mail(house, 2, Received(MailKind.AUTO_REPLY))
    pending = mail(house, 3)
    assert ids(acme) == [pending, filed, unmatched]
    assert ids(acme, state="pending") == [pending]
    assert ids(acme, state="unmatched") == [unmatched]
    assert ids(acme, state="filed") == [filed]
    assert ids(acme, customer="C-1") == [pending, filed]
    assert ids(acme, customer="C-1", state="filed") == [filed]


@pytest.mark.parametrize("filters", [{}, {"customer": "C-1"}, {"state": "filed"}])
def test_every_page_goes_on_where_the_one_before_ended(
    acme: Client, house: House, filters: dict[str, object]
) -> None:
    quiet = Received(MailKind.RECEIPT)
    expected = [mail(house, n, quiet, at=START - timedelta(days=40 * n)) for n in range(5)]
    seen, more = [], dict[str, object]()
    while True:
        page = acme.call("GET", "/inbox", query={"limit": 2, **filters, **more}).json
        seen += [item["id"] for item in page["items"]]
        if page["next"] is None:
            break
        more = {"cursor": page["next"]}
    assert seen == expected


def test_one_mail_says_what_it_was_taken_for_and_why(acme: Client, house: House) -> None:
    shown = acme.get(f"/inbox/{mail(house)}", {"Accept-Language": "fr"}).json
    assert (shown["classification"], shown["state"], shown["matched_by"]) == (
        "human_reply",
        "pending",
        "token",
    )
    assert [evidence["code"] for evidence in shown["evidence"]] == list(REPLY.evidence)
    assert [evidence["text"] for evidence in shown["evidence"]] == [
        "Il répond à un e-mail.",
        "Son texte annonce une absence.",
        "Indice « x:new ».",
    ]
    assert (shown["visible"], shown["text"]) == ("Soon.", "Soon.\n> Please pay.")
    assert [(file["name"], file["size"]) for file in shown["files"]] == [("a.pdf", 7), ("b.exe", 1)]
    assert [bool(file["url"]) for file in shown["files"]] == [True, False]
    assert shown["raw_url"].endswith("raw/1")
    assert (shown["answer_to"], shown["answer_subject"]) == ([FROM], "Re: F-1")


def test_a_virus_is_not_handed_out(acme: Client, house: House) -> None:
    assert acme.get(f"/inbox/{mail(house, received=Received(MailKind.VIRUS))}").json["raw_url"] is None


def test_an_answer_leaves_once_and_frees_the_plan(acme: Client, house: House, world: MemoryWorld) -> None:
    path = f"/inbox/{mail(house)}"
    assert holds(acme) == [HoldKind.REPLY]
    file = {"name": "F-1.pdf", "content_type": "application/pdf", "content": b64encode(b"%PDF").decode()}

    for _ in range(2):
        answered = acme.post(f"{path}/reply", {"text": "Thank you.", "cc": ["b@x.example"], "files": [file]})
        assert answered.status == 200, answered
        assert answered.json["state"] == "answered"

    ((ref, envelope),) = [sent for sent in world.mailer.sent if sent[0].customer == "C-1"]
    assert envelope.recipients == (FROM, "b@x.example")
    assert b"F-1.pdf" in envelope.mime
    assert holds(acme) == []
    (thread_in, thread_out) = acme.get(f"{path}/thread").json["mails"][::-1]
    assert {thread_in["direction"], thread_out["direction"]} == {"in", "out"}
    assert ref.name in (thread_in["id"], thread_out["id"])
    assert "Thank you." in (thread_in["text"], thread_out["text"])


def test_recipients_and_subject_may_be_others(acme: Client, house: House, world: MemoryWorld) -> None:
    body = {"text": "Thank you.", "to": ["boss@client.example"], "subject": "About F-1"}
    assert acme.post(f"/inbox/{mail(house)}/reply", body).status == 200
    assert world.mailer.sent[-1][1].recipients == ("boss@client.example",)


@pytest.mark.parametrize(
    ("answer", "status", "code"),
    [(Throttled("slow"), 429, "answer_later"), (Rejected("no"), 422, "answer_refused")],
)
def test_an_answer_that_did_not_leave_says_so_and_may_be_sent_again(
    acme: Client, house: House, world: MemoryWorld, answer: Any, status: int, code: str
) -> None:
    path = f"/inbox/{mail(house)}/reply"
    world.mailer.answer = lambda _: answer
    refused = acme.post(path, {"text": "Thank you."})
    assert (refused.status, refused.code) == (status, code)
    world.mailer.answer = None
    assert acme.post(path, {"text": "Thank you."}).json["state"] == "answered"


def test_a_key_writes_in_the_name_it_gives_and_a_member_in_their_own(acme: Client, house: House) -> None:
    path = f"/inbox/{mail(house)}/reply"
    body = {"text": "Thank you."}
    key = Client(acme.api, Caller("acme", "key1", Role.COLLECTOR, "key"))
    assert key.post(path, body).faults == {"member": "unknown_member"}
    assert key.post(path, {**body, "member": "nobody"}).faults == {"member": "unknown_member"}
    assert acme.post(path, {**body, "member": "bea"}).faults == {"member": "not_in_your_name"}
    assert key.post(path, {**body, "member": "ada"}).json["handled_by"] == "ada"


def test_ignored_a_mail_holds_nothing_any_more(acme: Client, house: House) -> None:
    ignored = acme.post(f"/inbox/{mail(house)}/ignore")
    assert (ignored.json["state"], ignored.json["handled_by"], holds(acme)) == ("ignored", "ada", [])


def test_paused_the_customer_waits_until_the_day_given(acme: Client, house: House) -> None:
    path = f"/inbox/{mail(house)}/pause"
    assert acme.post(path, {"until": "2026-11-02"}).faults == {"until": "pause_in_the_past"}
    assert acme.post(path, {"until": "2026-12-01"}).json["state"] == "paused"
    (hold,) = acme.get("/customers/C-1").json["holds"]
    assert (hold["kind"], hold["until"]) == ("pause", "2026-12-01")


def test_what_was_handled_is_not_handled_otherwise(acme: Client, house: House) -> None:
    path = f"/inbox/{mail(house)}"
    acme.post(f"{path}/ignore")
    assert acme.post(f"{path}/reply", {"text": "Thank you."}).faults == {"entry": "reply_not_open"}


def test_a_mail_that_is_nobodys_is_assigned(acme: Client, house: House) -> None:
    path = f"/inbox/{mail(house, customer=None)}"
    assert acme.post(f"{path}/assign", {"customer": "none"}).status == 404
    assigned = acme.post(f"{path}/assign", {"customer": "C-1", "add_contact": True})
    assert (assigned.json["state"], assigned.json["customer"]) == ("pending", "C-1")
    assert holds(acme) == [HoldKind.REPLY]
    assert [c["email"] for c in acme.get("/customers/C-1/contacts").json["items"]] == [FROM]


def test_the_forwarding_address_is_the_organizations_own(acme: Client, other: Client, house: House) -> None:
    asked = Received(
        MailKind.FORWARDING, forwarding=Forwarding("ada@acme.example", "123", "https://mail.google.com/x")
    )
    request = mail(house, received=asked, customer=None)
    settings = acme.get("/inbox/forwarding").json
    assert house.replies().read_inbox(settings["address"]) == "acme"
    assert [(asked["id"], asked["mailbox"], asked["code"]) for asked in settings["requests"]] == [
        (request, "ada@acme.example", "123")
    ]
    assert other.get("/inbox/forwarding").json["requests"] == []


def test_another_organization_sees_none_of_it(acme: Client, other: Client, house: House) -> None:
    path = f"/inbox/{mail(house)}"
    assert ids(other) == []
    for way in (path, f"{path}/thread"):
        assert other.get(way).status == 404
    assert other.post(f"{path}/ignore").status == 404
    assert other.post(f"{path}/reply", {"text": "Mine."}).status == 404
    assert holds(acme) == [HoldKind.REPLY]
