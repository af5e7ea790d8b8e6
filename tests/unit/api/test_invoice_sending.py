"""Invoices sent through the API: the organization's settings, one invoice sent or marked, and why not."""

from __future__ import annotations

from typing import Any

import pytest

from relance.domain.organization import Role
from relance.house import House
from relance.readers.reader import FileReader
from relance.rendering.import_report import words
from relance.runtime.memory import MemoryWorld
from tests.unit.api.client import Client
from tests.unit.api.conftest import START
from tests.unit.readers.einvoices import pdf
from tests.unit.readers.reading import EUR

SETTINGS = "/organization/invoice-sending"
ON = {"on": True}


def switched_on(acme: Client, **more: Any) -> None:
    reply = acme.call("PUT", SETTINGS, {**ON, **more}, {"If-Match": acme.get(SETTINGS).etag})
    assert reply.status == 200, reply


def invoiced(acme: Client, house: House, number: str = "F-1", *, email: str | None = "pay@c.example") -> Any:
    acme.post("/customers", {"id": "C-1", "name": "Client"})
    if email:
        acme.post("/customers/C-1/contacts", {"name": "Zoé", "email": email})
    total = {"minor": 10000, "currency": "EUR"}
    new = {"customer": "C-1", "number": number, "issue_date": "2026-11-01", "total": total}
    made = acme.post("/invoices", new).json
    house.keep_pdfs.run(house.tenants.of("acme", START), FileReader(words).read(pdf(), f"{number}.pdf", EUR))
    return made


def test_the_settings_are_off_until_an_admin_switches_them_on_and_warn_then(acme: Client) -> None:
    before = acme.get(SETTINGS)
    assert (before.json["on"], before.json["warning"]) == (False, None)
    assert acme.as_(Role.COLLECTOR).call("PUT", SETTINGS, ON, {"If-Match": before.etag}).status == 403
    assert acme.call("PUT", SETTINGS, ON).status == 428
    switched_on(acme, automatic=True, delay_days=2, cc=["team@acme.example"])
    after = acme.get(SETTINGS).json
    assert (after["automatic"], after["delay_days"], after["cc"]) == (True, 2, ["team@acme.example"])
    assert "twice" in after["warning"]


def test_a_message_that_cannot_be_written_is_refused_by_its_place(acme: Client) -> None:
    wrong = {"en": {"subject": "{{ nobody }}", "body": "x"}}
    reply = acme.call("PUT", SETTINGS, {**ON, "messages": wrong}, {"If-Match": acme.get(SETTINGS).etag})
    assert (reply.status, list(reply.faults)) == (422, ["messages.en.subject"])


def test_an_invoice_waits_where_the_organization_sends_them_unless_it_is_said(
    acme: Client, house: House
) -> None:
    assert invoiced(acme, house)["status"] == "due"
    switched_on(acme, automatic=True)
    waits = invoiced(acme, house, "F-2")
    assert (waits["status"], waits["sending"]["state"]) == ("to_send", "to_send")
    assert waits["sending"]["leaves_at"] == "2026-11-03T06:30:00Z"
    assert [one["id"] for one in acme.get("/invoices", status="to_send").json["items"]] == ["F-2"]
    total = {"minor": 10000, "currency": "EUR"}
    said = {"customer": "C-1", "number": "F-3", "issue_date": "2026-11-01", "total": total, "to_send": False}
    assert acme.post("/invoices", said).json["sending"]["state"] == "not_ours"


def test_an_invoice_is_sent_to_the_recipient_that_was_confirmed(
    acme: Client, house: House, world: MemoryWorld
) -> None:
    switched_on(acme)
    invoiced(acme, house)
    refused = acme.post("/invoices/F-1/send", {"to": "other@c.example"})
    assert refused.faults == {"to": "invoice_recipient_changed"}
    sent = acme.post("/invoices/F-1/send", {"to": "pay@c.example"}).json
    assert (sent["status"], sent["automatic"], sent["invoices"]) == ("sent", False, ["F-1"])
    assert len(world.mailer.sent) == 1
    after = acme.get("/invoices/F-1").json
    assert (after["status"], after["sending"]["state"]) == ("due", "sent")
    assert acme.post("/invoices/F-1/send", {}).faults == {"invoice": "invoice_not_to_send"}
    assert acme.get("/customers/C-1/timeline").json["items"][0]["invoices"] == ["F-1"]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_what_stands_in_the_way_is_said_in_words(acme: Client, house: House, language: str) -> None:
    switched_on(acme)
    invoiced(acme, house, email=None)
    refused = acme.call("POST", "/invoices/F-1/send", {}, {"Accept-Language": language})
    (error,) = refused.json["errors"]
    assert (error["code"], "F-1" in error["message"]) == ("invoice_no_contact", True)
    assert acme.get("/invoices/F-1").json["sending"]["why"] == "no_contact"


def test_sending_is_refused_while_it_is_off_and_marking_is_not(acme: Client, house: House) -> None:
    switched_on(acme)
    invoiced(acme, house)
    acme.call("PUT", SETTINGS, {"on": False}, {"If-Match": acme.get(SETTINGS).etag})
    assert acme.post("/invoices/F-1/send", {}).faults == {"organization": "invoice_sending_off"}
    marked = acme.post("/invoices/F-1/mark-as-sent", {}).json
    assert (marked["status"], marked["sending"]["state"], marked["sending"]["marked_by"]) == (
        "due",
        "marked_as_sent",
        "ada",
    )
    assert acme.post("/invoices/F-1/mark-as-sent", {}).faults == {"invoice": "invoice_not_to_send"}
