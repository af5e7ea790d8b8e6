"""Short ways to write a ledger and a plan, and to replay them, in a test."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from local.plan_file import read_plan
from local.replay.ledger import Ledger
from local.replay.replay import Replay, Replayed
from relance.domain.imports import InvoiceRow, PaymentRow
from relance.domain.money import Money
from relance.domain.plan import DunningPlan

PARIS = ZoneInfo("Europe/Paris")


def invoice(
    number: str,
    *,
    due: str,
    issued: str = "2025-01-06",
    customer: str = "C",
    disputed: bool = False,
    email: str | None = "client@example.com",
) -> InvoiceRow:
    return InvoiceRow(
        line=2,
        number=number,
        customer_id=customer,
        issue_date=date.fromisoformat(issued),
        total=Money(100_00, "EUR"),
        email=email,
        due_date=date.fromisoformat(due),
        disputed=disputed,
    )


def ledger(*invoices: InvoiceRow, paid: dict[str, str] | None = None) -> Ledger:
    of = {row.number: row for row in invoices}
    payments = (
        PaymentRow(2, date.fromisoformat(day), of[number].total, invoice_number=number)
        for number, day in (paid or {}).items()
    )
    return Ledger(invoices, tuple(payments))


def automatic(*offsets: str, level: str = "customer", logic: str = "standard", delay: int = 5) -> DunningPlan:
    """A plan of automatic e-mails; an offset that ends in "call" or "letter" is a manual step."""
    steps = []
    for offset in offsets:
        days, _, kind = offset.partition(" ")
        steps.append(
            f"  - {{offset_days: {days}, kind: {kind or 'email'}, automatic: {'false' if kind else 'true'}}}"
        )
    head = f"level: {level}\nlogic: {logic}\nmin_contact_delay_days: {delay}\nsteps:\n"
    return read_plan(head + "\n".join(steps))


def replayed(
    of: Ledger,
    plan: DunningPlan,
    *,
    zone: ZoneInfo = PARIS,
    first: str = "2025-01-06",
    last: str | None = None,
) -> Replayed:
    end = date.fromisoformat(last) if last else None
    return Replay(of, plan, zone, date.fromisoformat(first), end).run()


def left(found: Replayed, zone: ZoneInfo = PARIS) -> list[str]:
    """What left, one line each: day, carrying invoice, step."""
    return [f"{sent.at.astimezone(zone):%Y-%m-%d} {sent.carrying} {sent.step}" for sent in found.sent]
