"""A plan is begun, written, seen and put in force on the pages."""

from __future__ import annotations

from typing import Any

import pytest

from relance.runtime.memory import MemoryWorld
from tests.unit.api.client import Client
from tests.unit.api.company import call, email, owes, published
from tests.unit.web.browser import Browser, Reply


@pytest.fixture
def at(ada: Browser) -> str:
    """Of a draft that was begun with the ready-made steps."""
    reply = ada.post("/plans/new", name="Standard")
    assert reply.goes_to.endswith("?draft")
    return reply.goes_to.partition("?")[0]


def steps(acme: Client, at: str) -> list[Any]:
    found: list[Any] = acme.get(f"{at}/draft").json["steps"]
    return found


def pressed(ada: Browser, path: str, on: str, **fields: Any) -> Reply:
    """A form, by the button whose `formaction` is the path."""
    form = ada.get(on).page.form(path.removesuffix("/preview").removesuffix("/remove"))
    given = {name: value if isinstance(value, list) else [value] for name, value in fields.items()}
    return ada.send("POST", path, {**form.fields, **given})


def test_it_begins_with_ready_made_steps_or_with_none(acme: Client, ada: Browser, at: str) -> None:
    assert len(steps(acme, at)) == 4
    empty = ada.post("/plans/new", name="Mine", begin="empty").goes_to.partition("?")[0]
    assert steps(acme, empty) == []
    assert {at, empty} <= set(ada.get("/plans").page.links)


def test_a_plan_without_a_name_comes_back(ada: Browser) -> None:
    reply = ada.post("/plans/new", name=" ")
    assert reply.status == 422 and reply.page.title.startswith("Problem:")


def test_its_rules_are_changed(acme: Client, ada: Browser, at: str) -> None:
    reply = ada.post(
        f"{at}/rules",
        on=f"{at}?draft",
        name="Gentle",
        level="invoice",
        logic="contextual",
        min_contact_delay_days="9",
        succession="restart",
        lists_not_yet_due="1",
    )
    assert reply.goes_to == f"{at}?draft"
    draft = acme.get(f"{at}/draft").json
    assert (draft["name"], draft["level"], draft["logic"], draft["succession"]) == (
        "Gentle",
        "invoice",
        "contextual",
        "restart",
    )
    assert (draft["min_contact_delay_days"], draft["lists_not_yet_due"]) == (9, True)
    wrong = ada.post(f"{at}/rules", on=f"{at}?draft", min_contact_delay_days="x")
    assert wrong.status == 422


def test_a_step_is_added_in_the_order_of_days_changed_and_taken_out(
    acme: Client, ada: Browser, at: str
) -> None:
    added = ada.post(f"{at}/steps/new", kind="call", offset_days="10", name="Ask them", automatic=[])
    assert added.goes_to == f"{at}?draft"
    known = steps(acme, at)
    assert [one["offset_days"] for one in known] == sorted(one["offset_days"] for one in known)
    (made,) = [one for one in known if one["name"] == "Ask them"]
    assert (made["kind"], made["offset_days"], made["automatic"]) == ("call", 10, False)

    own = f"{at}/steps/{made['id']}"
    said: dict[str, Any] = {"offset_days": "-9", "counts_from": "issue_date"}
    assert ada.post(own, cc="a@b.example, c@d.example", **said).status == 303
    changed = steps(acme, at)[0]
    assert (changed["id"], changed["offset_days"], changed["counts_from"]) == (made["id"], -9, "issue_date")
    assert changed["cc"] == ["a@b.example", "c@d.example"]

    assert pressed(ada, f"{own}/remove", own).goes_to == f"{at}?draft"
    assert made["id"] not in {one["id"] for one in steps(acme, at)}


def test_a_text_is_kept_in_each_language_and_in_those_that_the_form_lacks(
    acme: Client, ada: Browser, at: str
) -> None:
    known = [{name: one[name] for name in one if name != "automated_on"} for one in steps(acme, at)]
    known[0]["messages"]["de"] = {"subject": "Hallo", "body": "{{ invoices_table }}"}
    assert acme.edit(f"{at}/draft", {"steps": known}).status == 200
    own = f"{at}/steps/{known[0]['id']}"
    assert ada.post(own, subject_en="Soon due", body_en="Dear\r\n{{ contact_name }}").status == 303
    messages = steps(acme, at)[0]["messages"]
    assert messages["en"] == {"subject": "Soon due", "body": "Dear\n{{ contact_name }}"}
    assert messages["de"]["subject"] == "Hallo" and "fr" in messages


def test_an_id_of_any_letters_is_kept(acme: Client, ada: Browser) -> None:
    """A customer's place in the plan is known by it."""
    step = {"id": "J~2B7", "kind": "call", "offset_days": 7}
    plan = acme.post("/plans", {"name": "Old", "steps": [step]}).json["id"]
    own = f"/plans/{plan}/steps/J~2B7"
    assert ada.post(own, offset_days="8").status == 303
    assert [(one["id"], one["offset_days"]) for one in steps(acme, f"/plans/{plan}")] == [("J~2B7", 8)]
    assert pressed(ada, f"{own}/remove", own).status == 303


def test_a_text_is_seen_before_it_is_kept(acme: Client, ada: Browser, at: str) -> None:
    own = f"{at}/steps/{steps(acme, at)[0]['id']}"
    before = steps(acme, at)
    seen = pressed(ada, f"{own}/preview", own, body_en="Dear {{ contact_name }}, <b>hello</b>")
    assert seen.status == 200
    assert "Dear Anna Duval, <b>hello</b>" in seen.text
    assert "<b>hello" not in seen.html
    assert steps(acme, at) == before


@pytest.mark.parametrize(("field", "value"), [("offset_days", "x"), ("kind", "pigeon"), ("cc", "nobody")])
def test_what_cannot_be_comes_back_with_all_that_was_typed(
    acme: Client, ada: Browser, at: str, field: str, value: str
) -> None:
    own = f"{at}/steps/{steps(acme, at)[0]['id']}"
    typed: dict[str, Any] = {"subject_en": "My own words", field: value}
    reply = ada.post(own, **typed)
    assert reply.status == 422 and "My own words" in reply.html


def test_two_people_at_once_overwrite_nothing(acme: Client, ada: Browser, at: str) -> None:
    own = f"{at}/steps/{steps(acme, at)[0]['id']}"
    form = ada.get(own).page.form(own).fields
    assert ada.post(own, name="First").status == 303
    late = ada.send("POST", own, {**form, "name": "Second"})
    assert late.status == 422 and 'value="Second"' in late.html
    assert steps(acme, at)[0]["name"] == "First"


def test_it_is_put_in_force_once_one_has_seen_what_changes(
    acme: Client, ada: Browser, world: MemoryWorld
) -> None:
    plan = published(acme, email(7), call(30))
    owes(acme, "F-1", "2026-10-27")
    at = f"/plans/{plan}"
    assert ada.post(f"{at}/draft", on=at).goes_to == f"{at}?draft"
    own = f"{at}/steps/{steps(acme, at)[0]['id']}"
    assert ada.post(own, offset_days="5").status == 303
    shown = ada.get(f"{at}/publish")
    assert "C-1" in shown.text and "Once published" in shown.text
    assert acme.get(at).json["version"] == 1

    assert ada.post(f"{at}/publish").goes_to == at

    assert acme.get(at).json["version"] == 2
    assert acme.get(at).json["steps"][0]["offset_days"] == 5
    assert "Published: it is in force." in ada.get(f"{at}?said=plan.published").text


def test_what_is_wrong_with_a_draft_is_said_and_it_is_not_published(acme: Client, ada: Browser) -> None:
    at = ada.post("/plans/new", name="Empty", begin="empty").goes_to.partition("?")[0]
    shown = ada.get(f"{at}/publish")
    assert "Before it can be published" in shown.text
    assert f"{at}/publish" not in [form.action for form in shown.page.forms]
    forced = ada.send("POST", f"{at}/publish", ada.get("/me").page.form("/me").fields)
    assert forced.status in (412, 422)
    assert acme.get(at).status == 404


def test_a_draft_is_thrown_away(acme: Client, ada: Browser, at: str) -> None:
    assert ada.post(f"{at}/discard", on=f"{at}?draft").goes_to == "/plans"
    assert acme.get(f"{at}/draft").status == 404
