"""E-mails outside any plan, through the API."""

from __future__ import annotations

from typing import Any

import pytest

from relance.domain.organization import Role
from relance.house import House
from relance.runtime.memory import MemoryWorld
from relance.usecases.ports.mailing import Throttled
from tests.unit.api.client import Client
from tests.unit.api.company import owes

MAILS = "/customers/C-1/mails"
HELLO = {"message": {"subject": "About #REF#", "body": "Dear {{ contact_name }},\n\n{{ invoices_table }}"}}


@pytest.fixture(autouse=True)
def in_debt(acme: Client) -> None:
    owes(acme, "F-1", "2026-10-27")
    owes(acme, "F-2", "2026-12-27")


def test_it_is_shown_without_effect_and_sent_as_it_was_shown(acme: Client, world: MemoryWorld) -> None:
    shown = acme.as_(Role.VIEWER).post(f"{MAILS}/preview", HELLO).json
    assert (shown["to"], shown["invoices"], shown["last_contact"]) == ("zoe@c-1.example", ["F-1"], None)
    assert shown["preview"]["subject"] == "About F-1"
    assert (world.mailer.sent, acme.get("/tasks").json["items"]) == ([], [])

    sent = acme.post(MAILS, HELLO).json
    assert (sent["status"], sent["subject"], sent["automatic"]) == ("sent", "About F-1", False)
    assert (sent["sender"]["id"], sent["invoices"]) == ("ada", ["F-1"])
    assert acme.post(f"{MAILS}/preview", HELLO).json["last_contact"] == "2026-11-02"
    assert acme.get("/tasks").json["items"] == []


def test_a_template_and_named_invoices(acme: Client, world: MemoryWorld) -> None:
    words = {"fr": {"subject": "Facture #REF#", "body": "Bonjour"}, "en": HELLO["message"]}
    template = acme.post("/templates", {"name": "Hello", "messages": words}).json["id"]
    sent = acme.post(MAILS, {"template": template, "invoices": ["F-2"], "to": "boss@c-1.example"}).json
    assert (sent["subject"], sent["recipients"][0]["email"]) == ("About F-2", "boss@c-1.example")


def test_under_one_key_it_leaves_once(acme: Client, world: MemoryWorld) -> None:
    key = {"Idempotency-Key": "one"}
    assert acme.post(MAILS, HELLO, key).json == acme.post(MAILS, HELLO, key).json
    assert len(world.mailer.sent) == 1


def test_under_the_same_key_it_leaves_after_the_service_did_not_take_it(
    acme: Client, world: MemoryWorld
) -> None:
    key = {"Idempotency-Key": "one"}
    world.mailer.answer = lambda _: Throttled("slow")
    assert acme.post(MAILS, HELLO, key).code == "mail_later"
    world.mailer.answer = None
    assert acme.post(MAILS, HELLO, key).status == 200
    assert len(world.mailer.sent) == 1


@pytest.mark.parametrize(
    ("changed", "faults"),
    [
        ({"template": "x"}, {"message": "message_or_template"}),
        ({"message": None}, {"message": "message_or_template"}),
        ({"invoices": ["F-9"]}, {"invoices": "unknown_invoice"}),
        ({"message": {"subject": "x", "body": " "}}, {"body": "template_empty"}),
        ({"message": {"subject": "{{ nonsense }}", "body": "x"}}, {"subject": "template_field_misspelt"}),
        (
            {"attachments": [{"id": "a" * 16, "name": "x.pdf", "content_type": "application/pdf"}]},
            {"attachments.0.id": "not_uploaded"},
        ),
    ],
)
def test_what_is_wrong_is_said_and_nothing_leaves(
    acme: Client, world: MemoryWorld, changed: dict[str, Any], faults: dict[str, str]
) -> None:
    for path in (MAILS, f"{MAILS}/preview"):
        assert acme.post(path, HELLO | changed).faults == faults
    assert world.mailer.sent == []


def test_an_uploaded_file_goes_with_it(acme: Client, other: Client, house: House, world: MemoryWorld) -> None:
    made = acme.post("/attachments", {"content_type": "application/pdf"}).json
    assert made["upload"]["fields"]["Content-Type"] == "application/pdf"
    house.import_files.put(made["upload"]["fields"]["key"], b"%PDF-1.7", "application/pdf")
    file = {"id": made["id"], "name": "terms.pdf", "content_type": "application/pdf"}
    assert acme.post(MAILS, {**HELLO, "attachments": [file]}).status == 200
    assert b'filename="terms.pdf"' in world.mailer.sent[0][1].mime

    owes(other, "F-1", "2026-10-27")
    assert other.post(MAILS, {**HELLO, "attachments": [file]}).faults == {"attachments.0.id": "not_uploaded"}


def test_who_only_looks_may_not_send(acme: Client) -> None:
    assert acme.as_(Role.VIEWER).post(MAILS, HELLO).code == "role_too_low"
