"""An answer leaves once, and the plan goes on where it was."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from relance.domain.decision import MinimumContactDelay, Resumed, Wait
from relance.domain.errors import Refused
from relance.domain.inbox import EntryState, File
from relance.domain.outreach import EmailEvent, EmailStatus
from relance.domain.task import TaskKind
from relance.usecases.ports.composing import ReplyAnswer
from relance.usecases.ports.mailing import Accepted, Rejected, Throttled, Unknown
from relance.usecases.replies.handle_reply import NotAnswered
from tests.scenario.correspondence import CLIENT, Correspondence
from tests.scenario.days import ORG


def test_answered_it_resumes_where_it_was_after_the_minimum_contact_delay(acme: Correspondence) -> None:
    entry = acme.writes_back()
    acme.on("2026-11-12").at("15:00")
    acme.answers(entry, "Thank you, Friday is fine.")

    sent = acme.mailbox.last
    assert sent.envelope.recipients == (CLIENT,)
    assert sent.message["In-Reply-To"] == entry.received.message_id.join("<>")
    assert entry.received.message_id in sent.message["References"]
    assert sent.message["Reply-To"].addresses[0].addr_spec.startswith(f"r-{ORG}-")
    assert sent.message["Auto-Submitted"] is None
    assert (acme.todos, acme.account().holds) == ([], ())
    stored = acme.entry(entry)
    assert (stored.state, stored.handled_by) == (EntryState.ANSWERED, "marie")
    outreach = acme.outreaches[-1]
    assert (outreach.answers, outreach.automatic, outreach.sender) == (entry.id, False, "marie")
    assert (outreach.status, outreach.text) == (EmailStatus.SENT, "Thank you, Friday is fine.")
    decision = acme.why("F-1")
    assert isinstance(decision, Wait)
    assert isinstance(decision.why, MinimumContactDelay | Resumed)
    acme.on("2026-11-16").morning()
    assert acme.mailbox.count == 2
    acme.on("2026-11-17").morning()
    assert acme.mailbox.subjects[2:] == ["F-1 : rappel J+10"]


def test_an_answer_leaves_once_however_often_it_is_asked_for(acme: Correspondence) -> None:
    entry = acme.writes_back()
    acme.answers(entry)
    acme.answers(entry)

    assert acme.mailbox.count == 2


def test_recipients_and_files_of_an_answer_are_the_persons_choice(acme: Correspondence) -> None:
    entry = acme.writes_back()
    answer = ReplyAnswer(
        ("boss@client.example",),
        "Your invoice",
        "See it.",
        (CLIENT,),
        (File("F-1.pdf", "application/pdf", b"%PDF"),),
    )
    acme.house.handle_reply.answer(ORG, entry.id, "marie", answer)

    sent = acme.mailbox.last
    assert sent.envelope.recipients == ("boss@client.example", CLIENT)
    assert [part.get_filename() for part in sent.message.iter_attachments()] == ["F-1.pdf"]


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (ReplyAnswer((), "Re", "Text"), "email_without_recipient"),
        (ReplyAnswer(("nobody",), "Re", "Text"), "email_address"),
        (ReplyAnswer((CLIENT,), "Re", "  "), "email_empty"),
        (ReplyAnswer((CLIENT,) * 51, "Re", "Text"), "email_recipients"),
        (ReplyAnswer((CLIENT,), "Re", "Text", (), (File("a", "x/y", bytes(25_000_001)),)), "email_too_large"),
    ],
)
def test_an_answer_that_cannot_be_written_is_refused_and_nothing_is_lost(
    acme: Correspondence, answer: ReplyAnswer, code: str
) -> None:
    entry = acme.writes_back()
    with pytest.raises(Refused) as refused:
        acme.house.handle_reply.answer(ORG, entry.id, "marie", answer)

    assert [fault.code for fault in refused.value.faults] == [code]
    assert acme.entry(entry).state is EntryState.PENDING
    assert acme.entry(entry).claim is None


def test_an_answer_the_mail_service_refuses_leaves_the_reply_pending(acme: Correspondence) -> None:
    entry = acme.writes_back()
    acme.mailbox.answers.extend([lambda: Throttled("slow"), lambda: Rejected("no"), lambda: Accepted("x")])
    first, second = acme.answers(entry), acme.answers(entry)

    assert isinstance(first, NotAnswered)
    assert isinstance(second, NotAnswered)
    assert (first.again, second.again) == (True, False)
    assert (acme.entry(entry).state, acme.todo_kinds) == (EntryState.PENDING, [TaskKind.REPLY])
    acme.answers(entry)
    assert acme.entry(entry).state is EntryState.ANSWERED
    answers = sorted(outreach.status for outreach in acme.outreaches if outreach.answers)
    assert answers == [EmailStatus.FAILED, EmailStatus.FAILED, EmailStatus.SENT]


def test_an_answer_of_which_nothing_is_known_is_shown_and_not_sent_again(acme: Correspondence) -> None:
    entry = acme.writes_back()
    acme.mailbox.answers.append(lambda: Unknown("time-out"))
    acme.mailbox.takes_all_the_same = True
    acme.answers(entry)
    acme.answers(entry)

    assert (acme.mailbox.count, acme.todo_kinds) == (2, [TaskKind.REVIEW_SEND])
    acme.hears(acme.mailbox.last.became(EmailStatus.DELIVERED, acme.clock.now()))
    assert (acme.todos, acme.statuses[-1]) == ([], EmailStatus.DELIVERED)


def test_a_reply_that_came_while_another_was_answered_stays_pending(acme: Correspondence) -> None:
    entry = acme.writes_back("One")
    acme.clock.forward(timedelta(minutes=1))
    acme.mailbox.when_called = lambda _: acme.writes_back("Two")
    acme.answers(entry)

    assert acme.states == [EntryState.ANSWERED, EntryState.PENDING]
    assert acme.todo_kinds == [TaskKind.REPLY]
    assert acme.account().holds
    assert acme.account().customer.contacted_on == date(2026, 11, 9)


def test_a_failed_event_before_our_record_is_kept(acme: Correspondence) -> None:
    """The event of an answer may come before its record is written."""
    entry = acme.writes_back()

    def at_once(mail: object) -> None:
        sent = acme.mailbox.last
        acme.hears(EmailEvent(sent.ref, EmailStatus.DELIVERED, acme.clock.now(), (CLIENT,), sent.message_id))

    acme.mailbox.when_called = at_once
    acme.answers(entry, "Thanks.")

    assert (acme.statuses[-1], acme.outreaches[-1].text) == (EmailStatus.DELIVERED, "Thanks.")
