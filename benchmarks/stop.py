"""How many mails leave after the organization's switch was turned off: `python -m benchmarks.stop`.

Ten workers, each a thread with clients of its own, send the reminders of one organization from DynamoDB
Local while the switch is turned off. Prints one JSON line; `after_return` may be at most `workers`, since
each of them may be handing one mail to the mail service at that moment.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, date, datetime
from functools import partial
from itertools import batched

from relance.domain.imports import InvoiceRow
from relance.domain.money import Money
from relance.domain.organization import Member, Organization
from relance.domain.outreach import OutreachRef
from relance.domain.plan import DunningPlan, Message, PlanStep, StepKind
from relance.house import House
from relance.runtime.memory import MemoryWorld
from relance.store.dynamo.accounts import DynamoAccounts
from relance.store.dynamo.enrolments import DynamoEnrolments
from relance.store.dynamo.organizations import DynamoOrganizations, DynamoPlans
from relance.store.dynamo.outreaches import DynamoOutreaches
from relance.store.dynamo.tables import Tables, TableSettings
from relance.store.dynamo.wire import Wire
from relance.usecases.ports.composing import Composed, Reminder
from relance.usecases.ports.mailing import Accepted, Envelope, SendResult
from tests.dynamodb_local import dynamodb_local, why_not

# DynamoDB Local takes any.
os.environ.setdefault("AWS_ACCESS_KEY_ID", "local")
os.environ.setdefault("AWS_SECRET_ACCESS_KEY", "local")

_WORKERS, _CUSTOMERS, _A_MESSAGE = 10, 250, 25
_STOPPED_AFTER = 40
_HAND_OVER_SECONDS = 0.02
_DAYS_BEFORE = datetime(2026, 11, 4, 12, tzinfo=UTC)
_MONDAY = datetime(2026, 11, 9, 6, tzinfo=UTC)
_IN_THE_WINDOW = datetime(2026, 11, 9, 7, 58, tzinfo=UTC)


@dataclass
class SlowMailService:
    """Notes when each mail was accepted, a little while after it was handed over."""

    accepted: list[float] = field(default_factory=list)

    def send(self, message: Envelope, ref: OutreachRef) -> SendResult:
        time.sleep(_HAND_OVER_SECONDS)
        self.accepted.append(time.monotonic())
        return Accepted(ref.id)

    def find(self, ref: OutreachRef) -> SendResult | None:
        return None


class PlainComposer:
    def compose(self, reminder: Reminder) -> Composed:
        to = reminder.contact.email or ""
        return Composed(Envelope("us@relance.example", (to,), b"mail"), "Rappel", "Bonjour", "fr")


@dataclass(frozen=True)
class Stopped:
    workers: int
    due: int
    before_return: int
    after_return: int


def stop(
    org: str, over: Callable[[datetime], House], workers: int = _WORKERS, customers: int = _CUSTOMERS
) -> Stopped:
    """`over` gives a house over the same stores, with clients of its own, at that instant."""
    mails, main = SlowMailService(), over(_IN_THE_WINDOW)
    _owing(org, over(_DAYS_BEFORE), customers)
    keys = [key for key in main.enrolments.due(_MONDAY, _IN_THE_WINDOW) if key.org == org]
    messages = [tuple(batch) for batch in batched(keys, _A_MESSAGE, strict=False)]
    lock = threading.Lock()

    def work() -> None:
        house = over(_IN_THE_WINDOW).but(mailer=mails, composer=PlainComposer())
        while True:
            with lock:
                if not messages:
                    return
                message = messages.pop()
            with suppress(ExceptionGroup):
                house.execute_step.run_all(org, message)

    threads = [threading.Thread(target=work) for _ in range(workers)]
    for thread in threads:
        thread.start()
    while len(mails.accepted) < _STOPPED_AFTER and any(thread.is_alive() for thread in threads):
        time.sleep(0.001)
    main.organizations.save(replace(main.organizations.get(org), sending=False))
    returned = time.monotonic()
    for thread in threads:
        thread.join()
    after = sum(at > returned for at in mails.accepted)
    return Stopped(workers, len(keys), len(mails.accepted) - after, after)


def _owing(org: str, house: House, customers: int) -> None:
    marie = Member("marie", "Marie Curie", "marie@acme.example")
    house.organizations.save(Organization(org, "Acme", sending=True, members={"marie": marie}))
    words = {"fr": Message("Rappel", "Bonjour")}
    house.run_organization.publish(
        org, DunningPlan("plan", 1, "Plan", (PlanStep("J+7", StepKind.EMAIL, 7, True, words),))
    )
    rows = [
        InvoiceRow(
            n,
            f"F-{n}",
            f"C-{n}",
            date(2026, 10, 1),
            Money(99_00, "EUR"),
            email=f"c{n}@client.example",
            due_date=date(2026, 11, 2),
        )
        for n in range(1, customers + 1)
    ]
    house.import_rows.run(house.tenants.of(org, _DAYS_BEFORE), rows)


def house_over(settings: TableSettings, now: datetime) -> House:
    tables, wire = Tables.bound(settings), Wire(settings)
    house = MemoryWorld.starting(now).house
    return house.but(
        organizations=DynamoOrganizations(tables),
        plans=DynamoPlans(tables),
        accounts=DynamoAccounts(tables, wire),
        enrolments=DynamoEnrolments(tables, wire),
        outreaches=DynamoOutreaches(tables, wire),
    )


def main() -> None:
    if reason := why_not():
        sys.exit(reason)
    with dynamodb_local() as url:
        settings = TableSettings("core", "log", "eu-west-3", url, shards=4)
        tables = Tables.bound(settings)
        for table in (tables.core, tables.log):
            table.create_table(wait=True)
        found = stop("acme", partial(house_over, settings))
    print(json.dumps({"backend": "dynamodb-local", **asdict(found)}))
    if found.after_return > found.workers:
        sys.exit("more mails left than workers were handing over")


if __name__ == "__main__":
    main()
