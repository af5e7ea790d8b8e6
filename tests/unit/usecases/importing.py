"""An organization that imports: rows as tests write them, and what they came to."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from relance.domain.customer import Account
from relance.domain.imports import ContactRow, InvoiceRow, PaymentRow, Row
from relance.domain.money import Money
from relance.domain.organization import Organization
from relance.domain.receivables import Invoice
from relance.runtime.memory import MemoryWorld
from relance.usecases.deciding.tenants import Tenant
from relance.usecases.importing.import_rows import Imported

ORG = "acme"
NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
ISSUED = date(2026, 10, 1)


def invoice_row(number: str = "F-1", amount: str = "100.00 EUR", *, line: int = 2, **more: Any) -> InvoiceRow:
    """Of customer C-1, issued on 1 October 2026 and due at the end of it."""
    row: dict[str, Any] = {"customer_id": "C-1", "issue_date": ISSUED, "due_date": date(2026, 10, 31)}
    return InvoiceRow(line=line, number=number, total=Money.parse(amount), **{**row, **more})


def credit_note_row(number: str = "A-1", amount: str = "100.00 EUR", **more: Any) -> InvoiceRow:
    return invoice_row(number, amount, kind="credit_note", **more)


def payment_row(
    amount: str = "100.00 EUR", of: str | None = "F-1", *, on: str = "2026-10-20", line: int = 2, **more: Any
) -> PaymentRow:
    return PaymentRow(line, date.fromisoformat(on), Money.parse(amount), invoice_number=of, **more)


def contact_row(
    email: str | None = None, name: str | None = None, *, line: int = 2, **more: Any
) -> ContactRow:
    return ContactRow(line, customer_id="C-1", name=name, email=email, **more)


def codes(imported: Imported) -> list[tuple[int, str]]:
    """(line, code) of what was rejected."""
    return [(fault.line, fault.fault.code) for fault in imported.faults]


@dataclass
class Importing:
    """The house in memory, with one organization."""

    world: MemoryWorld = field(default_factory=lambda: MemoryWorld.starting(NOW))

    def __post_init__(self) -> None:
        self.world.house.organizations.save(Organization(ORG, "Acme", sending=True))

    @property
    def tenant(self) -> Tenant:
        return self.world.house.tenants.of(ORG, self.world.clock.now())

    def rows(self, *rows: Row) -> Imported:
        return self.world.house.import_rows.run(self.tenant, rows)

    def account(self, customer: str = "C-1") -> Account:
        """Whole, with what is closed."""
        return self.world.house.accounts.load(ORG, customer, also=["everything"])

    def invoice(self, number: str = "F-1") -> Invoice:
        return self.account().receivables.invoices[number]

    def left(self, number: str = "F-1") -> str:
        """What is left to pay of an invoice."""
        return str(self.account().receivables.outstanding(self.invoice(number)))

    def balance(self, currency: str = "EUR", customer: str = "C-1") -> str:
        """What the customer owes in all."""
        return str(self.account(customer).receivables.balances.get(currency, Money.zero(currency)))
