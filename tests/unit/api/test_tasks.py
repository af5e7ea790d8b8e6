"""To-dos through the API: listed, done, skipped, postponed, sent by hand."""

from __future__ import annotations

from datetime import timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest

from relance.domain.organization import Role
from relance.domain.outreach import EmailEvent, EmailStatus
from relance.runtime.memory import MemoryWorld
from relance.usecases.ports.mailing import Rejected, Throttled, Unknown
from tests.unit.api.client import Client
from tests.unit.api.company import call, email, only_task, owes, path, pays, published, until

MAIL = {"subject": "About #REF#", "body": "Dear {{ customer_name }}, please pay.", "to": "boss@c-1.example"}


@pytest.fixture
def todo(acme: Client, world: MemoryWorld) -> Any:
    """A manual e-mail that is due, with an automatic one three days after it."""
    published(acme, email(6, automatic=False), email(9))
    owes(acme, "F-1", "2026-10-27")
    world.tick()
    return only_task(acme)


def enrolment(acme: Client) -> Any:
    (one,) = acme.get("/customers/C-1/enrolments").json["enrolments"]
    return one


def test_to_dos_are_listed_by_whose_they_are_their_kind_and_their_state(
    acme: Client, world: MemoryWorld
) -> None:
    published(acme, call(6))
    for number in range(4):
        owes(acme, f"F-{number}", "2026-10-27", customer=f"C-{number}")
    world.tick()
    first, *_ = acme.get("/tasks").json["items"]
    assert acme.edit(path(first), {"owner": "ada"}).json["owner"] == "ada"

    assert [task["id"] for task in acme.get("/tasks", owner="me").json["items"]] == [first["id"]]
    assert [task["id"] for task in acme.get("/tasks", owner="ada").json["items"]] == [first["id"]]
    assert len(acme.get("/tasks", owner="nobody").json["items"]) == 3
    assert len(acme.get("/tasks", kind="call").json["items"]) == 4
    assert acme.get("/tasks", kind="email").json["items"] == []
    assert acme.get("/tasks", state="done").json["items"] == []

    page = acme.get("/tasks", owner="nobody", limit=2).json
    rest = acme.get("/tasks", owner="nobody", limit=2, cursor=page["next"]).json
    assert (len(page["items"]), len(rest["items"]), rest["next"]) == (2, 1, None)


def test_done_counts_as_a_contact_and_the_plan_goes_on(acme: Client, todo: Any) -> None:
    done = acme.post(f"{path(todo)}/done")
    assert (done.status, done.json["state"], done.json["closed_by"]) == (200, "done", "ada")
    assert (enrolment(acme)["awaiting"], enrolment(acme)["last_contact_on"]) == (None, "2026-11-02")

    assert acme.post(f"{path(todo)}/done").faults == {"task": "task_closed"}
    assert acme.get(path(todo)).json == done.json
    (row,) = acme.get("/tasks", state="done").json["items"]
    assert done.json.items() <= row.items()


def test_skipped_it_is_no_contact(acme: Client, todo: Any) -> None:
    assert acme.post(f"{path(todo)}/skip").json["state"] == "skipped"
    assert (enrolment(acme)["awaiting"], enrolment(acme)["last_contact_on"]) == (None, None)


def test_postponed_it_comes_back_on_its_day_and_the_plan_waits(
    acme: Client, todo: Any, world: MemoryWorld
) -> None:
    later = acme.edit(path(todo), {"until": "2026-11-09"}).json
    assert (later["state"], later["due_on"]) == ("postponed", "2026-11-09")
    assert acme.get("/tasks").json["items"] == []

    until(world, "2026-11-08")
    assert acme.get("/tasks").json["items"] == []
    until(world, "2026-11-09")
    assert only_task(acme)["due_on"] == "2026-11-09"
    assert world.mailer.sent == []


def test_it_is_postponed_to_a_day_to_come(acme: Client, todo: Any) -> None:
    for day in ("2026-11-02", "2028-11-02"):
        assert acme.edit(path(todo), {"until": day}).faults == {"until": "not_in_the_coming_year"}
    assert acme.edit(path(todo), {"owner": "nobody-we-know"}).faults == {"owner": "unknown_member"}
    assert acme.patch(path(todo), {"until": "2026-11-09"}).code == "precondition_required"


def test_the_draft_is_what_the_plan_says_and_how_it_looks(acme: Client, todo: Any) -> None:
    draft = acme.get(f"{path(todo)}/draft").json
    assert (draft["message"]["subject"], draft["to"]) == ("#REF# is late", "zoe@c-1.example")
    assert draft["preview"]["subject"] == "F-1 is late"


def test_sent_by_hand_it_leaves_once_as_it_was_edited_and_counts_as_a_contact(
    acme: Client, todo: Any, world: MemoryWorld
) -> None:
    sent = acme.post(f"{path(todo)}/send", {**MAIL, "cc": ["cc@c-1.example"]})

    assert (sent.status, sent.json["status"], sent.json["automatic"]) == (200, "sent", False)
    assert sent.json["sender"] == {"id": "ada", "initials": "AA"}
    ((_, envelope),) = world.mailer.sent
    assert envelope.recipients == ("boss@c-1.example", "cc@c-1.example")
    message = message_from_bytes(envelope.mime, policy=policy.default)
    assert message["Subject"] == "About F-1"
    assert "Auto-Submitted" not in message, "a person pressed the button"
    assert enrolment(acme)["last_contact_on"] == "2026-11-02"
    assert acme.get("/tasks").json["items"] == []
    assert acme.get(path(todo)).json["email"] == sent.json["id"]

    assert acme.post(f"{path(todo)}/send", MAIL).faults == {"task": "task_closed"}
    assert len(world.mailer.sent) == 1


def test_what_cannot_be_written_is_refused_and_the_to_do_stays(acme: Client, todo: Any) -> None:
    wrong = {**MAIL, "subject": "{{ zzz }}", "body": ""}
    assert acme.post(f"{path(todo)}/send", wrong).faults == {
        "subject": "template_field_unknown",
        "body": "template_empty",
    }
    assert only_task(acme) == todo


def test_what_was_paid_meanwhile_is_not_sent(acme: Client, todo: Any, world: MemoryWorld) -> None:
    pays(acme, "F-1")
    assert acme.post(f"{path(todo)}/send", MAIL).faults == {"task": "task_closed"}
    assert world.mailer.sent == []


def test_throttled_nothing_left_and_it_may_be_sent_again(acme: Client, todo: Any, world: MemoryWorld) -> None:
    world.mailer.answer = lambda ref: Throttled("too fast")
    assert acme.post(f"{path(todo)}/send", MAIL).code == "mail_later"
    assert only_task(acme)["kind"] == "email"

    world.mailer.answer = None
    world.clock.forward(timedelta(minutes=5))
    assert acme.post(f"{path(todo)}/send", MAIL).json["status"] == "sent"
    assert len(world.mailer.sent) == 1
    assert acme.get("/tasks").json["items"] == []


def test_refused_a_person_may_send_it_again_otherwise_or_leave_it(
    acme: Client, todo: Any, world: MemoryWorld
) -> None:
    world.mailer.answer = lambda ref: Rejected("the address is on the suppression list")
    assert acme.post(f"{path(todo)}/send", MAIL).code == "mail_refused"
    (line,) = [line for line in acme.get("/audit").json["items"] if line["operation"] == "send_task"]
    assert not line["done"]
    review = only_task(acme)
    assert (review["kind"], review["why"]) == ("review_send", "rejected")
    assert enrolment(acme)["awaiting"] == "review_send"

    world.mailer.answer = None
    again = acme.post(f"{path(review)}/send", {**MAIL, "to": "other@c-1.example"})
    assert again.json["status"] == "sent"
    assert acme.get("/tasks").json["items"] == []
    assert enrolment(acme)["last_contact_on"] == "2026-11-02"
    failed, sent = (acme.get("/actions", status=status).json["items"] for status in ("failed", "done"))
    assert [len(failed), len(sent)] == [1, 1]


def test_what_may_have_left_is_never_repeated_by_itself(acme: Client, todo: Any, world: MemoryWorld) -> None:
    world.mailer.answer = lambda ref: Unknown("no answer in time")
    assert acme.post(f"{path(todo)}/send", MAIL).json["status"] == "unknown"
    review = only_task(acme)
    assert (review["kind"], review["why"]) == ("review_send", "possibly_not_sent")

    world.mailer.answer = None
    until(world, "2026-11-06")
    assert world.mailer.sent == [], "the plan waits for a person's word"
    acme.post(f"{path(review)}/done")
    until(world, "2026-11-07")
    assert enrolment(acme)["last_contact_on"] == "2026-11-02"
    assert enrolment(acme)["awaiting"] is None


def test_the_mail_service_may_tell_later_that_it_left(acme: Client, todo: Any, world: MemoryWorld) -> None:
    world.mailer.answer = lambda ref: Unknown("no answer in time")
    acme.post(f"{path(todo)}/send", MAIL)
    (outreach,) = world.outreaches.all()

    world.house.record_email_event.run(
        EmailEvent(outreach.ref, EmailStatus.SENT, world.clock.at, ("boss@c-1.example",), "message-1")
    )

    assert acme.get("/tasks").json["items"] == []
    assert (enrolment(acme)["awaiting"], enrolment(acme)["last_contact_on"]) == (None, "2026-11-02")


def test_a_sender_that_dies_leaves_a_question_and_never_two_mails(
    acme: Client, todo: Any, world: MemoryWorld
) -> None:
    def dies(ref: object) -> Any:
        raise SystemExit

    world.mailer.answer = dies
    with pytest.raises(SystemExit):
        acme.post(f"{path(todo)}/send", MAIL)
    world.mailer.answer = None

    assert acme.post(f"{path(todo)}/send", MAIL).faults == {"task": "task_closed"}
    review = only_task(acme)
    assert (review["kind"], review["why"]) == ("review_send", "possibly_not_sent")
    assert acme.post(f"{path(review)}/skip").json["state"] == "skipped"
    assert (enrolment(acme)["awaiting"], enrolment(acme)["last_contact_on"]) == (None, None)


def test_the_mail_service_may_speak_for_a_sender_that_died(
    acme: Client, todo: Any, world: MemoryWorld
) -> None:
    def dies(ref: object) -> Any:
        raise SystemExit

    world.mailer.answer = dies
    with pytest.raises(SystemExit):
        acme.post(f"{path(todo)}/send", MAIL)
    (outreach,) = world.outreaches.all()
    assert outreach.status is EmailStatus.PENDING

    for status in (EmailStatus.SENT, EmailStatus.DELIVERED):
        world.house.record_email_event.run(
            EmailEvent(outreach.ref, status, world.clock.at, ("boss@c-1.example",), "message-1")
        )
    assert acme.get("/tasks").json["items"] == []
    assert enrolment(acme)["last_contact_on"] == "2026-11-02"


def test_a_missing_address_is_not_done_but_may_be_skipped(acme: Client, world: MemoryWorld) -> None:
    published(acme, email(6))
    owes(acme, "F-1", "2026-10-27")
    (contact,) = acme.get("/customers/C-1/contacts").json["items"]
    acme.edit(f"/customers/C-1/contacts/{contact['id']}", {"email": None})
    until(world, "2026-11-03")
    todo = only_task(acme, kind="fix_contact")

    assert acme.post(f"{path(todo)}/done").faults == {"task": "task_closes_itself"}
    assert acme.edit(path(todo), {"until": "2026-11-09"}).faults == {"until": "task_not_postponable"}
    assert acme.post(f"{path(todo)}/send", MAIL).faults == {"task": "task_is_no_email"}
    assert acme.post(f"{path(todo)}/skip").json["state"] == "skipped"


def test_what_is_not_there_or_not_allowed(acme: Client, other: Client, todo: Any) -> None:
    assert acme.get("/customers/C-1/tasks/nothing").status == 404
    assert acme.post("/customers/C-1/tasks/nothing/done").status == 404
    assert other.get(path(todo)).status == 404
    assert other.post(f"{path(todo)}/done").status == 404
    assert acme.as_(Role.VIEWER).post(f"{path(todo)}/done").code == "role_too_low"
    assert acme.get("/tasks", owner="no such").faults == {"owner": "not_an_id"}
