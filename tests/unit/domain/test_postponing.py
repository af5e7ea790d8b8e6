"""Postponing a to-do, and what a question about a mail comes to, at the edges."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from relance.domain.errors import Refused
from relance.domain.handling import found_refused, found_sent, next_taken_back, postponed, taken_back
from relance.domain.task import Task, TaskKind, TaskState
from tests.builders import account, day, invoice

TODAY = day("2026-05-01")
CALL = Task("call", TaskKind.CALL, "C-1", TODAY, "why")
REVIEW = Task("review", TaskKind.REVIEW_SEND, "C-1", TODAY, "possibly_not_sent")
OF = account(invoice()).with_task(CALL).with_task(REVIEW)


@pytest.mark.parametrize(("days", "allowed"), [(0, False), (1, True), (366, True), (367, False)])
def test_a_to_do_is_postponed_to_a_day_of_the_coming_year(days: int, allowed: bool) -> None:
    until = TODAY + timedelta(days=days)
    if allowed:
        task = postponed(OF, CALL, until, TODAY).tasks["call"]
        assert (task.due_on, task.state) == (until, TaskState.POSTPONED)
    else:
        with pytest.raises(Refused, match="not_in_the_coming_year"):
            postponed(OF, CALL, until, TODAY)


def closed(state: TaskState = TaskState.DONE) -> Task:
    return replace(REVIEW, state=state)


def test_a_question_that_is_closed_or_gone_is_not_answered_again() -> None:
    of = OF.with_task(closed())
    for review in ("review", "gone"):
        assert found_sent(of, review, TODAY) is of
        assert found_refused(of, review, "550") is of
        assert taken_back(of, review, "call") is of
        assert next_taken_back(of, review) is of


def test_a_mail_that_left_closes_the_question_and_is_a_contact() -> None:
    of = found_sent(OF, "review", TODAY)
    assert of.tasks["review"].state is TaskState.CANCELLED
    assert of.customer.contacted_on == TODAY


def test_a_contact_never_moves_back_the_day_of_the_last_one() -> None:
    later = replace(OF, customer=replace(OF.customer, contacted_on=TODAY + timedelta(days=1)))
    assert found_sent(later, "review", TODAY).customer == later.customer


def test_a_mail_that_was_refused_stays_a_question_with_what_was_said() -> None:
    task = found_refused(OF, "review", "550").tasks["review"]
    assert (task.why, task.detail, task.state) == ("rejected", "550", REVIEW.state)


def test_a_mail_that_was_not_taken_opens_its_to_do_again() -> None:
    done = replace(CALL, state=TaskState.DONE, closed_by="anne")
    of = taken_back(OF.with_task(done), "review", "call")
    assert of.tasks["review"].state is TaskState.CANCELLED
    assert (of.tasks["call"].state, of.tasks["call"].closed_by) == (TaskState.DUE, None)
    untouched = OF.with_task(done)
    assert taken_back(untouched, "review", "gone") is untouched
    assert next_taken_back(OF, "review").tasks["review"].state is TaskState.CANCELLED
