"""What the mail service answers, and what it tells later."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from relance.domain.decision import BeingSent, Wait
from relance.domain.outreach import EmailStatus
from relance.domain.task import TaskKind
from relance.usecases.ports.mailing import Rejected, Throttled, Unknown
from relance.usecases.sending.execute_step import StepOutcome
from tests.scenario.days import ORG
from tests.scenario.mailbox import Mail
from tests.scenario.steps import email
from tests.scenario.story import Story

DELIVERED, OPENED, SENT = EmailStatus.DELIVERED, EmailStatus.OPENED, EmailStatus.SENT
NOON = datetime(2026, 11, 9, 12, tzinfo=UTC)


@pytest.fixture
def acme() -> Story:
    """It is Monday 9 November, and a first reminder is due this morning."""
    story = Story()
    story.plan(email("J+7"), email("J+15"), min_contact_delay=5)
    story.invoice("F-1", due="2026-11-02", amount="1200.00 EUR")
    return story.on("2026-11-09")


def test_throttled_it_is_tried_again_the_same_morning(acme: Story) -> None:
    acme.mailbox.answers += [lambda: Throttled("slow down"), lambda: Throttled("slow down")]
    acme.morning()

    assert acme.mailbox.subjects == ["F-1 : rappel J+7"]
    assert acme.statuses == [SENT]
    assert acme.todos == []


def test_throttled_it_is_due_again_in_five_minutes(acme: Story) -> None:
    acme.mailbox.answers.append(lambda: Throttled("slow down"))
    (key,) = acme.due_this_morning()
    slot = acme.enrolment().next_at
    assert slot
    acme.clock.at = slot
    assert acme.deliver((ORG, (key,))) == [StepOutcome.THROTTLED]
    assert acme.enrolment().next_at == slot + timedelta(minutes=5)


def test_throttled_all_morning_it_leaves_the_next_sending_day(acme: Story) -> None:
    acme.mailbox.answers += [lambda: Throttled("sending paused")] * 30
    acme.morning()
    assert (acme.mailbox.count, acme.statuses, acme.todos) == (0, [], [])

    acme.mailbox.answers.clear()
    acme.on("2026-11-10").morning()
    assert acme.mailbox.subjects == ["F-1 : rappel J+7"]
    assert acme.enrolment().last_contact_on == date(2026, 11, 10)


def test_rejected_it_is_a_to_do_and_the_plan_waits(acme: Story) -> None:
    acme.mailbox.answers.append(lambda: Rejected("domain suspended"))
    acme.on("2026-12-10")

    (todo,) = acme.todos
    assert (todo.kind, todo.why, todo.detail) == (TaskKind.REVIEW_SEND, "rejected", "domain suspended")
    assert acme.statuses == [EmailStatus.FAILED]
    assert acme.mailbox.count == 0
    assert acme.enrolment().last_contact_on is None


def test_an_unknown_is_resolved_by_what_the_service_tells_and_nobody_is_asked(acme: Story) -> None:
    acme.mailbox.answers.append(lambda: Unknown("read time-out"))
    acme.mailbox.takes_all_the_same = True
    acme.morning()
    assert acme.statuses == [EmailStatus.UNKNOWN]

    acme.hears(acme.mailbox.last.became(DELIVERED, NOON))
    acme.at("10:00")
    assert acme.statuses == [DELIVERED]
    assert acme.todos == []
    acme.on("2026-11-18")
    assert acme.mailbox.subjects == ["F-1 : rappel J+7", "F-1 : rappel J+15"]


def test_an_unknown_of_which_nothing_is_heard_is_a_to_do_after_half_an_hour_and_never_sent_again(
    acme: Story,
) -> None:
    acme.mailbox.answers.append(lambda: Unknown("connection reset"))
    acme.morning()
    claimed = acme.outreaches[0].ref.at.astimezone(acme.tenant.calendar.zone)
    acme.at(f"{claimed + timedelta(minutes=30):%H:%M}")
    assert acme.todos_while_plans_run == []

    acme.at(f"{claimed + timedelta(minutes=40):%H:%M}")
    (todo,) = acme.todos_while_plans_run
    assert (todo.kind, todo.why, todo.step) == (TaskKind.REVIEW_SEND, "possibly_not_sent", "J+7")
    acme.on("2026-11-18")
    # It may have reached the customer: the plan goes on as after a contact.
    assert acme.mailbox.subjects == ["F-1 : rappel J+15"]
    assert len(acme.todos_while_plans_run) == 1


def test_meanwhile_it_is_said_to_be_on_its_way_and_not_foretold_again(acme: Story) -> None:
    acme.mailbox.answers.append(lambda: Unknown("time-out"))
    acme.at("08:50")
    assert acme.statuses == [EmailStatus.UNKNOWN]
    assert acme.enrolment().is_sending
    decision = acme.why("F-1")
    assert isinstance(decision, Wait)
    assert decision.why == BeingSent()
    assert acme.simulated("2026-11-10") == []
    assert acme.simulated("2026-11-17") == [("mailed", "J+15")]


def test_a_plan_published_meanwhile_does_not_put_off_the_question(acme: Story) -> None:
    acme.mailbox.answers.append(lambda: Unknown("time-out"))
    acme.at("08:52").plan(email("J+7"), email("J+16"))
    assert acme.enrolment().is_sending
    acme.at("09:30")
    assert acme.todo_kinds == [TaskKind.REVIEW_SEND]
    acme.on("2026-11-20")
    assert acme.mailbox.subjects == ["F-1 : rappel J+16"]


def test_news_that_come_after_a_person_was_asked_take_the_question_back(acme: Story) -> None:
    acme.mailbox.answers.append(lambda: Unknown("read time-out"))
    acme.mailbox.takes_all_the_same = True
    acme.at("12:00")
    assert acme.todo_kinds == [TaskKind.REVIEW_SEND]

    acme.hears(acme.mailbox.last.became(SENT, NOON))
    assert acme.todos == []


def test_an_event_that_comes_before_our_own_record_is_kept(acme: Story) -> None:
    acme.mailbox.when_called = lambda mail: acme.hears(mail.became(DELIVERED, NOON))
    acme.morning()

    (outreach,) = acme.outreaches
    assert outreach.status is DELIVERED
    assert outreach.subject == "F-1 : rappel J+7"
    assert outreach.step == "J+7"


def test_events_that_come_twice_and_out_of_order_only_ever_move_a_status_forward(acme: Story) -> None:
    acme.morning()
    mail = acme.mailbox.last
    for status in (OPENED, SENT, OPENED, DELIVERED, SENT):
        acme.hears(mail.became(status, NOON))

    (outreach,) = acme.outreaches
    assert (outreach.status, set(outreach.recipients.values())) == (OPENED, {OPENED})


def test_a_message_delivered_twice_mails_once(acme: Story) -> None:
    (key,) = acme.due_this_morning()
    acme.morning()

    assert acme.deliver(("acme", (key,))) == [StepOutcome.NOTHING]
    assert acme.mailbox.count == 1


def test_two_workers_given_the_same_message_mail_once(acme: Story) -> None:
    """The second comes while the first is between claim and send."""
    (key,) = acme.due_this_morning()
    acme.before_sending(lambda: acme.deliver(("acme", (key,)))).morning()

    assert acme.mailbox.count == 1


def test_every_mail_has_its_recipient_and_its_words(acme: Story) -> None:
    acme.morning()

    mail: Mail = acme.mailbox.last
    assert mail.envelope.recipients == ("compta@client.example",)
    assert "Merci de régler F-1." in mail.text
