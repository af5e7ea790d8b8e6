"""What happens to an organization and its customers, told as a story.

Time passes by `on(day)`: every day before it runs as it would, five minutes a beat, and is held against
its simulation.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from relance.domain.customer import Account
from relance.domain.decision import Decision
from relance.domain.enrolment import Enrolment
from relance.domain.hold import Hold, HoldKind
from relance.domain.imports import ContactRow, InvoiceRow, PaymentRow, Row
from relance.domain.money import Money
from relance.domain.outreach import EmailEvent, EmailStatus, Outreach
from relance.domain.plan import DunningPlan, Level, Logic, Message, PlanStep
from relance.domain.promise import PromiseToPay
from relance.domain.promising import Offer
from relance.domain.task import Task, TaskKind
from relance.rendering.composer import EmailComposer
from relance.usecases.customers.handle_task import HandleTask, TaskChange, TaskRef
from relance.usecases.customers.take_promise import PromiseEdit, TakePromise
from relance.usecases.importing.import_rows import Imported
from relance.usecases.ports.composing import Composer
from relance.usecases.sending.send_by_hand import HandWritten
from relance.usecases.sending.send_next import EnrolmentRef
from tests.scenario.days import ORG, Days


class Story(Days):
    """The only customer is C1 unless another is named."""

    def __init__(self, start: str = "2026-10-05", composer: Composer | None = None, **settings: Any) -> None:
        super().__init__(start, composer, **settings)
        self._rows: dict[str, InvoiceRow] = {}
        self._versions: dict[str, int] = {}
        self._promises = 0

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

    def voided(self, number: str) -> Imported:
        return self._import_invoice(replace(self._rows[number], status="void"))

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

    def promised(self, by: str, *invoices: str, amount: str | None = None, customer: str = "C1") -> str:
        """The customer promised to pay by that day: the named invoices, or all that is owed."""
        self._promises += 1
        money = Money.parse(amount) if amount else None
        offer = Offer(f"promise {self._promises}", date.fromisoformat(by), invoices, money)
        TakePromise(self.house.change_account).take(self.tenant, customer, offer, "marie")
        self._changed()
        return offer.id

    def moves(self, number: str, to: str) -> None:
        """A person gives an invoice to the customer that it belongs to."""
        self.house.move_invoice.run(self.tenant, number, to)
        self._changed()

    def merges(self, customer: str, into: str) -> None:
        """A person has seen what comes of it, and confirms."""
        confirm = self.house.merge_customers.look(self.tenant, customer, into).confirm
        self.house.merge_customers.run(self.tenant, customer, into, confirm)
        self._changed()

    def edits(self, promise: str, edit: PromiseEdit) -> None:
        """A person moves a promise to another day, or withdraws it."""
        take = TakePromise(self.house.change_account)
        take.change(self.tenant, "C1", promise, edit, "marie", lambda _: None)
        self._changed()

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
        """A person has done what a to-do asks for, or skips it."""
        handle, ref = HandleTask(self.house.change_account), TaskRef(task.customer, task.id)
        (handle.skip if skip else handle.done)(self.tenant, ref, "marie")
        self._changed()

    def postponed(self, task: Task, until: str) -> None:
        handle, ref = HandleTask(self.house.change_account), TaskRef(task.customer, task.id)
        handle.change(self.tenant, ref, TaskChange(date.fromisoformat(until)), lambda _: None)
        self._changed()

    def sends(
        self, task: Task, subject: str = "#REF# : de ma main", composer: Composer | None = None
    ) -> EmailStatus:
        """A person edits the mail of a to-do and sends it; what became of it."""
        house = self.house.but(composer=composer or EmailComposer())
        by_hand = house.send_by_hand
        marie = self.tenant.organization.members["marie"]
        mail = HandWritten(Message(subject, "Merci de régler #REF#."), "compta@client.example")
        sent = by_hand.send(self.tenant, TaskRef(task.customer, task.id), mail, marie, "marie")
        self._changed()
        return sent.outreach.status

    def sends_next(self, *, sooner: bool = False, composer: Composer | None = None) -> EmailStatus:
        """A person sends the next mail of the plan now; what became of it."""
        house = self.house.but(composer=composer or EmailComposer())
        by_hand = house.send_next
        marie = self.tenant.organization.members["marie"]
        ref = EnrolmentRef("C1", self.enrolment().id)
        step = by_hand.look(self.tenant, ref, marie).due.step.id
        sent = by_hand.send(self.tenant, ref, step, marie, "marie", "attempt", sooner=sooner)
        self._changed()
        return sent.outreach.status

    def _hold(self, hold: Hold) -> None:
        self._change(lambda a: replace(a, holds=(*a.holds, hold)))

    def _change(self, change: Callable[[Account], Account], customer: str = "C1") -> None:
        self.house.change_account.run(self.tenant, customer, change)
        self._changed()

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

    def promise(self, promise: str) -> PromiseToPay:
        return self.house.accounts.load(ORG, "C1", (promise,)).promises[promise]

    @property
    def todos(self) -> list[Task]:
        """Every open to-do, oldest first."""
        customers = self.house.accounts.customers(ORG)
        tasks = (task for c in customers for task in self.account(c).tasks.values() if task.state.is_open)
        return sorted(tasks, key=lambda task: (task.due_on, task.customer, task.id))

    @property
    def todos_while_plans_run(self) -> list[Task]:
        """Every open to-do but those that ask what comes next after a plan that is done."""
        return [task for task in self.todos if task.kind is not TaskKind.PLAN_COMPLETED]

    @property
    def todo_kinds(self) -> list[TaskKind]:
        return [task.kind for task in self.todos]

    @property
    def outreaches(self) -> tuple[Outreach, ...]:
        return self.world.outreaches.all()

    @property
    def statuses(self) -> list[EmailStatus]:
        return [outreach.status for outreach in self.outreaches]

    def why(self, number: str) -> Decision:
        """What is decided today about the invoice's enrolment."""
        row = self._rows[number]
        forecasts = list(self.house.simulate.run(ORG, self.today, self.today, row.customer_id))
        own = Enrolment.identity(ORG, row.customer_id, number)
        customers = Enrolment.identity(ORG, row.customer_id, None)
        return next(f.decision for f in forecasts if f.enrolment in (own, customers))
