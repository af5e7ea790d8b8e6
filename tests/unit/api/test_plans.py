"""Plans through the API: written, checked, published, put away."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from relance.domain.errors import Refused
from relance.domain.organization import Role
from relance.house import House
from relance.runtime.memory import MemoryWorld
from tests.unit.api.client import Client
from tests.unit.api.company import call, drafted, email, owes, publish, published, until


def test_a_draft_is_changed_and_published_and_the_version_never_changes(acme: Client) -> None:
    plan = drafted(acme, email(7), call(15))
    changed = acme.edit(f"/plans/{plan}/draft", {"name": "Firm", "min_contact_delay_days": 5})
    assert (changed.json["name"], len(changed.json["steps"])) == ("Firm", 2)

    first = publish(acme, plan)
    assert (first.status, first.json["version"], first.json["name"]) == (200, 1, "Firm")
    assert first.json["steps"][0]["automated_on"] == "2026-11-02"
    assert acme.get(f"/plans/{plan}/draft").status == 404

    revised = acme.post(f"/plans/{plan}/draft")
    assert revised.json["steps"] == first.json["steps"]
    acme.edit(f"/plans/{plan}/draft", {"name": "Firmer"})
    assert publish(acme, plan).json["version"] == 2
    assert {**acme.get(f"/plans/{plan}", version=1).json, "warnings": []} == first.json
    assert acme.get(f"/plans/{plan}").json["name"] == "Firmer"
    assert acme.get(f"/plans/{plan}", version=3).status == 404


def test_the_first_plan_published_is_the_default_one(acme: Client) -> None:
    first, second = published(acme, email(7)), published(acme, email(9))
    assert acme.get("/organization").json["default_plan"] == first

    plans = {line["id"]: line for line in acme.get("/plans").json["items"]}
    assert [plans[first]["is_default"], plans[second]["is_default"]] == [True, False]

    acme.post(f"/plans/{second}/draft")
    publish(acme, second, as_default=True)
    assert acme.get("/organization").json["default_plan"] == second


def test_every_fault_of_a_draft_is_told_at_once(acme: Client) -> None:
    broken = {**email(7), "messages": {"en": {"subject": "{{ zzz }}", "body": ""}}}
    plan = drafted(acme, broken, {**call(3), "automatic": True, "owner": "nobody"})

    told = acme.post(f"/plans/{plan}/validate").json

    assert {error["field"]: error["code"] for error in told["errors"]} == {
        "steps[0].messages.en.subject": "template_field_unknown",
        "steps[0].messages.en.body": "template_empty",
        "steps[1].automatic": "call_is_never_automatic",
        "steps[1].offset_days": "steps_out_of_order",
        "steps[1].owner": "unknown_member",
    }
    assert all(error["message"] for error in told["errors"])
    refused = publish(acme, plan)
    assert refused.status == 422
    assert refused.faults.keys() == {error["field"] for error in told["errors"]}
    assert acme.get(f"/plans/{plan}").status == 404


def test_the_messages_of_a_draft_are_shown_with_example_data(acme: Client) -> None:
    plan = drafted(acme, email(7))
    (seen,) = acme.post(f"/plans/{plan}/validate").json["previews"]
    assert seen["subject"] == "F-1042, F-1057 is late"
    assert "Duval & Fils" in seen["text"]


def test_a_plan_without_steps_cannot_be_published(acme: Client) -> None:
    assert publish(acme, drafted(acme)).faults == {"steps": "plan_without_steps"}


def test_the_ready_made_plan_can_be_published_as_it_is(acme: Client) -> None:
    made = acme.post("/plans/ready-made", {"name": "Ours"})
    assert [step["offset_days"] for step in made.json["steps"]] == [-7, 7, 15, 30]
    assert made.json["steps"][0]["messages"].keys() == {"en", "fr"}
    assert publish(acme, made.json["id"]).status == 200


def test_words_about_what_is_overdue_are_refused_where_nothing_need_be(acme: Client) -> None:
    body = "You owe {{ amount_overdue }}, {{ days_overdue }} days late. {{ payment_details }}"
    words = {"en": {"subject": "#REF#", "body": body}}
    steps = [email(days) | {"messages": words} for days in (-3, 0, 1)]
    plan = drafted(acme, *steps)
    refused = publish(acme, plan)
    assert refused.faults == {
        "steps[0].messages.en": "template_speaks_of_overdue",
        "steps[1].messages.en": "template_speaks_of_overdue",
    }
    assert "amount_overdue, days_overdue" in refused.json["errors"][0]["message"]


def test_publishing_needs_the_etag_of_the_draft(acme: Client) -> None:
    plan = drafted(acme, email(7))
    etag = acme.get(f"/plans/{plan}/draft").etag
    acme.edit(f"/plans/{plan}/draft", {"name": "Other"})

    assert acme.post(f"/plans/{plan}/publish", {}).code == "precondition_required"
    assert acme.post(f"/plans/{plan}/publish", {}, {"If-Match": etag}).code == "changed_meanwhile"
    assert acme.patch(f"/plans/{plan}/draft", {"name": "X"}, etag).code == "changed_meanwhile"
    assert acme.delete(f"/plans/{plan}/draft", etag).code == "changed_meanwhile"


def test_a_draft_thrown_away_leaves_the_version_in_force(acme: Client) -> None:
    plan = published(acme, email(7))
    draft = acme.post(f"/plans/{plan}/draft")
    assert acme.delete(f"/plans/{plan}/draft", draft.etag).status == 204
    assert acme.get(f"/plans/{plan}/draft").status == 404
    assert acme.get(f"/plans/{plan}").json["version"] == 1


def test_a_duplicate_is_another_plan(acme: Client) -> None:
    plan = published(acme, email(7))
    copy = acme.post(f"/plans/{plan}/duplicate", {"name": "Copy"})
    assert copy.status == 201
    assert copy.json["id"] != plan
    assert copy.json["steps"][0]["messages"] == acme.get(f"/plans/{plan}").json["steps"][0]["messages"]


def test_a_plan_is_not_put_away_while_somebody_follows_it(acme: Client) -> None:
    default, own = published(acme, email(7)), published(acme, email(9))
    acme.post("/customers", {"id": "C-1", "name": "Zoé", "plan": own})

    assert acme.post(f"/plans/{default}/archive").faults == {"plan": "plan_is_default"}
    assert acme.post(f"/plans/{own}/archive").faults == {"plan": "plan_in_use"}

    acme.post("/customers/C-1/assign-plan", {"plan": "default"})
    assert acme.post(f"/plans/{own}/archive").json["archived"] is True
    assert acme.post("/customers/C-1/assign-plan", {"plan": own}).faults == {"plan": "unknown_plan"}

    acme.post(f"/plans/{own}/restore")
    assert acme.post("/customers/C-1/assign-plan", {"plan": own}).status == 200


def test_a_plan_that_became_the_default_meanwhile_is_not_put_away(acme: Client, house: House) -> None:
    published(acme, email(7))
    other = published(acme, email(9))
    as_read = house.organizations.get("acme")
    acme.edit("/organization", {"default_plan": other})
    with pytest.raises(Refused):
        house.manage_plans.archive(as_read, other)


def test_only_a_plan_that_is_offered_becomes_the_default(acme: Client) -> None:
    first, away, draft = published(acme, email(7)), published(acme, email(9)), drafted(acme, email(11))
    acme.post(f"/plans/{away}/archive")
    for plan in (away, draft, "nowhere"):
        assert acme.edit("/organization", {"default_plan": plan}).faults == {"default_plan": "unknown_plan"}
    assert acme.get("/organization").json["default_plan"] == first

    acme.post(f"/plans/{away}/restore")
    assert acme.edit("/organization", {"default_plan": away}).json["default_plan"] == away
    assert acme.edit("/organization", {"default_plan": None}).json["default_plan"] is None


def test_before_publishing_one_sees_what_changes_on_the_next_sending_day(
    acme: Client, world: MemoryWorld
) -> None:
    plan = published(acme, email(7))
    owes(acme, "F-1", "2026-10-27")
    owes(acme, "F-2", "2026-10-20", customer="C-2")
    acme.post("/customers/C-2/assign-plan", {"plan": "none"})
    acme.post(f"/plans/{plan}/draft")
    same = acme.post(f"/plans/{plan}/publish-preview", {}).json
    assert (same["day"], same["items"]) == ("2026-11-03", [])

    (step,) = acme.get(f"/plans/{plan}/draft").json["steps"]
    acme.edit(f"/plans/{plan}/draft", {"steps": [{**email(7, subject="Other words"), "id": step["id"]}]})
    (changes,) = acme.post(f"/plans/{plan}/publish-preview", {}).json["items"]
    assert [d["kind"] for d in changes["before"] + changes["after"]] == ["execute", "execute"]

    acme.edit(f"/plans/{plan}/draft", {"steps": [{**email(9), "id": step["id"]}]})
    (changes,) = acme.post(f"/plans/{plan}/publish-preview", {}).json["items"]
    assert changes["customer"] == "C-1"
    assert [(d["kind"], d["step_kind"], d["invoices"]) for d in changes["before"]] == [
        ("execute", "email", ["F-1"])
    ]
    assert changes["after"] == []
    until(world, "2026-11-03")
    assert len(world.mailer.sent) == 1, "the preview changed nothing"


def test_the_preview_tells_that_a_step_made_automatic_today_does_not_leave_today(
    acme: Client, world: MemoryWorld
) -> None:
    plan = published(acme, {**email(7), "automatic": False})
    owes(acme, "F-1", "2026-10-27")
    world.clock.at = datetime(2026, 11, 3, 5, tzinfo=UTC)
    acme.post(f"/plans/{plan}/draft")
    (step,) = acme.get(f"/plans/{plan}/draft").json["steps"]
    acme.edit(f"/plans/{plan}/draft", {"steps": [{**email(7), "id": step["id"]}]})
    preview = acme.post(f"/plans/{plan}/publish-preview", {}).json
    (changes,) = preview["items"]
    assert (preview["day"], changes["before"][0]["kind"], changes["after"]) == (
        "2026-11-03",
        "create_task",
        [],
    )


def test_a_version_that_was_written_but_never_came_into_force_is_passed_over(
    acme: Client, house: House
) -> None:
    plan = published(acme, email(7))
    first = house.plans.get("acme", plan, 1)
    house.plans.publish("acme", replace(first, version=2))
    acme.post(f"/plans/{plan}/draft")
    assert publish(acme, plan).json["version"] == 3
    assert acme.get(f"/plans/{plan}").json["version"] == 3


def test_publishing_decides_every_customer_afresh(acme: Client, world: MemoryWorld) -> None:
    owes(acme, "F-1", "2026-10-20")
    published(acme, call(7))
    assert acme.get("/customers/C-1/enrolments").json["enrolments"][0]["next_at"] is not None
    world.tick()
    assert [task["kind"] for task in acme.get("/tasks").json["items"]] == ["call"]


def test_a_step_that_moves_past_another_is_refused(acme: Client) -> None:
    plan = published(acme, email(7), email(9))
    one, two = acme.post(f"/plans/{plan}/draft").json["steps"]
    swapped = [{**email(5), "id": two["id"]}, {**email(7), "id": one["id"]}]
    acme.edit(f"/plans/{plan}/draft", {"steps": swapped})
    assert publish(acme, plan).faults == {"steps": "step_moved_past_another"}


def test_only_an_administrator_writes_plans(acme: Client) -> None:
    collector = acme.as_(Role.COLLECTOR)
    assert collector.post("/plans", {"name": "Plan"}).code == "role_too_low"
    assert collector.get("/plans").status == 200


def wordy(sign: str, length: int, steps: int) -> dict[str, Any]:
    """A plan of so many times 18.5 kB, in which the sign takes so many bytes."""
    words = {"en": {"subject": "x", "body": sign * (18_500 // length)}}
    return {"name": "Long", "steps": [{**email(offset), "messages": words} for offset in range(steps)]}


@pytest.mark.parametrize(("sign", "length"), [("y", 1), ("é", 2), ("中", 3), ('"', 2), ("\n", 2)])
def test_a_plan_with_more_words_than_can_be_kept_is_refused(acme: Client, sign: str, length: int) -> None:
    """An item of the store holds 400 kB, whatever is written in it."""
    enough, more = (json.dumps(wordy(sign, length, steps), ensure_ascii=False) for steps in (18, 19))
    assert acme.post("/plans", enough).status == 201
    assert acme.post("/plans", more).faults == {"steps": "texts_too_large"}


def test_a_draft_does_not_grow_past_it_either(acme: Client) -> None:
    plan = drafted(acme, email(1))
    assert acme.edit(f"/plans/{plan}/draft", wordy("y", 1, 19)).faults == {"steps": "texts_too_large"}
