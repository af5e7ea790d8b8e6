"""Where customers stand on their plans, and pauses, through the API."""

from __future__ import annotations

from relance.runtime.memory import MemoryWorld
from tests.unit.api.client import Client
from tests.unit.api.company import call, email, owes, published, until


def test_where_a_customer_stands(acme: Client, world: MemoryWorld) -> None:
    plan = published(acme, email(7), call(10))
    owes(acme, "F-1", "2026-10-27")
    until(world, "2026-11-03")

    stands = acme.get("/customers/C-1/enrolments").json

    assert (stands["plan"], stands["following"], stands["last_contact_on"]) == ("default", plan, "2026-11-03")
    (one,) = stands["enrolments"]
    assert (one["carrying"], one["cycle"], one["state"]) == ("F-1", 1, "active")
    assert one["next_at"] == "2026-11-05T23:00:00Z"
    assert one["step"] != one["last_step"]


def test_an_invoice_level_plan_has_an_enrolment_an_invoice(acme: Client) -> None:
    published(acme, email(7), level="invoice")
    owes(acme, "F-1", "2026-10-27")
    owes(acme, "F-2", "2026-10-28")
    stands = acme.get("/customers/C-1/enrolments").json
    assert sorted(one["invoice"] for one in stands["enrolments"]) == ["F-1", "F-2"]


def test_a_pause_stops_reminders_until_its_day(acme: Client, world: MemoryWorld) -> None:
    published(acme, email(7))
    owes(acme, "F-1", "2026-10-27")
    paused = acme.post("/customers/C-1/pause", {"until": "2026-11-05", "reason": "on holiday"})
    (hold,) = paused.json["holds"]
    assert (hold["kind"], hold["until"], hold["reason"]) == ("pause", "2026-11-05", "on holiday")

    until(world, "2026-11-04")
    assert world.mailer.sent == []
    until(world, "2026-11-05")
    assert len(world.mailer.sent) == 1


def test_a_pause_without_an_end_lasts_until_somebody_resumes(acme: Client, world: MemoryWorld) -> None:
    published(acme, email(7))
    owes(acme, "F-1", "2026-10-27")
    acme.post("/customers/C-1/pause", {})
    until(world, "2026-11-04")
    assert world.mailer.sent == []

    resumed = acme.post("/customers/C-1/resume", {})
    assert resumed.json["holds"] == []
    assert acme.post("/customers/C-1/resume", {}).status == 200
    until(world, "2026-11-05")
    assert len(world.mailer.sent) == 1


def test_one_invoice_may_be_paused_alone(acme: Client) -> None:
    published(acme, email(7))
    owes(acme, "F-1", "2026-10-27")
    owes(acme, "F-2", "2026-10-28")
    acme.post("/customers/C-1/pause", {"invoice": "F-1"})
    (one,) = acme.get("/customers/C-1/enrolments").json["enrolments"]
    assert one["carrying"] == "F-2"
    assert acme.post("/customers/C-1/pause", {"invoice": "F-9"}).faults == {"invoice": "not_open_here"}


def test_a_pause_ends_in_the_future(acme: Client) -> None:
    owes(acme, "F-1", "2026-10-27")
    refused = acme.post("/customers/C-1/pause", {"until": "2026-11-02"})
    assert refused.faults == {"until": "pause_in_the_past"}


def test_a_plan_of_its_own_takes_effect_at_once(acme: Client, world: MemoryWorld) -> None:
    published(acme, email(7))
    own = published(acme, call(3))
    owes(acme, "F-1", "2026-10-27")

    stands = acme.post("/customers/C-1/assign-plan", {"plan": own}).json
    assert (stands["plan"], stands["following"]) == (own, own)
    world.tick()
    assert len(acme.get("/tasks").json["items"]) == 1

    none = acme.post("/customers/C-1/assign-plan", {"plan": "none"}).json
    assert (none["following"], none["enrolments"]) == (None, [])
    assert acme.get("/tasks").json["items"] == []
    assert acme.post("/customers/C-1/assign-plan", {"plan": "nowhere"}).faults == {"plan": "unknown_plan"}
