"""Bounces are told from every other mail, with the address that failed and whether it is dead."""

from __future__ import annotations

import pytest

from relance.inbound import classify, parse
from relance.inbound.mail import Mail
from relance.inbound.verdict import (
    Bounce,
    Complaint,
    FailedRecipient,
    HumanReply,
    Permanence,
    ReadReceipt,
    ReceiptKind,
)
from tests.unit.inbound.letters import mail, report

DAEMON = "Mail Delivery System <MAILER-DAEMON@mx.example.org>"


def delivery_report(action: str, status: str, diagnostic: str = "") -> Mail:
    return report(
        "delivery-status",
        "Reporting-MTA: dns; mx.example.org\n\n"
        f"Final-Recipient: rfc822; Bob@example.org\nAction: {action}\nStatus: {status}\n"
        f"Diagnostic-Code: smtp; {diagnostic}",
    )


@pytest.mark.parametrize(
    ("action", "status", "diagnostic", "permanence"),
    [
        ("failed", "5.1.1", "550 5.1.1 no such user", Permanence.HARD),
        ("failed", "5.0.0", "550 User unknown", Permanence.HARD),
        ("failed", "5.1.10", "550 5.1.10 RESOLVER.ADR.RecipientNotFound", Permanence.HARD),
        ("failed", "5.1.2", "550 5.1.2 bad destination system", Permanence.HARD),
        ("failed", "5.2.2", "552 5.2.2 mailbox full", Permanence.SOFT),
        ("failed", "5.7.1", "550 5.7.1 message refused", Permanence.SOFT),
        ("failed", "5.1.1", "550 5.1.1 blocked by spamhaus", Permanence.SOFT),
        ("failed", "5.1.8", "550 5.1.8 <us@example.net>: unknown user", Permanence.SOFT),
        ("failed", "4.4.7", "delivery time expired", Permanence.SOFT),
        ("delayed", "4.4.1", "connection timed out", Permanence.DELAYED),
    ],
)
def test_a_delivery_report_tells_how_grave_it_is(
    action: str, status: str, diagnostic: str, permanence: Permanence
) -> None:
    verdict = classify(delivery_report(action, status, diagnostic))
    assert isinstance(verdict, Bounce)
    assert (verdict.permanence, verdict.status) == (permanence, status)
    assert [one.email for one in verdict.recipients] == ["bob@example.org"]


def test_a_report_that_calls_itself_automatic_is_a_bounce_all_the_same() -> None:
    bounced = delivery_report("failed", "5.1.1")
    assert bounced.headers.get("Auto-Submitted") == "auto-replied"
    assert isinstance(classify(bounced), Bounce)


def test_the_mail_that_came_back_can_be_found_again() -> None:
    original = delivery_report("failed", "5.1.1").original
    assert original is not None
    assert original.get("Message-ID") == "<sent-1@eu-west-1.amazonses.com>"


@pytest.mark.parametrize("action", ["delivered", "relayed", "expanded", "deliverable"])
def test_a_report_of_delivery_is_no_bounce(action: str) -> None:
    verdict = classify(delivery_report(action, "2.0.0"))
    assert isinstance(verdict, ReadReceipt)
    assert verdict.kind is ReceiptKind.DELIVERED


def test_of_several_recipients_only_those_that_failed_are_named() -> None:
    verdict = classify(
        report(
            "delivery-status",
            "Reporting-MTA: dns; mx\n\nFinal-Recipient: rfc822; a@example.org\nAction: delivered\n\n"
            "Final-Recipient: rfc822; b@example.org\nAction: failed\nStatus: 5.2.2\n\n"
            "Final-Recipient: rfc822; c@example.org\nAction: failed\nStatus: 5.1.1",
        )
    )
    assert isinstance(verdict, Bounce)
    assert verdict.recipients == (
        FailedRecipient("b@example.org", Permanence.SOFT, "5.2.2"),
        FailedRecipient("c@example.org", Permanence.HARD, "5.1.1"),
    )
    assert (verdict.permanence, verdict.status) == (Permanence.HARD, "5.1.1")


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        ("Undelivered Mail Returned to Sender", "<bob@example.org>: User unknown in local table"),
        ("Échec de remise", "Le message n'a pas pu être remis à bob@example.org : utilisateur inconnu"),
        (
            "Unzustellbar: Rechnung",
            "Die Nachricht an bob@example.org konnte nicht zugestellt werden: existiert nicht",
        ),
        ("Mancata consegna", "bob@example.org: utente sconosciuto"),
        ("No entregado", "bob@example.org: usuario desconocido"),
        ("Onbestelbaar: factuur", "bob@example.org: onbekende gebruiker"),
    ],
)
def test_a_bounce_without_a_report_is_read_from_its_words(subject: str, body: str) -> None:
    verdict = classify(mail(subject, body, DAEMON))
    assert isinstance(verdict, Bounce)
    assert verdict.permanence is Permanence.HARD
    assert [one.email for one in verdict.recipients] == ["bob@example.org"]


def test_a_failure_said_to_be_temporary_is_only_delayed() -> None:
    verdict = classify(
        mail("Warning: message delayed 24 hours", "<bob@example.org>: still being retried", DAEMON)
    )
    assert isinstance(verdict, Bounce)
    assert verdict.permanence is Permanence.DELAYED


def test_declared_failed_recipients_are_believed() -> None:
    verdict = classify(
        mail("Hello", "550 5.1.1 unknown", "x@example.org", X_Failed_Recipients="Bob@example.org")
    )
    assert isinstance(verdict, Bounce)
    assert [one.email for one in verdict.recipients] == ["bob@example.org"]


@pytest.mark.parametrize(
    ("subject", "body", "sender"),
    [
        (
            "Undeliverable goods",
            "Our goods could not be delivered so we do not pay.",
            "Ana <ana@example.org>",
        ),
        ("Rejected: your invoice F-1", "We have rejected it, the amount is wrong.", "Ana <ana@example.org>"),
        ("Blocked payment", "Error 500 in our SAP. status: 5.1.1 not found", "Ana <ana@example.org>"),
        (
            "Re: Undelivered mail",
            "My mailbox was full: user unknown, 550 5.1.1, sorry!",
            "Ana <ana@example.org>",
        ),
        (
            "Migration",
            "We move our mail tonight, you need do nothing.",
            "Postmaster <postmaster@example.org>",
        ),
    ],
)
def test_a_person_who_tells_of_a_failure_is_a_person(subject: str, body: str, sender: str) -> None:
    assert isinstance(classify(mail(subject, body, sender)), HumanReply)


def test_a_person_who_passes_a_bounce_on_is_a_person() -> None:
    raw = b"""From: Ana <ana@example.org>
To: r-1@reply.example.net
Subject: TR: Undelivered Mail
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/plain

I got this back, what is your address?
--b
Content-Type: message/delivery-status

Final-Recipient: rfc822; bob@example.org
Action: failed
--b--
"""
    assert isinstance(classify(parse(raw)), HumanReply)


def test_a_person_who_sends_our_mail_back_with_a_dispute_is_a_person() -> None:
    raw = b"""From: Bob <bob@example.org>
To: r-1@reply.example.net
Subject: Invoice F-1
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/plain

This invoice does not exist in our books, see your mail.
--b
Content-Type: message/rfc822

From: Us <us@example.net>
Reply-To: r-1@reply.example.net
To: bob@example.org

Please pay.
--b--
"""
    assert isinstance(classify(parse(raw)), HumanReply)


def test_an_absence_told_from_a_null_sender_is_no_bounce() -> None:
    away = mail(
        "Out of office", "This address is no longer in use, I am away until 12 May.", Return_Path="<>"
    )
    assert not isinstance(classify(away), Bounce)


def test_a_complaint_sent_by_a_daemon_is_a_complaint() -> None:
    assert isinstance(classify(report("feedback-report", "Feedback-Type: abuse")), Complaint)


def test_our_mail_sent_back_to_us_by_an_unknown_system_is_a_bounce() -> None:
    raw = b"""From: gateway@example.org
To: us@example.net
Subject: Mail
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/plain

Could not be delivered to: bob@example.org, mailbox is full.
--b
Content-Type: message/rfc822

From: Us <us@example.net>
To: bob@example.org

Please pay.
--b--
"""
    verdict = classify(parse(raw))
    assert isinstance(verdict, Bounce)
    assert "part:returned" in verdict.evidence
