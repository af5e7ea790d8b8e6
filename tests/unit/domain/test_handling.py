"""What may be done with each kind of to-do."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from relance.domain.customer import Account
from relance.domain.errors import Refused
from relance.domain.handling import Hand, done, postponed, skipped, still_open
from relance.domain.task import POSSIBLY_NOT_SENT, Task, TaskKind, TaskState
from tests.builders import account, day

TODAY = day("2026-11-10")
HAND = Hand("marie", datetime(2026, 11, 10, 9, tzinfo=UTC), TODAY)


def task(kind: TaskKind, why: str = "manual_step") -> Task:
    return Task("t", kind, "C-1", day("2026-11-09"), why)


def last_contact(after: Account) -> date | None:
    assert after.tasks["t"].closed_by == "marie"
    return after.last_contact_on


@pytest.mark.parametrize(
    ("kind", "why", "contact"),
    [
        (TaskKind.CALL, "manual_step", TODAY),
        (TaskKind.LETTER, "manual_step", TODAY),
        (TaskKind.EMAIL, "manual_step", TODAY),
        (TaskKind.REVIEW_SEND, "rejected", TODAY),
        (TaskKind.REVIEW_SEND, POSSIBLY_NOT_SENT, day("2026-11-09")),
        (TaskKind.CLAIM, "no_proof", None),
    ],
)
def test_what_was_done_counts_from_when_it_reached_the_customer(
    kind: TaskKind, why: str, contact: date | None
) -> None:
    """Also when the plan has gone on without it."""
    assert last_contact(done(account(), task(kind, why), HAND)) == contact
    assert last_contact(skipped(account(), task(kind, why), HAND)) is None


def test_an_earlier_contact_does_not_undo_a_later_one() -> None:
    known = account(contacted_on="2026-11-20")
    assert last_contact(done(known, task(TaskKind.CALL), HAND)) == day("2026-11-20")


def test_a_customers_answer_and_a_missing_address_are_not_simply_done() -> None:
    for kind, code in ((TaskKind.REPLY, "reply_has_own_exits"), (TaskKind.FIX_CONTACT, "task_closes_itself")):
        with pytest.raises(Refused, match=code):
            done(account(), task(kind), HAND)
    with pytest.raises(Refused, match="reply_has_own_exits"):
        skipped(account(), task(TaskKind.REPLY), HAND)


def test_only_steps_of_a_plan_are_postponed() -> None:
    for kind in TaskKind:
        if kind in (TaskKind.EMAIL, TaskKind.CALL, TaskKind.LETTER):
            assert postponed(account(), task(kind), day("2026-11-11"), TODAY).tasks["t"].due_on == day(
                "2026-11-11"
            )
        else:
            with pytest.raises(Refused, match="task_not_postponable"):
                postponed(account(), task(kind), day("2026-11-11"), TODAY)


def test_what_is_closed_is_closed() -> None:
    for state in TaskState:
        if not state.is_open:
            with pytest.raises(Refused, match="task_closed"):
                still_open(replace(task(TaskKind.CALL), state=state))
