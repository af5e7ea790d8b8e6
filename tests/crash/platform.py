"""The platform as its machines run it: beats of a schedule, a queue of messages, workers that may die."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import partial

from relance.domain.imports import InvoiceRow, PaymentRow
from relance.domain.money import Money
from relance.domain.organization import Member, Organization
from relance.domain.outreach import EmailEvent, Outreach
from relance.domain.plan import DunningPlan, Level, Message, PlanStep, StepKind
from relance.domain.task import Task, TaskKind
from relance.runtime.memory import MemoryWorld
from relance.usecases.ports.composing import Composed, Reminder
from relance.usecases.ports.enrolments import DueEntry
from relance.usecases.ports.mailing import Envelope
from tests.crash.mail_service import Fault, MailService, Tells
from tests.crash.taps import Killed, Moment, Tap, tapped

ORG = "acme"
DUE = date(2026, 11, 2)
# Paris is an hour ahead: the window is from 07:00 to 08:00.
_START = datetime(2026, 11, 2, 12, tzinfo=UTC)
_QUIET = datetime(2026, 11, 6, 12, tzinfo=UTC)
_BEAT = timedelta(minutes=5)
_SWEEP = time(10)


def _anything_happens(at: datetime) -> bool:
    """Midnight in Paris, when to-dos are raised; the window and the hour that follows it; the sweep."""
    return at.hour in (7, 8) or (at.hour == 23 and at.minute < 30) or at.time() == _SWEEP


type Keys = tuple[str, tuple[DueEntry, ...]]


class PlainComposer:
    """The words do not matter here."""

    def compose(self, reminder: Reminder) -> Composed:
        to = reminder.contact.email or ""
        return Composed(Envelope("us@relance.example", (to,), b"mail"), "Rappel", "Bonjour", "fr")


def email(offset: int) -> PlanStep:
    return PlanStep(f"email+{offset}", StepKind.EMAIL, offset, True, {"fr": Message("Rappel", "Bonjour")})


def call(offset: int) -> PlanStep:
    return PlanStep(f"call+{offset}", StepKind.CALL, offset)


# Invoice number: customer.
ONE_EACH = {"F-C1": "C1", "F-C2": "C2", "F-C3": "C3"}
# Two e-mails that follow each other, and a call.
STEPS = (email(1), email(2), call(3))


@dataclass(frozen=True)
class Bad:
    """What goes wrong in one run. A killed worker's message is received again, or never."""

    kill: Moment | None = None
    faults: tuple[tuple[int, Fault], ...] = ()
    tells: Tells = Tells.LATER
    redelivers: bool = True


_NOTHING_BAD = Bad()


class Platform:
    """Two customers with an address and one without, from the import to four days later."""

    def __init__(
        self,
        bad: Bad = _NOTHING_BAD,
        *,
        invoices: Mapping[str, str] = ONE_EACH,
        steps: tuple[PlanStep, ...] = STEPS,
        level: Level = Level.CUSTOMER,
        delay: int = 0,
    ) -> None:
        self.bad = bad
        self.tap = Tap()
        world = MemoryWorld.starting(_START, composer=PlainComposer())
        self.clock, self.queue, self.outreaches = world.clock, world.queue, world.outreaches
        self.mail = MailService(self.clock, bad.tells, dict(bad.faults))
        self.bare = world.house.but(mailer=self.mail)
        self.house = tapped(self.bare, self.tap)
        self.mail.listener = self._hear_at_once
        self.received_again: list[tuple[datetime, Keys]] = []
        self.busy: list[range] = []
        """The calls of each beat in which a step was claimed or an event came."""
        member = Member("m", "Marie Curie", "marie@acme.example")
        self.bare.organizations.save(Organization(ORG, "Acme", sending=True, members={"m": member}))
        self.publish(DunningPlan("plan", 1, "Plan", steps, level, min_contact_delay_days=delay))
        for number, customer in invoices.items():
            self.invoice(number, customer)
        self.tap.calls.clear()
        self.tap.kill_at = bad.kill

    # --- what people do ---

    def publish(self, plan: DunningPlan) -> None:
        self.house.run_organization.publish(ORG, plan)

    def invoice(self, number: str, customer: str = "C1", due: date = DUE) -> None:
        address = None if customer == "C3" else f"{customer}@client.example"
        owed = Money(100_00, "EUR")
        self._import(InvoiceRow(1, number, customer, due, owed, email=address, due_date=due))

    def paid(self, number: str = "F-C1") -> None:
        self._import(PaymentRow(1, DUE, Money(100_00, "EUR"), invoice_number=number))

    def _import(self, row: InvoiceRow | PaymentRow) -> None:
        self.house.import_rows.run(self.house.tenants.of(ORG, self.clock.now()), [row])

    # --- the machines ---

    def run(self, until: datetime = _QUIET) -> Platform:
        """Beat after beat. What is killed is started again; its work is found by those that come after."""
        while self.clock.now() < until:
            self.clock.forward(_BEAT)
            if _anything_happens(self.clock.now()):
                self._beat()
        return self

    def _beat(self) -> None:
        first = len(self.tap.calls)
        self._alive(self._hear)
        self._alive(self.house.dispatch_due.run)
        if self.clock.now().time() == _SWEEP:
            self._alive(self.house.dispatch_due.sweep)
        for message in self._messages():
            self._alive(partial(self.work, message), message)
        done = self.tap.calls[first:]
        if "enrolments.claim" in done or "outreaches.get" in done:
            self.busy.append(range(first, len(self.tap.calls)))

    def _alive(self, work: Callable[[], object], message: Keys | None = None) -> None:
        """A worker at work. One that dies, or whose message fails, is seen to after the time-out."""
        try:
            work()
        except (Killed, OSError):
            if message and self.bad.redelivers:
                self.received_again.append((self.clock.now() + _BEAT, message))

    def _hear(self) -> None:
        """Each event is received until it was worked off."""
        for event in self.mail.told_by_now():
            self.house.record_email_event.run(event)
            self.mail.events.remove(event)

    def _hear_at_once(self, event: EmailEvent) -> None:
        """Another function's work: when that dies, the sending worker does not, and the event comes again."""
        try:
            self.house.record_email_event.run(event)
        except Killed:
            self.mail.events.append(event)

    def _messages(self) -> Iterator[Keys]:
        now = self.clock.now()
        again = [message for at, message in self.received_again if at <= now]
        self.received_again = [(at, message) for at, message in self.received_again if at > now]
        yield from again
        yield from self.queue.take()

    def work(self, message: Keys) -> None:
        org, keys = message
        tenant = self.house.execute_step.tenant(org)
        for key in keys:
            self.house.execute_step.run(tenant, key)

    # --- what is left, seen without a tap ---

    def customers(self) -> Iterator[str]:
        return self.bare.accounts.customers(ORG)

    def todos(self) -> Iterator[Task]:
        """Open ones."""
        for customer in self.customers():
            yield from self.bare.accounts.load(ORG, customer).tasks.values()

    def reviews(self) -> set[str]:
        """The outreaches a person is asked about."""
        return {t.outreach for t in self.todos() if t.kind is TaskKind.REVIEW_SEND and t.outreach}

    def records(self) -> dict[str, Outreach]:
        return {outreach.ref.id: outreach for outreach in self.outreaches.all()}
