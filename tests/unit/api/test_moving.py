"""Moving an invoice through the API, and what a file says of an invoice of another customer."""

from __future__ import annotations

from relance.runtime.memory import MemoryWorld
from tests.unit.api.client import Client
from tests.unit.api.company import call, email, owes, published, until


def test_an_invoice_is_given_to_the_customer_that_it_belongs_to(acme: Client, world: MemoryWorld) -> None:
    published(acme, email(7), call(20))
    owes(acme, "F-1", "2026-10-27")
    owes(acme, "F-2", "2026-11-27", customer="C-2")
    until(world, "2026-11-04")
    assert len(world.mailer.sent) == 1

    assert acme.post("/invoices/F-1/move", {"customer": "C-2"}).json["customer"] == "C-2"
    assert acme.get("/customers/C-1/invoices").json["items"] == []
    assert acme.get("/invoices/F-1").json["customer"] == "C-2"
    until(world, "2026-11-18")
    assert len(world.mailer.sent) == 1, "the first reminder is not sent again"
    (todo,) = acme.get("/tasks").json["items"]
    assert (todo["customer"], todo["invoices"]) == ("C-2", ["F-1"])


def test_what_cannot_be_moved_is_said(acme: Client) -> None:
    owes(acme, "F-1", "2026-10-27")
    assert acme.post("/invoices/F-1/move", {"customer": "C-1"}).faults == {"customer": "already_theirs"}
    assert acme.post("/invoices/F-1/move", {"customer": "C-9"}).status == 404
    assert acme.post("/invoices/F-9/move", {"customer": "C-1"}).status == 404
