"""Plans, actions, imports, settings, and the visitor's own page."""

from __future__ import annotations

import pytest

from relance.house import House
from relance.runtime.memory import MemoryWorld
from relance.web.app import Web
from tests.unit.api.client import Client
from tests.unit.api.company import call, drafted, email, owes, published, until
from tests.unit.web.browser import Browser, Reply


def test_a_plan_is_shown_as_it_is_in_force_and_as_its_draft_stands(ada: Browser, acme: Client) -> None:
    assert "No plan yet." in ada.get("/plans").text
    plan = published(acme, email(7), call(15))
    assert acme.post(f"/plans/{plan}/draft").status == 201
    acme.edit(f"/plans/{plan}/draft", {"name": "Firmer"})
    assert "Everybody’s" in ada.get("/plans").text
    in_force = ada.get(f"/plans/{plan}")
    assert "Version 1, in force" in in_force.text and "leaves by itself" in in_force.text
    assert "Firmer" not in in_force.text and "Firmer" in ada.get(f"/plans/{plan}?draft").text


def test_a_draft_says_what_is_wrong_with_it(ada: Browser, acme: Client) -> None:
    plan = drafted(acme)
    assert "Before it can be published" in ada.get(f"/plans/{plan}").text


def test_actions_are_listed_before_and_after_they_are_done(
    ada: Browser, acme: Client, world: MemoryWorld
) -> None:
    published(acme, email(7))
    owes(acme, "F-1", "2026-10-28")
    assert "Customer C-1" in ada.get("/actions").text
    assert "Nothing was done yet." in ada.get("/actions?status=done").text
    until(world, "2026-11-05")
    ada = ada.back()
    assert "F-1 is late" in ada.get("/actions?status=done").text
    assert "Nothing failed." in ada.get("/actions?status=failed").text


def test_an_import_is_followed(ada: Browser, acme: Client) -> None:
    assert "No file yet." in ada.get("/imports").text
    started = acme.post("/imports", {"file": "ledger.csv", "content": "number;total\n1;2\n"}).json
    assert f"/imports/{started['id']}" in ada.get("/imports").page.links
    assert "ledger.csv" in ada.get(f"/imports/{started['id']}").text


def test_settings_say_how_things_stand_and_only_administrators_see_keys(
    ada: Browser, viewer: Browser, acme: Client
) -> None:
    assert acme.post("/api-keys", {"name": "ERP", "scope": "read"}).status == 201
    assert "FR14 2004 1010 0505 0001 3M02 606" in ada.get("/settings").text
    assert "ERP" in ada.get("/settings").text
    assert "ERP" not in viewer.get("/settings").text


def test_one_changes_oneself(ada: Browser, acme: Client) -> None:
    given = {"name": "Ada Lovelace", "phone": "+33 1", "signature": "Regards,\nAda"}
    assert (
        ada.post("/me", name=given["name"], phone=given["phone"], signature=given["signature"]).goes_to
        == "/me"
    )
    me = acme.get("/members/me").json
    assert {name: me[name] for name in given} == given
    assert (me["notify_replies"], me["notify_todos"]) == (True, True)


def test_what_is_taken_away_from_oneself_is_gone(ada: Browser, acme: Client) -> None:
    ada.post("/me", phone="+33 1")
    ada.post("/me", phone="", notify_todos=[])
    me = acme.get("/members/me").json
    assert (me["phone"], me["notify_todos"]) == ("", False)


@pytest.mark.parametrize("name", ["", "x" * 300])
def test_a_name_that_cannot_be_comes_back(ada: Browser, acme: Client, house: House, name: str) -> None:
    back = ada.post("/me", name=name)
    assert back.status == 422 and back.page.form("/me").fields["name"] == [name]
    assert acme.get("/members/me").json["name"] == "Ada Admin"


# --- a file that is chosen on the page ---


def chosen(ada: Browser, name: str, content: bytes, **more: str) -> Reply:
    fields = {**ada.get("/imports").page.form("/imports").fields, **{k: [v] for k, v in more.items()}}
    return ada.send_file("/imports", fields, name, content)


def test_a_file_that_was_chosen_is_taken_in_once(acme: Client, house: House, ada: Browser) -> None:
    ledger = b"number;total\n1;2\n"
    reply = chosen(ada, "ledger.csv", ledger)
    assert reply.status == 303, reply.text
    (line,) = acme.get("/imports").json["items"]
    assert (line["file"], line["preview"], reply.goes_to) == ("ledger.csv", False, f"/imports/{line['id']}")
    looked = chosen(ada, "ledger.csv", ledger, look="1")
    assert looked.status == 303
    assert [one["preview"] for one in acme.get("/imports").json["items"]].count(True) == 1


@pytest.mark.parametrize(("name", "content"), [("ledger.csv", b""), ("ledger.exe", b"x"), ("", b"x")])
def test_what_is_no_file_of_ours_is_refused_in_words(
    acme: Client, ada: Browser, name: str, content: bytes
) -> None:
    reply = chosen(ada, name, content)
    assert reply.status == 422 and reply.page.title.startswith("Problem:")
    assert acme.get("/imports").json["items"] == []


def test_a_file_of_more_than_four_megabytes_is_refused(ada: Browser) -> None:
    assert chosen(ada, "ledger.csv", b"x" * 4_100_000).status == 413


def test_a_strangers_file_is_not_even_read(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def read(_: object) -> None:
        raise AssertionError

    monkeypatch.setattr("relance.web.browser.read_form", read)
    assert Browser(Web(house)).send_file("/imports", {}, "ledger.csv", b"x").status in (401, 403)
