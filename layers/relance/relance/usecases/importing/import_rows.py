"""Brings the rows of a file into the accounts, customer by customer: one bad row never stops the others."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial

from relance.domain.book import Book
from relance.domain.customer import Account
from relance.domain.errors import Fault, NotFound, Refused
from relance.domain.importing import with_invoice
from relance.domain.importing_contacts import with_contact
from relance.domain.importing_payments import payment_identity, payment_name, post_payment
from relance.domain.imports import ContactRow, InvoiceRow, PaymentRow, Row, RowFault, StatusRow
from relance.domain.lifecycle import with_status
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

    def applied_to(self, account: Account, org: str, terms_days: int, today: date) -> Account:
        self.faults.clear()
        book = Book(account.receivables)
        for row, nth in sorted(self.rows, key=lambda numbered: _turn(numbered[0])):
            if isinstance(row, StatusRow):
                changed = with_status(account, book, row.number, row.status, org, today)
            else:
                changed = _applied(account, book, row, nth, terms_days, today)
            if isinstance(changed, Fault):
                self.faults[row.line] = RowFault(row.line, changed)
            else:
                account = changed
        return replace(account, receivables=book.receivables)

    @property
    def only_payments(self) -> bool:
        """Payments make no customer, nor do statuses."""
        return all(isinstance(row, PaymentRow | StatusRow) for row, _ in self.rows)

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
                case StatusRow():
                    named.add(row.number)
                case ContactRow():
                    pass
        return named - {""}

    @property
    def halves(self) -> tuple[_OfCustomer, _OfCustomer]:
        """Its rows in two parts, each in the order in which rows take their turn."""
        rows = sorted(self.rows, key=lambda numbered: _turn(numbered[0]))
        middle = len(rows) // 2
        return _OfCustomer(rows[:middle]), _OfCustomer(rows[middle:])

    def unknown(self, customer: str) -> list[RowFault]:
        """What is wrong with payments of a customer nobody has imported."""
        fault = Fault("unknown_customer", "customer_id", {"customer": customer})
        return [RowFault(row.line, fault) for row, _ in self.rows]


def _turn(row: Row) -> tuple[date, bool]:
    """Payments come after what they may pay, by their days; on one day, those taken back last. Statuses come
    at the end.
    """
    if isinstance(row, StatusRow):
        return date.max, True
    return (row.received_on, row.amount.minor < 0) if isinstance(row, PaymentRow) else (date.min, False)


def _applied(
    account: Account,
    book: Book,
    row: InvoiceRow | PaymentRow | ContactRow,
    nth: int,
    terms_days: int,
    today: date,
) -> Account | Fault:
    """Posts the row to the book, and answers the account with what the row says of the customer itself."""
    match row:
        case InvoiceRow():
            return with_invoice(account, book, row, terms_days, today)
        case PaymentRow():
            return post_payment(book, row, nth) or account
        case ContactRow():
            return with_contact(account, row)


def _faults(refused: Refused | UnicodeEncodeError) -> tuple[Fault, ...]:
    return refused.faults if isinstance(refused, Refused) else (Fault("broken_characters", "text"),)


@dataclass(frozen=True)
class ImportRows:
    change_account: ChangeAccount

    def run(self, tenant: Tenant, rows: Iterable[Row]) -> Imported:
        """Each customer's rows are one transaction with the decisions that follow from them."""
        by_customer, faults = self._grouped(tenant, tuple(rows))
        taken = 0
        waiting = [*reversed(by_customer.items())]
        while waiting:
            customer, of = waiting.pop()
            try:
                self._take(tenant, customer, of)
            except NotFound:
                if not of.only_payments:
                    raise
                faults += of.unknown(customer)
                continue
            except (Refused, UnicodeEncodeError) as refused:
                # A row that the store cannot hold is found by halves, and the others are taken in.
                if len(of.rows) > 1:
                    waiting += [(customer, half) for half in reversed(of.halves)]
                else:
                    faults += [RowFault(of.rows[0][0].line, fault) for fault in _faults(refused)]
                continue
            faults += of.faults.values()
            taken += len({row.line for row, _ in of.rows} - of.faults.keys())
        return Imported(taken, len(by_customer), tuple(sorted(faults, key=lambda fault: fault.line)))

    def _take(self, tenant: Tenant, customer: str, of: _OfCustomer) -> None:
        today = tenant.calendar.today(self.change_account.clock.now())
        self.change_account.run(
            tenant,
            customer,
            partial(of.applied_to, org=tenant.id, terms_days=tenant.organization.terms_days, today=today),
            also=of.numbers,
            create=not of.only_payments,
        )

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
