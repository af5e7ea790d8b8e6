"""What the HTTP API keeps, in memory: the same contract as DynamoDB's and Cognito's, for tests."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from relance.domain.api_key import ApiKey
from relance.domain.errors import Conflict
from relance.domain.ids import derived
from relance.domain.receivables import InvoiceStatus
from relance.store.memory import MemoryAccounts
from relance.usecases.api_ports import (
    IN_PROGRESS_FOR,
    REMEMBERED_FOR,
    Answer,
    CustomerLine,
    InvoiceLine,
    Page,
    Person,
    Remembered,
)


def _page[Line](lines: Iterable[tuple[str, Line]], limit: int, after: str | None) -> Page[Line]:
    """`lines` in the order of their positions, which are what `after` names."""
    rest = [entry for entry in sorted(lines, key=lambda entry: entry[0]) if after is None or entry[0] > after]
    shown = rest[:limit]
    return Page(tuple(line for _, line in shown), shown[-1][0] if len(rest) > limit else None)


@dataclass(frozen=True)
class MemoryListings:
    accounts: MemoryAccounts

    def customers(self, org: str, limit: int, after: str | None = None) -> Page[CustomerLine]:
        lines = (
            (account.customer.id, CustomerLine(account.customer, account.contacts, account.holds))
            for account in self.accounts.whole(org)
        )
        return _page(lines, limit, after)

    def invoices(
        self,
        org: str,
        status: InvoiceStatus,
        limit: int,
        after: str | None = None,
        due_from: date = date.min,
        due_to: date = date.max,
    ) -> Page[InvoiceLine]:
        lines = (
            (f"{line.invoice.due_date}#{line.invoice.number}", line)
            for line in self._lines(org)
            if line.status is status and due_from <= line.invoice.due_date <= due_to
        )
        return _page(lines, limit, after)

    def _lines(self, org: str) -> Iterable[InvoiceLine]:
        for account in self.accounts.whole(org):
            owed = account.receivables
            for invoice in owed.invoices.values():
                status = owed.status(invoice, invoice.due_date)
                yield InvoiceLine(account.customer.id, invoice, owed.outstanding(invoice), status)


@dataclass
class MemoryApiKeys:
    _all: dict[tuple[str, str], ApiKey] = field(default_factory=dict)

    def get(self, org: str, key: str) -> ApiKey | None:
        return self._all.get((org, key))

    def of(self, org: str) -> list[ApiKey]:
        return [key for (of, _), key in sorted(self._all.items()) if of == org]

    def create(self, key: ApiKey) -> None:
        if (key.org, key.id) in self._all:
            raise Conflict(f"key {key.id}")
        self.save(key)

    def save(self, key: ApiKey) -> None:
        self._all[key.org, key.id] = key

    def used(self, org: str, key: str, at: datetime) -> None:
        self._all[org, key] = replace(self._all[org, key], used_at=at)


@dataclass
class MemoryPeople:
    """`invited` are the addresses a password was mailed to."""

    known: dict[str, Person] = field(default_factory=dict)
    invited: list[str] = field(default_factory=list)

    def invite(self, org: str, email: str, name: str) -> Person:
        email = email.lower()
        if email not in self.known:
            self.known[email] = Person(derived("subject", org, email), org, email)
            self.invited.append(email)
        return self.known[email]

    def remove(self, email: str) -> None:
        self.known.pop(email.lower(), None)


@dataclass
class MemoryMemory:
    _all: dict[str, tuple[datetime, Remembered]] = field(default_factory=dict)

    def begin(self, key: str, fingerprint: str, now: datetime) -> Remembered | None:
        since, known = self._all.get(key, (now, None))
        if known and now - since < (REMEMBERED_FOR if known.answer else IN_PROGRESS_FOR):
            return known
        self._all[key] = (now, Remembered(fingerprint))
        return None

    def finish(self, key: str, fingerprint: str, answer: Answer, now: datetime) -> None:
        self._all[key] = (now, Remembered(fingerprint, answer))

    def forget(self, key: str) -> None:
        self._all.pop(key, None)


@dataclass
class MemoryRates:
    _all: dict[str, float] = field(default_factory=dict)

    def swap(self, caller: str, was: float, full_at: float) -> float | None:
        there = self._all.get(caller, 0.0)
        if there != was:
            return there
        self._all[caller] = full_at
        return None


@dataclass(frozen=True)
class RedecideNow:
    """At once, in this very process."""

    decide_all: Callable[[str], None]

    def all_of(self, org: str) -> None:
        self.decide_all(org)
