"""Brings the rows of a file into the accounts, customer by customer: one bad row never stops the others."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial

from relance.domain.customer import Account
from relance.domain.errors import Fault, NotFound
from relance.domain.importing import payment_identity, with_contact, with_invoice, with_payment
from relance.domain.imports import ContactRow, InvoiceRow, PaymentRow, Row, RowFault
from relance.usecases.change_account import ChangeAccount
from relance.usecases.tenants import Tenant

# It travels as a mail tag (256 characters, base64) and in keys.
_CUSTOMER_ID_BYTES = 150


@dataclass(frozen=True, slots=True)
class Imported:
    """How many lines were taken in whole, for how many customers, and what was wrong with the others."""

    rows: int
    customers: int
    faults: tuple[RowFault, ...] = ()


@dataclass
class _OfCustomer:
    """The rows of one customer, and what they came to."""

    rows: list[tuple[Row, int]] = field(default_factory=list)
    faults: dict[int, RowFault] = field(default_factory=dict)

    def applied_to(self, account: Account, terms_days: int) -> Account:
        self.faults.clear()
        for row, nth in sorted(self.rows, key=lambda numbered: _turn(numbered[0])):
            changed = _applied(account, row, nth, terms_days)
            if isinstance(changed, Fault):
                self.faults[row.line] = RowFault(row.line, changed)
            else:
                account = changed
        return account

    @property
    def only_payments(self) -> bool:
        """Payments make no customer."""
        return all(isinstance(row, PaymentRow) for row, _ in self.rows)

    @property
    def numbers(self) -> set[str]:
        """Invoices, credit notes and payments the rows are about, which may be closed by now."""
        named: set[str] = set()
        for row, nth in self.rows:
            match row:
                case InvoiceRow():
                    named.add(row.number)
                case PaymentRow():
                    named |= {row.invoice_number or "", payment_identity(row, nth)}
                case ContactRow():
                    pass
        return named - {""}

    def unknown(self, customer: str) -> list[RowFault]:
        """What is wrong with payments of a customer nobody has imported."""
        fault = Fault("unknown_customer", "customer_id", {"customer": customer})
        return [RowFault(row.line, fault) for row, _ in self.rows]


def _turn(row: Row) -> tuple[date, bool]:
    """Payments come after what they may pay, by their days; on one day, those taken back last."""
    return (row.received_on, row.amount.minor < 0) if isinstance(row, PaymentRow) else (date.min, False)


def _applied(account: Account, row: Row, nth: int, terms_days: int) -> Account | Fault:
    match row:
        case InvoiceRow():
            return with_invoice(account, row, terms_days)
        case PaymentRow():
            return with_payment(account, row, nth)
        case ContactRow():
            return with_contact(account, row)


@dataclass(frozen=True)
class ImportRows:
    change_account: ChangeAccount

    def run(self, tenant: Tenant, rows: Iterable[Row]) -> Imported:
        """Each customer's rows are one transaction with the decisions that follow from them."""
        by_customer, faults = self._grouped(tenant, tuple(rows))
        taken = 0
        for customer, of in by_customer.items():
            try:
                self.change_account.run(
                    tenant,
                    customer,
                    partial(of.applied_to, terms_days=tenant.organization.terms_days),
                    also=of.numbers,
                    create=not of.only_payments,
                )
            except NotFound:
                if not of.only_payments:
                    raise
                faults += of.unknown(customer)
                continue
            faults += of.faults.values()
            taken += len({row.line for row, _ in of.rows} - of.faults.keys())
        return Imported(taken, len(by_customer), tuple(sorted(faults, key=lambda fault: fault.line)))

    def _grouped(
        self, tenant: Tenant, rows: tuple[Row, ...]
    ) -> tuple[dict[str, _OfCustomer], list[RowFault]]:
        here: dict[str, str] = {}
        for row in rows:
            if isinstance(row, InvoiceRow):
                here.setdefault(row.number, row.customer_id)
        by_customer: defaultdict[str, _OfCustomer] = defaultdict(_OfCustomer)
        faults: list[RowFault] = []
        alike: Counter[Row] = Counter()
        refused: set[int] = set()
        for row in rows:
            # An invoice's line may say that it was paid: refused, it is refused whole.
            if row.line in refused:
                continue
            customer = self._customer_of(tenant, row, here)
            if isinstance(customer, Fault):
                faults.append(RowFault(row.line, customer))
                refused.add(row.line)
                continue
            nth = _nth(row, alike)
            by_customer[customer].rows.append((row, nth))
        return by_customer, faults

    def _customer_of(self, tenant: Tenant, row: Row, here: dict[str, str]) -> str | Fault:
        """An invoice stays with the customer it first came for; its payment goes there, whoever paid."""
        if row.customer_id and len(row.customer_id.encode()) > _CUSTOMER_ID_BYTES:
            return Fault("customer_id_too_long", "customer_id", {"limit": _CUSTOMER_ID_BYTES})
        match row:
            case InvoiceRow(number=number):
                owner = self._owner(tenant, number, here)
                if owner and owner != row.customer_id:
                    return Fault("number_of_another_customer", "number", {"customer": owner})
                return row.customer_id
            case PaymentRow(invoice_number=str(number)):
                owner = self._owner(tenant, number, here)
                return owner or Fault("unknown_invoice", "invoice_number", {"number": number})
            case PaymentRow() | ContactRow():
                return row.customer_id or ""

    def _owner(self, tenant: Tenant, number: str, here: dict[str, str]) -> str | None:
        return self.change_account.accounts.customer_of(tenant.id, number) or here.get(number)


def _nth(row: Row, alike: Counter[Row]) -> int:
    """Which of the rows that say the same it is; of one taken back, the reference says nothing."""
    if not isinstance(row, PaymentRow):
        return 0
    bare = replace(row, line=0, reference=row.reference if row.amount.minor > 0 else None)
    alike[bare] += 1
    return alike[bare]
