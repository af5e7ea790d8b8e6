"""Notes through the API."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from relance.domain.organization import Role
from relance.runtime.memory import MemoryWorld
from tests.unit.api.client import Client
from tests.unit.api.company import owes

NOTE = {"text": " They moved.\nAsk for the new address. "}


@pytest.fixture(autouse=True)
def customer(acme: Client) -> None:
    owes(acme, "F/1", "2026-11-20")


@pytest.fixture
def bob(acme: Client) -> Client:
    """A collector."""
    assert acme.caller
    return replace(acme, caller=replace(acme.caller, id="bob", role=Role.COLLECTOR))


def test_a_note_is_written_read_changed_and_thrown_away(acme: Client, world: MemoryWorld) -> None:
    made = acme.post("/customers/C-1/notes", NOTE)
    assert made.status == 201, made
    assert made.json == {
        "id": made.json["id"],
        "customer": "C-1",
        "invoice": None,
        "text": "They moved.\nAsk for the new address.",
        "by": "ada",
        "at": "2026-11-02T09:00:00Z",
        "edited_at": None,
    }
    path = f"/customers/C-1/notes/{made.json['id']}"
    assert acme.get(path).json == made.json

    world.clock.forward(timedelta(hours=1))
    assert acme.patch(path, {"text": "Done."}).status == 428
    changed = acme.edit(path, {"text": "Done."})
    assert (changed.json["text"], changed.json["edited_at"]) == ("Done.", "2026-11-02T10:00:00Z")
    assert acme.patch(path, {"text": "Late."}, made.etag).status == 412

    assert acme.delete(path, made.etag).status == 412
    assert acme.delete(path, changed.etag).status == 204
    assert acme.get(path).status == 404


def test_one_may_be_about_an_invoice_of_that_customer(acme: Client) -> None:
    made = acme.post("/customers/C-1/notes", {**NOTE, "invoice": "F~2F1"})
    assert made.json["invoice"] == "F~2F1"
    owes(acme, "F-2", "2026-11-20", customer="C-2")
    for invoice in ("F-2", "F-9"):
        refused = acme.post("/customers/C-1/notes", {**NOTE, "invoice": invoice})
        assert refused.faults == {"invoice": "unknown_invoice"}


@pytest.mark.parametrize(
    ("text", "code"), [("", "too_short"), (" \n ", "too_short"), ("x" * 5001, "too_long")]
)
def test_a_text_has_from_one_to_five_thousand_characters(acme: Client, text: str, code: str) -> None:
    assert acme.post("/customers/C-1/notes", {"text": text}).faults == {"text": code}
    assert acme.post("/customers/C-1/notes", {"text": "é" * 5000}).status == 201


def test_who_wrote_it_changes_it_and_an_administrator_anybodys(acme: Client, bob: Client) -> None:
    adas = f"/customers/C-1/notes/{acme.post('/customers/C-1/notes', NOTE).json['id']}"
    bobs = f"/customers/C-1/notes/{bob.post('/customers/C-1/notes', NOTE).json['id']}"
    assert bob.edit(adas, {"text": "Mine"}).code == "not_yours"
    assert bob.delete(adas, bob.get(adas).etag).code == "not_yours"
    assert bob.edit(bobs, {"text": "Mine"}).status == 200
    assert acme.edit(bobs, {"text": "Theirs"}).json["by"] == "bob"
    assert acme.as_(Role.VIEWER).post("/customers/C-1/notes", NOTE).status == 403


def test_notes_are_listed_the_latest_first_and_stand_in_the_history(acme: Client, world: MemoryWorld) -> None:
    ids = []
    for _ in range(3):
        ids.append(acme.post("/customers/C-1/notes", {**NOTE, "invoice": "F~2F1"}).json["id"])
        world.clock.forward(timedelta(hours=1))

    first = acme.get("/customers/C-1/notes", limit=2).json
    rest = acme.get("/customers/C-1/notes", limit=2, cursor=first["next"]).json
    assert [note["id"] for note in (*first["items"], *rest["items"])] == ids[::-1]
    assert rest["next"] is None

    event = acme.get("/customers/C-1/timeline").json["items"][0]
    assert event == {
        "kind": "note",
        "id": ids[-1],
        "at": "2026-11-02T11:00:00Z",
        "by": {"id": "ada", "initials": "AA"},
        "text": "They moved.\nAsk for the new address.",
        "invoices": ["F~2F1"],
    }


def test_nobody_writes_about_a_customer_who_does_not_exist(acme: Client) -> None:
    assert acme.post("/customers/C-9/notes", NOTE).status == 404
    assert acme.get("/customers/C-9/notes").status == 404
