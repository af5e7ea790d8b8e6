"""Each line of "Dates that must be right", from the due date to the minute at which a reminder leaves."""

from __future__ import annotations

from datetime import UTC, time
from zoneinfo import ZoneInfo

import pytest

from relance.domain.calendar import SendingCalendar, SendingWindow
from relance.domain.decision import ClosedDay, Execute, TriggerReached, Wait
from tests.builders import (
    EVERY_DAY,
    PARIS,
    WEEKDAYS,
    account,
    call,
    contextual,
    day,
    decided,
    email,
    invoice,
    plan,
)
from tests.diary import Diary

MAY_DAY = frozenset({day("2026-05-01")})


def leaves_on(due: str, offset: int, calendar: SendingCalendar = EVERY_DAY) -> str:
    """The day on which a step with that offset leaves."""
    begins = "1999-06-01" if due < "2010" else "2011-01-01" if due < "2025" else "2026-01-01"
    (done,) = Diary(account(invoice(due=due)), plan(email(offset)), begins, calendar).until("2028-12-31").done
    return f"{done.on}"


class TestOffsets:
    @pytest.mark.parametrize(
        ("offset", "on"), [(0, "2026-03-31"), (1, "2026-04-01"), (-1, "2026-03-30"), (-31, "2026-02-28")]
    )
    def test_zero_is_the_due_date_one_the_day_after_and_negative_before(self, offset: int, on: str) -> None:
        assert leaves_on("2026-03-31", offset) == on

    @pytest.mark.parametrize(
        ("due", "offset", "on"),
        [
            ("2027-01-31", 30, "2027-03-02"),
            ("2028-01-31", 30, "2028-03-01"),  # a leap year
            ("2028-02-28", 1, "2028-02-29"),
            ("2028-02-29", 1, "2028-03-01"),
            ("2028-03-01", -1, "2028-02-29"),
            ("2027-03-01", -1, "2027-02-28"),
            ("2026-12-31", 1, "2027-01-01"),
            ("2000-02-28", 1, "2000-02-29"),
        ],
    )
    def test_month_ends_and_leap_days(self, due: str, offset: int, on: str) -> None:
        assert leaves_on(due, offset) == on


class TestClosedDays:
    @pytest.mark.parametrize(
        ("due", "offset", "on"),
        [
            ("2026-03-31", 4, "2026-04-06"),  # a Saturday -> Monday
            ("2026-04-24", 7, "2026-05-04"),  # Friday 1 May -> Monday
            ("2026-04-24", 6, "2026-04-30"),
        ],
    )
    def test_a_trigger_on_a_closed_day_moves_to_the_next_sending_day(
        self, due: str, offset: int, on: str
    ) -> None:
        assert leaves_on(due, offset, SendingCalendar(PARIS, closed=MAY_DAY)) == on

    def test_the_decision_says_which_day_it_would_have_been(self) -> None:
        calendar = SendingCalendar(PARIS, closed=MAY_DAY)
        friday = day("2026-05-01")
        for asked_on in ("2026-04-27", "2026-05-01", "2026-05-03"):
            wait = decided(asked_on, account(invoice(due="2026-04-24")), plan(email(7)), calendar=calendar)
            assert isinstance(wait, Wait)
            assert wait.why == ClosedDay(day("2026-05-04"), friday, TriggerReached(friday))

    def test_a_to_do_comes_on_its_trigger_day_whatever_day_it_is(self) -> None:
        diary = Diary(account(invoice()), plan(call(4)), calendar=WEEKDAYS).until("2026-05-01")
        assert diary.lines == ["2026-04-04 call+4 F-1"]

    def test_moved_to_monday_a_step_may_be_overtaken_under_contextual_logic(self) -> None:
        diary = Diary(account(invoice()), contextual(email(4), email(6)), calendar=WEEKDAYS).until(
            "2026-05-01"
        )
        assert diary.lines == ["2026-04-06 email+6 F-1"]

    def test_the_contact_delay_counts_from_the_day_it_really_left(self) -> None:
        diary = Diary(account(invoice()), plan(email(4), email(7), delay=5), calendar=WEEKDAYS)
        assert diary.until("2026-05-01").lines == ["2026-04-06 email+4 F-1", "2026-04-13 email+7 F-1"]

    def test_enrolled_on_a_friday_the_first_automatic_step_leaves_on_monday(self) -> None:
        diary = Diary(account(invoice()), plan(email(1)), begins="2026-04-10", calendar=WEEKDAYS)
        assert diary.until("2026-05-01").lines == ["2026-04-13 email+1 F-1"]


class TestZones:
    @pytest.mark.parametrize(
        ("zone", "instant"),
        [
            ("Europe/Paris", "2026-04-07 06:00"),
            ("America/New_York", "2026-04-07 12:00"),
            ("Asia/Kolkata", "2026-04-07 02:30"),
            ("Pacific/Auckland", "2026-04-06 20:00"),
            ("Pacific/Kiritimati", "2026-04-06 18:00"),
        ],
    )
    def test_a_step_leaves_at_eight_in_the_morning_of_its_local_day(self, zone: str, instant: str) -> None:
        calendar = SendingCalendar(ZoneInfo(zone), SendingWindow(minutes=1))
        (done,) = Diary(account(invoice()), plan(email(7)), calendar=calendar).until("2026-05-01").done
        assert done.on == day("2026-04-07")
        assert f"{done.at.astimezone(UTC):%Y-%m-%d %H:%M}" == instant

    @pytest.mark.parametrize(
        ("zone", "due", "local"),
        [
            ("Europe/Paris", "2026-03-29", "03:00"),  # 02:30 does not exist
            ("Europe/Paris", "2026-10-25", "02:30"),  # 02:30 comes twice
            ("America/New_York", "2026-03-08", "03:00"),
            ("Pacific/Auckland", "2026-09-27", "03:00"),
            ("Pacific/Auckland", "2026-04-05", "02:30"),
        ],
    )
    def test_when_the_clocks_change_in_the_window_a_step_leaves_once(
        self, zone: str, due: str, local: str
    ) -> None:
        window = SendingWindow(frozenset(range(7)), opens=time(2, 30), minutes=1)
        calendar = SendingCalendar(ZoneInfo(zone), window)
        (done,) = Diary(account(invoice(due=due)), plan(email(0)), calendar=calendar).until("2027-01-01").done
        assert done.on == day(due)
        assert f"{done.at.astimezone(calendar.zone):%H:%M}" == local
        assert done.at.astimezone(calendar.zone).fold == 0

    def test_a_step_due_on_a_day_that_the_zone_skipped_leaves_on_the_next_sending_day(self) -> None:
        apia = SendingCalendar(ZoneInfo("Pacific/Apia"))
        assert leaves_on("2011-12-30", 0, apia) == "2012-01-02"


class TestMissedDays:
    @pytest.mark.parametrize("on", ["2026-04-07", "2026-04-08", "2026-07-01", "2029-01-01"])
    def test_a_step_fires_on_its_day_or_ever_after(self, on: str) -> None:
        assert isinstance(decided(on, account(invoice()), plan(email(7))), Execute)

    def test_and_never_before(self) -> None:
        assert isinstance(decided("2026-04-06", account(invoice()), plan(email(7))), Wait)
