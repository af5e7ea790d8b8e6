"""Steps that a person does (A13): they appear on their day, and what follows waits for them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from relance.domain.customer import Account, AddressStanding, Contact
from relance.domain.decision import AwaitingPerson, CreateTask, ManualStep, NoWorkingAddress, Wait
from relance.domain.enrolment import Enrolment
from relance.domain.hold import Hold, HoldKind
from relance.domain.plan import DunningPlan, PlanStep
from relance.domain.progress import waits_for_answer
from relance.domain.task import Task, TaskKind, TaskState
from tests.builders import (
    LONG_AGO,
    WEEKDAYS,
    WORKING_ADDRESS,
    account,
    call,
    contextual,
    day,
    decided,
    email,
    invoice,
    letter,
    manual_email,
    pause,
    payment,
    plan,
)
from tests.diary import Diary

PAID = payment("1000.00 EUR", of="F-1")
BOUNCED = Contact("contact", "Zoe", "zoe@customer.example", main=True, standing=AddressStanding.BOUNCED)


def sole_task(diary: Diary) -> Task:
    (task,) = diary.account.tasks.values()
    return task


def reply(invoice: str | None, until: str | None = None) -> Hold:
    return Hold(f"reply#{invoice}", HoldKind.REPLY, LONG_AGO, day(until) if until else None, invoice)


class TestAManualStep:
    @pytest.mark.parametrize(
        ("step", "kind"),
        [
            (manual_email(7), TaskKind.EMAIL),
            (call(7), TaskKind.CALL),
            (letter(7), TaskKind.LETTER),
        ],
    )
    def test_it_is_a_to_do_on_its_trigger_day(self, step: PlanStep, kind: TaskKind) -> None:
        decision = decided("2026-04-07", account(invoice()), plan(step))
        assert isinstance(decision, CreateTask)
        assert (decision.kind, decision.why) == (kind, ManualStep(day("2026-04-07")))

    def test_it_appears_on_a_closed_day_too(self) -> None:
        saturday = "2026-04-04"
        decision = decided(saturday, account(invoice()), plan(call(4)), calendar=WEEKDAYS)
        assert isinstance(decision, CreateTask)

    def test_it_says_what_it_is_about(self) -> None:
        task = sole_task(Diary(account(invoice()), plan(call(7))).until("2026-04-10"))
        assert (task.due_on, task.invoices, task.step, task.why) == (
            day("2026-04-07"),
            ("F-1",),
            "call+7",
            "manual_step",
        )

    def test_it_is_in_the_list_of_its_owner_or_of_the_account_manager(self) -> None:
        of = account(invoice())
        of = replace(of, customer=replace(of.customer, account_manager="claire"))
        assert sole_task(Diary(of, plan(call(7))).until("2026-04-10")).owner == "claire"
        chosen = plan(replace(call(7), owner="paul"))
        assert sole_task(Diary(of, chosen).until("2026-04-10")).owner == "paul"


class TestWhatFollows:
    def test_nothing_runs_until_it_is_handled(self) -> None:
        diary = Diary(account(invoice()), plan(call(0), email(7))).until("2026-12-01")
        assert diary.lines == ["2026-03-31 call+0 F-1"]
        decision = diary.decision()
        assert isinstance(decision, Wait)
        assert (decision.until, decision.why) == (None, AwaitingPerson(TaskKind.CALL, day("2026-03-31")))

    def test_the_plan_goes_on_when_it_is_skipped_or_the_day_after_it_is_done(self) -> None:
        for handle, goes_on in ((Diary.person_skips, "2026-04-20"), (Diary.person_does, "2026-04-21")):
            diary = Diary(account(invoice()), plan(call(0), email(7))).until("2026-04-20")
            handle(diary, "call+0")
            assert diary.until("2026-05-01").lines == ["2026-03-31 call+0 F-1", f"{goes_on} email+7 F-1"]

    def test_a_to_do_is_raised_once(self) -> None:
        diary = Diary(account(invoice()), plan(call(0))).until("2026-04-02")
        for _ in range(3):
            diary.change(lambda of: of)
        assert diary.until("2026-06-01").tasks == ["call+0 due"]


class TestExpiryUnderContextualLogic:
    def test_a_to_do_left_undone_expires_when_an_automatic_step_triggers(self) -> None:
        diary = Diary(account(invoice()), contextual(call(0), email(7))).until("2026-04-07")
        assert diary.tasks == ["call+0 due"]
        diary.until("2026-04-08")
        assert diary.lines == ["2026-03-31 call+0 F-1", "2026-04-07 email+7 F-1"]
        assert diary.tasks == ["call+0 expired"]

    def test_it_stands_when_the_step_that_triggers_is_manual(self) -> None:
        diary = Diary(account(invoice()), contextual(call(0), call(7))).until("2026-06-01")
        assert diary.tasks == ["call+0 due"]

    def test_also_when_an_automatic_step_comes_after_that(self) -> None:
        diary = Diary(account(invoice()), contextual(call(0), call(7), email(14))).until("2026-06-01")
        assert diary.tasks == ["call+0 due"]

    def test_handled_late_it_gives_way_to_the_latest_step_triggered(self) -> None:
        diary = Diary(account(invoice()), contextual(call(0), call(7), call(14))).until("2026-04-20")
        assert diary.person_does("call+0").until("2026-04-21").tasks == ["call+0 done", "call+14 due"]

    def test_an_automatic_step_expires_whatever_triggers_next(self) -> None:
        diary = Diary(account(invoice(), contacts=()), contextual(email(0), call(7)), begins="2026-04-08")
        assert diary.until("2026-04-09").lines == ["2026-04-08 call+7 F-1"]


class TestExpiryOnTheDueDate:
    @pytest.mark.parametrize("by", [plan, contextual])
    def test_a_to_do_from_before_the_due_date_expires_and_the_plan_goes_on(
        self, by: Callable[..., DunningPlan]
    ) -> None:
        diary = Diary(account(invoice()), by(call(-3), email(7))).until("2026-06-01")
        assert diary.lines == ["2026-03-28 call-3 F-1", "2026-04-07 email+7 F-1"]
        assert diary.tasks == ["call-3 expired"]

    def test_also_when_it_was_the_last_step(self) -> None:
        assert Diary(account(invoice()), plan(call(-3))).until("2026-06-01").tasks == ["call-3 expired"]

    def test_under_standard_logic_no_other_to_do_expires(self) -> None:
        assert Diary(account(invoice()), plan(call(0), email(7))).until("2028-06-01").tasks == ["call+0 due"]


class TestWhenNothingIsLeftToRemind:
    def test_a_to_do_is_cancelled_when_the_last_invoice_is_paid(self) -> None:
        diary = Diary(account(invoice()), plan(call(0), email(7))).until("2026-04-02").arrives(PAID)
        assert diary.tasks == ["call+0 cancelled"]

    def test_it_comes_back_when_the_payment_is_reversed(self) -> None:
        diary = Diary(account(invoice()), plan(call(0), email(7))).until("2026-04-02").arrives(PAID)
        diary.until("2026-04-20").arrives(payment("1000.00 EUR", of="F-1", reversed_on="2026-04-20"))
        assert diary.until("2026-06-01").tasks == ["call+0 cancelled", "call+0 due"]
        assert diary.lines == ["2026-03-31 call+0 F-1", "2026-04-20 call+0 F-1"]

    def test_what_became_of_a_mail_is_for_a_person_to_close(self) -> None:
        diary = Diary(account(invoice()), plan(call(0))).until("2026-04-02")
        review = replace(sole_task(diary), id="review", kind=TaskKind.REVIEW_SEND)
        diary.change(lambda of: of.with_task(review)).arrives(PAID)
        assert diary.account.tasks["review"].state is TaskState.DUE


class TestAnAddressThatDoesNotWork:
    @pytest.mark.parametrize("contacts", [(), (BOUNCED,), (Contact("nobody"),)])
    def test_an_automatic_step_becomes_a_to_do_that_says_what_to_mend(
        self, contacts: tuple[Contact, ...]
    ) -> None:
        decision = decided("2026-04-07", account(invoice(), contacts=contacts), plan(email(7)))
        assert isinstance(decision, CreateTask)
        assert (decision.kind, decision.why) == (TaskKind.FIX_CONTACT, NoWorkingAddress())

    def test_another_contact_whose_address_works_is_taken_instead(self) -> None:
        other = Contact("other", "Max", "max@customer.example")
        assert account(contacts=(BOUNCED, other)).recipient == other
        assert account(contacts=(other, WORKING_ADDRESS)).recipient == WORKING_ADDRESS

    def test_mended_the_step_leaves_and_the_to_do_is_done(self) -> None:
        diary = Diary(account(invoice(), contacts=()), plan(email(7), email(14))).until("2026-04-10")
        assert diary.tasks == ["email+7 due"]
        diary.change(_with_address).until("2026-04-11")
        assert diary.lines == ["2026-04-07 email+7 F-1", "2026-04-10 email+7 F-1"]
        assert [done.by_itself for done in diary.done] == [False, True]
        assert diary.tasks == ["email+7 done"]

    def test_never_mended_the_plan_waits_under_standard_logic(self) -> None:
        diary = Diary(account(invoice(), contacts=()), plan(email(7), email(14))).until("2026-06-01")
        assert diary.tasks == ["email+7 due"]

    def test_under_contextual_logic_the_next_one_asks_anew_and_the_first_has_expired(self) -> None:
        diary = Diary(account(invoice(), contacts=()), contextual(email(7), email(14))).until("2026-06-01")
        assert diary.tasks == ["email+7 expired", "email+14 due"]


def _with_address(of: Account) -> Account:
    return replace(of, contacts=(WORKING_ADDRESS,))


class TestWhatWaitsForTheCustomersAnswer:
    """Of the customer's holds, those of an answer, that stand today, about the to-do's own invoice."""

    @pytest.mark.parametrize(
        ("holds", "waits"),
        [
            ([reply("F-1")], True),
            ([reply(None)], True),
            ([reply("F-2")], False),
            ([reply("F-2"), reply("F-1")], True),
            ([reply("F-1", until="2026-04-07")], False),
            ([reply("F-1", until="2026-04-08")], True),
            ([pause(of="F-1")], False),
            ([], False),
        ],
    )
    def test_it_does(self, holds: list[Hold], waits: bool) -> None:
        own = Enrolment("E-1", "C-1", "plan", 1, LONG_AGO, invoice="F-1")
        about = Task("t", TaskKind.CALL, "C-1", day("2026-04-01"), "manual_step", enrolment="E-1")
        assert waits_for_answer(account(*holds).with_enrolment(own), about, day("2026-04-07")) is waits

    def test_one_of_a_customers_plan_waits_for_an_answer_about_the_customer(self) -> None:
        own = Enrolment("E-1", "C-1", "plan", 1, LONG_AGO)
        about = Task("t", TaskKind.CALL, "C-1", day("2026-04-01"), "manual_step", enrolment="E-1")
        for hold, waits in ((reply(None), True), (reply("F-1"), False)):
            assert waits_for_answer(account(hold).with_enrolment(own), about, day("2026-04-07")) is waits
