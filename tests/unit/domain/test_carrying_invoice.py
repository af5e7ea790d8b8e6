"""A customer's plan is carried by its oldest open invoice; another one carrying is a new cycle (A7)."""

from __future__ import annotations

from relance.domain.decision import AllDisputed, Covered, Finish, NothingOwed, Wait
from tests.builders import (
    account,
    call,
    contextual,
    credit_note,
    decided,
    due,
    email,
    invoice,
    money,
    payment,
    per_invoice,
    plan,
)
from tests.diary import Diary

TWO = account(invoice("F-1", due="2026-03-31"), invoice("F-2", due="2026-04-10"))
PAID_1 = payment("1000.00 EUR", of="F-1")
BY = plan(email(0), email(7), email(30))


class TestInheritance:
    def test_when_the_carrying_invoice_is_paid_the_next_oldest_starts_a_new_cycle(self) -> None:
        diary = Diary(TWO, BY).until("2026-04-08")
        assert diary.lines == ["2026-03-31 email+0 F-1", "2026-04-07 email+7 F-1"]
        diary.arrives(PAID_1).until("2026-06-01")
        assert diary.lines[2:] == [
            "2026-04-10 email+0 F-2",
            "2026-04-17 email+7 F-2",
            "2026-05-10 email+30 F-2",
        ]

    def test_an_older_invoice_that_arrives_takes_over_with_a_new_cycle(self) -> None:
        diary = Diary(TWO, plan(email(0), email(30))).until("2026-04-08")
        diary.arrives(invoice("F-0", due="2026-03-20")).until("2026-04-20")
        assert diary.lines[1:] == ["2026-04-08 email+0 F-0", "2026-04-19 email+30 F-0"]
        assert diary.done[-1].due.cycle.number == 2

    def test_the_one_it_took_over_from_goes_on_at_its_place(self) -> None:
        diary = (
            Diary(TWO, BY).until("2026-04-08").arrives(invoice("F-0", due="2026-03-01")).until("2026-04-10")
        )
        diary.arrives(payment("1000.00 EUR", of="F-0", id="P-0"))
        diary.until("2026-05-01")
        assert diary.lines[2:] == [
            "2026-04-08 email+0 F-0",
            "2026-04-09 email+7 F-0",
            "2026-04-30 email+30 F-1",
        ]

    def test_a_younger_invoice_changes_nothing(self) -> None:
        diary = Diary(TWO, BY).until("2026-04-08").arrives(invoice("F-3", due="2026-04-08"))
        assert diary.until("2026-05-01").lines[2:] == ["2026-04-30 email+30 F-1"]

    def test_a_dispute_passes_the_plan_on_and_its_end_gives_it_back(self) -> None:
        diary = Diary(TWO, BY).until("2026-04-08").arrives(invoice("F-1", due="2026-03-31", disputed=True))
        diary.until("2026-04-12").arrives(invoice("F-1", due="2026-03-31")).until("2026-05-01")
        assert diary.lines[2:] == ["2026-04-10 email+0 F-2", "2026-04-30 email+30 F-1"]


class TestAReversedPayment:
    def test_the_invoice_reopens_and_its_cycle_resumes_at_its_place(self) -> None:
        diary = Diary(account(invoice()), BY).until("2026-04-03").arrives(payment("1000.00 EUR", of="F-1"))
        assert diary.until("2026-04-20").lines == ["2026-03-31 email+0 F-1"]
        diary.arrives(payment("1000.00 EUR", of="F-1", reversed_on="2026-04-20")).until("2026-06-01")
        assert diary.lines[1:] == ["2026-04-20 email+7 F-1", "2026-04-30 email+30 F-1"]

    def test_also_after_another_invoice_has_carried(self) -> None:
        diary = Diary(TWO, BY).until("2026-04-03").arrives(PAID_1).until("2026-04-12")
        diary.arrives(payment("1000.00 EUR", of="F-1", reversed_on="2026-04-12")).until("2026-04-13")
        assert diary.lines == ["2026-03-31 email+0 F-1", "2026-04-10 email+0 F-2", "2026-04-12 email+7 F-1"]

    def test_also_under_contextual_logic_and_for_an_invoices_own_plan(self) -> None:
        for by in (contextual(email(0), email(7)), per_invoice(email(0), email(7))):
            diary = Diary(account(invoice()), by).until("2026-04-03").arrives(PAID_1).until("2026-04-05")
            diary.arrives(payment("1000.00 EUR", of="F-1", reversed_on="2026-04-05")).until("2026-06-01")
            assert diary.lines == ["2026-03-31 email+0 F-1", "2026-04-07 email+7 F-1"]


class TestNothingToDo:
    def test_no_open_invoice(self) -> None:
        assert decided("2026-04-10", account(), BY) == Finish(NothingOwed())
        assert decided("2026-04-10", account(invoice(settled="1000.00 EUR")), BY) == Finish(NothingOwed())

    def test_all_in_dispute(self) -> None:
        assert decided("2026-04-10", account(invoice(disputed=True)), BY) == Finish(AllDisputed(1))

    def test_credits_cover_what_is_open(self) -> None:
        covered = account(invoice(amount="100.00 EUR"), credit_note("150.00 EUR"))
        assert decided("2026-04-10", covered, BY) == Finish(
            Covered((money("-50.00 EUR"),), (money("150.00 EUR"),), (money("100.00 EUR"),))
        )

    def test_a_part_payment_does_not_stop_the_reminders(self) -> None:
        owed = account(invoice(), payment("999.00 EUR", of="F-1"))
        assert due(decided("2026-04-10", owed, BY)).carrying.number == "F-1"

    def test_a_credit_note_that_arrives_clears_what_was_planned(self) -> None:
        diary = Diary(account(invoice()), BY).until("2026-04-03").arrives(credit_note("1000.00 EUR"))
        assert diary.until("2026-06-01").lines == ["2026-03-31 email+0 F-1"]

    def test_it_starts_again_by_itself_when_something_is_owed_again(self) -> None:
        diary = Diary(account(), BY).until("2026-04-03").arrives(invoice("F-9", due="2026-04-05"))
        assert diary.until("2026-04-06").lines == ["2026-04-05 email+0 F-9"]

    def test_reminders_end_with_the_plan(self) -> None:
        assert len(Diary(account(invoice()), BY).until("2030-01-01").done) == 3


class TestWhatAReminderSpeaksOf:
    def test_everything_that_is_overdue_the_carrying_one_first(self) -> None:
        owed = account(
            invoice("F-1", due="2026-04-06"),
            invoice("F-2", due="2026-03-31"),
            invoice("F-3", due="2026-04-07"),
            invoice("F-4", due="2026-04-01", disputed=True),
        )
        diary = Diary(owed, plan(email(7))).until("2026-04-08")
        assert diary.listed == [["F-2", "F-1"]]

    def test_before_the_due_date_only_the_carrying_one(self) -> None:
        owed = account(invoice("F-1", due="2026-04-07"), invoice("F-2", due="2026-04-07", amount="5.00 EUR"))
        assert Diary(owed, plan(email(-3))).until("2026-04-05").listed == [["F-1"]]

    def test_the_carrying_one_first_though_an_older_one_for_which_the_plan_is_done_is_listed(self) -> None:
        diary = Diary(TWO, plan(email(7))).until("2026-04-18")
        assert diary.listed == [["F-1"], ["F-2", "F-1"]]

    def test_several_currencies_are_reminded_at_once_but_for_one_that_is_covered(self) -> None:
        owed = account(
            invoice("F-1", due="2026-03-31", amount="100.00 EUR"),
            invoice("F-2", due="2026-04-01", amount="100.00 USD"),
            invoice("F-3", due="2026-04-02", amount="100.00 GBP"),
            credit_note("100.00 GBP"),
        )
        assert Diary(owed, plan(email(7))).until("2026-04-08").listed == [["F-1", "F-2"]]


def test_a_to_do_is_cancelled_when_another_invoice_carries() -> None:
    diary = Diary(TWO, plan(call(0), email(30))).until("2026-04-03")
    assert diary.tasks == ["call+0 due"]
    assert diary.arrives(PAID_1).tasks == ["call+0 cancelled"]
    assert diary.until("2026-04-11").tasks == ["call+0 cancelled", "call+0 due"]


def test_waiting_names_the_invoice_that_carries() -> None:
    decision = decided("2026-03-01", TWO, BY)
    assert isinstance(decision, Wait)
    assert (decision.due.carrying.number, decision.due.cycle.invoice) == ("F-1", "F-1")
