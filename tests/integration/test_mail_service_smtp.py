"""Mail that comes in by SMTP, or is played, goes through the receipt rule."""

from __future__ import annotations

import smtplib
from email import message_from_bytes
from email.policy import default
from pathlib import Path

from tests.integration.mail_service import Running, eventually, running, send
from tests.patience import PATIENCE


def deliver(service: Running, raw: bytes, *recipients: str) -> None:
    with smtplib.SMTP(service.smtp.host, service.smtp.port, timeout=PATIENCE) as smtp:
        smtp.sendmail("zoe@client.example", recipients, raw)


def test_a_mail_by_smtp_goes_through_the_receipt_rule(service: Running) -> None:
    raw = b"From: zoe@client.example\r\nTo: someone@else.example\r\nSubject: Re: F-1\r\n\r\nPay\xe9e.\r\n"
    deliver(service, raw, "r-1@reply.example", "r-2@reply.example")
    (mail_id, stored, event) = eventually(lambda: service.rule.taken)[0]
    assert stored.endswith(raw)
    assert message_from_bytes(stored)["X-SES-Virus-Verdict"] == "PASS"
    record = event["Records"][0]
    assert record["eventSource"] == "aws:ses"
    assert record["ses"]["mail"]["messageId"] == mail_id
    assert record["ses"]["mail"]["source"] == "zoe@client.example"
    assert record["ses"]["mail"]["commonHeaders"]["to"] == ["someone@else.example"]
    assert record["ses"]["receipt"]["recipients"] == ["r-1@reply.example", "r-2@reply.example"]
    assert record["ses"]["receipt"]["spamVerdict"] == {"status": "PASS"}


def test_a_mail_chooses_no_verdict_of_its_own(service: Running) -> None:
    deliver(service, b"X-Test-Virus-Verdict: FAIL\r\n\r\nx\r\n", "r@reply.example")
    event = eventually(lambda: service.rule.taken)[0][2]
    assert event["Records"][0]["ses"]["receipt"]["virusVerdict"] == {"status": "PASS"}


def test_a_mail_chooses_its_verdict_where_the_settings_allow(tmp_path: Path) -> None:
    with running(tmp_path, trust=True) as service:
        deliver(service, b"X-Test-Virus-Verdict: FAIL\r\n\r\nx\r\n", "r@reply.example")
        (_, stored, event) = eventually(lambda: service.rule.taken)[0]
    assert event["Records"][0]["ses"]["receipt"]["virusVerdict"] == {"status": "FAIL"}
    assert message_from_bytes(stored)["X-SES-Virus-Verdict"] == "FAIL"


def test_a_played_reply_answers_the_reminder(service: Running) -> None:
    mail_id = send(service)
    service.play(mail_id, what="reply", words="Payée hier.")
    (_, stored, event) = eventually(lambda: service.rule.taken)[0]
    reply = message_from_bytes(stored, policy=default)
    assert reply["In-Reply-To"] == f"<{mail_id}@email.amazonses.com>"
    assert reply["Subject"] == "Re: F-1 : rappel n° 1"
    assert reply.get_content().startswith("Payée hier.")
    assert "> Votre facture F-1 est échue." in reply.get_content()
    assert event["Records"][0]["ses"]["receipt"]["recipients"] == ["r-token@reply.example"]
