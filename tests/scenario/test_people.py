"""What waits for a person: manual steps, addresses to mend."""

from __future__ import annotations

from datetime import date

import pytest

from relance.domain.decision import AwaitingPerson, Wait
from relance.domain.task import TaskKind
from relance.rendering.composer import EmailComposer
from relance.usecases.ports.composing import Composed, Reminder
from tests.scenario.steps import call, email
from tests.scenario.story import Story


def test_a_manual_step_is_a_to_do_on_its_day_and_nothing_runs_past_it(acme: Story) -> None:
    acme.plan(email("J+7"), call("J+10"), email("J+12"))
    acme.invoice("F-1", due="2026-11-02", amount="10.00 EUR")

    acme.on("2026-11-30")
    (todo,) = acme.todos
    assert (todo.kind, todo.due_on) == (TaskKind.CALL, date(2026, 11, 12))
    assert acme.mailbox.subjects == ["F-1 : rappel J+7"]
    decision = acme.why("F-1")
    assert isinstance(decision, Wait)
    assert decision.why == AwaitingPerson(TaskKind.CALL, date(2026, 11, 12))

    acme.done(todo)
    # Never two contacts on one day.
    acme.on("2026-12-01").morning()
    assert acme.mailbox.subjects[1:] == ["F-1 : rappel J+12"]


def test_a_manual_step_may_fall_on_a_sunday(acme: Story) -> None:
    acme.plan(call("J+6"))
    acme.invoice("F-1", due="2026-11-02", amount="10.00 EUR")
    acme.on("2026-11-09")

    assert [todo.due_on for todo in acme.todos] == [date(2026, 11, 8)]


def test_done_it_counts_as_a_contact_skipped_it_does_not(acme: Story) -> None:
    for skip, next_on in ((False, "2026-11-23"), (True, "2026-11-13")):
        story = Story()
        story.plan(call("J+7"), email("J+10"), min_contact_delay=10)
        story.invoice("F-1", due="2026-11-02", amount="10.00 EUR")
        story.on("2026-11-13")
        story.done(story.todos[0], skip=skip)

        story.on(next_on)
        assert story.mailbox.count == 0
        story.morning()
        assert story.mailbox.count == 1


def test_a_to_do_goes_when_its_invoice_is_paid_and_comes_back_when_the_payment_is_returned(
    acme: Story,
) -> None:
    acme.plan(call("J+7"))
    acme.invoice("F-1", due="2026-11-02", amount="10.00 EUR")
    acme.on("2026-11-10")
    acme.paid("F-1")
    assert acme.todos == []

    acme.on("2026-11-12").taken_back("F-1")
    acme.on("2026-11-13")
    assert acme.todo_kinds == [TaskKind.CALL]


@pytest.mark.parametrize("moment", ["days before", "between claim and decision"])
def test_a_to_do_is_not_raised_for_what_was_just_paid(acme: Story, moment: str) -> None:
    acme.plan(call("J+7"))
    acme.invoice("F-1", due="2026-11-02", amount="10.00 EUR")
    if moment == "days before":
        acme.on("2026-11-05").paid("F-1")
    else:
        acme.on("2026-11-09").before_sending(lambda: acme.paid("F-1"))
    acme.on("2026-11-12")

    assert acme.todos == []


def test_without_an_address_a_person_is_asked_for_one_and_the_reminder_leaves_once_it_is_there(
    acme: Story,
) -> None:
    acme.plan(email("J+7"), email("J+9"))
    acme.invoice("F-1", due="2026-11-02", amount="10.00 EUR", email=None)
    acme.on("2026-11-20")
    assert acme.todo_kinds == [TaskKind.FIX_CONTACT]
    assert acme.mailbox.count == 0

    acme.contact("nouvelle@client.example")
    acme.morning()
    assert acme.todos == []
    acme.on("2026-11-25")
    assert acme.mailbox.subjects == ["F-1 : rappel J+7", "F-1 : rappel J+9"]
    assert {mail.envelope.recipients for mail in acme.mailbox.mails} == {("nouvelle@client.example",)}


class Poisoned:
    """Composes, but breaks on one customer's mail."""

    def __init__(self) -> None:
        self.tries = 0

    def compose(self, reminder: Reminder) -> Composed:
        if reminder.account.customer.id == "C1":
            self.tries += 1
            raise RuntimeError("nobody foresaw this")
        return EmailComposer().compose(reminder)


def test_what_cannot_be_prepared_is_a_persons_after_five_failures_and_harms_nobody_else() -> None:
    poisoned = Poisoned()
    acme = Story(composer=poisoned)
    acme.plan(email("J+7"), email("J+9"))
    acme.invoice("F-1", due="2026-11-02", amount="10.00 EUR")
    acme.invoice("F-2", due="2026-11-02", amount="10.00 EUR", customer="C2")
    acme.on("2026-11-20")

    assert poisoned.tries == 5
    (todo,) = acme.todos_while_plans_run
    assert (todo.customer, todo.kind, todo.why) == ("C1", TaskKind.REVIEW_SEND, "cannot_prepare")
    assert acme.mailbox.subjects == ["F-2 : rappel J+7", "F-2 : rappel J+9"]
    decision = acme.why("F-1")
    assert isinstance(decision, Wait)
    assert decision.why == AwaitingPerson(TaskKind.REVIEW_SEND, date(2026, 11, 9))

    acme.done(todo, skip=True)
    assert acme.simulated("2026-11-20") == [("mailed", "J+9")]
