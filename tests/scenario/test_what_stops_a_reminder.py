"""Payments, disputes, pauses and replies stop what they should, to the last second, and lose no place."""

from __future__ import annotations

from datetime import date

import pytest

from relance.domain.decision import AllDisputed, Finish, HoldStands, NothingOwed, OnHold
from relance.domain.hold import HoldKind
from tests.scenario.steps import email
from tests.scenario.story import Story


@pytest.fixture
def acme() -> Story:
    """F-1 was due on Monday 2 November; its first reminder left a week later."""
    story = Story()
    story.plan(email("J+7"), email("J+15"), email("J+30"), min_contact_delay=5)
    story.invoice("F-1", due="2026-11-02", amount="1200.00 EUR")
    story.on("2026-11-09").morning()
    assert story.mailbox.subjects == ["F-1 : rappel J+7"]
    return story


def test_a_payment_one_second_before_the_send_stops_it(acme: Story) -> None:
    acme.on("2026-11-17").before_claiming(lambda: acme.paid("F-1")).morning()

    assert acme.mailbox.count == 1
    assert acme.why("F-1") == Finish(NothingOwed())


def test_a_payment_between_the_claim_and_the_send_stops_it(acme: Story) -> None:
    acme.on("2026-11-17").before_sending(lambda: acme.paid("F-1")).morning()

    assert acme.mailbox.count == 1
    assert acme.why("F-1") == Finish(NothingOwed())
    assert not acme.enrolment().is_sending


def test_a_payment_while_the_mail_leaves_is_too_late_for_it_and_stops_the_next(acme: Story) -> None:
    acme.mailbox.when_called = lambda _: acme.paid("F-1")
    acme.on("2026-11-17").morning()
    acme.mailbox.when_called = None
    acme.on("2026-12-15")

    assert acme.mailbox.subjects[1:] == ["F-1 : rappel J+15"]
    assert acme.enrolment().last_contact_on == date(2026, 11, 17)


def test_a_part_payment_stops_nothing(acme: Story) -> None:
    acme.on("2026-11-12").paid("F-1", "1199.00 EUR")
    acme.on("2026-11-17").morning()

    assert acme.mailbox.subjects[1:] == ["F-1 : rappel J+15"]


@pytest.mark.parametrize("late", [False, True], ids=["days before", "between claim and send"])
def test_a_dispute_takes_the_invoice_out_and_its_end_brings_it_back_at_its_place(
    acme: Story, late: bool
) -> None:
    if late:
        acme.on("2026-11-17").before_sending(lambda: acme.disputed("F-1")).morning()
    else:
        acme.on("2026-11-16").disputed("F-1")
    acme.on("2026-11-19")
    assert acme.why("F-1") == Finish(AllDisputed(1))

    acme.disputed("F-1", over=True)
    acme.morning()
    assert acme.mailbox.subjects[1:] == ["F-1 : rappel J+15"]


def test_a_pause_ends_at_the_start_of_its_last_day_and_what_was_missed_is_caught_up(acme: Story) -> None:
    acme.on("2026-11-10").pause(until="2026-11-25")
    acme.on("2026-11-20")
    held = HoldStands(HoldKind.PAUSE, date(2026, 11, 10), date(2026, 11, 25), sends_on=date(2026, 11, 25))
    decision = acme.why("F-1")
    assert isinstance(decision, OnHold)
    assert (decision.until, decision.why) == (date(2026, 11, 25), held)

    acme.on("2026-11-25")
    assert acme.mailbox.count == 1
    acme.morning()
    assert acme.mailbox.subjects[1:] == ["F-1 : rappel J+15"]


def test_a_reply_stops_the_plan_until_it_is_answered_then_the_contact_delay_counts(acme: Story) -> None:
    acme.on("2026-11-16").replied()
    acme.on("2026-11-19")
    assert acme.mailbox.count == 1

    acme.answered()
    acme.on("2026-11-24")
    assert acme.mailbox.count == 1
    acme.morning()
    assert acme.mailbox.subjects[1:] == ["F-1 : rappel J+15"]


def test_a_payment_taken_back_opens_the_invoice_again_at_its_place(acme: Story) -> None:
    acme.on("2026-11-12").paid("F-1")
    acme.on("2026-11-20")
    assert acme.mailbox.count == 1

    acme.taken_back("F-1")
    acme.morning()
    assert acme.mailbox.subjects[1:] == ["F-1 : rappel J+15"]


def test_a_second_payment_on_what_is_paid_is_the_customers_credit(acme: Story) -> None:
    acme.on("2026-11-12").paid("F-1")
    acme.paid("F-1", "500.00 EUR")
    acme.invoice("F-2", due="2026-11-13", amount="500.00 EUR")
    acme.on("2026-12-20")

    assert acme.mailbox.count == 1


def test_an_older_invoice_takes_over_and_what_it_took_over_from_keeps_its_place(acme: Story) -> None:
    acme.on("2026-11-12").invoice("F-0", due="2026-10-20", amount="50.00 EUR")
    acme.on("2026-11-16").morning()
    assert acme.mailbox.subjects[1:] == ["F-0, F-1 : rappel J+7"]

    acme.paid("F-0")
    acme.on("2026-11-23").morning()
    assert acme.mailbox.subjects[2:] == ["F-1 : rappel J+15"]


def test_switched_off_the_organization_sends_nothing_and_switched_on_it_goes_on_at_its_place(
    acme: Story,
) -> None:
    acme.on("2026-11-10").switch(on=False)
    acme.on("2026-11-23")
    assert acme.mailbox.count == 1

    acme.switch(on=True)
    acme.morning()
    assert acme.mailbox.subjects[1:] == ["F-1 : rappel J+15"]
    acme.on("2026-12-03")
    assert acme.mailbox.subjects[2:] == ["F-1 : rappel J+30"]


def test_a_customer_without_reminders_gets_none_and_afterwards_goes_on_where_it_was(acme: Story) -> None:
    acme.on("2026-11-10").follows("none")
    acme.on("2026-12-01")
    assert acme.mailbox.count == 1

    acme.follows("default")
    acme.on("2026-12-03")
    assert acme.mailbox.subjects[1:] == ["F-1 : rappel J+15"]
