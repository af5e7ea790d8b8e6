"""Actions through the API: what will be done, what was done, what failed."""

from __future__ import annotations

from typing import Any

import pytest

from relance.domain.outreach import EmailEvent, EmailStatus, Outreach, OutreachRef
from relance.house import House
from relance.runtime.memory import MemoryWorld
from tests.unit.api.client import Client
from tests.unit.api.company import call, email, owes, path, published, until
from tests.unit.api.conftest import START


@pytest.fixture
def busy(acme: Client, world: MemoryWorld) -> Client:
    """Three customers each had a mail on Tuesday, and have a call to come on Friday."""
    published(acme, email(7), call(10))
    for number in range(3):
        owes(acme, f"F-{number}", "2026-10-27", customer=f"C-{number}")
    until(world, "2026-11-03")
    return acme


def about(actions: Any) -> list[tuple[str, str]]:
    return [(action["customer"], action["kind"]) for action in actions["items"]]


def test_what_is_to_come_is_what_the_plan_will_do(busy: Client) -> None:
    coming = busy.get("/actions").json
    assert about(coming) == [("C-0", "call"), ("C-1", "call"), ("C-2", "call")]
    first = coming["items"][0]
    assert (first["on"], first["automatic"], first["invoices"]) == ("2026-11-06", False, ["F-0"])
    assert "for a person to do" in first["decision"]["text"]

    assert busy.get("/actions", last="2026-11-05").json["items"] == []
    assert busy.get("/actions", kind="email").json["items"] == []
    assert busy.get("/actions", automatic="true").json["items"] == []
    assert about(busy.get("/actions", customer="C-1").json) == [("C-1", "call")]


def test_what_is_to_come_goes_on_customer_by_customer(busy: Client) -> None:
    page = busy.get("/actions", limit=2).json
    rest = busy.get("/actions", limit=2, cursor=page["next"]).json
    assert (about(page), about(rest)) == ([("C-0", "call"), ("C-1", "call")], [("C-2", "call")])
    assert rest["next"] is None


def test_what_was_done_begins_with_the_latest_whoever_did_it(busy: Client, world: MemoryWorld) -> None:
    until(world, "2026-11-06")
    task = busy.get("/tasks").json["items"][0]
    busy.post(f"{path(task)}/done")

    done = busy.get("/actions", status="done").json
    assert [action["kind"] for action in done["items"]] == ["call", "email", "email", "email"]
    assert (done["items"][0]["task"], done["items"][0]["done_by"]) == (task["id"], "ada")
    assert done["items"][1]["email"]["recipients"][0]["status"] == "sent"

    assert about(busy.get("/actions", status="done", automatic="false").json) == [(task["customer"], "call")]
    assert about(busy.get("/actions", status="done", customer="C-2", kind="email").json) == [("C-2", "email")]
    assert len(busy.get("/actions", status="done", last="2026-11-05").json["items"]) == 3
    assert len(busy.get("/actions", status="done", first="2026-11-04").json["items"]) == 1


def test_the_past_goes_on_page_by_page(busy: Client, world: MemoryWorld) -> None:
    until(world, "2026-11-06")
    for task in busy.get("/tasks").json["items"]:
        busy.post(f"{path(task)}/done")
    page = busy.get("/actions", status="done", limit=2).json
    seen = about(page)
    while page["next"]:
        page = busy.get("/actions", status="done", limit=2, cursor=page["next"]).json
        seen += about(page)
    assert sorted(seen) == sorted((f"C-{n}", kind) for n in range(3) for kind in ("call", "email"))


def test_what_bounced_has_failed(busy: Client, world: MemoryWorld) -> None:
    sent = world.outreaches.all()[0]
    bounced = EmailEvent(sent.ref, EmailStatus.BOUNCED, world.clock.at, tuple(sent.recipients), "m")
    world.house.record_email_event.run(bounced)

    (failed,) = busy.get("/actions", status="failed").json["items"]
    assert (failed["customer"], failed["email"]["status"]) == (sent.ref.customer, "bounced")
    assert len(busy.get("/actions", status="done").json["items"]) == 2


@pytest.mark.parametrize("status", [EmailStatus.PENDING, EmailStatus.UNKNOWN])
def test_what_may_have_left_has_not_failed(acme: Client, house: House, status: EmailStatus) -> None:
    acme.post("/customers", {"id": "C-1", "name": "Zoé"})
    ref = OutreachRef("acme", "C-1", START, "outreach")
    house.outreaches.record(Outreach(ref, status, text="Words"))

    (shown,) = acme.get("/actions", status="unknown").json["items"]
    assert (shown["status"], shown["email"]["status"]) == ("unknown", status.name.lower())
    assert acme.get("/actions", status="failed").json["items"] == []
    assert acme.get("/actions", status="done").json["items"] == []


def test_a_range_that_cannot_be_told_is_refused(busy: Client, other: Client) -> None:
    assert busy.get("/actions", first="2026-11-01").faults == {"first": "range_is_over"}
    assert busy.get("/actions", first="2026-11-09", last="2026-11-08").faults == {
        "last": "ends_before_it_begins"
    }
    assert busy.get("/actions", last="2026-12-31").faults == {"last": "range_too_long"}
    assert busy.get("/actions", first="2027-03-01").faults == {"last": "range_too_far"}
    assert busy.get("/actions", status="done", customer="C-9").status == 404
    assert other.get("/actions", customer="C-1").status == 404
    assert other.get("/actions", status="done").json["items"] == []
