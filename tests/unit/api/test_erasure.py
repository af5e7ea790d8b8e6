"""A customer erased through the API."""

from __future__ import annotations

from relance.domain.erasure import SETTLED_AFTER
from relance.domain.organization import Role
from relance.runtime.memory import MemoryWorld
from tests.unit.api.client import Client
from tests.unit.api.company import email, owes, published, until


def test_a_customer_is_held_at_once_and_gone_soon(acme: Client, world: MemoryWorld) -> None:
    published(acme, email(7))
    owes(acme, "F-1", "2026-10-27")
    asked = acme.call("DELETE", "/customers/C-1")
    assert (asked.status, asked.json["state"], asked.json["done_at"]) == (202, "asked", None)
    assert acme.call("DELETE", "/customers/C-1").json == asked.json
    until(world, "2026-11-04")
    assert world.mailer.sent == []

    for state in ("account_gone", "done"):
        world.house.erase_customer.take_up()
        assert acme.get("/customers/C-1/erasure").json["state"] == state
        world.clock.forward(SETTLED_AFTER)
    assert acme.get("/customers/C-1").status == 404
    assert acme.get("/invoices/F-1").status == 404
    assert acme.call("DELETE", "/customers/C-1").status == 404


def test_who_erased_which_customer_stays_known(acme: Client) -> None:
    acme.post("/customers", {"id": "C-1", "name": "Zoe"})
    acme.call("DELETE", "/customers/C-1")
    lines = acme.get("/audit").json["items"]
    (line,) = [line for line in lines if line["operation"] == "erase_customer"]
    assert (line["about"], line["done"]) == ({"customer": "C-1"}, True)


def test_a_customer_of_nobodys_is_not_erased(acme: Client, other: Client) -> None:
    other.post("/customers", {"id": "C-9", "name": "Theirs"})
    assert acme.call("DELETE", "/customers/C-9").status == 404
    assert acme.get("/customers/C-9/erasure").status == 404
    assert other.as_(Role.COLLECTOR).call("DELETE", "/customers/C-9").status == 403
