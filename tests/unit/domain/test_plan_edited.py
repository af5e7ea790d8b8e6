"""A plan edited, or changed, while customers are on it: they go on at their place (A6, A9)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from relance.domain.enrolling import enrolled
from relance.domain.enrolment import EnrolmentState
from relance.domain.plan import DunningPlan, Level, PlanStep
from tests.builders import (
    ORG,
    account,
    call,
    contextual,
    day,
    email,
    invoice,
    payment,
    per_invoice,
    plan,
    sole_enrolment,
)
from tests.diary import Diary

A, B, C, NEW = email(0, id="A"), email(7, id="B"), email(14, id="C"), email(10, id="NEW")


def after_a(*steps: PlanStep, by: Callable[..., DunningPlan] = plan) -> list[str]:
    """A left; then a version with these steps is published; what leaves from then on."""
    diary = Diary(account(invoice()), by(A, B, C)).until("2026-04-05")
    return diary.publishes(by(*steps, version=2)).until("2026-06-01").lines[1:]


class TestANewVersion:
    def test_a_step_put_in_after_the_place_comes_in_its_turn(self) -> None:
        assert after_a(A, B, NEW, C) == ["2026-04-07 B F-1", "2026-04-10 NEW F-1", "2026-04-14 C F-1"]

    def test_a_step_put_in_before_the_last_one_executed_does_not_come(self) -> None:
        assert after_a(email(-2, id="NEW"), A, B, C) == ["2026-04-07 B F-1", "2026-04-14 C F-1"]

    def test_a_step_put_in_before_the_waiting_one_is_not_skipped_however_late(self) -> None:
        after = after_a(A, email(3, id="NEW"), B, C)
        assert after == ["2026-04-05 NEW F-1", "2026-04-07 B F-1", "2026-04-14 C F-1"]

    def test_what_a_person_has_already_stays_theirs(self) -> None:
        diary = Diary(account(invoice()), plan(A, call(2), C)).until("2026-04-05")
        diary.publishes(plan(A, email(1, id="NEW"), call(2), C, version=2))
        assert diary.until("2026-04-06").tasks == ["call+2 due"]

    def test_with_the_waiting_step_removed_the_one_after_it_comes(self) -> None:
        assert after_a(A, C) == ["2026-04-14 C F-1"]

    def test_with_the_last_one_executed_removed_the_place_is_told_by_its_offset(self) -> None:
        assert after_a(B, C) == ["2026-04-07 B F-1", "2026-04-14 C F-1"]
        assert after_a(email(-2, id="NEW"), C) == ["2026-04-14 C F-1"]

    def test_with_the_step_it_entered_at_removed_the_place_is_told_by_its_offset(self) -> None:
        diary = Diary(account(invoice()), plan(A, B, C), begins="2026-03-01").until("2026-03-20")
        diary.publishes(plan(email(-20, id="OLD"), B, C, version=2))
        assert diary.until("2026-04-08").lines == ["2026-04-07 B F-1"]

    def test_with_all_replaced_before_anything_was_done_the_new_steps_come(self) -> None:
        for entered in (email(9, id="LATE"), call(9, id="LATE")):
            diary = Diary(account(invoice()), plan(entered)).until(
                "2026-04-05" if entered.automatic else "2026-04-12"
            )
            diary.publishes(plan(email(6, id="NEW"), version=2)).until("2026-06-01")
            assert [done.due.step.id for done in diary.done if done.by_itself] == ["NEW"]

    def test_nor_does_what_left_before_it_come_again_when_that_is_moved_in_a_later_version(self) -> None:
        diary = Diary(account(invoice()), plan(A, B)).until("2026-04-08")
        diary.publishes(plan(A, version=2)).publishes(plan(email(10, id="A"), C, version=3))
        assert diary.until("2026-06-01").lines[2:] == ["2026-04-14 C F-1"]

    def test_what_left_does_not_come_again_when_it_is_taken_out_and_put_back(self) -> None:
        for between in ((A, C), (C,), (A,), ()):
            for put_back in (B, email(13, id="B"), email(20, id="B")):
                diary = Diary(account(invoice()), plan(A, B, C)).until("2026-04-08")
                diary.publishes(plan(*between, version=2)).until("2026-04-10")
                steps = sorted((A, put_back, C), key=lambda step: step.offset_days)
                diary.publishes(plan(*steps, version=3)).until("2026-06-01")
                assert diary.lines[2:] == ["2026-04-14 C F-1"], (between, put_back)

    def test_nor_what_left_before_that(self) -> None:
        diary = Diary(account(invoice()), plan(A, B, C)).until("2026-04-08")
        diary.publishes(plan(B, C, version=2)).publishes(plan(B, C, email(20, id="A"), version=3))
        assert diary.until("2026-06-01").lines[2:] == ["2026-04-14 C F-1"]

    def test_a_step_of_the_day_of_the_one_removed_that_was_not_its_turn_yet_comes(self) -> None:
        diary = Diary(account(invoice()), plan(A, B, email(7, id="C"))).until("2026-04-08")
        assert diary.publishes(plan(A, email(7, id="C"), version=2)).until("2026-05-01").lines[2:] == [
            "2026-04-08 C F-1"
        ]
        diary = Diary(account(invoice()), plan(A, B, email(7, id="C"))).until("2026-04-08")
        assert diary.publishes(plan(email(7, id="C"), version=2)).until("2026-05-01").lines[2:] == [
            "2026-04-08 C F-1"
        ]

    def test_a_step_moved_later_waits_for_its_new_day(self) -> None:
        assert after_a(A, email(12, id="B"), C) == ["2026-04-12 B F-1", "2026-04-14 C F-1"]

    def test_a_step_moved_to_the_past_is_caught_up(self) -> None:
        assert after_a(A, email(2, id="B"), C) == ["2026-04-05 B F-1", "2026-04-14 C F-1"]

    def test_a_step_added_at_the_end_of_a_completed_plan_comes(self) -> None:
        diary = Diary(account(invoice()), plan(A)).until("2026-04-20")
        diary.publishes(plan(A, email(30, id="NEW"), version=2))
        assert diary.until("2026-06-01").lines == ["2026-03-31 A F-1", "2026-04-30 NEW F-1"]

    def test_the_same_under_contextual_logic(self) -> None:
        assert after_a(A, B, NEW, C, by=contextual) == [
            "2026-04-07 B F-1",
            "2026-04-10 NEW F-1",
            "2026-04-14 C F-1",
        ]
        assert after_a(A, C, by=contextual) == ["2026-04-14 C F-1"]

    def test_a_step_that_becomes_automatic_leaves_the_day_after_at_the_earliest(self) -> None:
        diary = Diary(account(invoice()), plan(A, call(7, id="B"))).until("2026-04-07")
        diary.publishes(plan(A, email(7, id="B", automated_on="2026-04-07"), version=2))
        assert diary.until("2026-05-01").lines[1:] == ["2026-04-08 B F-1"]

    def test_a_to_do_whose_step_is_removed_expires(self) -> None:
        diary = Diary(account(invoice()), plan(call(0), email(30))).until("2026-04-05")
        diary.publishes(plan(email(30), version=2))
        assert diary.tasks == ["call+0 expired"]
        assert diary.until("2026-06-01").lines[1:] == ["2026-04-30 email+30 F-1"]

    def test_a_to_do_stays_when_other_steps_change(self) -> None:
        diary = Diary(account(invoice()), plan(call(0), email(30))).until("2026-04-05")
        diary.publishes(plan(call(0), email(20), email(30), version=2))
        assert diary.tasks == ["call+0 due"]

    def test_a_plan_emptied_closes_its_to_dos(self) -> None:
        diary = Diary(account(invoice()), plan(call(0))).until("2026-04-05").publishes(plan(version=2))
        assert diary.tasks == ["call+0 cancelled"]

    def test_every_enrolment_comes_to_it_those_of_paid_invoices_too(self) -> None:
        owed = account(invoice("F-1"), invoice("F-2", settled="1000.00 EUR"))
        open_then = account(invoice("F-1"), invoice("F-2"))
        before = enrolled(open_then, per_invoice(A), ORG, day("2026-04-01"))
        after = enrolled(
            replace(before, receivables=owed.receivables),
            per_invoice(A, B, version=2),
            ORG,
            day("2026-04-02"),
        )
        assert {enrolment.plan_version for enrolment in after.enrolments.values()} == {2}


class TestAnotherPlan:
    OTHER = plan(email(1, id="X"), email(8, id="Y"), id="other")

    def test_it_begins_at_the_beginning_the_day_after(self) -> None:
        diary = Diary(account(invoice()), plan(A, B, C)).until("2026-06-01").publishes(self.OTHER)
        assert diary.until("2026-06-04").lines[3:] == ["2026-06-02 X F-1", "2026-06-03 Y F-1"]

    def test_under_contextual_logic_at_the_latest_step_triggered(self) -> None:
        diary = Diary(account(invoice()), plan(A, B, C)).until("2026-06-01")
        diary.publishes(replace(contextual(email(1, id="X"), email(8, id="Y")), id="other"))
        assert diary.until("2026-07-01").lines[3:] == ["2026-06-02 Y F-1"]

    def test_the_last_contact_still_counts(self) -> None:
        diary = Diary(account(invoice()), plan(A, B, C)).until("2026-04-08")
        diary.publishes(replace(self.OTHER, min_contact_delay_days=10))
        assert diary.until("2026-04-18").lines[2:] == ["2026-04-17 X F-1"]

    def test_cycles_go_on_counting_so_that_no_step_is_taken_for_another(self) -> None:
        diary = Diary(account(invoice()), plan(A, B, C)).until("2026-04-08").publishes(self.OTHER)
        diary.until("2026-04-20").publishes(plan(A, B, C)).until("2026-05-01")
        assert [(done.due.step.id, done.due.cycle.number) for done in diary.done] == [
            ("A", 1),
            ("B", 1),
            ("X", 2),
            ("Y", 2),
            ("C", 3),
        ]

    def test_back_on_the_first_plan_it_goes_on_where_it_was_however_many_plans_lie_between(self) -> None:
        diary = Diary(account(invoice()), plan(A, B, C)).until("2026-04-08")
        for name in ("other", "third", "other", "fourth"):
            diary.publishes(plan(email(90, id="late"), id=name))
        diary.publishes(plan(A, B, C, version=2)).until("2026-06-01")
        assert diary.lines == ["2026-03-31 A F-1", "2026-04-07 B F-1", "2026-04-14 C F-1"]

    def test_also_an_invoice_that_was_paid_and_is_owed_again_meanwhile(self) -> None:
        diary = Diary(account(invoice()), plan(A, B, C)).until("2026-04-08")
        diary.arrives(payment("1000.00 EUR", of="F-1")).publishes(self.OTHER)
        diary.arrives(payment("1000.00 EUR", of="F-1", reversed_on="2026-04-08"))
        diary.publishes(plan(A, B, C, version=2)).until("2026-06-01")
        assert diary.lines[2:] == ["2026-04-14 C F-1"]

    def test_the_to_do_of_the_plan_that_is_left_is_cancelled(self) -> None:
        diary = Diary(account(invoice()), plan(call(0))).until("2026-04-05").publishes(self.OTHER)
        assert diary.tasks == ["call+0 cancelled"]


class TestAnotherLevel:
    def test_each_open_invoice_is_enrolled_and_the_customer_no_more(self) -> None:
        owed = account(invoice("F-1"), invoice("F-2", due="2026-04-02"))
        diary = Diary(owed, plan(A, B, delay=4)).until("2026-04-05").publishes(per_invoice(A, B, delay=4))
        enrolments = diary.account.enrolments.values()
        assert {enrolment.invoice for enrolment in enrolments if not enrolment.is_retired} == {"F-1", "F-2"}
        assert {enrolment.invoice for enrolment in enrolments if enrolment.is_retired} == {None}
        assert diary.account.last_contact_on == day("2026-03-31")

    def test_each_invoice_goes_on_where_its_customer_was_with_it(self) -> None:
        owed = account(invoice("F-1"), invoice("F-2", due="2026-04-02"))
        diary = Diary(owed, plan(A, B, C)).until("2026-04-08")
        diary.publishes(per_invoice(A, B, C, version=2)).until("2026-06-01")
        assert diary.lines == [
            "2026-03-31 A F-1",
            "2026-04-07 B F-1",
            # Nothing was done for F-2 but to list it.
            "2026-04-09 A F-2",
            "2026-04-10 B F-2",
            "2026-04-14 C F-1",
            "2026-04-16 C F-2",
        ]

    def test_and_back_where_each_of_them_was(self) -> None:
        owed = account(invoice("F-1"), invoice("F-2", due="2026-04-02"))
        diary = Diary(owed, per_invoice(A, B, C)).until("2026-04-10")
        diary.publishes(plan(A, B, C, version=2)).until("2026-04-16")
        diary.arrives(payment("1000.00 EUR", of="F-1")).until("2026-06-01")
        assert diary.lines[4:] == ["2026-04-14 C F-1", "2026-04-16 C F-2"]

    def test_and_forth_again_though_the_steps_were_edited_each_time(self) -> None:
        diary = Diary(account(invoice()), plan(A, B, C)).until("2026-04-01")
        diary.publishes(per_invoice(A, B, C, version=2)).until("2026-04-08")
        diary.publishes(plan(A, C, version=3)).publishes(per_invoice(A, B, C, version=4)).until("2026-06-01")
        assert diary.lines == ["2026-03-31 A F-1", "2026-04-07 B F-1", "2026-04-14 C F-1"]

    def test_another_plan_begins_at_the_beginning_on_whatever_level(self) -> None:
        diary = Diary(account(invoice()), plan(A, B)).until("2026-04-08")
        diary.publishes(replace(per_invoice(A, B), id="other"))
        assert diary.until("2026-06-01").lines[2:] == ["2026-04-09 A F-1", "2026-04-10 B F-1"]

    def test_what_is_being_sent_while_the_level_changes_is_behind_once_it_left(self) -> None:
        diary = Diary(account(invoice()), plan(A, B)).until("2026-03-31")
        own = sole_enrolment(diary.account)
        claimed = diary.account.with_enrolment(replace(own, state=EnrolmentState.SENDING))
        both = enrolled(claimed, per_invoice(A, B, version=2), ORG, day("2026-03-31"))
        sent = both.with_enrolment(own.contacted(A, day("2026-03-31")))
        diary.account = enrolled(sent, per_invoice(A, B, version=2), ORG, day("2026-03-31"))
        assert diary.publishes(per_invoice(A, B, version=2)).until("2026-06-01").lines == ["2026-04-07 B F-1"]

    def test_the_to_dos_of_what_is_left_are_cancelled(self) -> None:
        diary = Diary(account(invoice()), plan(call(0))).until("2026-04-05").publishes(per_invoice(email(30)))
        assert diary.tasks == ["call+0 cancelled"]
        assert diary.plan.level is Level.INVOICE


class TestNoReminders:
    def test_everything_ends_but_the_last_contact(self) -> None:
        on = day("2026-04-05")
        diary = Diary(account(invoice()), plan(A, call(2))).until("2026-04-05")
        gone = enrolled(diary.account, None, ORG, on)
        assert [enrolment.is_retired for enrolment in gone.enrolments.values()] == [True]
        assert gone.last_contact_on == day("2026-03-31")
        assert [task.state.value for task in gone.tasks.values()] == ["cancelled"]

    def test_back_on_its_plan_it_goes_on_where_it_was_and_repeats_nothing(self) -> None:
        diary = Diary(account(invoice()), plan(A, B, C)).until("2026-04-08")
        off = enrolled(diary.account, None, ORG, day("2026-04-09"))
        back = enrolled(off, diary.plan, ORG, day("2026-05-01"))
        then = sole_enrolment(back)
        assert (then.is_retired, then.enrolled_on) == (False, day("2026-05-01"))
        assert then.cycle == sole_enrolment(diary.account).cycle

    def test_what_is_being_sent_stays_until_its_worker_is_done(self) -> None:
        before = enrolled(account(invoice()), plan(A), ORG, day("2026-04-01"))
        sending = before.with_enrolment(replace(sole_enrolment(before), state=EnrolmentState.SENDING))
        assert enrolled(sending, None, ORG, day("2026-04-02")).enrolments == sending.enrolments
        assert (
            enrolled(sending, plan(A, B, version=2), ORG, day("2026-04-02")).enrolments == sending.enrolments
        )
