"""Days that were missed, ticks that come late, and the clocks of other zones."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from relance.domain.calendar import SendingWindow
from relance.domain.task import TaskKind
from tests.scenario.steps import email
from tests.scenario.story import Story


def test_an_outage_of_three_days_is_caught_up_and_nothing_doubled(acme: Story) -> None:
    acme.plan(email("J+7"), email("J+9"), email("J+30"), min_contact_delay=2)
    for number, customer in (("F-1", "C1"), ("F-2", "C2")):
        acme.invoice(number, due="2026-11-02", amount="10.00 EUR", customer=customer)
    acme.on("2026-11-09")

    acme.down_until("2026-11-12")
    acme.on("2026-11-13")
    assert sorted(acme.mailbox.subjects) == ["F-1 : rappel J+7", "F-2 : rappel J+7"]
    acme.on("2026-11-18")
    assert sorted(acme.mailbox.subjects[2:]) == ["F-1 : rappel J+9", "F-2 : rappel J+9"]


def test_a_large_page_found_at_once_leaves_in_several_messages_and_each_mail_once(acme: Story) -> None:
    acme.plan(email("J+7"))
    for n in range(60):
        acme.invoice(f"F-{n}", due="2026-11-02", amount="10.00 EUR", customer=f"C{n}")
    acme.down_until("2026-11-09", "08:58")

    assert acme.house.dispatch_due.run() == 60
    messages = acme.world.queue.take()
    assert sorted(len(keys) for _, keys in messages) == [10, 25, 25]
    for message in (*messages, *messages):
        acme.deliver(message)
    assert sorted(acme.mailbox.subjects) == sorted(f"F-{n} : rappel J+7" for n in range(60))


def test_back_in_the_middle_of_the_window_it_sends_at_once(acme: Story) -> None:
    acme.plan(email("J+7"))
    acme.invoice("F-1", due="2026-11-02", amount="10.00 EUR")
    acme.on("2026-11-09")

    acme.down_until("2026-11-12", "08:55").at("09:00")
    assert acme.mailbox.count == 1


def test_a_tick_after_the_window_waits_for_the_next_sending_day(acme: Story) -> None:
    acme.plan(email("J+4"))
    acme.invoice("F-1", due="2026-11-02", amount="10.00 EUR")
    # Friday 6 November.
    acme.on("2026-11-06").down_until("2026-11-06", "09:01")

    acme.on("2026-11-09")
    assert acme.mailbox.count == 0
    acme.morning()
    assert acme.mailbox.count == 1


@pytest.mark.parametrize(
    "zone",
    ["Europe/Paris", "America/New_York", "Asia/Kolkata", "Pacific/Auckland", "Pacific/Kiritimati"],
)
def test_mails_leave_in_the_window_of_the_organizations_own_clocks(zone: str) -> None:
    acme = Story(start="2026-10-12", zone=zone)
    acme.plan(email("J+1"), email("J+7"), email("J+14"))
    for n in range(5):
        acme.invoice(f"F-{n}", due="2026-10-19", amount="10.00 EUR", customer=f"C{n}")
    acme.on("2026-11-10")

    assert acme.mailbox.count == 15
    local = [mail.at.astimezone(ZoneInfo(zone)) for mail in acme.mailbox.mails]
    assert {at.hour for at in local} == {8}
    assert sorted({at.date().isoformat() for at in local}) == ["2026-10-20", "2026-10-26", "2026-11-02"]


def test_a_holiday_and_a_day_closed_by_the_organization_are_no_sending_days() -> None:
    # 11 November is a holiday in France, and a Wednesday.
    acme = Story(holidays="FR", window=SendingWindow(frozenset({2, 3})))
    acme.plan(email("J+7"))
    acme.invoice("F-1", due="2026-11-02", amount="10.00 EUR")

    acme.on("2026-11-12")
    assert acme.mailbox.count == 0
    acme.morning()
    assert acme.mailbox.count == 1


@pytest.mark.parametrize(("opens", "minutes"), [(time(8, 1), 1), (time(8, 3), 4)])
def test_a_window_of_a_few_minutes_opens_long_enough_for_a_tick(opens: time, minutes: int) -> None:
    acme = Story(window=SendingWindow(opens=opens, minutes=minutes))
    acme.plan(email("J+7"))
    acme.invoice("F-1", due="2026-11-02", amount="10.00 EUR")
    assert acme.on("2026-11-10").mailbox.count == 1


def test_an_address_that_lacks_after_the_window_is_asked_for_on_the_next_sending_day() -> None:
    acme = Story()
    acme.plan(email("J+7"))
    acme.invoice("F-1", due="2026-11-02", amount="10.00 EUR", email=None)
    acme.switch(on=False)
    # Friday 13 November, the window is over.
    acme.on("2026-11-13").at("15:00").switch(on=True)
    assert acme.on("2026-11-16").todos == []
    assert acme.morning().todo_kinds == [TaskKind.FIX_CONTACT]


def test_receivables_that_will_have_gone_stale_are_foretold_to_hold() -> None:
    acme = Story(stale_after_days=2, imported_on=date(2026, 10, 5))
    acme.plan(email("J+1"))
    acme.invoice("F-1", due="2026-10-06", amount="10.00 EUR")
    acme.invoice("F-2", due="2026-10-07", amount="10.00 EUR", customer="C2")
    assert acme.simulated("2026-10-07") == [("mailed", "J+1")]
    assert acme.simulated("2026-10-08") == []
    acme.on("2026-10-12")
    assert acme.mailbox.subjects == ["F-1 : rappel J+1"]


def test_what_was_lost_a_month_ago_is_found_again_within_a_day(acme: Story) -> None:
    acme.plan(email("J+7"))
    acme.invoice("F-1", due="2026-11-02", amount="10.00 EUR")
    acme.on("2026-11-09")
    end = acme.clock.at + timedelta(days=20)
    while acme.clock.at < end:
        acme.house.dispatch_due.run()
        acme.world.queue.take()  # Its worker is away, and the queue forgets.
        acme.clock.forward(timedelta(hours=1))
    for _ in range(24):
        acme.house.dispatch_due.sweep()
        for message in acme.world.queue.take():
            acme.deliver(message)
        acme.clock.forward(timedelta(hours=1))
    acme.at("09:00")
    assert acme.mailbox.subjects == ["F-1 : rappel J+7"]


def test_the_simulation_that_every_story_is_held_against_can_be_seen_to_fail(acme: Story) -> None:
    acme.plan(email("J+7"))
    acme.invoice("F-1", due="2026-11-02", amount="10.00 EUR")
    acme.on("2026-11-09")
    account = acme.account()
    (own,) = account.enrolments.values()
    # Out of the due index, as a fault in scheduling would leave it.
    acme.house.accounts.save("acme", account, account.with_enrolment(replace(own, next_at=None)))

    with pytest.raises(AssertionError, match="2026-11-09 was simulated otherwise"):
        acme.on("2026-11-10")
