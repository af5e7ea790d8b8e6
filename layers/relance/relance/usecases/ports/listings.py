"""Lists over an organization, page by page."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Protocol, Self

from relance.domain.customer import Contact, Customer
from relance.domain.hold import Hold
from relance.domain.money import Money
from relance.domain.promise import PromiseToPay
from relance.domain.receivables import CreditNote, Invoice, InvoiceStatus, Payment
from relance.domain.task import Task, TaskState


@dataclass(frozen=True, slots=True)
class Page[Line]:
    """Some lines of a list. `after` is where the next page begins, None when there is none."""

    lines: tuple[Line, ...]
    after: str | None = None

    @classmethod
    def first(cls, limit: int, found: Iterable[Line], place: Callable[[Line], str]) -> Self:
        """The first `limit` of what was found; one more of them says that there is a next page."""
        lines = tuple(islice(found, limit + 1))
        return cls(lines[:limit], place(lines[limit - 1]) if len(lines) > limit else None)


@dataclass(frozen=True, slots=True)
class CustomerLine:
    customer: Customer
    contacts: tuple[Contact, ...] = ()
    holds: tuple[Hold, ...] = ()


@dataclass(frozen=True, slots=True)
class InvoiceLine:
    """`status` is as listed: due stands for overdue as well, which differs by the day alone."""

    customer: str
    invoice: Invoice
    outstanding: Money
    status: InvoiceStatus


class Listings(Protocol):
    """Lists over an organization, read page by page at a cost that does not grow with their length.

    They may lag behind a change for a moment.
    """

    def customers(self, org: str, limit: int, after: str | None = None) -> Page[CustomerLine]:
        """The customers, ordered by id; without those that were merged into another one."""
        ...

    def invoices(
        self,
        org: str,
        status: InvoiceStatus,
        limit: int,
        after: str | None = None,
        due_from: date = date.min,
        due_to: date = date.max,
    ) -> Page[InvoiceLine]:
        """Invoices of one status, never OVERDUE (an overdue invoice is listed as DUE), ordered by due date;
        both bounds are included.
        """
        ...

    def customer(self, org: str, customer: str) -> CustomerLine:
        """Without its account; as `Accounts.load` for a customer that was merged. Raises NotFound."""
        ...

    def invoices_of(self, org: str, customer: str, limit: int, after: str | None = None) -> Page[InvoiceLine]:
        """The invoices of one customer: the open ones first, then the closed."""
        ...

    def payments_of(self, org: str, customer: str, limit: int, after: str | None = None) -> Page[Payment]:
        """The payments of one customer: first those that still matter to what is owed, then the others."""
        ...

    def credit_notes_of(
        self, org: str, customer: str, limit: int, after: str | None = None
    ) -> Page[CreditNote]:
        """The credit notes of one customer, in the order that payments have."""
        ...

    def promises_of(
        self, org: str, customer: str, limit: int, after: str | None = None
    ) -> Page[PromiseToPay]:
        """The promises of one customer: first those about open invoices, then the others."""
        ...


class TaskList(Protocol):
    """May lag behind a change for a moment."""

    def of_state(self, org: str, state: TaskState, limit: int, after: str | None = None) -> Page[Task]:
        """The open ones by the day they are due, the oldest first; the closed ones the latest first."""
        ...

    def handled_of(self, org: str, customer: str) -> tuple[Task, ...]:
        """The to-dos of a customer whose instant of closing is known, in no order."""
        ...
