"""What a customer owes while rows of a file are posted: each costs the same, however many came before.

A `Receivables` is never changed, and works out its sums over all that it holds. A `Book` is changed in place
and keeps the sums that posting asks for: ten thousand payments of one customer are ten thousand small steps.
"""

from __future__ import annotations

from collections import Counter, OrderedDict, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from relance.domain.money import Money
from relance.domain.receivables import (
    Credit,
    CreditNote,
    Invoice,
    Payment,
    Receivables,
    in_order,
    left_of,
    shares,
    unapplied,
)


@dataclass
class Alike:
    """The payments of one amount: of one invoice, or of all."""

    live: OrderedDict[str, Payment] = field(default_factory=OrderedDict)
    """By id, in the order of the book."""
    taken_back: Counter[date] = field(default_factory=Counter)
    """How many were taken back on each day."""


class Book:
    def __init__(self, receivables: Receivables) -> None:
        self.invoices: dict[str, Invoice] = dict(receivables.invoices)
        self._payments: dict[str, Payment] = {}
        self._notes: dict[str, CreditNote] = {}
        self._in_order: dict[tuple[type[Credit], str], Credit] = {}
        self._by_payments: dict[str, Money] = {}
        self._by_notes: dict[str, Money] = {}
        self._instalments: defaultdict[str, dict[str, None]] = defaultdict(dict)
        self._waiting: defaultdict[str, dict[str, None]] = defaultdict(dict)
        for invoice in self.invoices.values():
            self._index(invoice)
        self._left_over: dict[str, Money] = {}
        self._alike: defaultdict[tuple[Money, str | None], Alike] = defaultdict(Alike)
        for credit in receivables.credits:
            self.put_credit(credit)

    @property
    def receivables(self) -> Receivables:
        return Receivables(dict(self.invoices), tuple(self._in_order.values()))

    # --- what is known ---

    def payment(self, payment_id: str) -> Payment | None:
        return self._payments.get(payment_id)

    def credit_note(self, number: str) -> CreditNote | None:
        return self._notes.get(number)

    def outstanding(self, invoice: Invoice) -> Money:
        """What would be left to pay of `invoice`, standing as it does here in the place of its number."""
        if invoice.document:
            others = (part for part in self.instalments(invoice.document) if part.number != invoice.number)
            parted = shares(in_order((*others, invoice)), *self._allocated_to(invoice.document))
            return left_of(invoice, parted[invoice.number])
        payments, notes = self._allocated_to(invoice.number)
        return left_of(invoice, payments + notes if payments and notes else payments or notes)

    def left(self, number: str) -> dict[str, Money]:
        """What is left to pay of each invoice that `named` gives."""
        of = self.named(number)
        if not of or not of[0].document:
            return {invoice.number: self.outstanding(invoice) for invoice in of}
        parted = shares(of, *self._allocated_to(of[0].document))
        return {invoice.number: left_of(invoice, parted[invoice.number]) for invoice in of}

    def instalments(self, document: str) -> tuple[Invoice, ...]:
        """Of the invoice of that number, the oldest due first; none when it is whole."""
        return in_order(self.invoices[number] for number in self._instalments.get(document, ()))

    def named(self, number: str) -> tuple[Invoice, ...]:
        """The invoice of that number, or its instalments, the oldest due first."""
        if number in self._instalments:
            return self.instalments(number)
        return (self.invoices[number],) if number in self.invoices else ()

    def allocated_to(self, document: str, currency: str) -> Money:
        """What live credits say they settle of it."""
        return Money.total((part for part in self._allocated_to(document) if part), currency)

    def _allocated_to(self, number: str) -> tuple[Money | None, Money | None]:
        return self._by_payments.get(number), self._by_notes.get(number)

    def waiting_for(self, number: str) -> tuple[CreditNote, ...]:
        """The credit notes that are for the invoice of that number."""
        return tuple(self._notes[name] for name in self._waiting.get(number, ()))

    def left_over(self, number: str, currency: str, *, but: Payment | None) -> Money:
        """What the payments allocated to the invoice have left on account, without the payment `but`."""
        left = self._left_over.get(number, Money.zero(currency))
        return left - unapplied(but) if but and number in _settles(but) else left

    def alike(self, amount: Money, number: str | None) -> Alike:
        """The payments of that amount, of the invoice with that number; of all when there is none."""
        return self._alike.get((amount, number)) or Alike()

    # --- what is posted ---

    def put_invoice(self, invoice: Invoice) -> None:
        self.invoices[invoice.number] = invoice
        self._index(invoice)

    def take_invoice(self, invoice: Invoice) -> None:
        """It is no more: an instalment that its source has replaced."""
        del self.invoices[invoice.number]
        if invoice.document:
            del self._instalments[invoice.document][invoice.number]
            if not self._instalments[invoice.document]:
                del self._instalments[invoice.document]

    def _index(self, invoice: Invoice) -> None:
        if invoice.document:
            self._instalments[invoice.document][invoice.number] = None

    def put_credit(self, credit: Credit) -> None:
        """The latest credit is the last, also when it takes the place of the one with its identity."""
        match credit:
            case Payment(id=name):
                known: Credit | None = self._payments.get(name)
                self._payments[name] = credit
            case CreditNote(number=name):
                known = self._notes.get(name)
                self._notes[name] = credit
                if credit.stated.invoice:
                    self._waiting[credit.stated.invoice][name] = None
        if known:
            del self._in_order[type(known), name]
            self._count(known, -1)
        self._in_order[type(credit), name] = credit
        self._count(credit, 1)

    def _count(self, credit: Credit, times: int) -> None:
        if credit.live:
            of = self._by_payments if isinstance(credit, Payment) else self._by_notes
            for part in credit.allocations:
                _add(of, part.invoice, part.amount, times)
        if isinstance(credit, Payment):
            left = unapplied(credit)
            for number in _settles(credit):
                _add(self._left_over, number, left, times)
            back = credit.reversed_on or credit.to_reverse_on
            for alike in self._alike_of(credit):
                if back:
                    alike.taken_back[back] += times
                elif times > 0:
                    alike.live[credit.id] = credit
                else:
                    del alike.live[credit.id]

    def _alike_of(self, payment: Payment) -> Iterator[Alike]:
        for number in (None, *_settles(payment)):
            yield self._alike[payment.amount, number]


def _settles(credit: Credit) -> dict[str, None]:
    """The numbers of the invoices it says it settles, each once."""
    return dict.fromkeys(part.invoice for part in credit.allocations)


def _add(sums: dict[str, Money], number: str, amount: Money, times: int) -> None:
    added = amount if times > 0 else -amount
    known = sums.get(number)
    sums[number] = known + added if known else added
