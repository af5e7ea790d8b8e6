"""Statuses of e-invoices at the edges: what ends an objection, how many are kept, how long one holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from relance.domain.book import Book
from relance.domain.customer import Account
from relance.domain.lifecycle import LifecycleStatus, StatusCode, objection, with_status
from relance.domain.task import TaskKind, TaskState
from tests.builders import ORG, account, day, invoice

FIRST = datetime(2026, 11, 1, 9, tzinfo=UTC)
TODAY = day("2026-11-02")
S = StatusCode


def told(code: StatusCode, hours: int = 0, *, said: str = "") -> LifecycleStatus:
    return LifecycleStatus(code, FIRST + timedelta(hours=hours), (), said or code.name)


def after(*statuses: LifecycleStatus, of: Account | None = None, on: str = "2026-11-02") -> Account:
    of = of or account(invoice(due="2026-10-31"))
    for status in statuses:
        book = Book(of.receivables)
        changed = with_status(of, book, "F-1", status, ORG, day(on))
        assert isinstance(changed, Account)
        of = replace(changed, receivables=book.receivables)
    return of


ENDED_BY = {
    S.REJECTED: {S.RECEIVED, S.MADE_AVAILABLE, S.TAKEN_IN_CHARGE, S.APPROVED},
    S.INADMISSIBLE: {S.RECEIVED, S.MADE_AVAILABLE, S.TAKEN_IN_CHARGE, S.APPROVED},
    S.SUSPENDED: {S.COMPLETED, S.APPROVED},
    S.PARTLY_APPROVED: {S.APPROVED},
    S.IN_DISPUTE: {S.APPROVED},
    S.REFUSED: {S.APPROVED},
}


@pytest.mark.parametrize("code", ENDED_BY)
def test_each_objection_stands_until_what_ends_it(code: StatusCode) -> None:
    others = set(StatusCode) - ENDED_BY.keys()
    ending = {other for other in others if objection((told(code), told(other, 1))) is None}
    assert ending == ENDED_BY[code]
    assert objection((told(code), told(S.DEPOSITED, 1))) == told(code)


def test_the_latest_objection_is_the_one_that_stands_and_what_came_before_ends_nothing() -> None:
    first, second = told(S.IN_DISPUTE), told(S.REFUSED, 1)
    assert objection((first, second)) == second
    assert objection((told(S.APPROVED), first)) == first
    assert objection(()) is objection((told(S.APPROVED),)) is None


def test_the_latest_fifty_statuses_are_kept() -> None:
    of = after(*(told(S.DEPOSITED, hours) for hours in range(52)))
    kept = of.receivables.invoices["F-1"].lifecycle
    assert [kept[0].at, kept[-1].at] == [told(S.DEPOSITED, 2).at, told(S.DEPOSITED, 51).at]
    assert len(kept) == 50


def test_two_statuses_of_one_instant_are_two_and_the_same_again_is_none() -> None:
    of = after(told(S.RECEIVED), told(S.APPROVED), told(S.RECEIVED))
    assert [status.code for status in of.receivables.invoices["F-1"].lifecycle] == [S.RECEIVED, S.APPROVED]


@pytest.mark.parametrize(("today", "until"), [("2026-11-06", ["2026-11-07"]), ("2026-11-07", [])])
def test_money_on_its_way_is_waited_for_five_days_and_no_longer(today: str, until: list[str]) -> None:
    of = after(told(S.PAYMENT_SENT), on=today)
    assert [f"{hold.until}" for hold in of.holds] == until


def test_only_the_latest_word_holds_and_only_for_what_is_owed() -> None:
    assert after(told(S.APPROVED, 2), told(S.PAYMENT_SENT, 1)).holds == ()
    paid = account(invoice(due="2026-10-31", settled="1000.00 EUR"))
    assert after(told(S.PAYMENT_SENT), of=paid).holds == ()
    assert len(after(told(S.PAYMENT_SENT), told(S.PAYMENT_SENT, 5)).holds) == 2


def test_an_objection_to_a_paid_invoice_is_a_dispute_that_nobody_looks_into() -> None:
    of = after(told(S.IN_DISPUTE), of=account(invoice(settled="1000.00 EUR")))
    assert of.receivables.invoices["F-1"].disputed
    assert of.tasks == {}


def test_the_next_objection_takes_the_place_of_the_to_do_about_the_one_before() -> None:
    of = after(told(S.IN_DISPUTE, said="too much"), told(S.REFUSED, 1, said="not ours"))
    assert [(task.kind, task.detail, task.state) for task in of.tasks.values()] == [
        (TaskKind.CLAIM, "too much", TaskState.CANCELLED),
        (TaskKind.CLAIM, "not ours", TaskState.DUE),
    ]
    one = of.receivables.invoices["F-1"]
    assert (one.disputed, one.dispute_reason) == (True, "not ours")


def test_an_older_objection_that_stands_again_does_not_dispute_what_was_settled_meanwhile() -> None:
    """The message that ended the later one was older than it: only the later one is no more."""
    of = after(told(S.IN_DISPUTE, 0), told(S.APPROVED, 2), told(S.IN_DISPUTE, 1))
    assert not of.receivables.invoices["F-1"].disputed
