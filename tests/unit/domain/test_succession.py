"""Where a cycle enters when another invoice carries, or the customer comes from another plan."""

from __future__ import annotations

from relance.domain.plan import DunningPlan, Logic, Succession
from relance.store.documents import document, reader
from tests.builders import account, contextual, continuing, email, invoice, payment, plan
from tests.diary import Diary

A, B, C = email(7, id="A"), email(15, id="B"), email(30, id="C")
OLD, NEXT = invoice("F-1", due="2026-03-01"), invoice("F-2", due="2026-03-05")
PAID = payment("1000.00 EUR", of="F-1")


def after_old_is_paid(by: DunningPlan) -> list[str]:
    """F-1 has had A and B, or under contextual logic B, when F-2 was 15 days late or more."""
    diary = Diary(account(OLD, NEXT), by, begins="2026-03-20").until("2026-03-25").arrives(PAID)
    before = len(diary.lines)
    return diary.until("2026-06-01").lines[before:]


def test_a_plan_that_restarts_begins_at_its_first_step() -> None:
    assert after_old_is_paid(plan(A, B, C)) == ["2026-03-25 A F-2", "2026-03-26 B F-2", "2026-04-04 C F-2"]


def test_a_plan_that_continues_enters_behind_the_latest_step_the_invoice_had_reached_when_listed() -> None:
    assert after_old_is_paid(continuing(A, B, C)) == ["2026-04-04 C F-2"]


def test_listed_before_its_own_turn_for_a_step_it_has_not_reached_that_step() -> None:
    # F-2 was 11 days late in F-1's second reminder, and 3 days late in the first.
    diary = Diary(account(OLD, NEXT), continuing(A, B, C), begins="2026-02-01").until("2026-03-17")
    assert diary.arrives(PAID).until("2026-06-01").lines[2:] == [
        "2026-03-17 A F-2",
        "2026-03-20 B F-2",
        "2026-04-04 C F-2",
    ]


def test_listed_after_its_own_turn_for_the_last_step_nothing_is_left_and_a_person_is_asked() -> None:
    by = continuing(A, B, C, delay=10)
    diary = Diary(account(OLD, NEXT), by, begins="2026-03-30").until("2026-05-10").arrives(PAID)
    assert diary.lines == ["2026-03-31 A F-1", "2026-04-10 B F-1", "2026-04-20 C F-1"]
    assert diary.until("2026-06-01").lines[3:] == []
    assert diary.asked_what_next[-1] == "F-2 1000.00 EUR due"


def test_an_invoice_never_listed_begins_at_the_beginning() -> None:
    diary = Diary(account(OLD), continuing(A, B, C), begins="2026-02-01").until("2026-04-06")
    diary.arrives(PAID, invoice("F-9", due="2026-01-10")).until("2026-06-01")
    assert diary.lines[3:] == ["2026-04-06 A F-9", "2026-04-07 B F-9", "2026-04-08 C F-9"]


def test_under_contextual_logic_the_later_of_both_entries_counts() -> None:
    by = continuing(A, B, C, logic=Logic.CONTEXTUAL)
    assert after_old_is_paid(by) == ["2026-04-04 C F-2"]
    assert after_old_is_paid(contextual(A, B, C)) == ["2026-03-25 B F-2", "2026-04-04 C F-2"]


def test_an_invoice_that_gave_way_goes_on_behind_what_it_was_listed_in_meanwhile() -> None:
    diary = Diary(account(NEXT), continuing(A, B, C), begins="2026-02-01").until("2026-03-13")
    diary.arrives(invoice("F-0", due="2026-01-01")).until("2026-04-10")
    # F-0 took A to C at once, F-2 being listed in A when it was 8 days late.
    diary.arrives(payment("1000.00 EUR", of="F-0", id="P-0")).until("2026-06-01")
    assert [line for line in diary.lines if line.endswith("F-2")] == [
        "2026-03-12 A F-2",
        "2026-03-20 B F-2",
        "2026-04-04 C F-2",
    ]


def test_another_plan_is_entered_behind_what_was_reached_compared_by_offset() -> None:
    soft, hard = email(5, id="soft"), email(20, id="hard")
    for other, expected in (
        (continuing(soft, hard, id="other"), ["2026-03-21 hard F-1"]),
        (plan(soft, hard, id="other"), ["2026-03-18 soft F-1", "2026-03-21 hard F-1"]),
    ):
        diary = Diary(account(OLD), continuing(A, B, C), begins="2026-02-01").until("2026-03-17")
        assert diary.publishes(other).until("2026-06-01").lines[2:] == expected


def test_versions_written_before_plans_had_a_succession_restart() -> None:
    written = (
        '{"id":"p","version":1,"name":"Plan","steps":[{"id":"A","kind":"email","offset_days":7}],'
        '"min_contact_delay_days":5}'
    )
    read = reader(DunningPlan)(written)
    assert (read.succession, read.lists_not_yet_due) == (Succession.RESTART, False)
    assert reader(DunningPlan)(document(continuing(A))) == continuing(A)
