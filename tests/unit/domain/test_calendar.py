"""The organization's days and its sending window, as instants (A3, F6)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance.domain.calendar import SendingCalendar, SendingWindow, instant
from relance.domain.errors import Refused
from tests.builders import PARIS, WEEKDAYS, at, day

NEW_YORK = ZoneInfo("America/New_York")
KOLKATA = ZoneInfo("Asia/Kolkata")
AUCKLAND = ZoneInfo("Pacific/Auckland")
KIRITIMATI = ZoneInfo("Pacific/Kiritimati")
APIA = ZoneInfo("Pacific/Apia")
HAVANA = ZoneInfo("America/Havana")

zones = st.sampled_from(
    [PARIS, NEW_YORK, KOLKATA, AUCKLAND, KIRITIMATI, HAVANA, ZoneInfo("Australia/Lord_Howe")]
)
some_days = st.dates(date(2015, 1, 1), date(2035, 12, 31))
minutes_of_day = st.integers(0, 24 * 60 - 1).map(lambda minute: time(minute // 60, minute % 60))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


moments = st.integers(0, 20 * 365 * 24 * 60).map(lambda n: utc("2015-01-01 00:00") + timedelta(minutes=n))


class TestTheLocalDay:
    @pytest.mark.parametrize(
        ("zone", "today"),
        [
            (PARIS, "2026-03-31"),
            (NEW_YORK, "2026-03-31"),
            (KOLKATA, "2026-04-01"),
            (AUCKLAND, "2026-04-01"),
            (KIRITIMATI, "2026-04-01"),
        ],
    )
    def test_one_instant_is_another_day_elsewhere(self, zone: ZoneInfo, today: str) -> None:
        assert SendingCalendar(zone).today(utc("2026-03-31 20:00")) == day(today)

    @pytest.mark.parametrize(
        ("zone", "last_instant_before"),
        [
            (PARIS, "2026-03-31 21:59"),
            (NEW_YORK, "2026-04-01 03:59"),
            (KOLKATA, "2026-03-31 18:29"),
            (AUCKLAND, "2026-03-31 10:59"),
            (KIRITIMATI, "2026-03-31 09:59"),
        ],
    )
    def test_the_first_of_april_begins_at_local_midnight(
        self, zone: ZoneInfo, last_instant_before: str
    ) -> None:
        begins = SendingCalendar(zone).start_of(day("2026-04-01"))
        assert begins == utc(last_instant_before) + timedelta(minutes=1)
        assert SendingCalendar(zone).today(begins - timedelta(microseconds=1)) == day("2026-03-31")

    def test_an_instant_without_a_zone_is_refused(self) -> None:
        with pytest.raises(ValueError, match="time zone"):
            WEEKDAYS.today(datetime.fromisoformat("2026-04-01 08:00"))


class TestClockChanges:
    @pytest.mark.parametrize(
        ("zone", "skipped", "first_valid"),
        [
            (PARIS, "2026-03-29 02:30", "2026-03-29 01:00"),  # 03:00 in summer
            (NEW_YORK, "2026-03-08 02:30", "2026-03-08 07:00"),
            (AUCKLAND, "2026-09-27 02:30", "2026-09-26 14:00"),
            (HAVANA, "2026-03-08 00:15", "2026-03-08 05:00"),  # midnight itself is skipped
        ],
    )
    def test_a_skipped_time_stands_for_the_first_valid_minute_after(
        self, zone: ZoneInfo, skipped: str, first_valid: str
    ) -> None:
        local = datetime.fromisoformat(skipped)
        assert instant(zone, local.date(), local.time()) == utc(first_valid)

    @pytest.mark.parametrize(
        ("zone", "repeated", "first_coming"),
        [
            (PARIS, "2026-10-25 02:30", "2026-10-25 00:30"),
            (NEW_YORK, "2026-11-01 01:30", "2026-11-01 05:30"),
            (AUCKLAND, "2026-04-05 02:30", "2026-04-04 13:30"),
        ],
    )
    def test_a_repeated_time_comes_once(self, zone: ZoneInfo, repeated: str, first_coming: str) -> None:
        local = datetime.fromisoformat(repeated)
        begins = utc(first_coming)
        assert instant(zone, local.date(), local.time()) == begins
        calendar = SendingCalendar(zone, SendingWindow(frozenset(range(7)), local.time(), 60))
        assert calendar.is_open(begins)
        assert not calendar.is_open(begins + timedelta(hours=1))

    def test_a_window_in_the_gap_opens_after_it(self) -> None:
        calendar = SendingCalendar(PARIS, SendingWindow(frozenset(range(7)), time(2, 30), 60))
        assert not calendar.is_open(utc("2026-03-29 00:59"))
        assert calendar.is_open(utc("2026-03-29 01:00"))

    def test_a_day_that_the_zone_skipped_opens_when_the_next_one_begins(self) -> None:
        """Samoa went from 29 to 31 December 2011."""
        calendar = SendingCalendar(APIA)
        assert calendar.opening(day("2011-12-30")) == calendar.start_of(day("2011-12-31"))
        assert calendar.today(calendar.opening(day("2011-12-30"))) == day("2011-12-31")

    @given(zones, some_days, minutes_of_day)
    def test_an_instant_is_at_its_wall_time_or_the_first_after_it(
        self, zone: ZoneInfo, on: date, wall: time
    ) -> None:
        local = instant(zone, on, wall).astimezone(zone)
        assert local.replace(tzinfo=None) >= datetime.combine(on, wall)
        assert local.fold == 0
        a_minute_before = (instant(zone, on, wall) - timedelta(minutes=1)).astimezone(zone)
        assert a_minute_before.replace(tzinfo=None) < datetime.combine(on, wall)


class TestSendingDays:
    def test_they_are_monday_to_friday_from_eight_to_nine_unless_said_otherwise(self) -> None:
        monday = "2026-03-30"
        assert not WEEKDAYS.is_open(at(f"{monday} 07:59"))
        assert WEEKDAYS.is_open(at(f"{monday} 08:00"))
        assert WEEKDAYS.is_open(at(f"{monday} 08:59"))
        assert not WEEKDAYS.is_open(at(f"{monday} 09:00"))
        assert not WEEKDAYS.is_open(at("2026-03-28 08:30"))

    @pytest.mark.parametrize(
        ("asked", "sent"),
        [
            ("2026-04-30", "2026-04-30"),
            ("2026-05-01", "2026-05-04"),  # Friday 1 May, then the weekend
            ("2026-05-02", "2026-05-04"),
            ("2026-05-08", "2026-05-11"),  # Friday 8 May
            ("2026-05-14", "2026-05-18"),  # Ascension Thursday, and a Friday bridged
        ],
    )
    def test_a_closed_day_moves_to_the_next_one_over_holidays_and_weekends(
        self, asked: str, sent: str
    ) -> None:
        closed = frozenset(map(day, ["2026-05-01", "2026-05-08", "2026-05-14", "2026-05-15"]))
        assert SendingCalendar(PARIS, closed=closed).sending_day(day(asked)) == day(sent)

    def test_a_calendar_that_never_opens_is_refused(self) -> None:
        closed = frozenset(day("2026-01-01") + timedelta(days=n) for n in range(4 * 366))
        with pytest.raises(Refused, match="no_sending_day"):
            SendingCalendar(PARIS, closed=closed).sending_day(day("2026-01-01"))


class TestTheWindow:
    def test_it_lasts_until_midnight_at_most(self) -> None:
        """From 08:00 that is 16 hours."""
        assert SendingWindow(opens=time(8), minutes=16 * 60).minutes == 960
        with pytest.raises(Refused):
            SendingWindow(opens=time(8), minutes=16 * 60 + 1)

    @pytest.mark.parametrize("days", [frozenset(), frozenset({7})])
    def test_its_days_are_some_of_the_week(self, days: frozenset[int]) -> None:
        with pytest.raises(Refused, match=r"window\.days"):
            SendingWindow(days)

    @pytest.mark.parametrize(("opens", "minutes"), [(time(8), 0), (time(23), 61), (time(0), 1441)])
    def test_it_does_not_go_past_midnight(self, opens: time, minutes: int) -> None:
        with pytest.raises(Refused, match="past_midnight"):
            SendingWindow(opens=opens, minutes=minutes)

    def test_it_may_be_the_whole_day_and_lasts_a_quarter_of_an_hour_at_least(self) -> None:
        assert SendingWindow(opens=time(0), minutes=1440).lasts == 1440
        short = SendingCalendar(PARIS, SendingWindow(minutes=1))
        assert short.is_open(at("2026-03-30 08:00"))
        assert short.is_open(at("2026-03-30 08:14"))
        assert not short.is_open(at("2026-03-30 08:15"))


class TestSlots:
    windows = st.integers(1, 600).map(lambda minutes: SendingWindow(opens=time(8), minutes=minutes))

    @given(zones, windows, some_days, st.text())
    def test_a_slot_lies_in_the_window_and_is_always_the_same(
        self, zone: ZoneInfo, window: SendingWindow, on: date, key: str
    ) -> None:
        calendar = SendingCalendar(zone, window)
        slot = calendar.slot(on, key)
        assert calendar.opening(on) <= slot < calendar.closing(on)
        assert slot == calendar.slot(on, key)

    def test_slots_spread_over_the_window_but_for_its_end(self) -> None:
        monday = day("2026-03-30")
        minutes = {
            (WEEKDAYS.slot(monday, f"C-{n}") - WEEKDAYS.opening(monday)) // timedelta(minutes=1)
            for n in range(2000)
        }
        assert minutes == set(range(50))

    @pytest.mark.parametrize(
        ("now", "asked", "opens"),
        [
            ("2026-03-30 07:00", "2026-03-30", "2026-03-30"),  # a Monday
            ("2026-03-30 07:00", "2026-04-02", "2026-04-02"),
            ("2026-03-30 09:00", "2026-03-30", "2026-03-31"),
            ("2026-04-03 09:00", "2026-03-01", "2026-04-06"),  # Friday, too late
            ("2026-04-04 08:30", "2026-04-04", "2026-04-06"),
        ],
    )
    def test_the_next_slot_is_on_the_first_day_not_over_yet(self, now: str, asked: str, opens: str) -> None:
        assert WEEKDAYS.next_slot(day(asked), "C-1", at(now)) == WEEKDAYS.slot(day(opens), "C-1")

    def test_within_the_window_a_slot_that_has_passed_is_now(self) -> None:
        now = at("2026-03-30 08:59")
        assert WEEKDAYS.next_slot(day("2026-03-30"), "C-1", now) == now

    @given(zones, windows, some_days, moments, st.text())
    def test_the_next_slot_is_open_and_not_in_the_past(
        self, zone: ZoneInfo, window: SendingWindow, asked: date, now: datetime, key: str
    ) -> None:
        calendar = SendingCalendar(zone, window)
        slot = calendar.next_slot(asked, key, now)
        assert calendar.is_open(slot)
        assert slot >= now
        assert calendar.today(slot) >= asked
