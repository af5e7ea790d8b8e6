"""Which step is next, and on which day it may run (A6, A8, A18). F-1 is due on 31 March 2026."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from relance.domain.customer import Account
from relance.domain.decision import (
    Constraint,
    CreateTask,
    Execute,
    Finish,
    JustAutomated,
    JustEnrolled,
    MinimumContactDelay,
    OneADay,
    PlanCompleted,
    PlanEmpty,
    Resumed,
    TriggerReached,
    Wait,
)
from relance.domain.engine import decide
from relance.domain.enrolling import enrolled
from relance.domain.plan import DunningPlan
from tests.builders import (
    EVERY_DAY,
    LONG_AGO,
    ORG,
    account,
    call,
    contextual,
    day,
    decided,
    due,
    email,
    invoice,
    letter,
    payment,
    plan,
    sole_enrolment,
)
from tests.diary import Diary

STEPS = (email(-10), email(-3), email(0), email(7), email(14))


def entered(on: str, by: DunningPlan) -> str:
    """The step at which a cycle that begins on that day enters."""
    return due(decided(on, account(invoice()), by)).step.id


class TestEnteringUnderStandardLogic:
    @pytest.mark.parametrize(
        ("on", "step"),
        [
            ("2026-03-01", "email-10"),
            ("2026-03-21", "email-10"),  # its very day
            ("2026-03-22", "email-3"),  # its turn was missed
            ("2026-03-28", "email-3"),
            ("2026-03-29", "email+0"),
            ("2026-03-31", "email+0"),
        ],
    )
    def test_before_the_due_date_it_enters_at_the_first_step_not_missed(self, on: str, step: str) -> None:
        assert entered(on, plan(*STEPS)) == step

    @pytest.mark.parametrize("on", ["2026-04-01", "2026-04-20", "2027-04-01"])
    def test_overdue_it_enters_at_the_first_step_from_the_due_date_on_however_late(self, on: str) -> None:
        assert entered(on, plan(*STEPS)) == "email+0"
        assert entered(on, plan(email(-3), email(7), email(14))) == "email+7"

    def test_a_very_late_invoice_moved_to_a_plan_starts_with_the_first_action(self) -> None:
        decision = decided("2026-12-01", account(invoice()), plan(email(7), email(14)))
        assert isinstance(decision, Execute)
        assert due(decision).step == email(7)

    def test_a_plan_with_only_pre_due_steps_has_nothing_for_an_overdue_invoice(self) -> None:
        assert decided("2026-04-01", account(invoice()), plan(email(-3))).why == PlanCompleted("F-1")


class TestEnteringUnderContextualLogic:
    @pytest.mark.parametrize(
        ("on", "step"),
        [
            ("2026-03-01", "email-10"),  # the first to come
            ("2026-03-22", "email-10"),  # the latest already triggered
            ("2026-03-28", "email-3"),
            ("2026-03-31", "email+0"),
            ("2026-04-06", "email+0"),
            ("2026-04-07", "email+7"),
            ("2027-04-01", "email+14"),
        ],
    )
    def test_it_enters_at_the_latest_step_already_triggered_or_the_first_to_come(
        self, on: str, step: str
    ) -> None:
        assert entered(on, contextual(*STEPS)) == step

    def test_an_expired_pre_due_step_is_not_entered_once_overdue(self) -> None:
        assert entered("2026-04-02", contextual(email(-3), email(7))) == "email+7"


class TestFollowingSteps:
    def test_standard_skips_none_and_each_waits_for_its_trigger(self) -> None:
        diary = Diary(account(invoice()), plan(*STEPS), begins="2026-03-01").until("2026-06-01")
        assert diary.lines == [
            "2026-03-21 email-10 F-1",
            "2026-03-28 email-3 F-1",
            "2026-03-31 email+0 F-1",
            "2026-04-07 email+7 F-1",
            "2026-04-14 email+14 F-1",
        ]
        assert diary.decision() == Finish(PlanCompleted("F-1"), sole_enrolment(diary.account).cycle)

    def test_standard_catches_up_in_order_one_contact_delay_apart(self) -> None:
        diary = Diary(account(invoice()), plan(email(0), email(7), email(14), delay=3), begins="2026-06-01")
        assert diary.until("2026-07-01").lines == [
            "2026-06-02 email+0 F-1",
            "2026-06-05 email+7 F-1",
            "2026-06-08 email+14 F-1",
        ]

    def test_contextual_leaves_out_the_steps_that_the_following_one_overtook(self) -> None:
        diary = Diary(account(invoice()), contextual(email(0), email(7), email(14)), begins="2026-04-08")
        assert diary.until("2026-06-01").lines == ["2026-04-09 email+7 F-1", "2026-04-14 email+14 F-1"]

    def test_contextual_a_step_pushed_past_the_next_trigger_expires(self) -> None:
        by = contextual(email(0), email(4), email(6), delay=7)
        diary = Diary(account(invoice()), by, begins="2026-03-01").until("2026-06-01")
        assert diary.lines == ["2026-03-31 email+0 F-1", "2026-04-07 email+6 F-1"]

    @pytest.mark.parametrize("by", [plan, contextual])
    def test_a_pre_due_step_expires_on_the_due_date(self, by: Callable[..., DunningPlan]) -> None:
        held_back = account(invoice(), contacted_on="2026-03-27")
        diary = Diary(held_back, by(email(-3), email(7), delay=30), begins="2026-03-01")
        assert diary.until("2026-06-01").lines == ["2026-04-26 email+7 F-1"]

    def test_other_steps_never_expire_under_standard_logic(self) -> None:
        assert entered("2030-01-01", plan(email(1), email(2))) == "email+1"


class TestTheFirstDayAStepMayRun:
    def test_its_trigger(self) -> None:
        assert why_on("2026-04-01", plan(email(7))) == TriggerReached(day("2026-04-07"))

    def test_the_minimum_contact_delay_after_the_last_contact(self) -> None:
        why = why_on("2026-04-07", plan(email(7), delay=5), account(invoice(), contacted_on="2026-04-04"))
        assert why == MinimumContactDelay(day("2026-04-09"), last=day("2026-04-04"), days=5)

    def test_the_day_after_it_became_automatic(self) -> None:
        why = why_on("2026-04-10", plan(email(7, automated_on="2026-04-10")))
        assert why == JustAutomated(day("2026-04-11"))

    def test_however_late_two_e_mails_of_one_enrolment_never_leave_on_one_day(self) -> None:
        diary = Diary(account(invoice()), plan(email(0), email(7), call(8)), begins="2026-06-01")
        assert diary.until("2026-06-03").lines == ["2026-06-02 email+0 F-1"]
        (enrolment,) = diary.account.enrolments.values()
        decision = decide(diary.account, enrolment, diary.plan, EVERY_DAY, day("2026-06-02"))
        assert decision.why == OneADay(day("2026-06-03"), last=day("2026-06-02"))
        assert diary.until("2026-06-04").lines[1:] == ["2026-06-03 email+7 F-1", "2026-06-03 call+8 F-1"]

    def test_the_day_after_the_enrolment_when_automatic(self) -> None:
        decision = decided("2026-04-10", account(invoice()), plan(email(7)), enrolled_on="2026-04-10")
        assert decision.why == JustEnrolled(day("2026-04-11"))

    def test_a_manual_step_may_come_on_the_day_of_the_enrolment(self) -> None:
        decision = decided("2026-04-10", account(invoice()), plan(call(7)), enrolled_on="2026-04-10")
        assert isinstance(decision, CreateTask)

    def test_the_day_on_which_the_enrolment_resumes(self) -> None:
        of = enrolled(account(invoice()), plan(email(7)), ORG, LONG_AGO)
        resuming = replace(sole_enrolment(of), resume_on=day("2026-04-20"))
        why = why_on("2026-04-10", plan(email(7)), of.with_enrolment(resuming))
        assert why == Resumed(day("2026-04-20"))

    def test_the_latest_of_them_all(self) -> None:
        asked = account(invoice(), contacted_on="2026-04-04")
        why = why_on("2026-04-07", plan(email(7, automated_on="2026-04-11"), delay=5), asked)
        assert why == JustAutomated(day("2026-04-12"))


def why_on(on: str, by: DunningPlan, of: Account | None = None) -> object:
    """Why the step waits; the day of its `why` is the day it waits for."""
    decision = decided(on, of or account(invoice()), by)
    assert isinstance(decision, Wait)
    assert isinstance(decision.why, Constraint)
    assert decision.until == decision.why.on
    assert isinstance(decided(f"{decision.until}", of or account(invoice()), by), Execute)
    return decision.why


class TestTheMinimumContactDelay:
    def test_four_and_four_days_apart_with_a_delay_of_five(self) -> None:
        by = plan(email(0, id="A"), email(4, id="B"), email(8, id="C"), delay=5)
        diary = Diary(account(invoice()), by, begins="2026-03-01").until("2026-06-01")
        assert diary.lines == ["2026-03-31 A F-1", "2026-04-05 B F-1", "2026-04-10 C F-1"]

    def test_it_counts_from_when_a_call_was_done_not_from_when_it_was_due(self) -> None:
        diary = Diary(account(invoice()), plan(call(0), email(2), delay=5), begins="2026-03-01")
        diary.until("2026-04-03").person_does("call+0")
        assert diary.until("2026-06-01").lines == ["2026-03-31 call+0 F-1", "2026-04-08 email+2 F-1"]

    def test_a_skipped_to_do_was_no_contact(self) -> None:
        diary = Diary(account(invoice()), plan(call(0), email(2), delay=5), begins="2026-03-01")
        diary.until("2026-04-03").person_skips("call+0")
        assert diary.until("2026-06-01").lines == ["2026-03-31 call+0 F-1", "2026-04-03 email+2 F-1"]

    def test_a_contact_outside_the_plan_counts(self) -> None:
        asked = account(invoice(), contacted_on="2026-04-06")
        assert Diary(asked, plan(email(7), delay=5)).until("2026-06-01").lines == ["2026-04-11 email+7 F-1"]

    def test_the_contact_before_counts_in_the_next_cycle(self) -> None:
        owed = account(invoice("F-1", due="2026-03-31"), invoice("F-2", due="2026-04-01"))
        diary = Diary(owed, plan(email(0), delay=10), begins="2026-03-01").until("2026-04-02")
        assert diary.lines == ["2026-03-31 email+0 F-1"]
        diary.arrives(payment("1000.00 EUR", of="F-1"))
        assert diary.until("2026-06-01").lines[1:] == ["2026-04-10 email+0 F-2"]

    def test_a_delay_does_not_hurry_a_step(self) -> None:
        diary = Diary(account(invoice()), plan(email(0), letter(30), delay=5)).until("2026-06-01")
        assert diary.lines == ["2026-03-31 email+0 F-1", "2026-04-30 letter+30 F-1"]


def test_an_empty_plan_has_nothing_to_do() -> None:
    assert decided("2026-04-10", account(invoice()), plan()).why == PlanEmpty()
