"""Whether one customer with very many rows costs in proportion to them: `python -m benchmarks.one_customer`.

One JSON line for each size of each measurement, with the store in memory. `cpu_s` is the CPU time of this
process, `calibration_s` that of a fixed loop on the same machine at the same moment, and `ratio` the time
divided by the time for half as many rows: 2 is in proportion.
"""

from __future__ import annotations

import argparse
import gc
import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from local.replay.ledger import Ledger
from local.replay.replay import Replay
from relance.domain.contacts import MOST
from relance.domain.imports import ContactRow, InvoiceRow, PaymentRow, Row
from relance.domain.money import Money
from relance.domain.organization import Organization
from relance.domain.plan import DunningPlan, Level, Message, PlanStep, StepKind
from relance.runtime.memory import MemoryWorld

_ORG, _CUSTOMER = "acme", "C1"
_NOW = datetime(2026, 11, 20, 5, tzinfo=UTC)
_TODAY = date(2026, 11, 20)
_DAYS = timedelta(days=31)
_ROUNDS, _LONG = 3, 5.0


@dataclass
class _Watch:
    """The CPU seconds between `start` and `stop`."""

    seconds: float = 0.0

    @contextmanager
    def running(self) -> Iterator[None]:
        began = time.process_time()
        yield
        self.seconds += time.process_time() - began


def _plan(level: Level) -> DunningPlan:
    message = {"en": Message("Reminder #REF#", "Please pay #REF#.")}
    steps = tuple(
        PlanStep(f"J+{days}", StepKind.EMAIL, days, automatic=True, messages=message) for days in (7, 15, 30)
    )
    return DunningPlan("plan", 1, "Three reminders", steps, level, min_contact_delay_days=5)


class _Office:
    """An organization with one customer, and its files."""

    def __init__(self, level: Level = Level.CUSTOMER) -> None:
        self.house = MemoryWorld.starting(_NOW).house
        self.house.organizations.save(
            Organization(_ORG, "Acme", zone="Europe/Paris", language="en", sending=True)
        )
        self.house.run_organization.publish(_ORG, _plan(level))

    def takes(self, *rows: Row, faults: int = 0) -> None:
        found = self.house.import_rows.run(self.house.tenants.of(_ORG, _NOW), rows).faults
        if len(found) != faults:
            raise RuntimeError(f"{len(found)} rows were refused instead of {faults}: {found[:3]}")


def _invoice(nth: int, line: int, **more: object) -> InvoiceRow:
    due = _TODAY - timedelta(days=nth % 40 - 10)
    row = InvoiceRow(
        line,
        f"F-{nth}",
        _CUSTOMER,
        due - timedelta(days=30),
        _amount(nth),
        email="pay@client.example",
        due_date=due,
    )
    return replace(row, **more)  # type: ignore[arg-type]


def _amount(number: int) -> Money:
    return Money(100_00 + number, "EUR")


def _invoices(n: int) -> list[InvoiceRow]:
    return [_invoice(number, number) for number in range(n)]


def payments(n: int, watch: _Watch) -> None:
    """As many payments, each of an invoice of its own, in one file."""
    office = _Office()
    office.takes(*_invoices(n))
    paid = [PaymentRow(k, _TODAY, _amount(k), invoice_number=f"F-{k}") for k in range(n)]
    with watch.running():
        office.takes(*paid)


def payments_taken_back(n: int, watch: _Watch) -> None:
    """As many payments of one amount, half of them taken back again, none with an invoice."""
    office = _Office()
    office.takes(_invoice(0, 0))
    money = Money(99_00, "EUR")
    rows = [PaymentRow(k, _TODAY, -money if k % 2 else money, customer_id=_CUSTOMER) for k in range(n)]
    with watch.running():
        office.takes(*rows)


def outstanding(n: int, watch: _Watch) -> None:
    """As many invoices again, each with what is left of it now."""
    office = _Office()
    office.takes(*_invoices(n))
    rows = [_invoice(k, k, outstanding=Money(50_00, "EUR")) for k in range(n)]
    with watch.running():
        office.takes(*rows)


def invoices_by_level(n: int, watch: _Watch) -> None:
    """As many new invoices, each on a plan of its own."""
    office = _Office(Level.INVOICE)
    with watch.running():
        office.takes(*_invoices(n))


def one_of_many(n: int, watch: _Watch) -> None:
    """One payment, of a customer with as many invoices on plans of their own."""
    office = _Office(Level.INVOICE)
    office.takes(*_invoices(n))
    with watch.running():
        office.takes(PaymentRow(1, _TODAY, Money(1_00, "EUR"), invoice_number="F-1"))


def simulation(n: int, watch: _Watch) -> None:
    """The coming 31 days of as many invoices on plans of their own."""
    office = _Office(Level.INVOICE)
    office.takes(*_invoices(n))
    with watch.running():
        told = office.house.simulate.run(_ORG, _TODAY, _TODAY + _DAYS - timedelta(days=1))
        if sum(1 for _ in told) < n * _DAYS.days:
            raise RuntimeError("the simulation left something out")


def contacts(n: int, watch: _Watch) -> None:
    """As many contacts; beyond the most that a customer may have, each is a fault of its own."""
    office = _Office()
    rows = [ContactRow(k, _CUSTOMER, name=f"Contact {k}", email=f"c{k}@client.example") for k in range(n)]
    with watch.running():
        office.takes(*rows, faults=max(0, n - MOST))


def replay(n: int, watch: _Watch) -> None:
    """A ledger of as many invoices of 1,200 customers over 2,486 days; one invoice of fifty is never paid."""
    ledger = _ledger(n, 2_486)
    with watch.running():
        Replay(ledger, _plan(Level.CUSTOMER), ZoneInfo("Europe/Paris"), ledger.first_day).run()


def _ledger(n: int, days: int) -> Ledger:
    first = date(2018, 1, 2)
    random = Random(8_753)  # noqa: S311 - the same ledger every time
    invoices, paid = [], []
    for number in range(n):
        issued = first + timedelta(days=number * (days - 100) // n)
        due = issued + timedelta(days=30)
        row = InvoiceRow(
            number + 2,
            f"F-{number}",
            f"C{random.randrange(1_200)}",
            issued,
            _amount(number),
            email="pay@client.example",
            due_date=due,
        )
        invoices.append(row)
        if random.random() > 0.02:
            on = issued + timedelta(days=random.randrange(1, 90))
            paid.append(PaymentRow(number + 2, on, row.total, invoice_number=row.number))
    return Ledger(tuple(invoices), tuple(paid))


MEASURED: dict[str, tuple[Callable[[int, _Watch], None], int]] = {
    "payments": (payments, 10_000),
    "payments_taken_back": (payments_taken_back, 10_000),
    "outstanding": (outstanding, 10_000),
    "invoices_by_level": (invoices_by_level, 10_000),
    "one_of_many": (one_of_many, 2_400),
    "simulation": (simulation, 2_000),
    "contacts": (contacts, 4_000),
    "replay": (replay, 8_753),
}


def calibration() -> float:
    """CPU seconds of a loop that does the same work everywhere."""
    began = time.process_time()
    total = 0
    for number in range(2_000_000):
        total += number & 7
    return time.process_time() - began


def _measured(name: str, n: int) -> float:
    """The least CPU seconds of three rounds; of a single round when that takes long."""
    took: list[float] = []
    while len(took) < _ROUNDS and sum(took) < _LONG:
        watch = _Watch()
        gc.collect()
        MEASURED[name][0](n, watch)
        took.append(watch.seconds)
    return min(took)


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(MEASURED)}; all of them")
    parser.add_argument("--divide", type=int, default=1, help="by how much the sizes are smaller")
    options = parser.parse_args(arguments)
    if unknown := set(options.names) - MEASURED.keys():
        parser.error(f"no measurement is called {', '.join(sorted(unknown))}")
    for name in options.names or MEASURED:
        largest = MEASURED[name][1] // options.divide
        before: float | None = None
        for n in (largest // 4, largest // 2, largest):
            took = _measured(name, n)
            ratio = round(took / before, 2) if before else None
            line = {"name": name, "n": n, "cpu_s": round(took, 3)}
            print(json.dumps({**line, "calibration_s": round(calibration(), 3), "ratio": ratio}), flush=True)
            before = took


if __name__ == "__main__":
    main(sys.argv[1:])
