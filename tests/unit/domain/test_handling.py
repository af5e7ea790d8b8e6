"""What may be done with each kind of to-do."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from relance.domain.customer import Account
from relance.domain.enrolment import Enrolment
from relance.domain.errors import Refused
from relance.domain.handling import (
    Hand,
    being_sent,
    done,
    postponed,
    reminded_by_hand,
    skipped,
    still_open,
)
from relance.domain.outreach import OutreachRef
from relance.domain.review import review_id
from relance.domain.task import POSSIBLY_NOT_SENT, Task, TaskKind, TaskState
from tests.builders import ORG, account, day, invoice

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


# --- sending by hand ---

REF = OutreachRef(ORG, "C-1", datetime(2026, 11, 10, 9, tzinfo=UTC), "o-1")


def test_the_question_what_became_of_a_mail_is_its_to_dos_owners_and_about_the_same_invoices() -> None:
    mine = replace(task(TaskKind.EMAIL), owner="marie", invoices=("F-1", "F-2"))
    asked = being_sent(account(), mine, REF, HAND).tasks[review_id(REF)]
    assert (asked.owner, asked.invoices, asked.due_on) == ("marie", ("F-1", "F-2"), TODAY)


def reminded(of: Account, about: Task) -> list[str]:
    return [invoice.number for invoice in reminded_by_hand(of, about, TODAY)]


OWING = account(
    invoice("F-1", due="2026-11-01"),
    invoice("F-2", due="2026-11-09"),
    invoice("F-3", due="2026-11-10"),
)


def test_a_mail_by_hand_is_about_what_is_overdue() -> None:
    assert reminded(OWING, task(TaskKind.EMAIL)) == ["F-1", "F-2"]


def test_before_anything_is_overdue_it_is_about_the_oldest() -> None:
    owing = account(invoice("F-1", due="2026-11-20"), invoice("F-2", due="2026-11-20"))
    assert reminded(owing, task(TaskKind.EMAIL)) == ["F-1"]


def test_what_a_to_do_names_it_is_about_whenever_it_is_due_as_long_as_it_is_open() -> None:
    named = replace(task(TaskKind.EMAIL), invoices=("F-3", "F-1", "paid"))
    assert reminded(OWING, named) == ["F-1", "F-3"]
    with pytest.raises(Refused, match="nothing_open"):
        reminded(OWING, replace(named, invoices=("paid",)))


def test_a_to_do_of_an_invoices_own_plan_is_about_that_invoice_alone() -> None:
    own = Enrolment("E-2", "C-1", "plan", 1, TODAY, invoice="F-2")
    assert reminded(OWING.with_enrolment(own), replace(task(TaskKind.EMAIL), enrolment="E-2")) == ["F-2"]
    whole = Enrolment("E-1", "C-1", "plan", 1, TODAY)
    of_all = replace(task(TaskKind.EMAIL), enrolment="E-1")
    assert reminded(OWING.with_enrolment(own).with_enrolment(whole), of_all) == ["F-1", "F-2"]
