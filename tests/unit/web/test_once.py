"""A form that is sent twice is done once; one that differs, or that was refused, is another."""

from __future__ import annotations

import pytest

from tests.unit.api.client import Client
from tests.unit.web.browser import Browser

AT = "/customers/C-1"


@pytest.fixture(autouse=True)
def customer(acme: Client) -> None:
    acme.post("/customers", {"id": "C-1", "name": "Zoé"})


def notes(acme: Client) -> list[str]:
    return sorted(note["text"] for note in acme.get(f"{AT}/notes").json["items"])


def test_the_same_form_leads_where_it_led(ada: Browser, acme: Client) -> None:
    form = {**ada.get(AT).page.form(f"{AT}/notes").fields, "text": "Once."}
    first, second = (ada.send("POST", f"{AT}/notes", form) for _ in range(2))
    assert first.headers["location"] == second.headers["location"]
    assert notes(acme) == ["Once."]


def test_a_form_that_differs_is_another(ada: Browser, acme: Client) -> None:
    form = ada.get(AT).page.form(f"{AT}/notes").fields
    for text in ("One.", "Two."):
        ada.send("POST", f"{AT}/notes", {**form, "text": text})
    assert notes(acme) == ["One.", "Two."]


def test_a_form_that_was_refused_may_be_sent_again(ada: Browser, acme: Client) -> None:
    form = ada.get(AT).page.form(f"{AT}/notes").fields
    for _ in range(2):
        assert ada.send("POST", f"{AT}/notes", form).status == 422
    assert notes(acme) == []


def test_anothers_form_is_not_ones_own(ada: Browser, stranger: Browser, acme: Client) -> None:
    form = {**ada.get(AT).page.form(f"{AT}/notes").fields, "text": "Mine."}
    assert stranger.send("POST", f"{AT}/notes", form).status == 403
    assert notes(acme) == []
