"""Brings the rows of a file into the accounts, customer by customer: one bad row never stops the others."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import partial

from relance.domain.customer import Account
from relance.domain.errors import Fault
from relance.domain.importing import with_contact, with_invoice, with_payment
from relance.domain.imports import ContactRow, InvoiceRow, PaymentRow, Row, RowFault
from relance.usecases.change_account import ChangeAccount
from relance.usecases.tenants import Tenant

# It travels as a mail tag (256 characters, base64) and in keys.
_CUSTOMER_ID_BYTES = 150


@dataclass(frozen=True, slots=True)
class Imported:
    """How many rows were taken in, for how many customers, and what was wrong with the others."""

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
        for row, nth in self.rows:
            changed = _applied(account, row, nth, terms_days)
            if isinstance(changed, Fault):
                self.faults[row.line] = RowFault(row.line, changed)
            else:
                account = changed
        return account

    @property
    def numbers(self) -> set[str]:
        """Invoices, credit notes and payments the rows are about, which may be closed by now."""
        named: set[str] = set()
        for row, _ in self.rows:
            match row:
                case InvoiceRow():
                    named.add(row.number)
                case PaymentRow():
                    named |= {row.invoice_number or "", row.reference or ""}
                case ContactRow():
                    pass
        return named - {""}


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
            self.change_account.run(
                tenant,
                customer,
                partial(of.applied_to, terms_days=tenant.organization.terms_days),
                also=of.numbers,
                create=any(not isinstance(row, PaymentRow) for row, _ in of.rows),
            )
            faults += of.faults.values()
            taken += len(of.rows) - len(of.faults)
        return Imported(taken, len(by_customer), tuple(sorted(faults, key=lambda fault: fault.line)))

    def _grouped(
        self, tenant: Tenant, rows: tuple[Row, ...]
    ) -> tuple[dict[str, _OfCustomer], list[RowFault]]:
        here = {row.number: row.customer_id for row in rows if isinstance(row, InvoiceRow)}
        by_customer: defaultdict[str, _OfCustomer] = defaultdict(_OfCustomer)
        faults: list[RowFault] = []
        alike: Counter[Row] = Counter()
        for row in rows:
            customer = self._customer_of(tenant, row, here)
            if isinstance(customer, Fault):
                faults.append(RowFault(row.line, customer))
                continue
            nth = _nth(row, alike)
            by_customer[customer].rows.append((row, nth))
        return by_customer, faults

    def _customer_of(self, tenant: Tenant, row: Row, here: dict[str, str]) -> str | Fault:
        """A payment may name its invoice alone; an invoice stays with the customer it first came for."""
        accounts = self.change_account.accounts
        if row.customer_id and len(row.customer_id.encode()) > _CUSTOMER_ID_BYTES:
            return Fault("customer_id_too_long", "customer_id", {"limit": _CUSTOMER_ID_BYTES})
        if not isinstance(row, PaymentRow):
            if isinstance(row, InvoiceRow):
                owner = accounts.customer_of(tenant.id, row.number)
                if owner and owner != row.customer_id:
                    return Fault("number_of_another_customer", "number", {"customer": owner})
            return row.customer_id
        if row.customer_id:
            return row.customer_id
        number = row.invoice_number or ""
        owner = here.get(number) or accounts.customer_of(tenant.id, number)
        return owner or Fault("unknown_invoice", "invoice_number", {"number": number})


def _nth(row: Row, alike: Counter[Row]) -> int:
    if not isinstance(row, PaymentRow):
        return 0
    bare = replace(row, line=0)
    alike[bare] += 1
    return alike[bare]
