"""Promises to pay through the API."""

from __future__ import annotations

from typing import Any

import pytest

from relance.domain.organization import Role
from relance.runtime.memory import MemoryWorld
from tests.unit.api.client import Client, Reply
from tests.unit.api.company import email, owes, pays, published, until

ALL = {"promised_for": "2026-11-05"}
EUROS = {"minor": 100_00, "currency": "EUR"}


@pytest.fixture(autouse=True)
def owed(acme: Client) -> None:
    published(acme, email(7))
    owes(acme, "F-1", "2026-10-27")


def promise(acme: Client, **body: Any) -> Reply:
    made = acme.post("/customers/C-1/promises", {**ALL, **body})
    assert made.status == 201, made
    return made


def path(made: Reply) -> str:
    return f"/customers/C-1/promises/{made.json['id']}"


def test_a_promise_is_noted_and_shown_with_its_customer_and_its_invoice(acme: Client) -> None:
    made = promise(acme)

    assert made.json == {
        "id": made.json["id"],
        "customer": "C-1",
        "invoices": ["F-1"],
        "amount": EUROS,
        "promised_for": "2026-11-05",
        "ends_on": "2026-11-09",
        "hold": True,
        "state": "open",
        "taken_by": "ada",
        "taken_at": "2026-11-02T09:00:00Z",
        "closed_on": None,
        "replaced_by": None,
    }
    assert acme.get(path(made)).json == made.json
    assert acme.get("/customers/C-1").json["promises"] == [made.json]
    assert acme.get("/invoices/F-1").json["promise"] == made.json
    assert acme.get("/customers/C-1/promises").json == {"items": [made.json], "next": None}
    (hold,) = acme.get("/customers/C-1/enrolments").json["holds"]
    assert (hold["kind"], hold["invoice"], hold["until"]) == ("promise", "F-1", "2026-11-09")


def test_reminders_wait_for_it_and_a_to_do_says_when_it_is_broken(acme: Client, world: MemoryWorld) -> None:
    made = promise(acme)
    why = acme.get("/customers/C-1/why").json["present"][0]["decision"]
    assert (why["code"], why["until"]) == ("promise", "2026-11-09")
    assert "promised on 2 November 2026 to pay by 5 November 2026" in why["text"]

    until(world, "2026-11-08")
    assert world.mailer.sent == []
    until(world, "2026-11-09")
    assert len(world.mailer.sent) == 1
    assert acme.get(path(made)).json["state"] == "broken"
    task, what_next = sorted(acme.get("/tasks").json["items"], key=lambda task: task["kind"])
    assert (what_next["kind"], what_next["amount"]["minor"]) == ("plan_completed", 10000)
    assert (task["kind"], task["why"], task["invoices"]) == ("broken_promise", "promise_broken", ["F-1"])
    (past,) = acme.get("/customers/C-1/why").json["past"]
    assert "the promise to pay by 5 November 2026 had been broken" in past["text"]
    assert acme.post(f"/customers/C-1/tasks/{task['id']}/done").status == 200


def test_payments_keep_it(acme: Client) -> None:
    made = promise(acme)
    pays(acme, "F-1")
    shown = acme.get(path(made)).json
    assert (shown["state"], shown["closed_on"]) == ("kept", "2026-11-02")
    assert acme.get("/customers/C-1").json["promises"] == []
    assert acme.get("/invoices/F-1").json["promise"] is None
    assert [one["id"] for one in acme.get("/customers/C-1/promises").json["items"]] == [made.json["id"]]


def test_it_is_moved_and_withdrawn_as_it_was_read(acme: Client) -> None:
    made = promise(acme)
    assert acme.patch(path(made), {"promised_for": "2026-11-20"}).status == 428
    moved = acme.edit(path(made), {"promised_for": "2026-11-20"})
    assert (moved.json["promised_for"], moved.json["ends_on"]) == ("2026-11-20", "2026-11-24")
    assert acme.patch(path(made), {"state": "withdrawn"}, made.etag).status == 412

    withdrawn = acme.edit(path(made), {"state": "withdrawn"})
    assert withdrawn.json["state"] == "withdrawn"
    assert acme.get("/customers/C-1/enrolments").json["holds"] == []
    assert acme.edit(path(made), {"promised_for": "2026-11-20"}).faults == {"promise": "promise_closed"}
    assert acme.edit(path(made), {"state": "open"}).status == 422


@pytest.mark.parametrize(
    ("body", "faults"),
    [
        ({"promised_for": "2026-11-01"}, {"promised_for": "promise_day"}),
        ({"promised_for": "2028-11-01"}, {"promised_for": "promise_day"}),
        ({"invoices": ["F-9"]}, {"invoices[0]": "not_open_here"}),
        ({"amount": {"minor": 100_01, "currency": "EUR"}}, {"amount": "promise_amount"}),
        (
            {"invoices": ["F-1"], "amount": {"minor": 1, "currency": "USD"}},
            {"amount.currency": "promise_currency"},
        ),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(
    acme: Client, body: dict[str, Any], faults: dict[str, str]
) -> None:
    refused = acme.post("/customers/C-1/promises", {**ALL, **body})
    assert (refused.status, refused.faults) == (422, faults)
    assert acme.get("/customers/C-1/promises").json["items"] == []


def test_a_request_repeated_notes_it_once(acme: Client) -> None:
    key = {"Idempotency-Key": "one"}
    once = acme.post("/customers/C-1/promises", ALL, key)
    assert acme.post("/customers/C-1/promises", ALL, key).json == once.json
    assert len(acme.get("/customers/C-1/promises").json["items"]) == 1


def test_who_only_looks_notes_none(acme: Client) -> None:
    assert acme.as_(Role.VIEWER).post("/customers/C-1/promises", ALL).status == 403
    assert acme.as_(Role.COLLECTOR).post("/customers/C-1/promises", ALL).status == 201
    assert acme.as_(Role.VIEWER).get("/customers/C-1/promises").status == 200


def test_the_history_shows_it_and_what_became_of_it(acme: Client) -> None:
    made = promise(acme)
    pays(acme, "F-1")
    (event,) = acme.get("/customers/C-1/timeline").json["items"]
    assert event == {
        "kind": "promise",
        "id": made.json["id"],
        "at": "2026-11-02T09:00:00Z",
        "by": {"id": "ada", "initials": "AA"},
        "amount": EUROS,
        "promised_for": "2026-11-05",
        "state": "kept",
        "closed_on": "2026-11-02",
        "invoices": ["F-1"],
    }


def test_the_organization_says_how_many_days_of_grace(acme: Client) -> None:
    assert acme.get("/organization").json["promise_grace_days"] == 3
    assert acme.edit("/organization", {"promise_grace_days": 0}).status == 200
    assert promise(acme).json["ends_on"] == "2026-11-06"
    assert acme.edit("/organization", {"promise_grace_days": 31}).status == 422
