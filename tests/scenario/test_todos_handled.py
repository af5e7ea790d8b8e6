"""What people do with their to-dos, and how the plan goes on after it."""

from __future__ import annotations

from datetime import date

import pytest

from relance.domain.decision import AwaitingPerson, Finish, Wait
from relance.domain.errors import Conflict, Refused
from relance.domain.outreach import EmailStatus
from relance.domain.plan import Logic, PlanStep
from relance.domain.task import TaskKind, TaskState
from relance.rendering.composer import EmailComposer
from relance.usecases.ports.composing import Composed, Reminder
from relance.usecases.ports.mailing import Rejected, Throttled, Unknown
from tests.scenario.steps import call, email
from tests.scenario.story import Story

MANUAL = email("J+7", automatic=False)


@pytest.fixture
def waiting(acme: Story) -> Story:
    """On 10 November a manual e-mail has been due for a day; an automatic one follows three days later."""
    acme.plan(MANUAL, email("J+10"), min_contact_delay=4)
    acme.invoice("F-1", due="2026-11-02", amount="10.00 EUR")
    return acme.on("2026-11-10")


def test_sent_by_hand_the_delay_counts_from_that_day(waiting: Story) -> None:
    assert waiting.sends(waiting.todos[0]) is EmailStatus.SENT
    assert waiting.mailbox.subjects == ["F-1 : de ma main"]
    assert waiting.todos == []

    waiting.on("2026-11-14")
    assert waiting.mailbox.count == 1
    waiting.on("2026-11-17")
    assert waiting.mailbox.subjects[1:] == ["F-1 : rappel J+10"]


def test_a_to_do_sent_by_two_people_is_sent_once(waiting: Story) -> None:
    (todo,) = waiting.todos
    waiting.sends(todo)
    with pytest.raises(Refused, match="task_closed"):
        waiting.sends(todo)
    assert waiting.mailbox.count == 1


def test_a_payment_or_an_answer_comes_first(waiting: Story) -> None:
    (todo,) = waiting.todos
    waiting.replied()
    with pytest.raises(Refused, match="reply_waits"):
        waiting.sends(todo)
    waiting.answered()
    waiting.paid("F-1")
    with pytest.raises(Refused, match="task_closed"):
        waiting.sends(todo)
    assert waiting.mailbox.count == 0


class PaidMeanwhile:
    """Composes while the customer pays a part."""

    def __init__(self, story: Story) -> None:
        self.story = story

    def compose(self, reminder: Reminder) -> Composed:
        self.story.paid("F-1", "1.00 EUR")
        return EmailComposer().compose(reminder)


def test_a_mail_with_old_amounts_does_not_leave(waiting: Story) -> None:
    with pytest.raises(Conflict):
        waiting.sends(waiting.todos[0], composer=PaidMeanwhile(waiting))
    assert waiting.mailbox.count == 0
    assert waiting.sends(waiting.todos[0]) is EmailStatus.SENT


def test_an_unknown_is_a_question_and_the_plan_waits_for_its_answer(waiting: Story) -> None:
    waiting.mailbox.answers.append(lambda: Unknown("no answer"))
    assert waiting.sends(waiting.todos[0]) is EmailStatus.UNKNOWN
    (question,) = waiting.todos
    assert (question.kind, question.why) == (TaskKind.REVIEW_SEND, "possibly_not_sent")

    waiting.on("2026-11-20")
    assert waiting.mailbox.count == 0
    decision = waiting.why("F-1")
    assert isinstance(decision, Wait)
    assert decision.why == AwaitingPerson(TaskKind.REVIEW_SEND, question.due_on)

    waiting.done(question)
    assert waiting.enrolment().last_contact_on == date(2026, 11, 10), "it counts from when it was tried"
    waiting.morning()
    assert waiting.mailbox.subjects == ["F-1 : rappel J+10"]


@pytest.mark.parametrize("edited", [email("J+9", id="J+7"), email("J+8", automatic=False, id="J+7")])
def test_an_edit_of_its_step_meanwhile_sends_nothing_and_asks_nobody_twice(
    waiting: Story, edited: PlanStep
) -> None:
    waiting.mailbox.takes_all_the_same = True
    waiting.mailbox.answers.append(lambda: Unknown("no answer"))
    waiting.sends(waiting.todos[0])
    waiting.plan(edited, email("J+10"), min_contact_delay=4)

    waiting.on("2026-11-20")
    assert waiting.mailbox.count == 1
    assert waiting.todo_kinds == [TaskKind.REVIEW_SEND]


def test_nor_does_taking_its_step_out_and_putting_it_back(waiting: Story) -> None:
    waiting.mailbox.takes_all_the_same = True
    waiting.mailbox.answers.append(lambda: Unknown("no answer"))
    waiting.sends(waiting.todos[0])
    waiting.plan(email("J+30"), min_contact_delay=4)
    waiting.on("2026-11-12").plan(email("J+20", id="J+7"), email("J+30"), min_contact_delay=4)

    waiting.on("2026-11-30")
    assert waiting.mailbox.count == 1


def test_nor_does_another_invoice_that_comes_before_it_or_a_dispute(waiting: Story) -> None:
    waiting.mailbox.takes_all_the_same = True
    waiting.mailbox.answers.append(lambda: Unknown("no answer"))
    waiting.sends(waiting.todos[0])
    waiting.plan(email("J+7"), email("J+30"))

    waiting.disputed("F-1")
    waiting.disputed("F-1", over=True)
    waiting.invoice("F-0", due="2026-11-01", amount="10.00 EUR")
    waiting.paid("F-0")
    waiting.on("2026-11-30")
    assert waiting.mailbox.count == 1
    assert waiting.todo_kinds == [TaskKind.REVIEW_SEND]


def test_sent_again_it_has_another_name(waiting: Story) -> None:
    waiting.mailbox.answers.append(lambda: Unknown("no answer"))
    waiting.sends(waiting.todos[0])
    assert waiting.at("10:00").sends(waiting.todos[0]) is EmailStatus.SENT

    assert waiting.todos == []
    assert waiting.statuses == [EmailStatus.UNKNOWN, EmailStatus.SENT]
    assert len({outreach.ref.id for outreach in waiting.outreaches}) == 2


def test_what_was_refused_waits_for_a_person_and_left_alone_the_plan_goes_on(waiting: Story) -> None:
    waiting.mailbox.answers.append(lambda: Rejected("suppressed"))
    waiting.sends(waiting.todos[0])
    (question,) = waiting.todos
    assert (question.why, question.detail) == ("rejected", "suppressed")

    waiting.done(question, skip=True)
    waiting.on("2026-11-14")
    assert waiting.mailbox.subjects == ["F-1 : rappel J+10"]


def test_throttled_the_to_do_is_open_as_before(waiting: Story) -> None:
    waiting.mailbox.answers.append(lambda: Throttled("too fast"))
    waiting.sends(waiting.todos[0])
    assert waiting.todo_kinds == [TaskKind.EMAIL]
    assert waiting.at("10:00").sends(waiting.todos[0]) is EmailStatus.SENT


def test_the_question_of_the_run_is_answered_too(acme: Story) -> None:
    acme.plan(email("J+7"), email("J+9"))
    acme.invoice("F-1", due="2026-11-02", amount="10.00 EUR")
    acme.mailbox.answers.append(lambda: Unknown("no answer"))
    acme.on("2026-11-09").at("12:00")
    (question,) = acme.todos_while_plans_run
    assert question.why == "possibly_not_sent"

    assert acme.sends(question, "F-1 : encore") is EmailStatus.SENT
    acme.on("2026-11-13")
    assert acme.mailbox.subjects == ["F-1 : encore", "F-1 : rappel J+9"]
    assert acme.todos_while_plans_run == []


def test_postponed_a_to_do_is_away_until_its_day(waiting: Story) -> None:
    waiting.postponed(waiting.todos[0], "2026-11-16")
    waiting.on("2026-11-15").morning()
    assert [todo.state for todo in waiting.todos] == [TaskState.POSTPONED]

    waiting.on("2026-11-16").morning()
    assert [(todo.state, todo.due_on) for todo in waiting.todos] == [(TaskState.DUE, date(2026, 11, 16))]
    assert waiting.mailbox.count == 0


def test_postponed_it_stays_away_while_an_answer_waits(waiting: Story) -> None:
    waiting.postponed(waiting.todos[0], "2026-11-16")
    waiting.replied()
    waiting.on("2026-11-18").morning()
    assert [todo.state for todo in waiting.todos] == [TaskState.POSTPONED]

    waiting.answered()
    assert [todo.state for todo in waiting.todos] == [TaskState.DUE]


def test_postponed_a_to_do_goes_when_its_invoice_is_paid(waiting: Story) -> None:
    waiting.postponed(waiting.todos[0], "2026-11-16")
    waiting.paid("F-1")
    assert waiting.todos == []
    assert isinstance(waiting.why("F-1"), Finish)


def test_under_contextual_logic_a_postponed_to_do_still_gives_way(acme: Story) -> None:
    acme.plan(call("J+7"), email("J+10"), logic=Logic.CONTEXTUAL)
    acme.invoice("F-1", due="2026-11-02", amount="10.00 EUR")
    acme.on("2026-11-10").postponed(acme.todos_while_plans_run[0], "2026-11-20")
    acme.on("2026-11-14")
    assert acme.mailbox.subjects == ["F-1 : rappel J+10"]
    assert acme.todos_while_plans_run == []
