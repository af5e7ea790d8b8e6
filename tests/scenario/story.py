"""An organization's days, told as a story.

Time passes by `on(day)`: every day before it runs as it would, five minutes a beat. Each such day is
simulated when it begins, and again whenever the story changes something; what it then does must be just
that, or the story fails.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Self

from relance.domain.customer import Account
from relance.domain.decision import Decision
from relance.domain.enrolment import Enrolment
from relance.domain.hold import Hold, HoldKind
from relance.domain.imports import ContactRow, InvoiceRow, PaymentRow, Row
from relance.domain.money import Money
from relance.domain.organization import Member, Organization
from relance.domain.outreach import EmailEvent, EmailStatus, Outreach
from relance.domain.plan import DunningPlan, Level, Logic, Message, PlanStep, StepKind
from relance.domain.task import Task, TaskKind, TaskState
from relance.rendering.composer import EmailComposer
from relance.runtime.memory import MemoryWorld
from relance.store.memory import SettableClock
from relance.usecases.execute_step import Outcome
from relance.usecases.import_rows import Imported
from relance.usecases.ports import ClaimResult, Claimed, Composer, DueKey, Enrolments
from relance.usecases.tenants import Tenant
from tests.scenario.foresight import Act, Diary, NotedAccounts, NotedComposer, foreseen
from tests.scenario.mailbox import Mailbox

ORG = "acme"
_BEAT = timedelta(minutes=5)
_A_DAY = timedelta(days=1)
# A worker whose message failed sees it again, at most this often in one beat.
_RECEIVES = 6


def email(when: str, *, automatic: bool = True, id: str | None = None) -> PlanStep:
    """`email("J+7")`: seven days after the due date."""
    words = {"fr": Message(f"#REF# : rappel {when}", "Bonjour,\n\nMerci de régler #REF#.")}
    return PlanStep(id or when, StepKind.EMAIL, int(when[1:]), automatic, words)


def call(when: str) -> PlanStep:
    return PlanStep(when, StepKind.CALL, int(when[1:]))


def registered_letter(when: str) -> PlanStep:
    return PlanStep(when, StepKind.REGISTERED_LETTER, int(when[1:]))


@dataclass
class _Interrupted:
    """Claims as the store does; what the story wants to happen comes right before or after a claim."""

    enrolments: Enrolments
    before: list[Callable[[], object]] = field(default_factory=list)
    after: list[Callable[[], object]] = field(default_factory=list)

    def due(self, start: datetime, end: datetime) -> Iterable[DueKey]:
        return self.enrolments.due(start, end)

    def claim(self, key: DueKey, now: datetime, attempt: str) -> ClaimResult:
        while self.before:
            self.before.pop()()
        result = self.enrolments.claim(key, now, attempt)
        while self.after and isinstance(result, Claimed):
            self.after.pop()()
        return result


class Story:
    """One organization, `acme`, from `start` on. Its only customer is C1 unless another is named."""

    def __init__(
        self, start: str = "2026-10-05", composer: Composer | None = None, **settings: object
    ) -> None:
        self.diary = Diary()
        self.world = MemoryWorld.starting(datetime(2000, 1, 1, tzinfo=UTC))
        house = self.world.house
        self.clock: SettableClock = self.world.clock
        self.mailbox = Mailbox(self.clock)
        self._claims = _Interrupted(house.enrolments)
        self.house = self.world.house = replace(
            house,
            accounts=NotedAccounts(house.accounts, self.diary),
            enrolments=self._claims,
            composer=NotedComposer(composer or EmailComposer(), self.diary),
            mailer=self.mailbox,
        )
        marie = Member("marie", "Marie Curie", "marie@acme.example")
        organization = Organization(ORG, "Acme", sending=True, members={marie.id: marie})
        self.house.organizations.save(replace(organization, **settings))
        self.clock.at = self.tenant.calendar.start_of(date.fromisoformat(start))
        self._rows: dict[str, InvoiceRow] = {}
        self._versions: dict[str, int] = {}
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

    def deliver(self, message: tuple[str, tuple[DueKey, ...]]) -> list[Outcome]:
        """A worker takes a message; what fails in it is received again."""
        org, keys = message
        for _ in range(_RECEIVES):
            tenant, outcomes, failed = self.house.execute_step.tenant(org), [], []
            for key in keys:
                try:
                    outcomes.append(self.house.execute_step.run(tenant, key))
                except Exception:
                    failed.append(key)
            if not (keys := tuple(failed)):
                break
        return outcomes

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

    def why(self, number: str) -> Decision:
        """What is decided today about the invoice's enrolment."""
        row = self._rows[number]
        forecasts = list(self.house.simulate.run(ORG, self.today, self.today, row.customer_id))
        own = Enrolment.identity(ORG, row.customer_id, number)
        customers = Enrolment.identity(ORG, row.customer_id, None)
        return next(f.decision for f in forecasts if f.enrolment in (own, customers))

    # --- what happens to receivables ---

    def invoice(
        self,
        number: str,
        *,
        due: str,
        amount: str,
        customer: str = "C1",
        email: str | None = "compta@client.example",
    ) -> Imported:
        row = InvoiceRow(
            line=1,
            number=number,
            customer_id=customer,
            issue_date=min(self.today, date.fromisoformat(due)),
            total=Money.parse(amount),
            customer_name=f"Client {customer}",
            email=email,
            due_date=date.fromisoformat(due),
        )
        return self._import_invoice(row)

    def disputed(self, number: str, *, over: bool = False) -> Imported:
        return self._import_invoice(replace(self._rows[number], disputed=not over))

    def _import_invoice(self, row: InvoiceRow) -> Imported:
        self._rows[row.number] = row
        return self.imported(row)

    def paid(self, number: str, amount: str | None = None) -> Imported:
        money = Money.parse(amount) if amount else self._rows[number].total
        return self.imported(PaymentRow(1, self.today, money, invoice_number=number))

    def taken_back(self, number: str, amount: str | None = None) -> Imported:
        """The bank returned the payment."""
        money = Money.parse(amount) if amount else self._rows[number].total
        return self.imported(PaymentRow(1, self.today, -money, invoice_number=number))

    def contact(self, email: str, customer: str = "C1") -> Imported:
        return self.imported(ContactRow(1, customer, email=email))

    def imported(self, *rows: Row) -> Imported:
        imported = self.house.import_rows.run(self.tenant, rows)
        assert not imported.faults
        self._changed()
        return imported

    # --- what people decide ---

    def plan(
        self,
        *steps: PlanStep,
        min_contact_delay: int = 0,
        level: Level = Level.CUSTOMER,
        logic: Logic = Logic.STANDARD,
        id: str = "plan",
    ) -> None:
        """Publishes it, in the next version when there is one already."""
        version = self._versions[id] = self._versions.get(id, 0) + 1
        self.house.run_organization.publish(
            ORG, DunningPlan(id, version, id, steps, level, logic, min_contact_delay)
        )
        self._changed()

    def follows(self, plan: str, customer: str = "C1") -> None:
        """The customer is moved to a plan of its own (A9)."""
        self._change(lambda a: replace(a, customer=replace(a.customer, plan=plan)), customer)

    def switch(self, *, on: bool) -> None:
        self.house.run_organization.switch_sending(ORG, on=on)
        self._changed()

    def pause(self, until: str | None = None) -> None:
        end = date.fromisoformat(until) if until else None
        self._hold(Hold("pause", HoldKind.PAUSE, self.today, end))

    def replied(self) -> None:
        """The customer wrote back: its plan stops until somebody has answered."""
        self._hold(Hold("reply", HoldKind.REPLY, self.today))

    def answered(self) -> None:
        today = self.today
        self._change(
            lambda a: replace(
                a,
                holds=tuple(hold for hold in a.holds if hold.id != "reply"),
                customer=replace(a.customer, contacted_on=today),
            )
        )

    def done(self, task: Task, *, skip: bool = False) -> None:
        """A person has done the step of a to-do, or skips it."""
        today = self.today

        def handled(account: Account) -> Account:
            own = account.enrolments[task.enrolment or ""]
            step = self.house.plans.get(ORG, own.plan, own.plan_version).step(task.step or "")
            account = account.with_enrolment(own.handled(step) if skip else own.contacted(step, today))
            return account.with_task(replace(task, state=TaskState.SKIPPED if skip else TaskState.DONE))

        self._change(handled, task.customer)

    def _hold(self, hold: Hold) -> None:
        self._change(lambda a: replace(a, holds=(*a.holds, hold)))

    def _change(self, change: Callable[[Account], Account], customer: str = "C1") -> None:
        self.house.change_account.run(self.tenant, customer, change)
        self._changed()

    # --- what happens around a send ---

    def before_claiming(self, happens: Callable[[], object]) -> Self:
        """Just before a worker claims the next step."""
        self._claims.before.append(happens)
        return self

    def before_sending(self, happens: Callable[[], object]) -> Self:
        """After the next step was claimed for sending, before the worker has looked at the account again."""
        self._claims.after.append(happens)
        return self

    def hears(self, *events: EmailEvent) -> None:
        """The mail service tells what became of a mail."""
        for event in events:
            self.house.record_email_event.run(event)

    # --- what can be seen ---

    def account(self, customer: str = "C1") -> Account:
        return self.house.accounts.load(ORG, customer)

    def enrolment(self, customer: str = "C1") -> Enrolment:
        """The only one of the customer."""
        (only,) = self.account(customer).enrolments.values()
        return only

    @property
    def todos(self) -> list[Task]:
        """Every open to-do, oldest first."""
        customers = self.house.accounts.customers(ORG)
        tasks = (task for c in customers for task in self.account(c).tasks.values() if task.state.is_open)
        return sorted(tasks, key=lambda task: (task.due_on, task.customer, task.id))

    @property
    def todo_kinds(self) -> list[TaskKind]:
        return [task.kind for task in self.todos]

    @property
    def outreaches(self) -> tuple[Outreach, ...]:
        return self.world.outreaches.all()

    @property
    def statuses(self) -> list[EmailStatus]:
        return [outreach.status for outreach in self.outreaches]
