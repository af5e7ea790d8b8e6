"""What a customer owes: invoices, credit notes, payments, and what is left of each.

An `Account` is one customer's working set, read whole and decided upon whole. Amounts of different
currencies are never added: every balance is a currency's own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property

from relance.domain.claim import Claim
from relance.domain.cycle import KeptPlace, Place
from relance.domain.instalments import Part, spread
from relance.domain.lifecycle import LifecycleStatus
from relance.domain.money import Money


class InvoiceStatus(StrEnum):
    TO_SEND = "to_send"
    DUE = "due"
    OVERDUE = "overdue"
    PAID = "paid"
    IN_DISPUTE = "in_dispute"
    VOID = "void"


@dataclass(frozen=True, slots=True)
class Stated:
    """What the source of an invoice or credit note said last about facts that a person may change here.

    A person ends a dispute; the next file still says "disputed". The file changes the invoice only when it
    says something else than it said before, so the person's decision stays.
    """

    due_date: date | None = None
    disputed: bool = False
    void: bool = False
    total: Money | None = None
    """Of a credit note, whose amount is what is left of it."""
    email: str = ""
    """The address that came with an invoice, in lower case."""
    customer: str = ""
    """The other customer that a file named last for an invoice of this one; "": none."""
    invoice: str = ""
    """The invoice that a credit note is for; it may not be known yet."""


@dataclass(frozen=True, slots=True)
class InvoicePdf:
    """The PDF of an invoice as it is kept: under which key, of how many bytes. `dangers` are what in it runs
    something when it is opened or clicked, by the names of PDF ("JavaScript", "Launch"): such a PDF is never
    mailed on.
    """

    key: str
    size: int
    sha256: str
    kept_at: datetime
    dangers: tuple[str, ...] = ()

    @property
    def is_risky(self) -> bool:
        return bool(self.dangers)


@dataclass(frozen=True, slots=True)
class Sending:
    """How an invoice goes out to its customer, beside whether it is `to_send`.

    It leaves by itself at `leaves_at`; None: a person sends it. `why` is the code of what kept it from being
    sent (`Unsent`). `outreach` is the name of the mail that carried it, or may have; `marked_by` who said
    that the invoice was sent otherwise.
    """

    leaves_at: datetime | None = None
    claim: Claim | None = None
    why: str = ""
    sent_at: datetime | None = None
    outreach: str = ""
    marked_by: str = ""

    @property
    def look_at(self) -> datetime | None:
        """When it leaves, or when to ask what became of the mail that carries it."""
        return self.claim.lease_until if self.claim else self.leaves_at


@dataclass(frozen=True, slots=True)
class Invoice:
    """`settled` is what its source says was paid already and no `Payment` of ours stands for; all of it had
    come by `settled_on`.

    `number` is its identity. An instalment is an invoice too: `F-1@2026-10-31`, with F-1 as its `document`.
    """

    number: str
    issue_date: date
    due_date: date
    total: Money
    settled: Money | None = None
    disputed: bool = False
    dispute_reason: str = ""
    void: bool = False
    to_send: bool = False
    settled_on: date | None = None
    stated: Stated = Stated()
    contact: str | None = None
    """The contact that it names for itself; None: its customer's main one."""
    kept: tuple[KeptPlace, ...] = ()
    """Where it stands in each plan that its customer's enrolment led it through, since it was closed."""
    listed: Place | None = None
    """The step with which it was listed last, after its own turn for that step, since it was closed."""
    document: str = ""
    """The invoice of which this is an instalment; empty for an invoice that is whole."""
    printed: str = ""
    """What is written on it, where its source begins its numbers again each year: `1` for `1@2026`."""
    lifecycle: tuple[LifecycleStatus, ...] = ()
    """What platforms told of it as an e-invoice, by the dates of their messages."""
    pdf: InvoicePdf | None = None
    """Of an invoice in instalments, each of them has it."""
    sending: Sending = Sending()

    @property
    def shown(self) -> str:
        """Its number as people read it."""
        return self.printed or self.document or self.number

    @property
    def currency(self) -> str:
        return self.total.currency

    @property
    def counts(self) -> bool:
        """Whether it is part of what the customer owes (a disputed invoice still is)."""
        return not self.void and not self.to_send


@dataclass(frozen=True, slots=True)
class Allocation:
    """The part of a payment or credit note that settles one invoice."""

    invoice: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Payment:
    id: str
    received_on: date
    amount: Money
    allocations: tuple[Allocation, ...] = ()
    reversed_on: date | None = None
    announced: bool = False
    """Its day is still to come: it does not count yet."""
    to_reverse_on: date | None = None
    """The day to come on which it is taken back; it counts until then."""
    changes_at: datetime | None = None
    """When the day begins on which it comes, or is taken back."""

    @property
    def live(self) -> bool:
        return self.reversed_on is None and not self.announced

    @property
    def next_on(self) -> date | None:
        """The day to come on which it changes by itself."""
        return self.to_reverse_on if not self.announced else self.received_on


@dataclass(frozen=True, slots=True)
class Refund:
    """The part of a credit note that was paid out to the customer."""

    id: str
    paid_on: date
    amount: Money
    announced: bool = False
    """Its day is still to come: it is not taken off yet."""


@dataclass(frozen=True, slots=True)
class CreditNote:
    """`amount` is what is left of it beside its allocations, never negative: its source has counted what is
    gone by `left_on`, and `refunds` are taken off.
    """

    number: str
    issue_date: date
    amount: Money
    allocations: tuple[Allocation, ...] = ()
    void: bool = False
    stated: Stated = Stated()
    left_on: date | None = None
    refunds: tuple[Refund, ...] = ()
    announced: bool = False
    """Its day is still to come: it does not count yet."""
    changes_at: datetime | None = None
    """When the day begins on which it, or a refund of it, counts."""

    @property
    def live(self) -> bool:
        return not self.void and not self.announced

    @property
    def next_on(self) -> date | None:
        """The day to come on which it changes by itself."""
        days = [refund.paid_on for refund in self.refunds if refund.announced]
        if self.announced and not self.void:
            days.append(self.issue_date)
        return min(days, default=None)


Credit = Payment | CreditNote


@dataclass(frozen=True)
class Receivables:
    """Invoices and credits of one customer, and the arithmetic over them."""

    invoices: Mapping[str, Invoice]
    credits: tuple[Credit, ...] = ()

    @cached_property
    def instalments(self) -> Mapping[str, tuple[Invoice, ...]]:
        """The instalments of each invoice that has some, the oldest due first."""
        found: defaultdict[str, list[Invoice]] = defaultdict(list)
        for invoice in self.invoices.values():
            if invoice.document:
                found[invoice.document].append(invoice)
        return {number: in_order(parts) for number, parts in found.items()}

    def named(self, number: str) -> tuple[Invoice, ...]:
        """The invoice of that number, or its instalments, the oldest due first. `F-1@2026-10-31` names one
        of them.
        """
        if parts := self.instalments.get(number):
            return parts
        if number in self.invoices:
            return (self.invoices[number],)
        document, _, due = number.rpartition("@")
        return tuple(i for i in self.instalments.get(document, ()) if f"{i.due_date}" == due)

    @cached_property
    def _allocated(self) -> tuple[dict[str, Money], dict[str, Money]]:
        """What live payments, and what live credit notes, say they settle of each invoice."""
        by_payments: dict[str, Money] = {}
        by_notes: dict[str, Money] = {}
        for credit in self.credits:
            if credit.live:
                allocated = by_payments if isinstance(credit, Payment) else by_notes
                for part in credit.allocations:
                    so_far = allocated.get(part.invoice, Money.zero(part.amount.currency))
                    allocated[part.invoice] = so_far + part.amount
        return by_payments, by_notes

    @cached_property
    def _applied(self) -> dict[str, Money]:
        """What is applied to each invoice, never more than was left of the invoice at its source. Nothing is
        applied to a void invoice: what had paid it is the customer's again.
        """
        by_payments, by_notes = self._allocated
        applied: dict[str, Money] = {}
        for number in by_payments.keys() | by_notes.keys():
            payments, notes = by_payments.get(number), by_notes.get(number)
            if parts := self.instalments.get(number):
                applied |= shares(parts, payments, notes)
            elif invoice := self.invoices.get(number):
                applied[number] = min(_sum(payments, notes), _room(invoice))
            else:
                # What is closed is not read: what settles it was found to fit when it was closed.
                applied[number] = _sum(payments, notes)
        return applied

    def outstanding(self, invoice: Invoice) -> Money:
        """What is left to pay of it, never negative: `left_of`, over what was summed up once."""
        applied = self._applied.get(invoice.number)
        left = invoice.total.minor - _settled(invoice) - (applied.minor if applied else 0)
        return Money(max(0, left), invoice.currency)

    def is_over_applied(self, number: str) -> bool:
        """More was allocated to it, or to the invoice of which it is an instalment, than that had left: the
        rest counts for the customer.
        """
        invoice = self.invoices[number]
        named = invoice.document or number
        by_payments, by_notes = self._allocated
        if named not in by_payments and named not in by_notes:
            return False
        parts = self.instalments[named] if invoice.document else (invoice,)
        applied = sum(self._applied[i.number].minor for i in parts if i.number in self._applied)
        return _sum(by_payments.get(named), by_notes.get(named)).minor != applied

    def status(self, invoice: Invoice, today: date) -> InvoiceStatus:
        """Derived, but for `void` and `to_send`. Overdue starts the day after the due date."""
        if invoice.void:
            return InvoiceStatus.VOID
        if invoice.to_send:
            return InvoiceStatus.TO_SEND
        if not self.outstanding(invoice):
            return InvoiceStatus.PAID
        if invoice.disputed:
            return InvoiceStatus.IN_DISPUTE
        return InvoiceStatus.OVERDUE if invoice.due_date < today else InvoiceStatus.DUE

    @cached_property
    def open(self) -> tuple[Invoice, ...]:
        """Unpaid invoices that count, disputed ones included, oldest due date first."""
        owed = (i for i in self.invoices.values() if i.counts and self.outstanding(i))
        return tuple(sorted(owed, key=self._age))

    @cached_property
    def open_by_number(self) -> Mapping[str, Invoice]:
        return {invoice.number: invoice for invoice in self.open}

    def _age(self, invoice: Invoice) -> tuple[date, int, str]:
        return invoice.due_date, -self.outstanding(invoice).minor, invoice.number

    @cached_property
    def balances(self) -> Mapping[str, Money]:
        """What is owed in each currency: open invoices minus unapplied payments and credit notes."""
        minor: defaultdict[str, int] = defaultdict(int)
        for invoice in self.open:
            minor[invoice.currency] += self.outstanding(invoice).minor
        for currency, left in self._unapplied.items():
            minor[currency] -= left
        return {currency: Money(amount, currency) for currency, amount in minor.items()}

    @cached_property
    def _unapplied(self) -> Mapping[str, int]:
        """What live credits have left over all invoices, in minor units of each currency.

        What was applied to an invoice beyond what it had left is the customer's again: it was paid by too
        much, or made void, or lowered since.
        """
        minor: defaultdict[str, int] = defaultdict(int)
        for credit in self.credits:
            if credit.live:
                minor[credit.amount.currency] += max(credit.amount, _used(credit)).minor
        for applied in self._applied.values():
            minor[applied.currency] -= applied.minor
        return minor

    @cached_property
    def _asked(self) -> Mapping[str, Money]:
        """What is left of each open invoice once unapplied credit of its currency is counted against the
        oldest due first; payments pass over disputed invoices while others are open. In sum it is the
        balance, or nothing when that is below zero.
        """
        notes, left = self._unapplied_notes, {i.number: self.outstanding(i).minor for i in self.open}
        payments = {currency: all_ - notes[currency] for currency, all_ in self._unapplied.items()}
        _cover(left, self.open, notes)
        _cover(left, sorted(self.open, key=lambda invoice: invoice.disputed), payments)
        return {invoice.number: Money(left[invoice.number], invoice.currency) for invoice in self.open}

    @property
    def _unapplied_notes(self) -> defaultdict[str, int]:
        """The part of `_unapplied` that credit notes have left."""
        minor: defaultdict[str, int] = defaultdict(int)
        for credit in self.credits:
            if isinstance(credit, CreditNote):
                minor[credit.amount.currency] += unapplied(credit).minor
        return minor

    def asked(self, invoice: Invoice) -> Money:
        """What a reminder asks for of it: what is left to pay, less the unapplied credit that covers it."""
        return self._asked.get(invoice.number, Money.zero(invoice.currency))

    @cached_property
    def remindable(self) -> tuple[Invoice, ...]:
        """Open, not disputed, and not covered by unapplied credit: each has something to ask for."""
        return tuple(i for i in self.open if not i.disputed and self.asked(i))

    @property
    def carrying(self) -> Invoice | None:
        """The oldest by due date; ties: the larger outstanding, then the number."""
        return self.remindable[0] if self.remindable else None

    @cached_property
    def remindable_by_number(self) -> Mapping[str, Invoice]:
        return {invoice.number: invoice for invoice in self.remindable}

    def unapplied(self, credit: Credit) -> Money:
        """What is left of a payment or credit note to apply."""
        return unapplied(credit)

    def unapplied_total(self, currency: str) -> Money:
        """What live credits in `currency` have left over all invoices: it lowers what is owed."""
        return Money(self._unapplied.get(currency, 0), currency)

    def in_short(self, number: str) -> Invoice | None:
        """The invoice of that number; of its instalments the oldest that is open, else the last."""
        parts = self.named(number)
        return next((i for i in parts if i.counts and self.outstanding(i)), parts[-1] if parts else None)

    def with_invoices(self, changed: Iterable[Invoice]) -> Receivables:
        return replace(self, invoices={**self.invoices, **{i.number: i for i in changed}})

    def with_credit(self, credit: Credit) -> Receivables:
        """The receivables with the credit added, or in the place of the credit with the same identity."""
        others = tuple(c for c in self.credits if not _is_same(c, credit))
        return replace(self, credits=(*others, credit))


def _cover(left: dict[str, int], invoices: Iterable[Invoice], credit: Mapping[str, int]) -> None:
    """Takes the credit of each currency off what is left of the invoices, in their order."""
    credit = defaultdict(int, credit)
    for invoice in invoices:
        covered = min(left[invoice.number], credit[invoice.currency])
        credit[invoice.currency] -= covered
        left[invoice.number] -= covered


def in_order(invoices: Iterable[Invoice]) -> tuple[Invoice, ...]:
    """The oldest due first."""
    return tuple(sorted(invoices, key=lambda invoice: (invoice.due_date, invoice.number)))


def shares(parts: Iterable[Invoice], payments: Money | None, notes: Money | None) -> dict[str, Money]:
    """What settles an invoice as a whole, parted over its instalments. `parts`: the oldest due first."""
    currency = next(iter(parts)).currency
    of = [Part(i.number, _room(i).minor, i.disputed) for i in parts]
    parted = spread(of, payments.minor if payments else 0, notes.minor if notes else 0)
    return {number: Money(minor, currency) for number, minor in parted.items()}


def _sum(*amounts: Money | None) -> Money:
    """Of one currency; at least one of them is there."""
    found = [amount for amount in amounts if amount is not None]
    return Money.total(found, found[0].currency)


def identity(credit: Credit) -> str:
    return credit.id if isinstance(credit, Payment) else credit.number


def unapplied(credit: Credit) -> Money:
    """What is left of a payment or credit note to apply, never negative."""
    nothing = Money.zero(credit.amount.currency)
    return max(nothing, credit.amount - _used(credit)) if credit.live else nothing


def left_of(invoice: Invoice, allocated: Money | None) -> Money:
    """What is left to pay of an invoice to which that much was allocated, never negative."""
    applied = min(allocated, _room(invoice)).minor if allocated else 0
    return Money(max(0, invoice.total.minor - _settled(invoice) - applied), invoice.currency)


def _is_same(one: Credit, other: Credit) -> bool:
    """A payment and a credit note may be called alike."""
    return type(one) is type(other) and identity(one) == identity(other)


def _used(credit: Credit) -> Money:
    """What it says it settles. Its source may name less as its amount: there it was used up meanwhile."""
    return Money.total((part.amount for part in credit.allocations), credit.amount.currency)


def _room(invoice: Invoice) -> Money:
    """What its source left to pay of it."""
    left = 0 if invoice.void else max(0, invoice.total.minor - _settled(invoice))
    return Money(left, invoice.currency)


def _settled(invoice: Invoice) -> int:
    return invoice.settled.minor if invoice.settled else 0
