"""Checks what left against the promises of a plan, by its own arithmetic.

It knows the ledger's payment days and the instants at which reminders left, and nothing of the engine: what
the engine believes cannot hide what it did.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import pairwise
from zoneinfo import ZoneInfo

from local.replay.events import SentReminder

_OPENS, _CLOSES = time(8), time(9)
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Findings:
    """How many reminders broke each promise; all zero is as it should be."""

    duplicates: int
    after_payment: int
    outside_window: int
    min_delay_violations: int

    def __bool__(self) -> bool:
        return any((self.duplicates, self.after_payment, self.outside_window, self.min_delay_violations))


@dataclass(frozen=True)
class Audit:
    """`paid_on` gives the day each paid invoice was paid; `min_delay_days` is between two of one customer."""

    paid_on: Mapping[str, date]
    zone: ZoneInfo
    min_delay_days: int

    def of(self, sent: Iterable[SentReminder]) -> Findings:
        sent = tuple(sent)
        return Findings(
            duplicates=self._duplicates(sent),
            after_payment=sum(map(self._is_after_payment, sent)),
            outside_window=sum(map(self._is_outside_window, sent)),
            min_delay_violations=self._too_close(sent),
        )

    def _duplicates(self, sent: tuple[SentReminder, ...]) -> int:
        times = Counter((reminder.customer, reminder.carrying, reminder.step) for reminder in sent)
        return sum(count - 1 for count in times.values())

    def _is_after_payment(self, reminder: SentReminder) -> bool:
        """A payment counts from the start of its day."""
        day = self._day(reminder.at)
        return any(
            number in self.paid_on and self.paid_on[number] <= day
            for number in (reminder.carrying, *reminder.invoices)
        )

    def _is_outside_window(self, reminder: SentReminder) -> bool:
        local = reminder.at.astimezone(self.zone)
        return local.weekday() >= _SATURDAY or not _OPENS <= local.time() < _CLOSES

    def _too_close(self, sent: tuple[SentReminder, ...]) -> int:
        days = defaultdict(list)
        for reminder in sorted(sent, key=lambda reminder: reminder.at):
            days[reminder.customer].append(self._day(reminder.at))
        return sum(
            (later - earlier).days < self.min_delay_days
            for of_customer in days.values()
            for earlier, later in pairwise(of_customer)
        )

    def _day(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()
