"""Today: what needs a person, and what one does with it."""

from __future__ import annotations

from typing import Any

import pytest

from relance.house import House
from relance.runtime.memory import MemoryWorld
from relance.usecases.organization.keep_session import token_of
from tests.unit.api.client import Client
from tests.unit.api.company import call, email, only_task, owes, published, until
from tests.unit.api.test_inbox import mail
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


# --- several at once ---

TOGETHER = "/today/together"


@pytest.fixture
def two(world: MemoryWorld, acme: Client) -> list[str]:
    """Two customers are to be called: their to-dos by the names that are ticked."""
    published(acme, call(7), email(30))
    for customer in ("C-1", "C-2"):
        owes(acme, f"F-{customer}", "2026-10-24", customer=customer)
    until(world, "2026-11-03")
    return [f"{one['customer']}/{one['id']}" for one in acme.get("/tasks").json["items"]]


def states(acme: Client, names: list[str]) -> list[str]:
    places = [name.split("/") for name in names]
    return [acme.get(f"/customers/{customer}/tasks/{task}").json["state"] for customer, task in places]


@pytest.mark.parametrize(
    ("action", "state"), [("done", "done"), ("skip", "skipped"), ("postpone", "postponed")]
)
def test_all_that_are_ticked_end_alike(
    acme: Client, ada: Browser, two: list[str], action: str, state: str
) -> None:
    reply = ada.back().post(TOGETHER, on="/?whose=all", task=two, action=action)
    assert reply.status == 303
    assert "All that were ticked are dealt with." in ada.back().get(reply.headers["location"]).text
    assert states(acme, two) == [state, state]


def test_all_that_are_ticked_are_given_to_one(ada: Browser, two: list[str]) -> None:
    ada = ada.back()
    assert ada.post(TOGETHER, on="/?whose=all", task=two, action="give", owner="ada").status == 303
    assert all(customer in ada.get("/").text for customer in ("Customer C-1", "Customer C-2"))


def test_none_is_changed_where_one_ends_otherwise(
    world: MemoryWorld, house: House, acme: Client, ada: Browser, two: list[str]
) -> None:
    mail(house)
    shown = acme.get("/tasks").json["items"]
    assert sorted(one["kind"] for one in shown) == ["call", "reply"]
    ticked = [f"{one['customer']}/{one['id']}" for one in shown]
    ada = ada.back()
    form = ada.get("/?whose=all").page.form(TOGETHER).fields
    refused = ada.send("POST", f"{TOGETHER}?whose=all", {**form, "task": ticked, "action": "done"})
    assert refused.status == 422
    assert refused.html.count(" checked") == 2
    assert set(states(acme, ticked)) == {"due"}


@pytest.mark.parametrize("ticked", [[], ["x"], ["C-1/nothing"], ["../../x/y"], ["C-1/t"] * 26])
def test_what_cannot_be_ticked_is_a_problem_in_words(ada: Browser, two: list[str], ticked: list[str]) -> None:
    reply = ada.back().post(TOGETHER, on="/?whose=all", task=ticked, action="done")
    assert reply.status == 422 and reply.page.title.startswith("Problem:")


def test_somebody_was_quicker_with_one_of_them(acme: Client, ada: Browser, two: list[str]) -> None:
    ada = ada.back()
    form = ada.get("/?whose=all").page.form(TOGETHER).fields
    acme.post(f"/customers/{two[0].replace('/', '/tasks/')}/done", {})
    reply = ada.send("POST", TOGETHER, {**form, "task": two, "action": "done"})
    assert reply.status == 303 and "today.meanwhile" in reply.headers["location"]
    assert states(acme, two) == ["done", "done"]
