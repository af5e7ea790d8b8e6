"""Plays a plan on a ledger, day by day: what becomes known is imported, simulated, run, and compared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from local.replay.events import SentReminder
from local.replay.ledger import Ledger
from local.replay.post_office import PostOffice
from relance.domain.calendar import SendingCalendar
from relance.domain.customer import Account
from relance.domain.decision import CreateTask, Due, Execute, Finish
from relance.domain.organization import Member, Organization
from relance.domain.plan import DunningPlan
from relance.domain.simulation import Forecast
from relance.domain.task import Task
from relance.runtime.memory import MemoryWorld
from relance.usecases.sending.execute_step import StepOutcome

_ORG = "replay"
_A_DAY = timedelta(days=1)
_TICK = timedelta(minutes=5)
_A_WEEK = timedelta(days=7)
# Further ahead than any step of a plan: what is not due by then is not due at all.
_EVER = timedelta(days=36_600)


@dataclass(frozen=True, slots=True, order=True)
class Action:
    """One step that a day was to do, or did: the simulation's and the run's are compared whole.

    `invoices` are those it lists, the carrying one first. A to-do is a step handed to a person.
    """

    customer: str
    enrolment: str
    step: str
    invoices: tuple[str, ...]
    is_to_do: bool = False

    @classmethod
    def of(cls, customer: str, enrolment: str, due: Due, *, is_to_do: bool = False) -> Action:
        numbers = tuple(invoice.number for invoice in due.invoices)
        return cls(customer, enrolment, due.step.id, numbers, is_to_do)

    @classmethod
    def of_task(cls, task: Task) -> Action:
        return cls(task.customer, task.enrolment or "", task.step or "", task.invoices, is_to_do=True)


@dataclass(frozen=True, slots=True)
class Mismatch:
    """`simulated` tells what was announced and not done from what was done unannounced."""

    day: date
    action: Action
    simulated: bool


@dataclass
class Replayed:
    days: int = 0
    sent: list[SentReminder] = field(default_factory=list)
    to_dos: int = 0
    mismatches: list[Mismatch] = field(default_factory=list)


class Replay:
    """`last` None goes on until everything has arrived and nothing is left to do."""

    def __init__(
        self, ledger: Ledger, plan: DunningPlan, zone: ZoneInfo, first: date, last: date | None = None
    ) -> None:
        self._arrivals = ledger.arrivals(first)
        self._calendar = SendingCalendar(zone)
        self._first, self._last = first, last
        offset = timedelta(days=max((step.offset_days for step in plan.steps), default=0))
        # Counted from the ledger alone, so that an engine that fell asleep does not end its own examination.
        self._at_least = max(ledger.last_due + offset, *self._arrivals) + _A_WEEK
        self._post = PostOffice()
        self._world = MemoryWorld.starting(
            self._calendar.start_of(first), composer=self._post, mailer=self._post
        )
        self._found = Replayed()
        self._finished: dict[str, Account] = {}
        self._house = self._world.house
        self._house.organizations.save(_organization(zone))
        self._house.run_organization.publish(_ORG, plan)

    def run(self) -> Replayed:
        for day in self._days():
            self._play(day)
            self._found.days += 1
        return self._found

    def _days(self) -> Iterator[date]:
        day = self._first
        while day <= (self._last or self._at_least) or (self._last is None and self._has_more_to_do()):
            yield day
            day += _A_DAY

    def _has_more_to_do(self) -> bool:
        now = self._world.clock.now()
        return any(self._house.enrolments.due(now - _A_DAY, now + _EVER))

    def _play(self, day: date) -> None:
        self._world.clock.at = self._calendar.start_of(day)
        self._import(day)
        announced = self._simulated(day)
        done = {action for instant in self._instants(day) for action in self._done(day, instant)}
        self._found.to_dos += sum(action.is_to_do for action in done)
        self._found.mismatches += [Mismatch(day, action, True) for action in sorted(announced - done)]
        self._found.mismatches += [Mismatch(day, action, False) for action in sorted(done - announced)]

    def _import(self, day: date) -> None:
        if rows := self._arrivals.get(day):
            tenant = self._house.tenants.of(_ORG, self._world.clock.now())
            if faults := self._house.import_rows.run(tenant, rows).faults:
                raise RuntimeError(f"rows that were read could not be imported: {faults}")

    def _simulated(self, day: date) -> set[Action]:
        """What the simulation, taken before the day's run, says the day will do."""
        actions = set()
        for forecast in self._forecasts(day):
            match forecast.decision:
                case Execute(due=due):
                    actions.add(Action.of(forecast.customer, forecast.enrolment, due))
                case CreateTask(due=due):
                    actions.add(Action.of(forecast.customer, forecast.enrolment, due, is_to_do=True))
                case _:
                    pass
        return actions

    def _forecasts(self, day: date) -> Iterator[Forecast]:
        """Of every customer but those of whom nothing was left to do, and to whom nothing has happened since:
        what they were told then stands. An account is never changed: one that was written is another.
        """
        for customer in self._house.accounts.customers(_ORG):
            account = self._house.accounts.load(_ORG, customer)
            if self._finished.get(customer) is account:
                continue
            told = tuple(self._house.simulate.run(_ORG, day, day, customer))
            if all(isinstance(forecast.decision, Finish) for forecast in told):
                self._finished[customer] = account
            yield from told

    def _instants(self, day: date) -> Iterator[datetime]:
        """The start of the day, when to-dos appear, and each beat of the schedule in the sending window."""
        yield self._calendar.start_of(day)
        if self._calendar.is_sending_day(day):
            instant = self._calendar.opening(day)
            while instant <= self._calendar.closing(day):
                yield instant
                instant += _TICK

    def _done(self, day: date, instant: datetime) -> Iterator[Action]:
        """Runs what is due at `instant`; yields what was sent or handed to a person."""
        self._world.clock.at = instant
        handed_over = {
            key.customer for key, outcome in self._world.tick() if outcome is StepOutcome.HANDED_OVER
        }
        for customer in handed_over:
            tasks = self._house.accounts.load(_ORG, customer).tasks.values()
            yield from (Action.of_task(task) for task in tasks if task.step and task.due_on == day)
        yield from self._left(instant)

    def _left(self, instant: datetime) -> Iterator[Action]:
        for departure in self._post.take():
            outreach, due = self._world.outreaches.get(departure.ref), departure.due
            if outreach is None or outreach.enrolment is None:
                raise RuntimeError(f"mail {departure.ref.id} left and is not in the history")
            action = Action.of(departure.ref.customer, outreach.enrolment, due)
            self._found.sent.append(
                SentReminder(
                    at=instant,
                    customer=action.customer,
                    carrying=due.carrying.number,
                    step=action.step,
                    kind=due.step.kind.value,
                    invoices=action.invoices,
                )
            )
            yield action


def _organization(zone: ZoneInfo) -> Organization:
    collector = Member("collector", "Accounts receivable", "collector@example.com")
    return Organization(
        _ORG, "Replay", zone=zone.key, language="en", members={collector.id: collector}, sending=True
    )
