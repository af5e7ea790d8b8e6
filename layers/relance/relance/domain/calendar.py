"""When things may leave: the organization's days, its sending window, and the instants they stand for.

Days are the organization's local dates. Instants are aware UTC datetimes, computed as late as possible.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from hashlib import blake2b
from typing import Final
from zoneinfo import ZoneInfo

from relance.domain.errors import Fault, Refused

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = range(7)
_A_DAY = timedelta(days=1)
_A_MINUTE = timedelta(minutes=1)
SHORTEST_WINDOW: Final = 15
"""Minutes. What is due is looked for each five: a shorter one could open and close between two looks."""

# What is due late in the window must still get through the queue before it closes.
_LAST_SLOT_BEFORE_CLOSING = 10


@dataclass(frozen=True, slots=True)
class SendingWindow:
    """Weekdays (Monday is 0), opening time (local) and length in minutes; never past midnight."""

    days: frozenset[int] = frozenset({MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY})
    opens: time = time(8)
    minutes: int = 60

    def __post_init__(self) -> None:
        if not self.days or not self.days <= frozenset(range(7)):
            raise Refused(Fault("window_days", "window.days"))
        if not 1 <= self.minutes <= 24 * 60 - (self.opens.hour * 60 + self.opens.minute):
            raise Refused(Fault("window_past_midnight", "window.minutes", {"minutes": self.minutes}))

    @property
    def lasts(self) -> int:
        """Minutes from its opening to its closing."""
        return max(self.minutes, SHORTEST_WINDOW)


@dataclass(frozen=True, slots=True)
class SendingCalendar:
    """One organization's calendar: zone, window, and closed days (holidays and blackout dates)."""

    zone: ZoneInfo
    window: SendingWindow = SendingWindow()
    closed: frozenset[date] = frozenset()

    def today(self, now: datetime) -> date:
        """The organization's date at `now`, an aware instant."""
        if now.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return now.astimezone(self.zone).date()

    def as_of(self, now: datetime) -> SendingCalendar:
        """The calendar as it looks at the instant `now`: today is closed once its window is over."""
        today = self.today(now)
        return replace(self, closed=self.closed | {today}) if now >= self.closing(today) else self

    def is_sending_day(self, day: date) -> bool:
        return day.weekday() in self.window.days and day not in self.closed

    def sending_day(self, day: date) -> date:
        """`day` itself, or the first sending day after it."""
        for _ in range(3 * 366):
            if self.is_sending_day(day):
                return day
            day += _A_DAY
        raise Refused(Fault("no_sending_day", "window.days"))

    def working_day_after(self, day: date, count: int) -> date:
        """The `count`-th day after `day` that is neither of a weekend nor closed."""
        for _ in range(3 * 366):
            day += _A_DAY
            count -= day.weekday() < SATURDAY and day not in self.closed
            if count <= 0:
                return day
        raise Refused(Fault("no_sending_day", "blackout"))

    def start_of(self, day: date) -> datetime:
        return instant(self.zone, day, time(0))

    def opening(self, day: date) -> datetime:
        return instant(self.zone, day, self.window.opens)

    def closing(self, day: date) -> datetime:
        """The window's length after its opening, counted on the clock: a repeated hour opens once."""
        return self.opening(day) + self.window.lasts * _A_MINUTE

    def is_open(self, now: datetime) -> bool:
        """Whether an automatic e-mail may leave at this very instant."""
        day = self.today(now)
        return self.is_sending_day(day) and self.opening(day) <= now < self.closing(day)

    def slot(self, day: date, key: str) -> datetime:
        """The minute of the window on which `key` takes its turn that day: spread evenly, always the same."""
        spread = max(1, self.window.minutes - _LAST_SLOT_BEFORE_CLOSING)
        turn = int.from_bytes(blake2b(key.encode(), digest_size=4).digest()) % spread
        return self.opening(day) + turn * _A_MINUTE

    def next_slot(self, day: date, key: str, now: datetime) -> datetime:
        """The first instant from `now` on, on `day` or the next sending day that is not over yet."""
        day = self.sending_day(max(day, self.today(now)))
        if now >= self.closing(day):
            day = self.sending_day(day + _A_DAY)
        return max(self.slot(day, key), now)


@lru_cache(maxsize=4096)
def instant(zone: ZoneInfo, day: date, at: time) -> datetime:
    """The UTC instant of a local wall time.

    A time that a clock change skips stands for the first valid minute after it; one that comes twice,
    for its first coming.
    """
    wall = datetime.combine(day, at)
    for _ in range(2 * 24 * 60):
        utc = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
        if utc.astimezone(zone).replace(tzinfo=None) == wall:
            return utc
        wall += _A_MINUTE
    raise ValueError(f"{zone.key} has no {at} on or after {day}")
