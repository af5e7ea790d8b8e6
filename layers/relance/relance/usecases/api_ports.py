"""What the HTTP API rests on beside the ports of the core: lists, keys, people, and what it remembers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Final, Protocol, Self

from relance.domain.api_key import ApiKey
from relance.domain.customer import Contact, Customer
from relance.domain.hold import Hold
from relance.domain.money import Money
from relance.domain.promise import PromiseToPay
from relance.domain.receivables import CreditNote, Invoice, InvoiceStatus, Payment

REMEMBERED_FOR: Final = timedelta(hours=24)
# Longer than a call can last: one found in progress after that has lost its worker.
IN_PROGRESS_FOR: Final = timedelta(minutes=1)


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
        """By id."""
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
        """Of one status, never OVERDUE (it is listed as DUE); by due date, both bounds included."""
        ...

    def customer(self, org: str, customer: str) -> CustomerLine:
        """Without its account. Raises NotFound."""
        ...

    def invoices_of(self, org: str, customer: str, limit: int, after: str | None = None) -> Page[InvoiceLine]:
        """Of one customer: the open ones first, then the closed."""
        ...

    def payments_of(self, org: str, customer: str, limit: int, after: str | None = None) -> Page[Payment]:
        """Those that still matter to what is owed first, then the others."""
        ...

    def credit_notes_of(
        self, org: str, customer: str, limit: int, after: str | None = None
    ) -> Page[CreditNote]:
        """In the order of payments."""
        ...

    def promises_of(
        self, org: str, customer: str, limit: int, after: str | None = None
    ) -> Page[PromiseToPay]:
        """Those about what is open first, then the others."""
        ...


class ApiKeys(Protocol):
    def get(self, org: str, key: str) -> ApiKey | None: ...

    def of(self, org: str) -> Iterable[ApiKey]:
        """Every key of the organization, revoked ones included, by id."""
        ...

    def create(self, key: ApiKey) -> None:
        """Raises Conflict when the id is taken."""
        ...

    def save(self, key: ApiKey) -> None: ...

    def used(self, org: str, key: str, at: datetime) -> None:
        """Notes the last use; nothing else of the key is touched."""
        ...


@dataclass(frozen=True, slots=True)
class Person:
    """A sign-in: `subject` is its lasting name; the organization is given once and never changes. `waiting`
    until somebody has signed in.
    """

    subject: str
    org: str
    email: str
    waiting: bool = False


class People(Protocol):
    """Who can sign in."""

    def invite(self, org: str, email: str, name: str) -> Person:
        """Creates the sign-in and mails a temporary password, good for some days; another one to somebody
        of the organization who is waiting. Any other that exists is answered as it is, perhaps of another
        organization; nothing is mailed then.
        """
        ...

    def remove(self, org: str, subject: str, email: str) -> None:
        """Ends that very sign-in. One that does not exist is no error; another of that address stays."""
        ...


@dataclass(frozen=True, slots=True)
class Answer:
    """A finished answer, as it is repeated to a repeated request. Not `whole`: its body was too
    long to be kept.
    """

    status: int
    body: str
    headers: tuple[tuple[str, str], ...] = ()
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Remembered:
    """A request known by its key: `answer` is None while it is worked on."""

    fingerprint: str
    answer: Answer | None = None


class Memory(Protocol):
    """Requests that carry an Idempotency-Key, remembered for a day."""

    def begin(self, org: str, key: str, fingerprint: str, now: datetime) -> Remembered | None:
        """None: it is new, and now ours to work on. One whose worker is gone for long is new again."""
        ...

    def finish(self, org: str, key: str, fingerprint: str, answer: Answer, now: datetime) -> None:
        """Of an answer too long to be kept, its body is left out."""
        ...

    def forget(self, org: str, key: str) -> None: ...


class Rates(Protocol):
    """One number for each caller: the instant at which its bucket is full again, in seconds since 1970."""

    def guess(self, org: str, who: str) -> float:
        """What it probably is, without asking; 0 for none yet."""
        ...

    def swap(self, org: str, who: str, was: float, full_at: float) -> float | None:
        """Sets it when it is `was`; else answers what it is, and sets nothing."""
        ...


@dataclass(frozen=True, slots=True)
class UploadForm:
    """A form for one file of at most `largest` bytes, good for some minutes."""

    url: str
    fields: Mapping[str, str]
    largest: int


class Uploads(Protocol):
    def form(self, key: str, content_type: str, largest: int) -> UploadForm:
        """To put an object at `key`, of that type alone."""
        ...


class Redecide(Protocol):
    def all_of(self, org: str) -> None:
        """Has every customer of the organization decided afresh, now or soon, and until it is done."""
        ...
