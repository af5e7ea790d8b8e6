"""The days of one organization: they pass as they would, and each does what was foretold of it.

Every day is simulated when it begins, and again whenever the story changes something; what it then does
must be just that, or the story fails.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Self

from relance.domain.organization import Member, Organization
from relance.rendering.composer import EmailComposer
from relance.runtime.memory import MemoryWorld
from relance.store.memory import SettableClock
from relance.usecases.deciding.tenants import Tenant
from relance.usecases.ports.composing import Composer
from relance.usecases.ports.enrolments import Claimed, ClaimResult, DueEntry, DueKey, Enrolments
from relance.usecases.sending.execute_step import StepOutcome
from tests.scenario.foresight import Act, Diary, NotedAccounts, NotedComposer, NotedLetters, foreseen
from tests.scenario.mailbox import Mailbox

ORG = "acme"
_BEAT = timedelta(minutes=5)
_A_DAY = timedelta(days=1)
# A worker whose message failed sees it again, at most this often in one beat.
_RECEIVES = 6


@dataclass
class _Interrupted:
    """Claims as the store does; what the story wants to happen comes right before or after a claim."""

    enrolments: Enrolments
    before: list[Callable[[], object]] = field(default_factory=list)
    after: list[Callable[[], object]] = field(default_factory=list)

    def due(self, start: datetime, end: datetime) -> Iterator[DueEntry]:
        return self.enrolments.due(start, end)

    def claim(self, key: DueKey, now: datetime, attempt: str) -> ClaimResult:
        while self.before:
            self.before.pop()()
        result = self.enrolments.claim(key, now, attempt)
        while self.after and isinstance(result, Claimed):
            self.after.pop()()
        return result


class Days:
    """One organization, `acme`, from `start` on; `settings` are its own."""

    def __init__(self, start: str = "2026-10-05", composer: Composer | None = None, **settings: Any) -> None:
        self.diary = Diary()
        self.world = MemoryWorld.starting(datetime(2000, 1, 1, tzinfo=UTC))
        house = self.world.house
        self.clock: SettableClock = self.world.clock
        self.mailbox = Mailbox(self.clock)
        self._claims = _Interrupted(house.enrolments)
        self.house = self.world.house = house.but(
            accounts=NotedAccounts(house.accounts, self.diary),
            enrolments=self._claims,
            composer=NotedComposer(composer or EmailComposer(), self.diary),
            compose_letter=NotedLetters(house.compose_letter, self.diary),
            mailer=self.mailbox,
        )
        marie = Member("marie", "Marie Curie", "marie@acme.example")
        organization = Organization(ORG, "Acme", sending=True, members={marie.id: marie})
        self.house.organizations.save(replace(organization, **settings))
        self.clock.at = self.tenant.calendar.start_of(date.fromisoformat(start))
        self._expected: set[Act] | None = None
        """What today is to do; None when it was not all lived through, and cannot be compared."""
        self._foresee()

    # --- time ---

    @property
    def tenant(self) -> Tenant:
        return self.house.tenants.of(ORG, self.clock.now())

    @property
    def today(self) -> date:
        return self.tenant.calendar.today(self.clock.now())

    def on(self, day: str) -> Self:
        """The start of that day; every day before it has run."""
        while self.today < date.fromisoformat(day):
            self._live_until(self.tenant.calendar.start_of(self.today + _A_DAY))
            self._foresee()
        return self

    def morning(self) -> Self:
        """Until the sending window has closed."""
        self._live_until(self.tenant.calendar.closing(self.today) + 2 * _BEAT)
        return self

    def at(self, wall: str) -> Self:
        """Until that local time of today."""
        there = datetime.combine(self.today, time.fromisoformat(wall), self.tenant.calendar.zone)
        self._live_until(there.astimezone(UTC))
        return self

    def down_until(self, day: str, wall: str = "00:00") -> Self:
        """Nothing at all runs until then."""
        there = datetime.combine(date.fromisoformat(day), time.fromisoformat(wall))
        self.clock.at = there.replace(tzinfo=self.tenant.calendar.zone).astimezone(UTC)
        self._expected = None
        if wall == "00:00":
            self._foresee()
        return self

    def _live_until(self, end: datetime) -> None:
        while self.clock.now() < end:
            self._beat()
            self.clock.forward(min(_BEAT, end - self.clock.now()))
        if self._expected is not None and self.clock.now() == self.tenant.calendar.start_of(self.today):
            yesterday = self.today - _A_DAY
            assert self.diary.of(yesterday) == self._expected, f"{yesterday} was simulated otherwise"

    def _beat(self) -> None:
        self.house.dispatch_due.run()
        for message in self.world.queue.take():
            self.deliver(message)

    def deliver(self, message: tuple[str, tuple[DueEntry, ...]]) -> list[StepOutcome]:
        """A worker takes a message; what fails in it is received again."""
        org, keys = message
        outcomes: list[StepOutcome] = []
        for _ in range(_RECEIVES):
            tenant, failed = self.house.execute_step.tenant(org), []
            for key in keys:
                try:
                    outcomes.append(self.house.execute_step.run(tenant, key))
                except Exception:
                    failed.append(key)
            keys = tuple(failed)
        return outcomes

    def unforeseen(self) -> None:
        """What happened now nobody could foretell, and it changes the rest of today."""
        self._expected = None

    def due_this_morning(self) -> list[DueEntry]:
        """What the dispatcher will find by the end of the window."""
        calendar = self.tenant.calendar
        return list(self._claims.due(calendar.start_of(self.today), calendar.closing(self.today)))

    # --- the simulation ---

    def _foresee(self) -> None:
        today, now = self.today, self.clock.now()
        forecasts = self.house.simulate.run(ORG, today, today)
        may_send = now < self.tenant.calendar.closing(today)
        self._expected = self.diary.of(today) | set(foreseen(forecasts, may_send=may_send))

    def _changed(self) -> None:
        if self._expected is not None:
            self._foresee()

    def simulated(self, day: str) -> list[tuple[str, str]]:
        """(what, step) of that day, as foretold now."""
        forecasts = self.house.simulate.run(ORG, self.today, date.fromisoformat(day))
        acts = foreseen((f for f in forecasts if f.day == date.fromisoformat(day)), may_send=True)
        return [(act.what, act.step) for act in acts]

    # --- what happens around a send ---

    def before_claiming(self, happens: Callable[[], object]) -> Self:
        """Just before a worker claims the next step."""
        self._claims.before.append(happens)
        return self

    def before_sending(self, happens: Callable[[], object]) -> Self:
        """After the next step was claimed for sending, before the worker has looked at the account again."""
        self._claims.after.append(happens)
        return self
