"""The events as SES publishes them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from local.mail.mail import Bounce, Complaint, Delivery, Mail, Open, Send
from local.mail.ses_events import published
from local.mail.simulator import events_after_sending

AT = datetime(2026, 11, 21, 20, 49, 0, 5000, tzinfo=UTC)
MAIL = Mail("0100-a-b", "sent", AT, "A <a@b.example>", ("c@d.example",), "A", "s")
EML = b"From: =?utf-8?q?L=C3=A9a?= <a@b.example>\nTo: c@d.example\nSubject: =?utf-8?q?=C3=89t=C3=A9?=\n\n"


def test_an_address_on_the_suppression_list_bounces_as_such() -> None:
    bounce = published(Bounce(AT, "c@d.example", "Suppressed"), MAIL, EML, "1")["bounce"]
    assert (bounce["bounceType"], bounce["bounceSubType"]) == ("Permanent", "Suppressed")
    assert bounce["bouncedRecipients"][0]["emailAddress"] == "c@d.example"
    assert published(Bounce(AT, "c@d.example"), MAIL, EML, "1")["bounce"]["bounceSubType"] == "General"


def test_a_complaint_names_who_complained() -> None:
    complaint = published(Complaint(AT, "c@d.example"), MAIL, EML, "1")["complaint"]
    assert complaint["complainedRecipients"] == [{"emailAddress": "c@d.example"}]
    assert complaint["complaintFeedbackType"] == "abuse"


def test_a_delivery_says_how_long_it_took() -> None:
    event = published(Delivery(AT + timedelta(seconds=2), "c@d.example"), MAIL, EML, "1")
    assert event["delivery"]["processingTimeMillis"] == 2000
    assert event["mail"]["tags"]["ses:outgoing-ip"]


def test_common_headers_are_decoded_and_headers_are_as_written() -> None:
    mail = published(Open(AT), MAIL, EML, "1")["mail"]
    assert mail["timestamp"] == "2026-11-21T20:49:00.005Z"
    assert mail["commonHeaders"] == {
        "from": ["Léa <a@b.example>"],
        "to": ["c@d.example"],
        "subject": "Été",
        "messageId": "0100-a-b",
    }
    assert {"name": "Subject", "value": "=?utf-8?q?=C3=89t=C3=A9?="} in mail["headers"]


def test_each_recipient_has_its_own_fate() -> None:
    suppressed, bounced = "suppressionlist@simulator.amazonses.com", "BOUNCE+1@simulator.amazonses.com"
    assert events_after_sending(["c@d.example", suppressed, bounced], AT) == (
        Send(AT),
        Delivery(AT, "c@d.example"),
        Bounce(AT, suppressed, "Suppressed"),
        Bounce(AT, bounced, "General"),
    )
