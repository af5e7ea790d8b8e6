"""Merging two customers through the API: seen first, confirmed, and then one under both ids."""

from __future__ import annotations

from typing import Any

from relance.runtime.memory import MemoryWorld
from tests.unit.api.client import Client
from tests.unit.api.company import call, email, owes, pays, published, until


def two(acme: Client, world: MemoryWorld) -> None:
    """C-1 was reminded of F-1 once; C-2 owes F-2."""
    published(acme, email(7), call(20))
    owes(acme, "F-1", "2026-10-27")
    owes(acme, "F-2", "2026-11-27", customer="C-2")
    until(world, "2026-11-04")
    assert len(world.mailer.sent) == 1


def merge(acme: Client, source: str = "C-1", into: str = "C-2", **more: Any) -> Any:
    confirm = acme.get(f"/customers/{source}/merge/{into}").json["confirm"]
    return acme.post(f"/customers/{source}/merge/{into}", {"confirm": confirm, **more})


def test_two_customers_become_one(acme: Client, world: MemoryWorld) -> None:
    two(acme, world)
    done = merge(acme)
    assert (done.status, done.json["id"], done.json["open_invoices"]) == (200, "C-2", 2)
    assert done.json["balances"]["EUR"]["minor"] == 200_00
    assert [one["id"] for one in acme.get("/customers").json["items"]] == ["C-2"]
    assert acme.get("/invoices/F-1").json["customer"] == "C-2"
    until(world, "2026-11-18")
    assert len(world.mailer.sent) == 1, "the first reminder is not sent again"
    (todo,) = acme.get("/tasks").json["items"]
    assert (todo["customer"], todo["invoices"]) == ("C-2", ["F-1"])


def test_nothing_is_merged_that_nobody_has_seen(acme: Client, world: MemoryWorld) -> None:
    two(acme, world)
    told = acme.post("/customers/C-1/merge/C-2", {})
    assert (told.status, told.json["code"]) == (409, "merge_unconfirmed")
    shown = told.json["preview"]
    assert shown == acme.get("/customers/C-1/merge/C-2").json
    assert [shown[side]["balances"]["EUR"]["minor"] for side in ("source", "target", "after")] == [
        100_00,
        100_00,
        200_00,
    ]
    pays(acme, "F-2", customer="C-2", amount=40_00)
    stale = acme.post("/customers/C-1/merge/C-2", {"confirm": shown["confirm"]})
    assert (stale.status, stale.json["code"]) == (409, "merge_changed")
    assert stale.json["preview"]["after"]["balances"]["EUR"]["minor"] == 160_00
    assert acme.get("/customers/C-1").json["id"] == "C-1"
    assert merge(acme).status == 200


def test_the_old_id_means_the_other_customer_from_now_on(acme: Client, world: MemoryWorld) -> None:
    two(acme, world)
    noted = acme.post("/customers/C-1/notes", {"text": "They call us back."}).json
    assert merge(acme).status == 200
    assert merge_again(acme).json["id"] == "C-2"

    for path in ("", "/invoices", "/payments", "/contacts", "/promises", "/notes", "/timeline", "/why"):
        old, new = (acme.get(f"/customers/{customer}{path}") for customer in ("C-1", "C-2"))
        assert (old.status, old.json) == (200, new.json), path
    events = acme.get("/customers/C-2/timeline").json["items"]
    assert [event["kind"] for event in events] == ["note", "email_sent"]
    assert acme.get(f"/customers/C-2/notes/{noted['id']}").json["text"] == "They call us back."
    (sent,) = acme.get("/actions", status="done", customer="C-2").json["items"]
    assert acme.get("/invoices/F-1/last-reminder").status == 200, sent

    owes(acme, "F-3", "2026-12-01", customer="C-1")
    assert acme.get("/invoices/F-3").json["customer"] == "C-2"
    pays(acme, "F-3", customer="C-1")
    assert acme.get("/customers/C-2").json["balances"]["EUR"]["minor"] == 200_00
    made = acme.post("/customers", {"id": "C-1", "name": "Again"})
    assert made.status == 409, "the id is taken"


def merge_again(acme: Client) -> Any:
    """Repeated by a program that did not hear the answer."""
    return acme.post("/customers/C-1/merge/C-2", {})


def test_what_differs_is_told_in_words(acme: Client, world: MemoryWorld) -> None:
    two(acme, world)
    plan = published(acme, email(3), level="invoice")
    acme.edit("/customers/C-2", {"plan": plan, "language": "fr"})
    acme.edit("/customers/C-1", {"language": "en"})
    shown = acme.get("/customers/C-1/merge/C-2").json["differences"]
    assert [one["code"] for one in shown] == ["level", "language"]
    assert shown[0]["text"].startswith("One is reminded by customer, the other by invoice")


def test_what_cannot_be_merged_is_said(acme: Client, world: MemoryWorld) -> None:
    two(acme, world)
    same = acme.get("/customers/C-1/merge/C-1")
    assert (same.status, same.faults) == (422, {"into": "same_customer"})
    assert acme.post("/customers/C-1/merge/C-1", {}).faults == {"into": "same_customer"}
    assert acme.get("/customers/C-1/merge/C-9").status == 404
    assert acme.post("/customers/C-9/merge/C-1", {}).status == 404
    for child, parent in (("C-3", "C-1"), ("C-4", "C-3")):
        assert acme.post("/customers", {"id": child, "name": child, "parent": parent}).status == 201
    round_ = acme.get("/customers/C-1/merge/C-4")
    assert (round_.status, round_.faults) == (422, {"into": "parent_of_itself"})


def test_an_invoice_does_not_move_to_its_own_customer_by_the_old_id(acme: Client, world: MemoryWorld) -> None:
    two(acme, world)
    assert merge(acme).status == 200
    assert acme.post("/invoices/F-1/move", {"customer": "C-1"}).faults == {"customer": "same_customer"}
