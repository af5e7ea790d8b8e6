"""Brings the rows of a file into the accounts, customer by customer: one bad row never stops the others."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from relance.domain.book import Book
from relance.domain.customer import Account
from relance.domain.errors import Fault, NotFound, Refused
from relance.domain.importing import with_instalments, with_invoice
from relance.domain.importing_contacts import with_contact
from relance.domain.importing_payments import payment_identity, payment_name, post_payment
from relance.domain.imports import ContactRow, InvoiceRow, PaymentRow, Row, RowFault, StatusRow
from relance.domain.invoice_sending import as_imported
from relance.domain.lifecycle import with_status
from relance.domain.payment_terms import PaymentTerms, net
from relance.domain.settled import overpaid_identity
from relance.usecases.deciding.change_account import ChangeAccount
from relance.usecases.deciding.tenants import Tenant
from relance.usecases.importing.by_year import ByYear
from relance.usecases.importing.parents import Parents
from relance.usecases.importing.whose_rows import WhoseRows


@dataclass(frozen=True, slots=True)
class Imported:
    """How many lines were taken in whole, for how many customers, what was wrong with the others, and what is
    to be said of those taken in.
    """

    rows: int
    customers: int
    faults: tuple[RowFault, ...] = ()
    notes: tuple[RowFault, ...] = ()


@dataclass
class _OfCustomer:
    """The rows of one customer, and what they came to."""

    rows: list[tuple[Row, int]] = field(default_factory=list)
    faults: dict[int, RowFault] = field(default_factory=dict)

    def applied_to(self, account: Account, org: str, terms: PaymentTerms, today: date) -> Account:
        self.faults.clear()
        book = Book(account.receivables)
        for together in self.postings:
            changed = _applied(account, book, _to_come(together, today), org, terms, today)
            if isinstance(changed, Fault):
                self.faults |= {row.line: RowFault(row.line, changed) for row, _ in together}
            else:
                account = changed
        return replace(account, receivables=book.receivables)

    @property
    def postings(self) -> list[list[tuple[Row, int]]]:
        """Its rows in the order in which they take their turn; rows that say one thing stand together: the
        instalments of an invoice, and a line with what it says was paid of it.
        """
        found: dict[object, list[tuple[Row, int]]] = {}
        numbers: dict[int, str] = {}
        for row, nth in sorted(self.rows, key=lambda numbered: _turn(numbered[0])):
            key: object = len(found)
            if isinstance(row, InvoiceRow) and row.kind == "invoice":
                numbers[row.line] = row.number
                key = row.number
            elif isinstance(row, PaymentRow) and row.so_far:
                key = numbers.get(row.line, key)
            found.setdefault(key, []).append((row, nth))
        return list(found.values())

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
                    named |= {row.applies_to or "", row.formerly or ""}
                    if row.outstanding and row.outstanding.minor < 0:
                        named.add(overpaid_identity(row.number))
                case PaymentRow():
                    named |= {row.invoice_number or "", *row.older, payment_identity(row, nth)}
                case StatusRow():
                    named.add(row.number)
                case ContactRow():
                    pass
        return named - {""}

    @property
    def halves(self) -> tuple[_OfCustomer, _OfCustomer]:
        """Its rows in two parts, each in the order in which rows take their turn."""
        postings = self.postings
        parts = postings[: len(postings) // 2], postings[len(postings) // 2 :]
        first, second = (_OfCustomer([row for together in part for row in together]) for part in parts)
        return first, second

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


def _to_come(together: Sequence[tuple[Row, int]], today: date) -> list[tuple[Row, int]]:
    """A line that says it was paid, on a day to come, is not paid yet: its payment is announced."""
    lines = {
        row.line
        for row, _ in together
        if isinstance(row, PaymentRow) and row.so_far and row.received_on > today
    }
    rows: list[tuple[Row, int]] = []
    for row, nth in together:
        if row.line in lines and isinstance(row, InvoiceRow):
            row = replace(row, outstanding=None, status=None if row.status == "paid" else row.status)
        elif row.line in lines and isinstance(row, PaymentRow):
            row = replace(row, so_far=False)
        rows.append((row, nth))
    return rows


def _stated(account: Account, book: Book, row: StatusRow, org: str, today: date) -> Account | Fault:
    """What a platform says of an invoice counts for each of its instalments."""
    for number in [part.number for part in book.instalments(row.number)] or [row.number]:
        changed = with_status(account, book, number, row.status, org, today)
        if isinstance(changed, Fault):
            return changed
        account = changed
    return account


def _applied(
    account: Account,
    book: Book,
    together: list[tuple[Row, int]],
    org: str,
    terms: PaymentTerms,
    today: date,
) -> Account | Fault:
    """Posts the rows to the book, and answers the account with what they say of the customer itself."""
    invoices = [row for row, _ in together if isinstance(row, InvoiceRow)]
    if len({row.due_date for row in invoices}) > 1:
        paid = {row.line: row.amount for row, _ in together if isinstance(row, PaymentRow) and row.so_far}
        rows = [
            replace(row, outstanding=row.total - paid[row.line]) if row.line in paid else row
            for row in invoices
        ]
        changed = with_instalments(account, book, rows, terms, today)
        if isinstance(changed, Fault):
            return changed
        account = changed
        together = [
            (row, nth) for row, nth in together if isinstance(row, PaymentRow) and row.line not in paid
        ]
    for row, nth in together:
        match row:
            case InvoiceRow():
                changed = with_invoice(account, book, row, terms, today)
            case PaymentRow():
                changed = post_payment(book, row, nth, today) or account
            case ContactRow():
                changed = with_contact(account, row)
            case StatusRow():
                changed = _stated(account, book, row, org, today)
        if isinstance(changed, Fault):
            return changed
        account = changed
    return account


def _claims(rows: Iterable[Row]) -> Iterator[RowFault]:
    """Lines whose invoice another customer has than the one they name."""
    for row in rows:
        if isinstance(row, InvoiceRow) and row.claimed_for:
            said = {"customer": row.customer_id, "named": row.claimed_for}
            yield RowFault(row.line, Fault("counted_for_another", "customer_id", said))


def _faults(refused: Refused | UnicodeEncodeError) -> tuple[Fault, ...]:
    return refused.faults if isinstance(refused, Refused) else (Fault("broken_characters", "text"),)


@dataclass(frozen=True)
class ImportRows:
    change_account: ChangeAccount

    def run(self, tenant: Tenant, rows: Iterable[Row], come_at: datetime | None = None) -> Imported:
        """Each customer's rows are one transaction with the decisions that follow from them. `come_at`: when
        their file arrived; None: now.
        """
        come_at = come_at or self.change_account.clock.now()
        if tenant.organization.numbers_restart:
            rows = ByYear(self.change_account.accounts, tenant.id).rows(rows)
        by_customer, faults, doubts = self._grouped(tenant, tuple(rows))
        taken = 0
        waiting = [*reversed(by_customer.items())]
        while waiting:
            customer, of = waiting.pop()
            try:
                self._take(tenant, customer, of, come_at)
            except NotFound:
                if not of.only_payments:
                    raise
                faults += of.unknown(customer)
                continue
            except (Refused, UnicodeEncodeError) as refused:
                # A row that the store cannot hold is found by halves, and the others are taken in.
                if len(of.postings) > 1:
                    waiting += [(customer, half) for half in reversed(of.halves)]
                else:
                    lines = dict.fromkeys(row.line for row, _ in of.rows)
                    faults += [RowFault(line, fault) for line in lines for fault in _faults(refused)]
                continue
            faults += of.faults.values()
            taken += len({row.line for row, _ in of.rows} - of.faults.keys())
        claims = _claims(row for of in by_customer.values() for row, _ in of.rows)
        notes = tuple(sorted((*claims, *doubts), key=lambda note: note.line))
        return Imported(taken, len(by_customer), tuple(sorted(faults, key=lambda fault: fault.line)), notes)

    def _take(self, tenant: Tenant, customer: str, of: _OfCustomer, come_at: datetime) -> None:
        today, organization = tenant.calendar.today(self.change_account.clock.now()), tenant.organization
        terms = organization.terms or net(organization.terms_days)

        def taken(before: Account) -> Account:
            after = of.applied_to(before, tenant.id, terms, today)
            return as_imported(before, after, organization.invoice_sending, come_at, tenant.calendar.zone)

        numbers, create = of.numbers, not of.only_payments
        self.change_account.run(tenant, customer, taken, also=numbers, create=create)

    def _grouped(
        self, tenant: Tenant, rows: tuple[Row, ...]
    ) -> tuple[dict[str, _OfCustomer], list[RowFault], list[RowFault]]:
        """The rows by customer, what is wrong with others, and what is to be said of those taken."""
        whose = WhoseRows.of_file(self.change_account.accounts, tenant.id, rows)
        parents = Parents.of_file(self.change_account.accounts, tenant.id, rows)
        by_customer: defaultdict[str, _OfCustomer] = defaultdict(_OfCustomer)
        faults: list[RowFault] = []
        notes: list[RowFault] = []
        alike: Counter[tuple[str, ...]] = Counter()
        refused: set[int] = set()
        for row in rows:
            # An invoice's line may say that it was paid: refused, it is refused whole.
            if row.line in refused:
                continue
            whose_row = whose.of(row)
            if isinstance(whose_row, Fault):
                faults.append(RowFault(row.line, whose_row))
                refused.add(row.line)
                continue
            customer, row = whose_row
            row, doubt = parents.checked(row, customer)
            notes += [RowFault(row.line, doubt)] if doubt else []
            nth = 0
            if isinstance(row, PaymentRow):
                alike[name := (customer, *payment_name(row))] += 1
                nth = alike[name]
            by_customer[customer].rows.append((row, nth))
        return by_customer, faults, notes
