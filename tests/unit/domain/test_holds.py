"""Holds stop execution and never lose the place; what was missed is caught up (A16, A18)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from relance.domain.customer import Account
from relance.domain.decision import AwaitingPerson, Execute, HoldStands, OnHold, Wait
from relance.domain.hold import Hold, HoldKind
from tests.builders import (
    EVERY_DAY,
    LONG_AGO,
    STALE,
    SWITCHED_OFF,
    account,
    at,
    call,
    contextual,
    day,
    decided,
    due,
    email,
    invoice,
    pause,
    payment,
    per_invoice,
    plan,
    reply_hold,
)
from tests.diary import Diary

BY = plan(email(0), email(7), email(14), delay=2)


class TestAPause:
    def test_it_ends_at_the_start_of_its_day_in_the_zone_of_the_organization(self) -> None:
        until = day("2026-04-10")
        assert pause("2026-04-10").stands(EVERY_DAY.today(at("2026-04-09 23:59")))
        assert not pause("2026-04-10").stands(EVERY_DAY.today(at("2026-04-10 00:00")))
        decision = decided("2026-04-09", account(invoice(), pause("2026-04-10")), BY)
        assert decision == OnHold(
            until, HoldStands(HoldKind.PAUSE, LONG_AGO, until, sends_on=until), due(decision)
        )
        assert isinstance(decided("2026-04-10", account(invoice(), pause("2026-04-10")), BY), Execute)

    def test_without_a_date_it_lasts_until_lifted(self) -> None:
        diary = Diary(account(invoice(), pause()), BY).until("2027-04-01")
        assert diary.lines == []
        assert diary.lifted().until("2027-04-02").lines == ["2027-04-01 email+0 F-1"]

    def test_what_was_missed_is_caught_up_in_order_from_the_place(self) -> None:
        diary = Diary(account(invoice()), BY).until("2026-04-05").arrives(pause("2026-05-01"))
        assert diary.until("2026-06-01").lines == [
            "2026-03-31 email+0 F-1",
            "2026-05-01 email+7 F-1",
            "2026-05-03 email+14 F-1",
        ]

    def test_nor_is_a_pre_due_step_lost_whose_invoice_came_meanwhile(self) -> None:
        for held in (pause("2026-03-28"), SWITCHED_OFF):
            diary = Diary(account(), plan(email(-7), email(7))).until("2026-03-10").arrives(held)
            diary.until("2026-03-12").arrives(invoice()).until("2026-03-28").lifted()
            assert diary.until("2026-04-30").lines == [
                "2026-03-28 email-7 F-1",
                "2026-04-07 email+7 F-1",
            ]

    def test_a_pre_due_step_held_back_leaves_if_the_due_date_has_not_come(self) -> None:
        diary = Diary(account(invoice()), plan(email(-10), email(-5))).until("2026-03-15")
        diary.arrives(pause("2026-03-29"))
        assert diary.until("2026-06-01").lines == ["2026-03-29 email-10 F-1", "2026-03-30 email-5 F-1"]

    def test_manual_steps_are_held_too(self) -> None:
        assert Diary(account(invoice(), pause("2026-05-01")), plan(call(0))).until("2026-05-02").lines == [
            "2026-05-01 call+0 F-1"
        ]

    def test_a_to_do_that_stands_is_still_waited_for_afterwards(self) -> None:
        diary = Diary(account(invoice()), plan(call(0), email(7))).until("2026-04-02")
        diary.arrives(pause("2026-04-20")).until("2026-05-01")
        assert diary.tasks == ["call+0 due"]
        decision = diary.decision()
        assert isinstance(decision, Wait)
        assert isinstance(decision.why, AwaitingPerson)


class TestOtherHolds:
    def test_a_reply_holds_until_it_is_handled_then_resumes_after_the_contact_delay(self) -> None:
        diary = Diary(account(invoice()), BY).until("2026-04-05").arrives(reply_hold()).until("2026-04-20")
        answered = day("2026-04-20")
        diary.change(lambda of: replace(of, holds=(), customer=replace(of.customer, contacted_on=answered)))
        assert diary.until("2026-04-23").lines == ["2026-03-31 email+0 F-1", "2026-04-22 email+7 F-1"]

    def test_a_promise_holds_until_its_date_and_grace_days_are_over(self) -> None:
        promise = Hold("promise", HoldKind.PROMISE, LONG_AGO, until=day("2026-04-18"))
        diary = Diary(account(invoice(), promise), BY).until("2026-04-19")
        assert diary.lines == ["2026-04-18 email+0 F-1"]

    def test_the_switch_of_the_organization_stops_everything(self) -> None:
        diary = Diary(account(invoice(), org_holds=(SWITCHED_OFF,)), plan(call(0), email(7))).until(
            "2026-05-01"
        )
        assert diary.lines == []
        decision = diary.decision()
        stands = HoldStands(HoldKind.ORG_SWITCH, LONG_AGO, None)
        assert decision == OnHold(None, stands, due(decision))

    def test_several_holds_last_as_long_as_the_longest(self) -> None:
        held = account(invoice(), pause("2026-04-20", id="a"), pause("2026-04-10", id="b"))
        decision = decided("2026-04-01", held, BY)
        assert isinstance(decision, OnHold)
        assert decision.until == day("2026-04-20")
        assert Diary(held, BY).until("2026-04-21").lines == ["2026-04-20 email+0 F-1"]

    def test_of_holds_that_end_together_always_the_same_one_answers(self) -> None:
        one, other = account(invoice(), pause(), reply_hold()), account(invoice(), reply_hold(), pause())
        assert decided("2026-04-01", one, BY) == decided("2026-04-01", other, BY)


class TestStaleData:
    def test_automatic_steps_wait_and_catch_up(self) -> None:
        diary = Diary(account(invoice(), org_holds=(STALE,)), BY).until("2026-04-20")
        assert diary.lines == []
        assert isinstance(diary.decision(), OnHold)
        assert diary.lifted().until("2026-04-21").lines == ["2026-04-20 email+0 F-1"]

    def test_manual_steps_do_not(self) -> None:
        diary = Diary(account(invoice(), org_holds=(STALE,)), plan(call(0), email(7))).until("2026-04-05")
        assert diary.lines == ["2026-03-31 call+0 F-1"]

    @pytest.mark.parametrize("on", ["2026-03-01", "2026-04-02"])
    def test_the_hold_names_the_step_it_keeps_from_leaving(self, on: str) -> None:
        held = decided(on, account(invoice(), org_holds=(STALE,)), BY)
        assert isinstance(held, OnHold)
        assert due(held).step == email(0)

    def test_a_held_step_still_expires_and_the_to_do_after_it_comes(self) -> None:
        stale = account(invoice(), org_holds=(STALE,))
        for by in (plan(email(-3), call(5)), contextual(email(0), call(5))):
            assert Diary(stale, by).until("2026-06-01").lines == ["2026-04-05 call+5 F-1"]


class TestAHoldOnOneInvoice:
    TWO = account(invoice("F-1", due="2026-03-31"), invoice("F-2", due="2026-04-10"))

    def test_on_a_customers_plan_the_invoice_stands_apart_and_the_next_one_carries(self) -> None:
        diary = Diary(self.TWO, BY).until("2026-04-05").arrives(pause(of="F-1")).until("2026-04-11")
        assert diary.lines == ["2026-03-31 email+0 F-1", "2026-04-10 email+0 F-2"]
        assert diary.listed[1] == ["F-2"]

    def test_when_it_ends_the_invoice_carries_again_at_its_place(self) -> None:
        diary = Diary(self.TWO, BY).until("2026-04-05").arrives(pause("2026-04-13", of="F-1"))
        assert diary.until("2026-04-14").lines[1:] == ["2026-04-10 email+0 F-2", "2026-04-13 email+7 F-1"]

    def test_on_an_invoices_own_plan_it_stops_that_one_alone(self) -> None:
        diary = Diary(self.TWO, per_invoice(email(0), email(7))).until("2026-04-05").arrives(pause(of="F-1"))
        assert diary.until("2026-06-01").lines == [
            "2026-03-31 email+0 F-1",
            "2026-04-10 email+0 F-2",
            "2026-04-17 email+7 F-2",
        ]

    def test_with_all_held_the_decision_says_until_when_the_first_is(self) -> None:
        held = account(invoice("F-1"), invoice("F-2"), pause("2026-04-20", of="F-1"), pause(of="F-2", id="b"))
        decision = decided("2026-04-10", held, BY)
        assert isinstance(decision, OnHold)
        assert decision.until == day("2026-04-20")

    def test_a_hold_on_an_invoice_of_another_kind_of_plan_touches_nothing_else(self) -> None:
        held = account(invoice("F-1"), pause(of="F-9"))
        assert isinstance(decided("2026-04-10", held, BY), Execute)


class TestLookedAtAgainAtTheMomentOfSending:
    """The very same day, each of these turns `execute` into something else."""

    def test_left_alone_it_is_sent(self) -> None:
        assert isinstance(decided("2026-04-10", account(invoice()), BY), Execute)

    @pytest.mark.parametrize(
        "changed",
        [
            account(invoice(), payment("1000.00 EUR", of="F-1")),
            account(invoice(), payment("1000.00 EUR")),
            account(invoice(disputed=True)),
            account(invoice(void=True)),
            account(invoice(), pause()),
            account(invoice(), reply_hold()),
            account(invoice(), Hold("p", HoldKind.PROMISE, LONG_AGO, day("2026-04-11"))),
            account(invoice(), contacts=()),
            account(invoice(), contacted_on="2026-04-09"),
            account(invoice(), org_holds=(SWITCHED_OFF,)),
            account(invoice(), org_holds=(STALE,)),
        ],
        ids=[
            "paid",
            "paid on account",
            "disputed",
            "void",
            "paused",
            "replied",
            "promised",
            "bounced",
            "contacted",
            "switched off",
            "stale",
        ],
    )
    def test_what_happened_meanwhile_stops_it(self, changed: Account) -> None:
        assert not isinstance(decided("2026-04-10", changed, BY), Execute)
