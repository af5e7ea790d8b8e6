"""Today: what needs a person, and what one does with it."""

from __future__ import annotations

from typing import Any

import pytest

from relance.runtime.memory import MemoryWorld
from relance.usecases.organization.keep_session import token_of
from tests.unit.api.client import Client
from tests.unit.api.company import call, email, only_task, owes, published, until
from tests.unit.web.browser import Browser


def called(world: MemoryWorld, acme: Client) -> Any:
    """A customer 10 days late is to be called."""
    published(acme, call(7), email(30))
    owes(acme, "F-1", "2026-10-24")
    until(world, "2026-11-03")
    return only_task(acme)


def at(task: Any, act: str) -> str:
    return f"/today/{task['customer']}/{task['id']}/{act}"


def test_nothing_waits(ada: Browser) -> None:
    page = ada.get("/").page
    assert page.title.startswith("Today")
    assert "Nothing waits for you" in page.text


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("Calls", "€100.00", "10 days late", "Called")),
        ("fr", ("Appels", "100,00", "10 jours", "Appelé")),
    ],
)
def test_a_row_says_whose_it_is_what_is_late_and_what_to_do(
    world: MemoryWorld, acme: Client, ada: Browser, language: str, words: tuple[str, ...]
) -> None:
    called(world, acme)
    ada = ada.back().in_(language)
    text = ada.get("/?whose=all").text
    assert "Customer C-1" in text
    assert "F-1" in text
    assert all(word in text for word in words)
    assert "Customer C-1" not in ada.get("/").text


def test_whoever_has_none_learns_of_those_that_are_nobodys(
    world: MemoryWorld, acme: Client, ada: Browser
) -> None:
    task, ada = called(world, acme), ada.back()
    assert "some to-dos are nobody's" in ada.get("/").text
    ada.post(at(task, "give"), on="/?whose=all", owner="ada")
    ada.post(at(task, "done"), on="/")
    assert "Nothing waits for you. Everything else goes by itself." in ada.get("/").text


def test_a_call_that_was_made_is_a_contact_and_leaves_the_list(
    world: MemoryWorld, acme: Client, ada: Browser
) -> None:
    task, ada = called(world, acme), ada.back()
    reply = ada.post(at(task, "done"), on="/?whose=all")
    assert reply.headers["location"].startswith("/?")
    assert "Done." in ada.get(reply.headers["location"]).text
    closed = acme.get(f"/customers/C-1/tasks/{task['id']}").json
    assert (closed["state"], closed["closed_by"]) == ("done", "ada")


def test_what_is_skipped_is_skipped(world: MemoryWorld, acme: Client, ada: Browser) -> None:
    task, ada = called(world, acme), ada.back()
    assert ada.post(at(task, "skip"), on="/?whose=all").status == 303
    assert acme.get(f"/customers/C-1/tasks/{task['id']}").json["state"] == "skipped"


def test_what_is_postponed_comes_back_on_its_day(world: MemoryWorld, acme: Client, ada: Browser) -> None:
    task, ada = called(world, acme), ada.back()
    assert ada.post(at(task, "postpone"), on="/?whose=all", until="2026-11-06").status == 303
    assert "Customer C-1" not in ada.get("/?whose=all").text
    until(world, "2026-11-06")
    assert "Customer C-1" in ada.back().get("/?whose=all").text


def test_a_day_that_is_over_is_refused_in_words_and_the_list_stays(
    world: MemoryWorld, acme: Client, ada: Browser
) -> None:
    task, ada = called(world, acme), ada.back()
    reply = ada.post(at(task, "postpone"), on="/?whose=all", until="2026-11-01")
    assert (reply.status, reply.page.title.startswith("Problem:")) == (422, True)
    assert "Choose a day from tomorrow on." in reply.text


def test_what_is_given_to_a_member_is_theirs(world: MemoryWorld, acme: Client, ada: Browser) -> None:
    task, ada = called(world, acme), ada.back()
    assert ada.post(at(task, "give"), on="/?whose=all", owner="ada").status == 303
    assert "Customer C-1" in ada.get("/").text


def test_pressing_twice_does_it_once(world: MemoryWorld, acme: Client, ada: Browser) -> None:
    task, ada = called(world, acme), ada.back()
    form = ada.get("/?whose=all").page.form(at(task, "done")).fields
    first, second = (ada.send("POST", at(task, "done"), form) for _ in range(2))
    assert first.headers["location"] == second.headers["location"]
    other = ada.send("POST", at(task, "done"), {**form, "once": "another"})
    assert other.status == 422 and "The to-do is not open any more" in other.text


def test_who_may_only_look_is_shown_no_acts_and_refused_them(
    world: MemoryWorld, acme: Client, ada: Browser, viewer: Browser
) -> None:
    task, ada, viewer = called(world, acme), ada.back(), viewer.back()
    page = viewer.get("/?whose=all").page
    assert [form.action for form in page.forms] == ["/sign-out"]
    token = ada.get("/?whose=all").page.form(at(task, "done")).fields
    assert viewer.send("POST", at(task, "done"), token).status == 403
    assert acme.get(f"/customers/C-1/tasks/{task['id']}").json["state"] == "due"


def test_another_organization_s_to_do_does_not_exist(
    world: MemoryWorld, acme: Client, ada: Browser, stranger: Browser
) -> None:
    task, stranger = called(world, acme), stranger.back()
    assert "Customer C-1" not in stranger.get("/?whose=all").text
    reply = stranger.send("POST", at(task, "done"), {"token": token_of(stranger.kept)})
    assert "Somebody else was quicker" in stranger.get(reply.headers["location"]).text
    assert acme.get(f"/customers/C-1/tasks/{task['id']}").json["state"] == "due"


def test_what_is_done_on_a_page_is_in_the_audit_log_and_what_was_refused_is_not(
    world: MemoryWorld, acme: Client, ada: Browser
) -> None:
    task, ada = called(world, acme), ada.back()
    ada.post(at(task, "postpone"), on="/?whose=all", until="2026-11-01")
    ada.post(at(task, "done"), on="/?whose=all")
    lines = [line for line in acme.get("/audit").json["items"] if "task" in line["operation"]]
    assert [(line["operation"], line["done"], line["about"]["task"]) for line in lines] == [
        ("finish_task", True, task["id"])
    ]
