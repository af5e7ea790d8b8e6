"""The next mail of a plan, and the last one sent, through the API."""

from __future__ import annotations

from datetime import timedelta

import pytest

from relance.domain.organization import Role
from relance.runtime.memory import MemoryWorld
from relance.usecases.ports.mailing import Throttled, Unknown
from tests.unit.api.client import Client, Reply
from tests.unit.api.company import call, email, owes, published, until


@pytest.fixture
def path(acme: Client) -> str:
    """Of the enrolment of C-1, whose first e-mail would leave on 3 November."""
    published(acme, email(7), email(15, subject="#REF# again"), min_contact_delay_days=5)
    owes(acme, "F-1", "2026-10-27")
    return enrolment(acme)


def enrolment(acme: Client) -> str:
    (one,) = acme.get("/customers/C-1/enrolments").json["enrolments"]
    return f"/customers/C-1/enrolments/{one['id']}"


def send_next(client: Client, path: str, *, sooner: bool = False) -> Reply:
    """The step that is next, whichever that is."""
    shown = client.get(f"{path}/next-mail")
    step = shown.json["step"] if shown.status == 200 else "any"
    return client.post(f"{path}/send-next", {"step": step, "sooner": sooner})


def test_it_is_shown_as_it_would_read_and_sent_once(acme: Client, world: MemoryWorld, path: str) -> None:
    shown = acme.get(f"{path}/next-mail").json
    assert (shown["invoices"], shown["to"], shown["too_soon"]) == (["F-1"], "zoe@c-1.example", None)
    assert shown["preview"]["subject"] == "F-1 is late"
    assert world.mailer.sent == []

    sent = send_next(acme, path).json
    assert (sent["status"], sent["automatic"], sent["sender"]["id"]) == ("sent", False, "ada")
    assert (sent["subject"], sent["step"]) == ("F-1 is late", shown["step"])
    until(world, "2026-11-06")
    assert len(world.mailer.sent) == 1
    assert acme.get("/tasks").json["items"] == []


def test_soon_after_a_contact_it_warns_and_is_sent_with_sooner(
    acme: Client, world: MemoryWorld, path: str
) -> None:
    send_next(acme, path)
    warned = acme.get(f"{path}/next-mail").json
    assert warned["too_soon"] == {"last": "2026-11-02", "until": "2026-11-07"}
    assert send_next(acme, path).faults == {"sooner": "contacted_lately"}
    sent = send_next(acme, path, sooner=True)
    assert (sent.status, sent.json["subject"]) == (200, "F-1 again")
    assert acme.get(f"{path}/next-mail").faults == {"enrolment": "nothing_next"}
    assert len(world.mailer.sent) == 2


def test_asked_for_twice_the_step_after_it_does_not_leave(
    acme: Client, world: MemoryWorld, path: str
) -> None:
    body = {"step": acme.get(f"{path}/next-mail").json["step"], "sooner": True}
    assert acme.post(f"{path}/send-next", body).json["status"] == "sent"
    assert acme.post(f"{path}/send-next", body).faults == {"step": "next_moved_on"}
    assert len(world.mailer.sent) == 1


def test_a_request_repeated_sends_once(acme: Client, world: MemoryWorld, path: str) -> None:
    key, body = {"Idempotency-Key": "one"}, {"step": acme.get(f"{path}/next-mail").json["step"]}
    once = acme.post(f"{path}/send-next", body, key)
    assert acme.post(f"{path}/send-next", body, key).json == once.json
    assert len(world.mailer.sent) == 1


def test_what_stands_in_the_way_is_said(acme: Client, path: str) -> None:
    acme.post("/customers/C-1/pause", {})
    refused = send_next(acme, path)
    assert (refused.status, refused.faults) == (422, {"enrolment": "next_on_hold"})
    acme.post("/customers/C-1/resume", {})
    acme.edit("/invoices/F-1", {"disputed": True})
    assert acme.get(f"{path}/next-mail").faults == {"enrolment": "next_in_dispute"}


def test_a_step_that_a_person_does_is_not_mailed(acme: Client) -> None:
    published(acme, call(7), email(15))
    owes(acme, "F-1", "2026-10-27")
    assert send_next(acme, enrolment(acme)).faults == {"enrolment": "next_is_manual"}


def test_what_becomes_of_it_is_told(acme: Client, world: MemoryWorld, path: str) -> None:
    world.mailer.answer = lambda _: Throttled("too fast")
    assert send_next(acme, path).code == "mail_later"
    world.clock.forward(timedelta(minutes=1))
    world.mailer.answer = lambda _: Unknown("no answer")
    assert send_next(acme, path).json["status"] == "unknown"
    (task,) = acme.get("/tasks").json["items"]
    assert task["why"] == "possibly_not_sent"
    assert send_next(acme, path).faults == {"enrolment": "next_awaits_person"}


def test_who_only_looks_may_see_it_and_not_send_it(acme: Client, path: str) -> None:
    viewer = acme.as_(Role.VIEWER)
    assert viewer.get(f"{path}/next-mail").status == 200
    assert send_next(viewer, path).status == 403


def test_of_one_that_is_not_there_nothing_is_sent(acme: Client, path: str) -> None:
    assert send_next(acme, "/customers/C-1/enrolments/none").status == 404
    acme.post("/customers/C-1/assign-plan", {"plan": "none"})
    assert send_next(acme, path).status == 404


def test_the_last_reminder_of_an_invoice_is_one_call(acme: Client, world: MemoryWorld, path: str) -> None:
    assert acme.get("/invoices/F-1/last-reminder").status == 404
    send_next(acme, path)
    world.clock.forward(timedelta(hours=1))
    send_next(acme, path, sooner=True)
    last = acme.get("/invoices/F-1/last-reminder").json
    assert (last["subject"], last["invoices"]) == ("F-1 again", ["F-1"])
    assert "Dear Customer C-1" in last["text"]
    assert acme.get("/invoices/F-9/last-reminder").status == 404


def test_a_mail_that_speaks_of_what_is_overdue_does_not_leave_before(
    acme: Client, world: MemoryWorld
) -> None:
    words = {"en": {"subject": "#REF#", "body": "You owe {{ amount_overdue }}. {{ payment_details }}"}}
    published(acme, email(7) | {"messages": words})
    owes(acme, "F-1", "2026-11-27")
    path = enrolment(acme)
    refused = acme.get(f"{path}/next-mail")
    assert (refused.status, refused.faults) == (422, {"step": "speaks_of_overdue"})
    assert send_next(acme, path).faults == {"step": "speaks_of_overdue"}
    assert world.mailer.sent == []
