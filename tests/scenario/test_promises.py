"""A customer promises to pay: the plan waits, and goes on by itself when the promise is broken (E3)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from relance.domain.decision import HoldStands, OnHold
from relance.domain.hold import HoldKind
from relance.domain.promise import PromiseState
from relance.domain.task import TaskKind, TaskState
from relance.usecases.customers.take_promise import PromiseEdit
from tests.scenario.steps import call, email
from tests.scenario.story import Story


@pytest.fixture
def acme() -> Story:
    """F-1 was due on Monday 2 November; its first reminder left a week later, and its customer called."""
    story = Story()
    story.plan(email("J+7"), email("J+15"), email("J+30"))
    story.invoice("F-1", due="2026-11-02", amount="1200.00 EUR")
    story.on("2026-11-09").morning()
    assert story.mailbox.subjects == ["F-1 : rappel J+7"]
    return story.on("2026-11-12")


def test_a_promise_that_is_kept_ends_in_silence(acme: Story) -> None:
    promise = acme.promised("2026-11-20")
    acme.on("2026-11-19")
    held = HoldStands(
        HoldKind.PROMISE,
        date(2026, 11, 12),
        date(2026, 11, 24),
        date(2026, 11, 20),
        sends_on=date(2026, 11, 24),
    )
    decision = acme.why("F-1")
    assert isinstance(decision, OnHold)
    assert (decision.until, decision.why) == (date(2026, 11, 24), held)

    acme.on("2026-11-23").paid("F-1")
    acme.on("2026-12-31")
    assert (acme.promise(promise).state, acme.promise(promise).closed_on) == (
        PromiseState.KEPT,
        date(2026, 11, 23),
    )
    assert (acme.mailbox.count, acme.todos) == (1, [])


def test_broken_it_is_somebodys_to_do_and_the_plan_goes_on_at_its_place_and_says_why(acme: Story) -> None:
    promise = acme.promised("2026-11-20")
    acme.on("2026-11-24")
    assert (acme.mailbox.count, acme.todos_while_plans_run) == (1, [])
    assert acme.simulated("2026-11-24") == [("mailed", "J+15")]

    acme.morning()
    assert acme.promise(promise).state is PromiseState.BROKEN
    assert [(task.kind, task.due_on) for task in acme.todos_while_plans_run] == [
        (TaskKind.BROKEN_PROMISE, date(2026, 11, 24))
    ]
    assert acme.mailbox.subjects[1:] == ["F-1 : rappel J+15"]
    grounds = acme.outreaches[-1].grounds
    assert grounds
    assert (grounds.code, grounds.promised_for) == ("promise_broken", date(2026, 11, 20))
    acme.on("2026-12-10")
    assert acme.mailbox.subjects[2:] == ["F-1 : rappel J+30"]
    assert [task.kind for task in acme.todos_while_plans_run] == [TaskKind.BROKEN_PROMISE]


def test_paid_in_part_it_is_open_until_its_end_and_then_broken(acme: Story) -> None:
    promise = acme.promised("2026-11-20")
    acme.on("2026-11-18").paid("F-1", "1000.00 EUR")
    acme.on("2026-11-23")
    assert acme.promise(promise).is_open

    acme.on("2026-11-24").morning()
    assert acme.todo_kinds == [TaskKind.BROKEN_PROMISE]
    acme.paid("F-1", "200.00 EUR")
    assert acme.todos == []


def test_of_a_part_it_is_kept_by_the_part_and_the_plan_goes_on_at_once(acme: Story) -> None:
    acme.promised("2026-11-20", amount="1000.00 EUR")
    acme.on("2026-11-18").paid("F-1", "1000.00 EUR")
    acme.morning()
    assert acme.mailbox.subjects[1:] == ["F-1 : rappel J+15"]
    assert acme.todos == []


def test_replaced_by_another_the_plan_waits_for_that_one(acme: Story) -> None:
    first = acme.promised("2026-11-16")
    acme.on("2026-11-17")
    second = acme.promised("2026-11-27")
    acme.on("2026-12-01")
    assert acme.mailbox.count == 1
    assert (acme.promise(first).state, acme.promise(first).replaced_by) == (PromiseState.WITHDRAWN, second)
    acme.morning()
    assert acme.mailbox.subjects[1:] == ["F-1 : rappel J+15"]
    assert [task.due_on for task in acme.todos] == [date(2026, 12, 1)]


def test_a_new_promise_after_a_broken_one_does_its_to_do(acme: Story) -> None:
    acme.promised("2026-11-13")
    acme.on("2026-11-18")
    (task,) = acme.todos
    acme.promised("2026-11-27")
    assert acme.todos == []
    closed = acme.house.accounts.load("acme", "C1", (task.id,)).tasks[task.id]
    assert (closed.state, closed.closed_by) == (TaskState.DONE, "marie")


def test_withdrawn_the_plan_goes_on_and_nobody_is_asked(acme: Story) -> None:
    promise = acme.promised("2026-11-27")
    acme.on("2026-11-19")
    acme.edits(promise, PromiseEdit(withdraw=True))
    acme.morning()
    assert acme.mailbox.subjects[1:] == ["F-1 : rappel J+15"]
    acme.on("2026-12-31")
    assert acme.todos_while_plans_run == []


def test_moved_to_another_day_it_ends_then(acme: Story) -> None:
    promise = acme.promised("2026-11-13")
    acme.on("2026-11-16")
    acme.edits(promise, PromiseEdit(date(2026, 11, 23)))
    acme.on("2026-11-27")
    assert (acme.mailbox.count, acme.todos) == (1, [])
    acme.morning()
    assert acme.mailbox.subjects[1:] == ["F-1 : rappel J+15"]
    assert acme.todo_kinds == [TaskKind.BROKEN_PROMISE]


@pytest.mark.parametrize(
    ("on", "becomes"), [("2026-11-23", PromiseState.OPEN), ("2026-11-26", PromiseState.BROKEN)]
)
def test_a_payment_taken_back_takes_the_keeping_back(acme: Story, on: str, becomes: PromiseState) -> None:
    promise = acme.promised("2026-11-20")
    acme.on("2026-11-18").paid("F-1")
    assert acme.promise(promise).state is PromiseState.KEPT

    acme.on(on).taken_back("F-1")
    assert acme.promise(promise).state is becomes
    acme.on("2026-11-27")
    assert acme.promise(promise).state is PromiseState.BROKEN
    assert acme.todo_kinds == [TaskKind.BROKEN_PROMISE]
    assert acme.mailbox.subjects[1:] == ["F-1 : rappel J+15"]


def test_a_promise_made_between_the_claim_and_the_send_stops_it(acme: Story) -> None:
    acme.on("2026-11-17").before_sending(lambda: acme.promised("2026-11-20")).morning()
    assert acme.mailbox.count == 1
    acme.on("2026-11-25")
    assert acme.mailbox.subjects[1:] == ["F-1 : rappel J+15"]


def test_the_to_do_comes_though_the_plan_waits_for_something_else(acme: Story) -> None:
    acme.promised("2026-11-13")
    acme.pause("2026-12-15")
    acme.on("2026-11-17").at("00:10")
    assert acme.todo_kinds == [TaskKind.BROKEN_PROMISE]
    assert acme.mailbox.count == 1


@pytest.mark.parametrize("zone", ["Europe/Paris", "America/New_York", "Pacific/Auckland"])
def test_nor_does_it_need_a_plan(zone: str) -> None:
    acme = Story("2026-11-02", zone=zone)
    acme.invoice("F-1", due="2026-11-02", amount="1200.00 EUR")
    promise = acme.promised("2026-11-06")
    acme.on("2026-11-09").at("23:55")
    assert acme.promise(promise).is_open
    acme.on("2026-11-10").at("00:10")
    assert acme.promise(promise).state is PromiseState.BROKEN
    assert acme.todo_kinds == [TaskKind.BROKEN_PROMISE]


def test_what_came_due_after_the_promise_is_reminded_meanwhile(acme: Story) -> None:
    acme.promised("2026-11-27")
    acme.invoice("F-2", due="2026-11-12", amount="80.00 EUR")
    acme.on("2026-11-19").morning()
    assert acme.mailbox.subjects[1:] == ["F-2 : rappel J+7"]
    acme.on("2026-12-01").morning()
    assert acme.mailbox.subjects[2:] == ["F-2 : rappel J+15", "F-1, F-2 : rappel J+15"]


def test_days_missed_are_caught_up(acme: Story) -> None:
    acme.promised("2026-11-13")
    acme.down_until("2026-11-24")
    acme.morning()
    assert acme.mailbox.subjects[1:] == ["F-1 : rappel J+15"]
    assert [task.due_on for task in acme.todos] == [date(2026, 11, 17)]


def test_a_call_that_was_to_be_made_stays_and_the_next_waits() -> None:
    story = Story()
    story.plan(call("J+7"), email("J+9"))
    story.invoice("F-1", due="2026-11-02", amount="1200.00 EUR")
    story.on("2026-11-09").at("00:10")
    (task,) = story.todos
    story.promised("2026-11-13")
    story.done(task)
    story.on("2026-11-17")
    assert story.mailbox.count == 0
    story.morning()
    assert story.mailbox.subjects == ["F-1 : rappel J+9"]


def test_the_organization_says_how_many_days_of_grace() -> None:
    story = Story("2026-11-02", promise_grace_days=0)
    story.invoice("F-1", due="2026-11-02", amount="1200.00 EUR")
    promise = story.promised("2026-11-06")
    assert story.promise(promise).ends_on - date(2026, 11, 6) == timedelta(days=1)
