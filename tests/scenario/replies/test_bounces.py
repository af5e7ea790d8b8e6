"""Bounces and complaints, by mail or told by the mail service, are about the contact."""

from __future__ import annotations

from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from relance.domain.customer import AddressStanding
from relance.domain.inbox import EntryState, MailKind
from relance.domain.outreach import EmailStatus
from relance.domain.task import TaskKind
from tests.scenario.correspondence import CLIENT, Correspondence


def bounce(action: str = "failed", status: str = "5.1.1", said: str = "User unknown") -> EmailMessage:
    report = (
        "Content-Type: multipart/report; report-type=delivery-status; boundary=B\n"
        "From: Mail Delivery System <MAILER-DAEMON@client.example>\n"
        "Subject: Undelivered Mail Returned to Sender\nAuto-Submitted: auto-replied\n"
        "Message-ID: <bounce@client.example>\n\n"
        f"--B\nContent-Type: text/plain\n\n{said}.\n\n"
        "--B\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; client.example\n\n"
        f"Final-Recipient: rfc822; {CLIENT}\nAction: {action}\nStatus: {status}\n"
        f"Diagnostic-Code: smtp; 550 {status} {said}\n\n--B--\n"
    )
    message = message_from_bytes(report.encode(), policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def test_a_hard_bounce_marks_the_contact_and_asks_for_an_address_once_one_is_needed(
    acme: Correspondence,
) -> None:
    (entry,) = acme.comes_in(bounce()).entries

    assert (entry.received.kind, entry.state) == (MailKind.HARD_BOUNCE, EntryState.FILED)
    assert [contact.standing for contact in acme.account().contacts] == [AddressStanding.BOUNCED]
    assert (acme.account().holds, acme.notices) == ((), [])
    acme.on("2026-11-16").morning()
    assert (acme.mailbox.count, acme.todo_kinds) == (1, [TaskKind.FIX_CONTACT])


def test_after_a_hard_bounce_another_contact_is_tried(acme: Correspondence) -> None:
    acme.contact("boss@client.example")
    acme.comes_in(bounce())
    acme.on("2026-11-16").morning()

    assert acme.mailbox.last.envelope.recipients == ("boss@client.example",)


@pytest.mark.parametrize(
    ("action", "status"), [("failed", "4.2.2"), ("delayed", "4.4.1"), ("failed", "5.7.1")]
)
def test_a_bounce_that_may_pass_marks_nobody(acme: Correspondence, action: str, status: str) -> None:
    (entry,) = acme.comes_in(bounce(action, status, "Refused")).entries

    assert entry.received.kind is MailKind.SOFT_BOUNCE
    assert [contact.standing for contact in acme.account().contacts] == [AddressStanding.GOOD]


@pytest.mark.parametrize(
    ("status", "permanent", "standing"),
    [
        (EmailStatus.BOUNCED, True, AddressStanding.BOUNCED),
        (EmailStatus.BOUNCED, False, AddressStanding.GOOD),
        (EmailStatus.COMPLAINED, False, AddressStanding.COMPLAINED),
    ],
)
def test_what_the_mail_service_tells_for_good_marks_the_contact_in_whatever_order(
    acme: Correspondence, status: EmailStatus, permanent: bool, standing: AddressStanding
) -> None:
    event = replace(acme.mailbox.last.became(status, acme.clock.now()), permanent=permanent)
    sent = acme.mailbox.last.became(EmailStatus.SENT, acme.clock.now())
    acme.hears(event, sent, event)

    assert [contact.standing for contact in acme.account().contacts] == [standing]


@pytest.mark.parametrize("first", [EmailStatus.BOUNCED, EmailStatus.COMPLAINED])
def test_a_complaint_outweighs_a_bounce(acme: Correspondence, first: EmailStatus) -> None:
    second = EmailStatus.COMPLAINED if first is EmailStatus.BOUNCED else EmailStatus.BOUNCED
    for status in (first, second):
        acme.hears(replace(acme.mailbox.last.became(status, acme.clock.now()), permanent=True))

    assert [contact.standing for contact in acme.account().contacts] == [AddressStanding.COMPLAINED]
