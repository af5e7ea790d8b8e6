"""One organization's dunning through the API: a plan in force, a customer who owes, days that pass."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from relance.runtime.memory import MemoryWorld
from tests.unit.api.client import Client

_A_MINUTE = timedelta(minutes=5)
BODY = "Dear {{ customer_name }},\n\n{{ invoices_table }}\n\n{{ payment_details }}"
ACCOUNT = {"iban": "FR14 2004 1010 0505 0001 3M02 606", "holder": "Acme SAS"}


def email(offset: int, *, automatic: bool = True, subject: str = "#REF# is late") -> dict[str, Any]:
    words = {"en": {"subject": subject, "body": BODY}}
    return {"kind": "email", "offset_days": offset, "automatic": automatic, "messages": words}


def switched_on(new: Client) -> None:
    """Sending, of an organization that has signed up: it says how its customers pay, looks, and confirms."""
    assert new.edit("/organization", {"bank_details": ACCOUNT}).status == 200
    confirm = new.get("/organization/sending").json["confirm"]
    assert new.post("/organization/sending", {"on": True, "confirm": confirm}).status == 200


def call(offset: int) -> dict[str, Any]:
    return {"kind": "call", "offset_days": offset}


def drafted(acme: Client, *steps: dict[str, Any], **settings: Any) -> str:
    """The id of a plan that is a draft; without a contact delay, unless one is given."""
    plain = {"min_contact_delay_days": 0, "succession": "restart"}
    made = acme.post("/plans", {"name": "Plan", "steps": list(steps), **plain, **settings})
    assert made.status == 201, made
    return str(made.json["id"])


def published(acme: Client, *steps: dict[str, Any], **settings: Any) -> str:
    """The id of a plan in force; the first is everybody's."""
    plan = drafted(acme, *steps, **{"min_contact_delay_days": 0, "succession": "restart"} | settings)
    reply = publish(acme, plan)
    assert reply.status == 200, reply
    return plan


def publish(acme: Client, plan: str, **body: Any) -> Any:
    etag = acme.get(f"/plans/{plan}/draft").etag
    return acme.post(f"/plans/{plan}/publish", body, {"If-Match": etag})


def owes(acme: Client, number: str, due: str, customer: str = "C-1", amount: int = 100_00) -> None:
    """An invoice, of a customer who has an address that works."""
    if acme.get(f"/customers/{customer}").status == 404:
        acme.post("/customers", {"id": customer, "name": f"Customer {customer}"})
        contact = {"name": "Zoe", "email": f"zoe@{customer.lower()}.example"}
        assert acme.post(f"/customers/{customer}/contacts", contact).status == 201
    total = {"minor": amount, "currency": "EUR"}
    invoice = {"customer": customer, "number": number, "issue_date": min("2026-10-01", due), "due_date": due}
    made = acme.post("/invoices", {**invoice, "total": total})
    assert made.status == 201, made


def pays(acme: Client, number: str, customer: str = "C-1", amount: int = 100_00) -> None:
    money = {"minor": amount, "currency": "EUR"}
    paid = {
        "received_on": "2026-11-02",
        "amount": money,
        "allocations": [{"invoice": number, "amount": money}],
    }
    made = acme.post(f"/customers/{customer}/payments", paid)
    assert made.status == 201, made


def until(world: MemoryWorld, day: str) -> None:
    """Every five minutes until noon UTC of that day: what is due is worked off."""
    end = datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC) + timedelta(hours=12)
    while world.clock.at < end:
        world.clock.forward(_A_MINUTE)
        world.tick()


def only_task(acme: Client, **query: Any) -> Any:
    (task,) = acme.get("/tasks", **query).json["items"]
    return task


def path(task: Any) -> str:
    return f"/customers/{task['customer']}/tasks/{task['id']}"
