"""The simulation and test reminders through the API."""

from __future__ import annotations

import csv
import io
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest

from relance.domain.organization import Role
from relance.runtime.memory import MemoryWorld
from relance.usecases.organization.authorize import Caller
from relance.usecases.ports.mailing import Throttled, Unknown
from tests.unit.api.client import Client
from tests.unit.api.company import call, email, owes, published, until


@pytest.fixture
def owing(acme: Client) -> Client:
    published(acme, email(7), call(10), email(12))
    owes(acme, "F-1", "2026-10-27")
    owes(acme, "F-2", "2027-01-15", customer="C-2")
    return acme


def acts(rows: Any) -> list[tuple[str, str, str]]:
    return [
        (row["first"], row["customer"], row["decision"]["kind"]) for row in rows["items"] if row["will_act"]
    ]


def test_a_day_says_of_every_customer_what_and_why(owing: Client) -> None:
    rows = owing.get("/simulation", first="2026-11-03").json["items"]
    assert [(row["customer"], row["decision"]["kind"]) for row in rows] == [
        ("C-1", "execute"),
        ("C-1", "wait"),
        ("C-2", "wait"),
    ]
    assert rows[0]["decision"]["invoices"] == ["F-1"]
    assert rows[0]["decision"]["text"].startswith("“Reminder, 7 days after")
    french = owing.get("/simulation", {"Accept-Language": "fr"}, first="2026-11-03").json["items"]
    assert french[0]["decision"]["text"].startswith("« Relance, 7 jours après")


def test_the_run_does_what_the_range_said(owing: Client, world: MemoryWorld) -> None:
    told = acts(owing.get("/simulation", first="2026-11-02", last="2026-11-12").json)
    assert told == [("2026-11-03", "C-1", "execute"), ("2026-11-06", "C-1", "create_task")]
    until(world, "2026-11-12")
    assert [ref.at.date().isoformat() for ref, _ in world.mailer.sent] == ["2026-11-03"]
    assert len(owing.get("/tasks").json["items"]) == 1


def test_the_same_answer_on_many_days_is_one_line(owing: Client) -> None:
    rows = owing.get("/simulation", first="2026-11-02", last="2026-12-02", customer="C-2").json["items"]
    assert [(row["first"], row["last"], row["will_act"]) for row in rows] == [
        ("2026-11-02", "2026-12-02", False)
    ]


def test_days_before_the_range_count_for_it(owing: Client) -> None:
    rows = owing.get("/simulation", first="2026-11-05", last="2026-11-06", customer="C-1").json
    assert acts(rows) == [("2026-11-06", "C-1", "create_task")]


def test_it_is_listed_by_level_and_by_customer(owing: Client) -> None:
    assert owing.get("/simulation", level="invoice").json["items"] == []
    page = owing.get("/simulation", limit=1).json
    rest = owing.get("/simulation", limit=1, cursor=page["next"]).json
    assert ({row["customer"] for row in page["items"]}, {row["customer"] for row in rest["items"]}) == (
        {"C-1"},
        {"C-2"},
    )
    assert rest["next"] is None
    assert owing.get("/simulation", customer="C-9").status == 404


def mailed(world: MemoryWorld) -> EmailMessage:
    (envelope,) = world.notifier.sent
    assert envelope.recipients == ("ada@acme.example",)
    return message_from_bytes(envelope.mime, policy=policy.default)


def test_it_is_mailed_as_a_table_and_as_csv(owing: Client, world: MemoryWorld) -> None:
    owing.edit("/customers/C-1", {"name": "=SUM(1) <b>"})
    body = {"first": "2026-11-02", "last": "2026-11-12"}
    sent = owing.post("/simulation/mail", body)
    assert sent.json == {"to": "ada@acme.example", "status": "sent"}

    message = mailed(world)
    assert message["Subject"] == "Simulation from 2 November 2026 to 12 November 2026"
    html = message.get_body(("html",))
    assert html is not None
    assert "=SUM(1) &lt;b&gt;" in html.get_content()
    (attached,) = message.iter_attachments()
    lines = list(csv.DictReader(io.StringIO(attached.get_content().lstrip("\ufeff"))))
    assert [(line["customer"], line["outcome"]) for line in lines if line["outcome"] != "nothing"] == [
        ("'=SUM(1) <b>", "mail"),
        ("'=SUM(1) <b>", "task"),
    ]


def test_only_a_member_is_mailed(owing: Client, world: MemoryWorld) -> None:
    machine = Client(owing.api, Caller("acme", "key", Role.ADMIN, "key"))
    body = {"first": "2026-11-02", "last": "2026-11-02"}
    assert machine.post("/simulation/mail", body).faults == {"authorization": "members_only"}
    assert machine.post("/invoices/F-1/test-reminder", {}).faults == {"authorization": "members_only"}
    assert world.notifier.sent == []


def test_a_test_reminder_is_mailed_to_who_asks_and_changes_nothing(owing: Client, world: MemoryWorld) -> None:
    before = owing.get("/customers/C-1/enrolments").json
    assert owing.post("/invoices/F-1/test-reminder", {}).json["status"] == "sent"

    message = mailed(world)
    assert message["Subject"] == "[Test] F-1 is late"
    assert "reply.example.com" not in f"{message['Reply-To']} {message['References']}"
    body = message.get_body(("plain",))
    assert body is not None
    assert "Customer C-1" in body.get_content()
    assert owing.get("/customers/C-1/enrolments").json == before
    assert world.outreaches.all() == ()
    assert world.mailer.sent == []


def test_a_test_reminder_may_be_of_any_e_mail_of_the_plan(owing: Client, world: MemoryWorld) -> None:
    (plan,) = owing.get("/plans").json["items"]
    steps = owing.get(f"/plans/{plan['id']}").json["steps"]
    assert owing.post("/invoices/F-1/test-reminder", {"step": steps[2]["id"]}).status == 200
    refused = owing.post("/invoices/F-1/test-reminder", {"step": steps[1]["id"]})
    assert refused.faults == {"step": "no_such_email"}
    assert owing.post("/invoices/F-9/test-reminder", {}).status == 404
    assert len(world.notifier.sent) == 1


def test_without_a_plan_there_is_no_reminder_to_test(owing: Client) -> None:
    owing.post("/customers/C-1/assign-plan", {"plan": "none"})
    assert owing.post("/invoices/F-1/test-reminder", {}).faults == {"invoice": "no_plan"}


def test_the_mail_services_answer_is_told(owing: Client, world: MemoryWorld) -> None:
    world.notifier.answer = lambda: Throttled("too fast")
    assert owing.post("/invoices/F-1/test-reminder", {}).code == "mail_later"
    world.notifier.answer = lambda: Unknown("no answer")
    assert owing.post("/invoices/F-1/test-reminder", {}).json["status"] == "unknown"
