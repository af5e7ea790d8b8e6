"""What the mail service tells of a mail that was taken, and tells again after a restart."""

from __future__ import annotations

from email import message_from_bytes
from pathlib import Path

import pytest

from tests.integration.mail_service import Running, eventually, running, send


def test_send_then_delivery_in_the_shape_of_ses(service: Running) -> None:
    tags = [{"Name": "outreach", "Value": "o-1"}]
    mail_id = send(service, EmailTags=tags, ConfigurationSetName="reminders")
    eventually(lambda: len(service.events.taken) == 2)
    assert service.events.kinds == ["Send", "Delivery"]
    sent, delivered = service.events.taken
    assert sent["send"] == {}
    assert sent["mail"]["messageId"] == mail_id
    assert sent["mail"]["destination"] == ["zoe@client.example"]
    assert sent["mail"]["tags"]["outreach"] == ["o-1"]
    assert sent["mail"]["tags"]["ses:configuration-set"] == ["reminders"]
    assert sent["mail"]["tags"]["ses:from-domain"] == ["acme.example"]
    assert {"name": "Message-ID", "value": "<mine@acme.example>"} in sent["mail"]["headers"]
    assert sent["mail"]["commonHeaders"]["messageId"] == mail_id
    assert delivered["delivery"]["recipients"] == ["zoe@client.example"]
    assert delivered["mail"]["timestamp"].endswith("Z")


@pytest.mark.parametrize(
    ("local_part", "kinds"),
    [
        ("success", ["Send", "Delivery"]),
        ("bounce+label", ["Send", "Bounce"]),
        ("complaint", ["Send", "Delivery", "Complaint"]),
        ("suppressionlist", ["Send", "Bounce"]),
    ],
)
def test_simulator_addresses_play_their_part(service: Running, local_part: str, kinds: list[str]) -> None:
    send(service, f"{local_part}@simulator.amazonses.com")
    eventually(lambda: len(service.events.taken) >= len(kinds))
    assert service.events.kinds == kinds


def test_out_of_office_is_delivered_and_answers_by_itself(service: Running) -> None:
    send(service, "ooto@simulator.amazonses.com")
    (_, stored, event) = eventually(lambda: service.rule.taken)[0]
    assert message_from_bytes(stored)["Auto-Submitted"] == "auto-replied"
    assert event["Records"][0]["ses"]["receipt"]["recipients"] == ["r-token@reply.example"]


def test_an_event_that_is_not_taken_is_shown_and_can_be_tried_again(service: Running) -> None:
    service.events.down = True
    mail_id = send(service)
    eventually(lambda: all(event["state"] == "failed" for event in service.messages()[0]["events"]))
    assert "the topic is away" in service.get(f"/messages/{mail_id}")
    service.events.down = False
    service.play(mail_id, what="retry")
    eventually(lambda: service.events.kinds == ["Send", "Delivery"])


def test_a_person_plays_the_recipient(service: Running) -> None:
    mail_id = send(service)
    service.play(mail_id, what="opened")
    service.play(mail_id, what="clicked", link="https://pay.example/F-1")
    service.play(mail_id, what="bounced")
    service.play(mail_id, what="complained")
    eventually(lambda: len(service.events.taken) == 6)
    told = {event["eventType"]: event for event in service.events.taken}
    assert told["Click"]["click"]["link"] == "https://pay.example/F-1"
    assert told["Bounce"]["bounce"]["bouncedRecipients"][0]["status"] == "5.1.1"
    assert set(told) == {"Send", "Delivery", "Open", "Click", "Bounce", "Complaint"}


def test_reading_a_mail_is_not_an_open(service: Running) -> None:
    mail_id = send(service)
    service.get(f"/messages/{mail_id}")
    service.get(f"/messages/{mail_id}/html")
    assert [event["kind"] for event in service.messages()[0]["events"]] == ["Send", "Delivery"]


def test_the_mailbox_survives_a_restart_and_what_was_pending_goes_out(tmp_path: Path) -> None:
    with running(tmp_path) as first:
        mail_id = send(first)
        eventually(lambda: len(first.events.taken) == 2)
    index = tmp_path / "index.jsonl"
    kept = [line for line in index.read_bytes().splitlines() if b'"line":"state"' not in line]
    index.write_bytes(b"\n".join(kept) + b'\n{"line":"mail","mail":{"id"')  # cut short by a crash
    with running(tmp_path) as second:
        assert [message["id"] for message in second.messages()] == [mail_id]
        eventually(lambda: second.events.kinds == ["Send", "Delivery"])
        other = send(second)
    with running(tmp_path) as third:
        assert [message["id"] for message in third.messages()] == [mail_id, other]
        assert [message["id"] for message in third.messages(since=mail_id)] == [other]
        assert third.messages(since="2999-01-01T00:00:00Z") == []
