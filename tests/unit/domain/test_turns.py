"""Invoices with plans of their own share the contact delay of whom they are for, and take fair turns."""

from __future__ import annotations

import pytest

from relance.domain.decision import AnothersTurn, Wait
from relance.domain.engine import decide
from tests.builders import ALICE, BOB, WORKING_ADDRESS, account, call, day, email, invoice, pause, per_invoice
from tests.diary import Diary

BY = per_invoice(email(7), email(15), email(30), delay=5)


def test_first_reminders_precede_the_later_ones_of_other_invoices() -> None:
    owed = account(*(invoice(f"F-{n}", due="2026-03-31") for n in range(8)))
    diary = Diary(owed, BY).until("2026-08-01")
    firsts = [line.split()[-1] for line in diary.lines[:8]]
    assert firsts == [f"F-{n}" for n in range(8)]
    assert {done.due.step.id for done in diary.done[:8]} == {"email+7"}
    assert {done.due.step.id for done in diary.done[8:16]} == {"email+15"}


def test_then_the_one_that_has_waited_longest() -> None:
    owed = account(invoice("F-A", due="2026-04-02"), invoice("F-B", due="2026-04-01"), pause("2026-04-12"))
    assert [done.due.carrying.number for done in Diary(owed, BY).until("2026-04-20").done] == ["F-B", "F-A"]


def test_of_those_that_wait_since_one_day_the_older_one_then_by_number() -> None:
    owed = account(
        invoice("F-2", due="2026-03-02"), invoice("F-1", due="2026-03-02"), invoice("F-0", due="2026-03-03")
    )
    diary = Diary(owed, BY, begins="2026-04-01").until("2026-04-15")
    assert [done.due.carrying.number for done in diary.done] == ["F-1", "F-2", "F-0"]


def test_a_to_do_is_nobodys_turn() -> None:
    owed = account(invoice("F-1", due="2026-03-31"), invoice("F-2", due="2026-04-01"))
    diary = Diary(owed, per_invoice(call(7), email(8), delay=5)).until("2026-04-20")
    assert diary.lines == ["2026-04-07 call+7 F-1", "2026-04-08 call+7 F-2"]


def test_why_names_the_invoice_that_goes_first() -> None:
    owed = account(invoice("F-1", due="2026-03-31"), invoice("F-2", due="2026-03-31"))
    diary = Diary(owed, BY).until("2026-04-07")
    (own,) = (e for e in diary.account.enrolments.values() if e.invoice == "F-2")
    decision = decide(diary.account, own, BY, diary.calendar, diary.today)
    assert isinstance(decision, Wait)
    assert (decision.until, decision.why) == (day("2026-04-12"), AnothersTurn(day("2026-04-12"), "F-1", 5))


def test_those_who_are_for_different_contacts_do_not_wait_for_each_other() -> None:
    owed = account(
        invoice("F-1", contact="alice"), invoice("F-2", contact="bob"), contacts=(WORKING_ADDRESS, ALICE, BOB)
    )
    diary = Diary(owed, BY).until("2026-04-08")
    assert sorted(diary.lines) == ["2026-04-07 email+7 F-1", "2026-04-07 email+7 F-2"]


@pytest.mark.parametrize("delay", [0, 1])
def test_without_a_delay_there_are_no_turns(delay: int) -> None:
    owed = account(invoice("F-1"), invoice("F-2"))
    diary = Diary(owed, per_invoice(email(7), delay=delay)).until("2026-05-01")
    assert [f"{done.on}" for done in diary.done] == ["2026-04-07", f"2026-04-0{7 + delay}"]
