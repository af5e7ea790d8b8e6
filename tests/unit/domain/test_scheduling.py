"""When to look again: in the window for what leaves by itself, at the start of the day for all else."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from relance.domain.customer import Account
from relance.domain.enrolling import enrolled
from relance.domain.enrolment import EnrolmentState
from relance.domain.plan import DunningPlan
from relance.domain.scheduling import redecided
from tests.builders import (
    LONG_AGO,
    ORG,
    STALE,
    WEEKDAYS,
    account,
    at,
    call,
    contextual,
    day,
    email,
    invoice,
    pause,
    per_invoice,
    plan,
    sole_enrolment,
)


def next_look(now: str, of: Account, by: DunningPlan) -> datetime | None:
    return sole_enrolment(after(now, of, by)).next_at


def after(now: str, of: Account, by: DunningPlan) -> Account:
    return redecided(enrolled(of, by, ORG, LONG_AGO), {by.id: by}, WEEKDAYS, at(now))


def slot(on: str) -> datetime:
    return WEEKDAYS.slot(day(on), "C-1")


def start(on: str) -> datetime:
    return WEEKDAYS.start_of(day(on))


class TestWhatLeavesByItself:
    @pytest.mark.parametrize(
        ("now", "on"),
        [
            ("2026-03-01 12:00", "2026-04-07"),  # a Tuesday
            ("2026-04-07 07:00", "2026-04-07"),
            ("2026-06-06 12:00", "2026-06-08"),  # a Saturday
        ],
    )
    def test_it_is_looked_at_in_its_slot_of_the_window(self, now: str, on: str) -> None:
        assert next_look(now, account(invoice()), plan(email(7))) == slot(on)

    def test_in_the_window_after_its_slot_at_once(self) -> None:
        assert next_look("2026-04-07 08:59", account(invoice()), plan(email(7))) == at("2026-04-07 08:59")

    def test_after_the_window_it_waits_for_the_next_one(self) -> None:
        friday_noon = "2026-04-10 12:00"
        assert next_look(friday_noon, account(invoice()), plan(email(7))) == slot("2026-04-13")

    def test_nor_is_a_to_do_raised_after_the_window_for_an_address_that_it_lacks(self) -> None:
        nobody = account(invoice(), contacts=())
        assert next_look("2026-04-10 07:00", nobody, plan(email(7))) == at("2026-04-10 07:00")
        assert next_look("2026-04-10 12:00", nobody, plan(email(7))) == slot("2026-04-13")

    def test_it_is_looked_at_as_the_day_starts_on_which_another_invoice_may_carry(self) -> None:
        """Else it would take its own slot to see that it is another step's turn."""
        older = invoice("F-0", due="2026-03-01")
        owed = account(older, invoice("F-1"), pause("2026-04-07", of="F-0"))
        assert next_look("2026-04-01 12:00", owed, plan(email(7))) == start("2026-04-07")

    def test_so_a_to_do_that_overtakes_it_meanwhile_comes_on_its_day(self) -> None:
        friday_noon, by = "2026-04-10 12:00", contextual(email(7), call(11))
        assert next_look(friday_noon, account(invoice()), by) == start("2026-04-11")
        assert next_look("2026-04-11 00:00", account(invoice()), by) == at("2026-04-11 00:00")


class TestAllElse:
    def test_a_to_do_is_raised_at_the_start_of_its_day_or_now(self) -> None:
        assert next_look("2026-03-01 12:00", account(invoice()), plan(call(4))) == start("2026-04-04")
        assert next_look("2026-05-01 12:00", account(invoice()), plan(call(4))) == at("2026-05-01 12:00")

    def test_a_hold_is_looked_at_when_it_ends(self) -> None:
        assert next_look(
            "2026-04-10 12:00", account(invoice(), pause("2026-04-20")), plan(email(7))
        ) == start("2026-04-20")

    def test_not_before_something_changes(self) -> None:
        for of, by in (
            (account(), plan(email(7))),
            (account(invoice(), pause()), plan(email(7))),
            (account(invoice()), plan()),
            (account(invoice(), org_holds=(STALE,)), plan(email(7))),
        ):
            assert next_look("2026-04-10 12:00", of, by) is None

    def test_the_expiry_of_a_step_that_waits(self) -> None:
        stale = account(invoice(), org_holds=(STALE,))
        assert next_look("2026-03-01 12:00", stale, plan(email(-3), call(5))) == start("2026-03-31")
        assert next_look("2026-03-31 12:00", stale, contextual(email(0), call(5))) == start("2026-04-05")

    def test_the_end_of_a_hold_on_another_invoice_which_may_carry_then(self) -> None:
        owed = account(invoice("F-0", due="2026-03-01"), invoice("F-1"), pause("2026-04-02", of="F-0"))
        assert next_look("2026-03-20 12:00", owed, plan(email(7))) == start("2026-04-02")


def test_an_instant_is_in_utc() -> None:
    found = next_look("2026-03-01 12:00", account(invoice()), plan(email(7)))
    assert found and found.tzinfo is UTC


def test_enrolments_of_one_customer_share_a_slot() -> None:
    both = after("2026-03-01 12:00", account(invoice("F-1"), invoice("F-2")), per_invoice(email(7)))
    assert {enrolment.next_at for enrolment in both.enrolments.values()} == {slot("2026-04-07")}


def test_what_is_being_sent_or_set_aside_is_left_alone() -> None:
    before = enrolled(account(invoice()), plan(email(7)), ORG, LONG_AGO)
    for state in (EnrolmentState.SENDING, EnrolmentState.RETIRED):
        busy = before.with_enrolment(replace(sole_enrolment(before), state=state))
        assert redecided(busy, {"plan": plan(email(7))}, WEEKDAYS, at("2026-04-07 08:00")) == busy
