"""A plan that is done passes the carrying on, and asks a person what comes next."""

from __future__ import annotations

from relance.domain.decision import Finish, PlanCompleted
from relance.domain.handling import Hand, done, skipped
from relance.domain.task import TaskKind, TaskState
from tests.builders import account, email, invoice, payment, per_invoice, plan
from tests.diary import Diary

BY = plan(email(7), email(15))
OLD = invoice("F-OLD", due="2026-03-01", amount="100.00 EUR")
NEW = invoice("F-NEW", due="2026-04-01", amount="50.00 EUR")


def handled(diary: Diary, skips: bool = False) -> Diary:
    """A person closes the open to-do."""
    (task,) = (
        t for t in diary.account.tasks.values() if t.kind is TaskKind.PLAN_COMPLETED and t.state.is_open
    )
    hand = Hand("ada", diary.now, diary.today)
    return diary.change(lambda account: (skipped if skips else done)(account, task, hand))


class TestTheCarrying:
    def test_passes_to_the_oldest_invoice_for_which_the_plan_is_not_done(self) -> None:
        diary = Diary(account(OLD, NEW), BY).until("2026-06-01")
        assert diary.lines == [
            "2026-03-08 email+7 F-OLD",
            "2026-03-16 email+15 F-OLD",
            "2026-04-08 email+7 F-NEW",
            "2026-04-16 email+15 F-NEW",
        ]
        assert diary.listed[2:] == [["F-NEW", "F-OLD"]] * 2

    def test_stays_passed_whatever_money_comes_goes_or_is_returned(self) -> None:
        diary = Diary(account(OLD, NEW), BY).until("2026-04-09")
        for of in (
            payment("99.00 EUR", of="F-OLD"),
            payment("99.00 EUR", of="F-OLD", reversed_on="2026-04-09"),
        ):
            diary.arrives(of)
        assert diary.until("2026-06-01").lines[3:] == ["2026-04-16 email+15 F-NEW"]

    def test_with_all_done_nothing_is_left(self) -> None:
        diary = Diary(account(OLD), BY).until("2026-06-01")
        assert isinstance(decision := diary.decision(), Finish)
        assert decision.why == PlanCompleted("F-OLD")

    def test_a_step_added_behind_the_last_place_reopens_it_and_no_other(self) -> None:
        diary = Diary(account(OLD, NEW), BY).until("2026-06-01")
        diary.publishes(plan(email(7), email(10, id="between"), email(15), version=2)).until("2026-06-10")
        assert diary.lines[4:] == []
        diary.publishes(plan(email(7), email(15), email(30), version=3)).until("2026-07-01")
        assert diary.lines[4:] == ["2026-06-10 email+30 F-OLD", "2026-06-11 email+30 F-NEW"]


class TestTheToDo:
    def test_lists_the_invoices_for_which_the_plan_is_done(self) -> None:
        diary = Diary(account(OLD, NEW), BY).until("2026-03-16")
        assert diary.asked_what_next == []
        assert diary.until("2026-03-17").asked_what_next == ["F-OLD 100.00 EUR due"]
        assert diary.until("2026-06-01").asked_what_next == ["F-OLD F-NEW 150.00 EUR due"]

    def test_is_one_for_each_currency(self) -> None:
        dollars = invoice("F-USD", due="2026-03-01", amount="70.00 USD")
        asked = Diary(account(OLD, dollars), BY).until("2026-06-01").asked_what_next
        assert sorted(asked) == ["F-OLD 100.00 EUR due", "F-USD 70.00 USD due"]

    def test_also_for_invoices_with_a_plan_each(self) -> None:
        diary = Diary(account(OLD, NEW), per_invoice(email(7), email(15))).until("2026-06-01")
        assert diary.asked_what_next == ["F-OLD F-NEW 150.00 EUR due"]

    def test_its_amount_follows_payments_and_full_payment_cancels_it(self) -> None:
        diary = Diary(account(OLD), BY).until("2026-06-01")
        assert diary.arrives(payment("40.00 EUR", of="F-OLD")).asked_what_next == ["F-OLD 60.00 EUR due"]
        diary.arrives(payment("60.00 EUR", of="F-OLD", id="P-2"))
        assert diary.asked_what_next == ["F-OLD 60.00 EUR cancelled"]

    def test_a_later_return_opens_a_new_one_and_no_reminder_leaves(self) -> None:
        diary = Diary(account(OLD), BY).until("2026-06-01").arrives(payment("100.00 EUR", of="F-OLD"))
        diary.until("2027-04-01").arrives(payment("100.00 EUR", of="F-OLD", reversed_on="2027-04-01"))
        assert diary.until("2027-06-01").asked_what_next == [
            "F-OLD 100.00 EUR cancelled",
            "F-OLD 100.00 EUR due",
        ]
        assert len(diary.lines) == 2

    def test_handled_it_is_not_asked_again_for_the_same_invoices(self) -> None:
        for skips in (False, True):
            diary = handled(Diary(account(OLD, NEW), BY).until("2026-04-01"), skips)
            state = TaskState.SKIPPED if skips else TaskState.DONE
            diary.until("2026-06-01")
            assert diary.asked_what_next == [f"F-OLD 100.00 EUR {state}", "F-NEW 50.00 EUR due"]
            handled(diary, skips).until("2026-07-01")
            assert diary.asked_what_next[1:] == [f"F-NEW 50.00 EUR {state}"]

    def test_handled_and_paid_a_return_asks_anew(self) -> None:
        diary = handled(Diary(account(OLD), BY).until("2026-04-01"))
        diary.arrives(payment("100.00 EUR", of="F-OLD")).until("2026-05-01")
        diary.arrives(payment("100.00 EUR", of="F-OLD", reversed_on="2026-05-01"))
        assert diary.asked_what_next[1:] == ["F-OLD 100.00 EUR due"]

    def test_another_step_that_is_done_asks_anew(self) -> None:
        diary = handled(Diary(account(OLD), BY).until("2026-06-01"))
        diary.publishes(plan(email(7), email(15), email(30), version=2)).until("2026-07-01")
        assert diary.asked_what_next[1:] == ["F-OLD 100.00 EUR due"]

    def test_a_customer_that_is_moved_to_another_plan_is_not_asked_about_the_one_before(self) -> None:
        diary = Diary(account(OLD), BY).until("2026-06-01").publishes(plan(email(200), id="other"))
        assert diary.asked_what_next == ["F-OLD 100.00 EUR cancelled"]
