"""A campaign is written, looked through, started and halted on the pages."""

from __future__ import annotations

from typing import Any

import pytest

from relance.runtime.memory import MemoryWorld
from tests.unit.api.client import Client
from tests.unit.api.company import owes
from tests.unit.web.browser import Browser

WORDS = {"subject_en": "We are closed", "body_en": "Dear {{ customer_name }}, until Monday."}


@pytest.fixture
def at(acme: Client, ada: Browser) -> str:
    """Of a draft that means one of two customers."""
    owes(acme, "F-1", "2026-10-20")
    owes(acme, "F-2", "2026-12-01", customer="C-2")
    reply = ada.post("/campaigns/new", name="Holidays", overdue_from="1", **words())
    assert reply.status == 303, reply.text
    return reply.goes_to


def words() -> dict[str, Any]:
    return dict(WORDS)


def test_whom_it_means_and_what_they_would_read_is_shown_first(
    world: MemoryWorld, ada: Browser, at: str
) -> None:
    shown = ada.get(at)
    assert "Customer C-1" in shown.text and "Customer C-2" not in shown.text
    assert "zoe@c-1.example" in shown.text
    assert "Dear Customer C-1, until Monday." in shown.text
    assert at in ada.get("/campaigns").page.links
    assert world.mailer.sent == []


def test_it_is_started_paused_and_ended(acme: Client, ada: Browser, at: str) -> None:
    for act, state in (("start", "running"), ("pause", "paused"), ("resume", "running"), ("stop", "stopped")):
        assert ada.post(f"{at}/{act}", on=at).goes_to == at, act
        assert acme.get(at).json["state"] == state
    shown = ada.get(at)
    assert "Stopped" in shown.text
    assert [form.action for form in shown.page.forms if form.action.startswith(at)] == []


def test_what_became_of_it_is_listed(acme: Client, ada: Browser, at: str, world: MemoryWorld) -> None:
    ada.post(f"{at}/start", on=at)
    world.tick()
    shown = ada.get(at)
    assert "What became of it" in shown.text
    counts = acme.get(at).json["results"]
    assert f"Sent {counts['sent']}" in shown.text


def test_a_draft_that_changed_meanwhile_is_not_started(acme: Client, ada: Browser, at: str) -> None:
    form = ada.get(at).page.form(f"{at}/start").fields
    acme.edit(at, {"name": "Other"})
    reply = ada.send("POST", f"{at}/start", form)
    assert reply.status == 422 and "Other" in reply.text
    assert acme.get(at).json["state"] == "draft"


def test_a_draft_is_thrown_away(acme: Client, ada: Browser, at: str) -> None:
    assert ada.post(f"{at}/delete", on=at).goes_to == "/campaigns"
    assert acme.get(at).status == 404


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", " "), ("overdue_from", "x"), ("body_en", "{{ nobody }}"), ("overdue_to", "0")],
)
def test_what_cannot_be_comes_back_with_what_was_typed(
    acme: Client, ada: Browser, field: str, value: str
) -> None:
    said = {"name": "Holidays", "overdue_from": "1", **words(), field: value}
    reply = ada.post("/campaigns/new", **said)
    assert reply.status == 422 and "We are closed" in reply.html
    assert acme.get("/campaigns").json["items"] == []


def test_a_collector_writes_it_and_does_not_start_it(viewer: Browser, at: str) -> None:
    shown = viewer.get(at)
    assert "Customer C-1" in shown.text
    assert [form.action for form in shown.page.forms if form.action != "/sign-out"] == []
