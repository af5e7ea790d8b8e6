"""Whose the rows of a file are: a customer goes by its own code, else by a number it is registered under."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from relance.domain.customer import Customer
from relance.domain.errors import Fault, NotFound
from relance.domain.imports import ContactRow, InvoiceRow, PaymentRow, Row, StatusRow
from relance.usecases.ports.accounts import Accounts

# A customer's id travels as a mail tag (256 characters, base64) and in keys.
_CUSTOMER_ID_BYTES = 150


@dataclass(frozen=True)
class WhoseRows:
    """The customers of the rows of one file: what the file itself says counts beside what is known."""

    accounts: Accounts
    org: str
    invoices: dict[str, str] = field(default_factory=dict)
    """Number -> customer, by the first row of it."""
    claimed: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Number -> every customer that the file names for it."""
    registered: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """SIREN or VAT number -> customers with a code of their own."""
    looked_up: dict[str, frozenset[str]] = field(default_factory=dict)
    known: dict[str, Customer | None] = field(default_factory=dict)
    """The customer of each code that was looked up."""

    @classmethod
    def of_file(cls, accounts: Accounts, org: str, rows: Iterable[Row]) -> WhoseRows:
        whose, rows = cls(accounts, org), tuple(rows)
        for row in rows:
            if row.customer_id and not _goes_by_number(row) and not _is_einvoice(row):
                for number in _numbers(row):
                    whose.registered[number].add(row.customer_id)
        for row in rows:
            if isinstance(row, InvoiceRow):
                customer = whose._named(row)
                if isinstance(customer, str) and customer:
                    whose.invoices.setdefault(row.number, customer)
                    whose.claimed[row.number].add(customer)
        return whose

    def customer_of(self, row: Row) -> str | Fault:
        """An invoice stays with the customer it first came for; its payment goes there, whoever paid."""
        if row.customer_id and len(row.customer_id.encode()) > _CUSTOMER_ID_BYTES:
            return Fault("customer_id_too_long", "customer_id", {"limit": _CUSTOMER_ID_BYTES})
        match row:
            case InvoiceRow(number=number):
                customer, owner = self._named(row), self._stored(number)
                if not row.customer_id:
                    return self._owner(number) or Fault("no_buyer", "customer_id")
                if isinstance(customer, Fault):
                    return customer
                theirs = owner if owner in self.claimed[number] else self.invoices.get(number, customer)
                if not self._is_same(theirs, customer):
                    # The file itself says whose it is as well.
                    return Fault("number_of_another_customer", "number", {"customer": theirs})
                return owner or customer
            case PaymentRow(invoice_number=str(number)):
                return self._owner(number) or Fault("unknown_invoice", "invoice_number", {"number": number})
            case StatusRow(number=number):
                return self._owner(number) or Fault("unknown_invoice", "number", {"number": number})
            case PaymentRow() | ContactRow():
                return self._named(row)

    def _named(self, row: Row) -> str | Fault:
        named = row.customer_id or ""
        if isinstance(row, InvoiceRow) and _is_einvoice(row):
            return self._buyer(row)
        if not _goes_by_number(row):
            return named
        for number in _numbers(row):
            known = self._registered(number)
            if len(known) > 1:
                return Fault("several_customers", "customer_id", {"number": number})
            if known:
                return next(iter(known))
        # An invoice makes a customer of that code from now on; any other row would wait for nobody.
        if isinstance(row, InvoiceRow):
            return named
        return Fault("unknown_customer", "customer_id", {"customer": named})

    def _buyer(self, row: InvoiceRow) -> str | Fault:
        """Of an e-invoice: a known customer of the code that stands there, else of its SIREN or VAT number,
        else of its exact name, which is the code of a customer that has no other; else a new customer. When
        code and numbers name two companies, nobody knows whose the invoice is.
        """
        numbers = _numbers(row)
        registered = next(
            (found for number in numbers if (found := self._registered(number))), frozenset[str]()
        )
        by_code = self._known(row.customer_id)
        found = registered | ({by_code.id} if by_code else set())
        if len(found) > 1 or (by_code and _differ(by_code, row)):
            if (owner := self._owner(row.number)) and owner in found:
                return owner  # its invoice came before, when nothing spoke against it
            companies = sorted({*found, *numbers})
            return Fault("several_customers", "customer_id", {"number": " / ".join(companies)})
        by_name = self._known(row.customer_name) if not found else None
        if by_name and not _differ(by_name, row):
            found = frozenset((by_name.id,))
        customer = next(iter(found), row.customer_id)
        for number in numbers:
            self.registered[number].add(customer)
        return customer

    def _known(self, code: str | None) -> Customer | None:
        if not code or len(code.encode()) > _CUSTOMER_ID_BYTES:
            return None
        if code not in self.known:
            try:
                self.known[code] = self.accounts.load(self.org, code).customer
            except NotFound:
                self.known[code] = None
        return self.known[code]

    def _is_same(self, one: str, other: str) -> bool:
        """Whether two codes mean one customer: customers may have been merged."""
        if one == other:
            return True
        known = self._known(one), self._known(other)
        return known[0] is not None and known[1] is not None and known[0].id == known[1].id

    def _registered(self, number: str) -> frozenset[str]:
        if number not in self.looked_up:
            self.looked_up[number] = self.accounts.of_registration(self.org, number)
        return self.looked_up[number] | self.registered.get(number, set())

    def of(self, row: Row) -> tuple[str, Row] | Fault:
        """The row with the customer whose account it changes. What a row says of an invoice counts for the
        customer that has the invoice, though the file names another one: a person decides whether the invoice
        moves there.
        """
        customer = self.customer_of(row)
        if isinstance(customer, Fault):
            return customer
        named = self._named(row) if isinstance(row, InvoiceRow) else customer
        if isinstance(row, InvoiceRow) and isinstance(named, str) and not self._is_same(named, customer):
            unsaid = replace(row, customer_name=None, email=None, language=None, siren=None, vat=None)
            return customer, replace(unsaid, customer_id=customer, claimed_for=named)
        return customer, row

    def _owner(self, number: str) -> str | None:
        return self._stored(number) or self.invoices.get(number)

    def _stored(self, number: str) -> str | None:
        return self.accounts.customer_of(self.org, number)


def _goes_by_number(row: Row) -> bool:
    return row.customer_id in _numbers(row)


def _is_einvoice(row: Row) -> bool:
    """Its code of the buyer may be the buyer's own."""
    return isinstance(row, InvoiceRow) and row.as_of == row.issue_date


def _differ(customer: Customer, row: InvoiceRow) -> bool:
    """Whether they are two companies by their numbers."""
    pairs = ((customer.siren, row.siren), (customer.vat, row.vat))
    return any(known and said and known != said for known, said in pairs)


def _numbers(row: Row) -> tuple[str, ...]:
    return tuple(number for number in (row.siren, row.vat) if number)
