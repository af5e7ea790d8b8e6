"""Invoices are sent by hand, several at once: to whom is confirmed, and none leaves twice."""

from __future__ import annotations

import pytest

from relance.house import House
from relance.runtime.memory import MemoryWorld
from tests.unit.api.client import Client
from tests.unit.api.test_invoice_sending import invoiced, switched_on
from tests.unit.web.browser import Browser

AT = "/invoices/to-send"


@pytest.fixture
def two(acme: Client, house: House) -> None:
    switched_on(acme)
    invoiced(acme, house, "F-1")
    invoiced(acme, house, "F-2", email=None)


def state(acme: Client, invoice: str) -> str:
    found: str = acme.get(f"/invoices/{invoice}").json["sending"]["state"]
    return found


@pytest.mark.usefixtures("two")
def test_who_gets_each_is_shown_and_what_is_ticked_leaves_once(
    world: MemoryWorld, acme: Client, ada: Browser
) -> None:
    shown = ada.get(AT)
    assert shown.text.count("pay@c.example") == 2
    form = shown.page.form(AT).fields
    assert sorted(form["invoice"]) == ["F-1 pay@c.example", "F-2 pay@c.example"]
    for once in ("a", "a", "b"):
        reply = ada.send("POST", AT, {**form, "once": once, "action": "send"})
        assert reply.status in (303, 200)
    assert [state(acme, one) for one in ("F-1", "F-2")] == ["sent", "sent"]
    assert len(world.mailer.sent) == 2
    assert "No invoice waits to be sent." in ada.get(AT).text


@pytest.mark.usefixtures("two")
def test_what_stands_in_the_way_of_one_stops_no_other(world: MemoryWorld, acme: Client, ada: Browser) -> None:
    form = ada.get(AT).page.form(AT).fields
    ticked = ["F-1 somebody@else.example", "F-2 pay@c.example", "F-9 x@y.example", "%"]
    reply = ada.send("POST", AT, {**form, "invoice": ticked, "action": "send"})
    assert reply.status == 200
    assert "One was done. Not done:" in reply.text
    assert "F-1: " in reply.text and "F-9: " in reply.text
    assert [state(acme, one) for one in ("F-1", "F-2")] == ["to_send", "sent"]
    assert len(world.mailer.sent) == 1


@pytest.mark.usefixtures("two")
def test_what_was_sent_otherwise_is_marked(world: MemoryWorld, acme: Client, ada: Browser) -> None:
    assert ada.post(AT, action="mark").goes_to == AT
    assert state(acme, "F-1") == "marked_as_sent"
    assert world.mailer.sent == []


def test_what_cannot_leave_says_why_and_is_not_ticked(acme: Client, house: House, ada: Browser) -> None:
    switched_on(acme)
    invoiced(acme, house, "F-1", email=None)
    shown = ada.get(AT)
    assert "no address" in shown.text.lower() or "address" in shown.text
    assert "invoice" not in shown.page.form(AT).fields


@pytest.mark.usefixtures("two")
@pytest.mark.parametrize("ticked", [[], ["F-1 pay@c.example"] * 26])
def test_some_are_ticked_and_not_too_many(world: MemoryWorld, ada: Browser, ticked: list[str]) -> None:
    reply = ada.post(AT, invoice=ticked, action="send")
    assert reply.status == 422 and "at most 25" in reply.text
    assert world.mailer.sent == []


@pytest.mark.usefixtures("two")
def test_another_organizations_are_not_there(world: MemoryWorld, other: Client, stranger: Browser) -> None:
    form = stranger.get("/me").page.form("/me").fields
    reply = stranger.send("POST", AT, {**form, "invoice": ["F-1 pay@c.example"], "action": "send"})
    assert reply.status == 200 and world.mailer.sent == []
