"""Organizations full of customers: those whose reminder is due, and those who wait for theirs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import batched
from typing import Any

from relance.domain.calendar import SendingWindow
from relance.domain.customer import Account, Contact, Customer
from relance.domain.ids import derived
from relance.domain.money import Money
from relance.domain.organization import Member, Organization
from relance.domain.plan import DunningPlan, PlanStep, StepKind
from relance.domain.receivables import Invoice, Receivables
from relance.domain.working_set import WorkingSet
from relance.rendering.reminders import STANDARD_REMINDERS
from relance.runtime.aws import house
from relance.runtime.settings import settings
from relance.store import keys
from relance.store.dynamo.records import Records, enrolment_sk, entities
from relance.store.dynamo.wire import Item
from relance.usecases.deciding.tenants import Tenant
from relance.usecases.ports.enrolments import DueKey

_A_WRITE, _WRITERS = 25, 8
_MANAGER = Member("m1", "Alice Martin", "alice@acme.example", phone="+33 1 23 45 67 89")
PLAN = DunningPlan(
    "standard",
    1,
    "Standard",
    tuple(
        PlanStep(reminder.key, StepKind.EMAIL, reminder.offset_days, True, reminder.messages, _MANAGER.id)
        for reminder in STANDARD_REMINDERS
    ),
    min_contact_delay_days=5,
)


def organization(number: int) -> Organization:
    """Sends at any hour of any day. Its id has the same length whatever its number."""
    return Organization(
        id=derived("benchmark", str(number)),
        name="Acme Industries SAS",
        window=SendingWindow(frozenset(range(7)), time(0), 24 * 60),
        default_plan=PLAN.id,
        plans={PLAN.id: PLAN.version},
        sending=True,
        payment_details="IBAN FR76 3000 6000 0112 3456 7890 189",
        members={_MANAGER.id: _MANAGER},
    )


def customer(number: int, today: date) -> Account:
    """One to three invoices, the oldest between J+7 and J+14: the second of the plan's steps."""
    invoices = [
        Invoice(
            number=f"F-{number:06}-{place}",
            issue_date=today - timedelta(days=40 + number % 7),
            due_date=today - timedelta(days=10 - place),
            total=Money(10_000 + 7_919 * (number + place) % 900_000, "EUR"),
        )
        for place in range(1 + number % 3)
    ]
    return Account(
        Customer(f"C-{number:06}", f"Customer {number} SARL", account_manager=_MANAGER.id),
        (Contact("c1", f"Zoé Lefèvre {number}", f"zoe.lefevre{number}@customer.example", main=True),),
        Receivables({invoice.number: invoice for invoice in invoices}),
    )


@dataclass(frozen=True, slots=True)
class Book:
    """Fills the tables. `now` is the instant of the run."""

    now: datetime

    def open(self, number: int, customers: int, due_at: datetime) -> tuple[str, list[Item]]:
        """A new organization, its customers enrolled and waiting until `due_at`: its id, their items."""
        tenant = self._tenant(number)
        items = [item for each in range(customers) for item in self._items(tenant, each, due_at)]
        write(items)
        return tenant.id, items

    def wait(self, number: int, enrolments: int) -> None:
        """A new organization whose enrolments, alike but for their keys, wait for a day of the coming month:
        what a run could stumble over is their entries in the due index.
        """
        tenant = self._tenant(number)
        *_, pattern = self._items(tenant, 0, self.now)
        write(self._waiting(tenant.id, pattern, each) for each in range(enrolments))

    def _tenant(self, number: int) -> Tenant:
        new = organization(number)
        house().organizations.save(new)
        house().plans.publish(new.id, PLAN)
        return house().tenants.of(new.id, self.now)

    def _items(self, tenant: Tenant, number: int, due_at: datetime) -> Iterator[Item]:
        account = customer(number, self.now.date())
        enrolled = tenant.prepared(account, (self.now - timedelta(days=60)).date())
        account = tenant.redecided(enrolled, self.now)
        records = Records(house().tables.core, settings().due_shards)
        yield records.meta(tenant.id, account).serialize()
        for sk, entity in entities(account).items():
            yield records.entity(tenant.id, account, sk, entity).serialize()
        for enrolment in account.enrolments.values():
            waits = replace(enrolment, next_at=due_at)
            yield records.enrolment(tenant.id, enrolment_sk(WorkingSet(account), waits), waits).serialize()

    def _waiting(self, org: str, pattern: Item, number: int) -> Item:
        waits = DueKey(org, f"W-{number:06}", derived(org, str(number)), 1, PLAN.steps[2].id)
        due_at = self.now + timedelta(days=1 + number % 30, minutes=number % 50)
        g, gs = keys.due(waits, due_at, settings().due_shards)
        key = {"pk": keys.customer(org, waits.customer), "sk": f"{keys.ENROLMENT}{waits.enrolment}"}
        return pattern | {name: {"S": value} for name, value in {**key, "g": g, "gs": gs}.items()}


def write(items: Iterable[Item]) -> None:
    with ThreadPoolExecutor(_WRITERS) as pool:
        for _ in pool.map(_put, batched(items, _A_WRITE, strict=False)):
            pass


def _put(items: tuple[Item, ...]) -> None:
    table = settings().core_table
    left: dict[str, Any] = {table: [{"PutRequest": {"Item": item}} for item in items]}
    while left:
        left = house().wire.client.batch_write_item(RequestItems=left)["UnprocessedItems"]
