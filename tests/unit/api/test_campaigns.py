"""Campaigns through the API: written, previewed, started, halted, and told of customer by customer."""

from __future__ import annotations

from typing import Any

import pytest

from relance.domain.organization import Role
from relance.runtime.memory import MemoryWorld
from tests.unit.api.client import Client, Reply
from tests.unit.api.company import owes

WORDS = {"en": {"subject": "Holidays", "body": "Dear {{ customer_name }}"}}


@pytest.fixture(autouse=True)
def in_the_window(acme: Client, world: MemoryWorld) -> None:
    world.clock.at = world.clock.at.replace(hour=7, minute=5)
    for customer in ("C-1", "C-2"):
        owes(acme, f"F-{customer}", "2026-10-27", customer)


def write(acme: Client, **said: Any) -> str:
    made = acme.post("/campaigns", {"name": "Spring", "messages": WORDS} | said)
    assert (made.status, made.json["state"]) == (201, "draft"), made
    return f"/campaigns/{made.json['id']}"


def start(acme: Client, path: str) -> Reply:
    return acme.post(f"{path}/start", None, {"If-Match": acme.get(path).etag})


def work(world: MemoryWorld) -> None:
    for org, campaign in world.house.campaign_queue.take():
        world.house.run_campaign.run(org, campaign)


def test_it_is_previewed_without_effect_and_then_leaves(acme: Client, world: MemoryWorld) -> None:
    acme.post("/customers/C-2/promises", {"promised_for": "2026-11-10", "invoices": ["F-C-2"]})
    path = write(acme, filter={"overdue_from": 1})
    rows = acme.as_(Role.VIEWER).get(f"{path}/preview").json["items"]
    assert [(row["customer"], row["excluded"]) for row in rows] == [("C-1", None), ("C-2", "promised")]
    assert acme.get(f"{path}/preview/C-1").json["preview"]["text"].startswith("Dear Customer C-1")
    assert acme.get(f"{path}/preview/C-2").json["preview"] is None
    assert world.mailer.sent == []

    assert start(acme, path).json["state"] == "running"
    work(world)
    shown = acme.get(path).json
    assert (shown["state"], shown["results"]["sent"], shown["results"]["excluded"]) == ("done", 1, 1)
    told = acme.get(f"{path}/recipients").json["items"]
    assert [(each["customer"], each["result"], each["detail"], each["status"]) for each in told] == [
        ("C-1", "sent", "", "sent"),
        ("C-2", "excluded", "promised", None),
    ]


def test_a_draft_is_changed_and_thrown_away_and_a_running_one_is_not(acme: Client) -> None:
    path = write(acme, despite=["promised"])
    changed = acme.edit(path, {"name": "Summer", "filter": {"languages": ["fr"]}}).json
    assert (changed["name"], changed["filter"]["languages"], changed["despite"]) == (
        "Summer",
        ["fr"],
        ["promised"],
    )
    assert start(acme, path).status == 200
    assert acme.edit(path, {"name": "Autumn"}).faults == {"campaign": "campaign_state"}
    assert acme.delete(path, acme.get(path).etag).faults == {"campaign": "campaign_state"}
    assert start(acme, path).faults == {"campaign": "campaign_state"}
    other = write(acme)
    assert acme.delete(other, acme.get(other).etag).status == 204
    assert acme.get(other).status == 404


def test_paused_nothing_leaves_resumed_it_does_and_stopped_for_good_never(
    acme: Client, world: MemoryWorld
) -> None:
    path = write(acme)
    start(acme, path)
    assert acme.post(f"{path}/pause").json["state"] == "paused"
    work(world)
    assert world.mailer.sent == []
    assert acme.post(f"{path}/resume").json["state"] == "running"
    work(world)
    assert len(world.mailer.sent) == 2
    path = write(acme)
    start(acme, path)
    assert acme.post(f"{path}/stop").json["state"] == "stopped"
    work(world)
    assert acme.post(f"{path}/resume").faults == {"campaign": "campaign_state"}
    assert len(world.mailer.sent) == 2


@pytest.mark.parametrize(
    ("said", "faults"),
    [
        ({"messages": {}}, {"messages": "template_without_message"}),
        ({"sender": "nobody"}, {"sender": "unknown_member"}),
        ({"despite": ["no_address"]}, {"despite": "not_overridable"}),
        ({"filter": {"overdue_from": 60, "overdue_to": 30}}, {"filter.overdue_from": "bounds_reversed"}),
        (
            {
                "filter": {
                    "amount_from": {"minor": 1, "currency": "EUR"},
                    "amount_to": {"minor": 9, "currency": "USD"},
                }
            },
            {"filter.amount_to": "bounds_currency"},
        ),
    ],
)
def test_what_is_wrong_is_said(acme: Client, said: dict[str, Any], faults: dict[str, str]) -> None:
    assert acme.post("/campaigns", {"name": "Spring", "messages": WORDS} | said).faults == faults


def test_who_does_not_administrate_writes_but_does_not_start(acme: Client) -> None:
    path, collector = write(acme.as_(Role.COLLECTOR)), acme.as_(Role.COLLECTOR)
    assert start(collector, path).code == "role_too_low"
