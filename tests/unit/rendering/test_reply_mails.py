"""What members are told about a reply, and the answer they write, as e-mails."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from relance.domain.inbox import EntryState, InboxEntry, MailKind, Received
from relance.domain.mail_address import Address
from relance.domain.organization import Member, Organization
from relance.rendering import answer, notification
from relance.usecases.ports.composing import AnswerMail, Notice, ReplyAnswer, ReplyNotice

RECEIVED = Received(
    MailKind.HUMAN_REPLY,
    sender=Address("zoe@client.example", name="Zoé\r\nBcc: x@evil.example"),
    subject="Re: été\r\n{customer}",
    message_id="a@client.example",
    thread=("parent@eu-west-3.amazonses.com", "root@client.example"),
    visible="Payé {hier}.\n<script>",
    verified=True,
)
ENTRY = InboxEntry("acme", "id-1", datetime(2026, 11, 9, tzinfo=UTC), "raw", RECEIVED, EntryState.PENDING)
MARIE = Member("marie", "Marie", "marie@acme.example")
ACME = Organization("acme", "Acme", language="fr")


def parsed(mime: bytes) -> EmailMessage:
    message = message_from_bytes(mime, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def text_of(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert body
    return str(body.get_content()).replace("\r\n", "\n")


def notice(kind: ReplyNotice, received: Received = RECEIVED, language: str = "fr") -> EmailMessage:
    organization, entry = replace(ACME, language=language), replace(ENTRY, received=received)
    sender, link = Address("us@relance.example", name="Relance"), "https://app.example/inbox/id-1"
    return parsed(
        notification.compose(Notice(kind, MARIE, organization, "Client {1}", entry, sender, link)).mime
    )


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("kind", ReplyNotice)
def test_a_notice_says_who_wrote_what_and_where_to_answer(kind: ReplyNotice, language: str) -> None:
    told = notice(kind, language=language)

    assert "Client {1}" in told["Subject"]
    assert told["Bcc"] is None
    assert (told["Auto-Submitted"], told["To"].addresses[0].addr_spec) == ("auto-generated", MARIE.email)
    text = text_of(told)
    assert "Payé {hier}.\n<script>" in text
    assert "https://app.example/inbox/id-1" in text


def test_a_sender_nobody_vouches_for_is_marked_and_a_long_mail_cut() -> None:
    told = notice(ReplyNotice.NEW, replace(RECEIVED, verified=False, visible="mot " * 5_000))

    assert "rien ne prouve" in text_of(told)
    assert len(text_of(told)) < 3_000


def answered(received: Received = RECEIVED) -> EmailMessage:
    written = ReplyAnswer(("zoe@client.example",), "Re: été", "Merci.")
    mail = AnswerMail(
        written,
        replace(ENTRY, received=received),
        Address("marie@acme.example", name="Marie"),
        "r-token@reply.example",
        "fr",
    )
    return parsed(answer.compose(mail).envelope.mime)


def test_an_answer_stands_in_its_thread_and_is_answered_to_the_reply_address() -> None:
    sent = answered()

    assert sent["In-Reply-To"] == "<a@client.example>"
    assert sent["References"].split() == [
        "<root@client.example>",
        "<parent@eu-west-3.amazonses.com>",
        "<a@client.example>",
        "<r-token@reply.example>",
    ]
    assert sent["Reply-To"].addresses[0].addr_spec == "r-token@reply.example"
    assert (sent["From"].addresses[0].addr_spec, text_of(sent).strip()) == ("marie@acme.example", "Merci.")


@pytest.mark.parametrize("odd", ["", "no at sign", "é@x", "a b@c", "x" * 500 + "@y"])
def test_an_id_that_cannot_be_written_is_left_out(odd: str) -> None:
    sent = answered(replace(RECEIVED, message_id=odd, thread=(odd,)))

    assert sent["In-Reply-To"] is None
    assert sent["References"] == "<r-token@reply.example>"
