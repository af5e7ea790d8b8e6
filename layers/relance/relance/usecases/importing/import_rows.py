"""Brings the rows of a file into the accounts, customer by customer: one bad row never stops the others."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from relance.domain.customer import Account
from relance.domain.errors import Fault, NotFound, Refused
from relance.domain.importing import with_invoice
from relance.domain.importing_contacts import with_contact
from relance.domain.importing_payments import payment_identity, payment_name, with_payment
from relance.domain.imports import ContactRow, InvoiceRow, PaymentRow, Row, RowFault
from relance.domain.settled import overpaid_identity
from relance.usecases.deciding.change_account import ChangeAccount
from relance.usecases.deciding.tenants import Tenant
from relance.usecases.importing.whose_rows import WhoseRows


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

    def applied_to(self, account: Account, terms_days: int, today: date) -> Account:
        self.faults.clear()
        for row, nth in sorted(self.rows, key=lambda numbered: _turn(numbered[0])):
            changed = _applied(account, row, nth, terms_days, today)
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
                    if row.kind == "credit_note":
                        # An open invoice may have its number, and says nothing of where the credit note is.
                        named.add(f"{row.kind}#{row.number}")
                    if row.outstanding and row.outstanding.minor < 0:
                        named.add(overpaid_identity(row.number))
                case PaymentRow():
                    named |= {row.invoice_number or "", payment_identity(row, nth)}
                case ContactRow():
                    pass
        return named - {""}

    def refuse(self, fault: Fault) -> None:
        """None of the rows was taken."""
        self.faults = {row.line: RowFault(row.line, fault) for row, _ in self.rows}

    def halves(self, middle: int) -> tuple[_OfCustomer, _OfCustomer]:
        """The rows of the lines before `middle`, and those from it on."""
        before = [numbered for numbered in self.rows if numbered[0].line < middle]
        return _OfCustomer(before), _OfCustomer([one for one in self.rows if one[0].line >= middle])


def _turn(row: Row) -> tuple[date, bool]:
    """Payments come after what they may pay, by their days; on one day, those taken back last."""
    return (row.received_on, row.amount.minor < 0) if isinstance(row, PaymentRow) else (date.min, False)


def _applied(account: Account, row: Row, nth: int, terms_days: int, today: date) -> Account | Fault:
    """The account with the row, or what the account has against it: one contact too many, for instance."""
    try:
        return _with(account, row, nth, terms_days, today)
    except Refused as refused:
        return refused.faults[0]


def _with(account: Account, row: Row, nth: int, terms_days: int, today: date) -> Account | Fault:
    match row:
        case InvoiceRow():
            return with_invoice(account, row, terms_days, today)
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
        terms_days = tenant.organization.terms_days
        today = tenant.calendar.today(self.change_account.clock.now())
        taken = 0
        for customer, of in by_customer.items():
            for part in self._taken(tenant, customer, of, terms_days, today):
                faults += part.faults.values()
                taken += len({row.line for row, _ in part.rows} - part.faults.keys())
        return Imported(taken, len(by_customer), tuple(sorted(faults, key=lambda fault: fault.line)))

    def _taken(
        self, tenant: Tenant, customer: str, of: _OfCustomer, terms_days: int, today: date
    ) -> Iterator[_OfCustomer]:
        """The customer's rows as they were taken: together, else apart from the one that cannot be kept."""
        try:
            self.change_account.run(
                tenant,
                customer,
                partial(of.applied_to, terms_days=terms_days, today=today),
                also=of.numbers,
                create=not of.only_payments,
            )
        except NotFound:
            if not of.only_payments:
                raise
            of.refuse(Fault("unknown_customer", "customer_id", {"customer": customer}))
        except Refused as refused:
            lines = sorted({row.line for row, _ in of.rows})
            if len(lines) > 1:
                for half in of.halves(lines[len(lines) // 2]):
                    yield from self._taken(tenant, customer, half, terms_days, today)
                return
            of.refuse(refused.faults[0])
        yield of

    def _grouped(
        self, tenant: Tenant, rows: tuple[Row, ...]
    ) -> tuple[dict[str, _OfCustomer], list[RowFault]]:
        whose = WhoseRows.of_file(self.change_account.accounts, tenant.id, rows)
        by_customer: defaultdict[str, _OfCustomer] = defaultdict(_OfCustomer)
        faults: list[RowFault] = []
        alike: Counter[tuple[str, ...]] = Counter()
        refused: set[int] = set()
        for row in rows:
            # An invoice's line may say that it was paid: refused, it is refused whole.
            if row.line in refused:
                continue
            customer = whose.customer_of(row)
            if isinstance(customer, Fault):
                faults.append(RowFault(row.line, customer))
                refused.add(row.line)
                continue
            nth = 0
            if isinstance(row, PaymentRow):
                alike[name := (customer, *payment_name(row))] += 1
                nth = alike[name]
            by_customer[customer].rows.append((row, nth))
        return by_customer, faults
