"""The auditor finds every broken promise, in reminders made up to break one each."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from local.replay.audit import Audit, Findings
from local.replay.events import SentReminder
from tests.unit.replay.ledgers import PARIS

KIRITIMATI = ZoneInfo("Pacific/Kiritimati")
PAID_ON = {"F-1": date(2025, 3, 20), "F-2": date(2025, 3, 11)}


def sent(
    at: str, carrying: str = "F-1", step: str = "J+7", *, customer: str = "C", lists: tuple[str, ...] = ()
) -> SentReminder:
    """`at` is Paris time."""
    return SentReminder(
        datetime.fromisoformat(at).replace(tzinfo=PARIS),
        customer,
        carrying,
        step,
        "email",
        (carrying, *lists),
    )


FINE = [sent("2025-03-03T08:00"), sent("2025-03-10T08:59", step="J+15", lists=("F-2",))]


def audited(*reminders: SentReminder, zone: ZoneInfo = PARIS, delay: int = 5) -> Findings:
    return Audit(PAID_ON, zone, delay).of(reminders)


def test_reminders_that_keep_every_promise_leave_nothing_to_find() -> None:
    assert audited(*FINE) == Findings(0, 0, 0, 0)
    assert not audited(*FINE)


def test_the_same_step_for_the_same_invoice_twice_is_a_duplicate() -> None:
    again = sent("2025-03-17T08:10")
    assert audited(*FINE, again) == Findings(1, 0, 0, 0)
    assert audited(*FINE, again, replace(again, at=again.at.replace(day=18)), delay=0) == Findings(2, 0, 0, 0)


def test_another_customer_or_another_invoice_is_no_duplicate() -> None:
    assert not audited(*FINE, sent("2025-03-03T08:00", customer="D"), sent("2025-03-17T08:00", "F-3"))


@pytest.mark.parametrize("day", ["20", "21", "24"])
def test_a_reminder_from_the_day_of_the_payment_on_is_after_payment(day: str) -> None:
    assert audited(sent(f"2025-03-{day}T08:00")) == Findings(0, 1, 0, 0)


def test_an_invoice_that_is_only_listed_is_looked_at_too() -> None:
    assert audited(sent("2025-03-11T08:00", lists=("F-2",))) == Findings(0, 1, 0, 0)


def test_a_carrying_invoice_that_is_not_listed_is_looked_at_too() -> None:
    assert audited(replace(sent("2025-03-20T08:00"), invoices=("F-9",))) == Findings(0, 1, 0, 0)


@pytest.mark.parametrize(
    "at",
    ["2025-03-03T07:59:59", "2025-03-03T09:00", "2025-03-03T20:30", "2025-03-08T08:30", "2025-03-09T08:30"],
)
def test_an_hour_or_a_day_on_which_the_window_is_closed_is_outside_it(at: str) -> None:
    assert audited(sent(at)) == Findings(0, 0, 1, 0)


def test_the_window_and_the_day_are_those_of_the_zone() -> None:
    monday_morning_there = sent("2025-03-02T19:30")
    assert not audited(monday_morning_there, zone=KIRITIMATI)
    assert audited(monday_morning_there) == Findings(0, 0, 1, 0)
    assert audited(
        replace(monday_morning_there, at=datetime(2025, 3, 19, 18, 30, tzinfo=ZoneInfo("UTC"))),
        zone=KIRITIMATI,
    ) == Findings(0, 1, 0, 0)


def test_two_contacts_closer_than_the_delay_are_found_in_whatever_order_they_are_told() -> None:
    close = sent("2025-03-14T08:00", step="J+20")
    assert audited(close, *FINE) == Findings(0, 0, 0, 1)
    assert not audited(close, *FINE, delay=4)


def test_the_delay_is_counted_in_days_and_over_all_invoices_of_a_customer() -> None:
    five_days_later_but_earlier_in_the_morning = sent("2025-03-12T08:00", "F-3")
    assert not audited(sent("2025-03-07T08:55"), five_days_later_but_earlier_in_the_morning)
    assert audited(sent("2025-03-10T08:00"), sent("2025-03-10T08:00", "F-3")) == Findings(0, 0, 0, 1)
