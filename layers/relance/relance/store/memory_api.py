"""What the HTTP API keeps, in memory: the same contract as DynamoDB's and Cognito's, for tests."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

from relance.domain.api_key import ApiKey
from relance.domain.customer import Account
from relance.domain.errors import Conflict
from relance.domain.ids import derived
from relance.domain.promise import PromiseToPay
from relance.domain.receivables import Credit, CreditNote, InvoiceStatus, Payment, identity
from relance.domain.working_set import WorkingSet
from relance.store.answers import deflated, inflated
from relance.store.memory import MemoryAccounts
from relance.usecases.ports.callers import Person, Session
from relance.usecases.ports.files import UploadForm
from relance.usecases.ports.listings import CustomerLine, InvoiceLine, Page
from relance.usecases.ports.requests import IN_PROGRESS_FOR, REMEMBERED_FOR, HttpAnswer, Remembered


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
            for account in self.accounts.whole(org)
            for line in _invoice_lines(account)
            if line.status is status and due_from <= line.invoice.due_date <= due_to
        )
        return _page(lines, limit, after)

    def customer(self, org: str, customer: str) -> CustomerLine:
        account = self.accounts.load(org, customer)
        return CustomerLine(account.customer, account.contacts, account.holds)

    def invoices_of(self, org: str, customer: str, limit: int, after: str | None = None) -> Page[InvoiceLine]:
        account = self._whole(org, customer)
        working = WorkingSet(account)
        lines = (
            (f"{not working.holds_invoice(line.invoice.number):d}{line.invoice.number}", line)
            for line in _invoice_lines(account)
        )
        return _page(lines, limit, after)

    def payments_of(self, org: str, customer: str, limit: int, after: str | None = None) -> Page[Payment]:
        account = self._whole(org, customer)
        found = (credit for credit in account.receivables.credits if isinstance(credit, Payment))
        return _page(_placed(account, found), limit, after)

    def credit_notes_of(
        self, org: str, customer: str, limit: int, after: str | None = None
    ) -> Page[CreditNote]:
        account = self._whole(org, customer)
        found = (credit for credit in account.receivables.credits if isinstance(credit, CreditNote))
        return _page(_placed(account, found), limit, after)

    def promises_of(
        self, org: str, customer: str, limit: int, after: str | None = None
    ) -> Page[PromiseToPay]:
        account = self._whole(org, customer)
        working = WorkingSet(account)
        lines = ((f"{not working.holds_promise(p):d}{p.id}", p) for p in account.promises.values())
        return _page(lines, limit, after)

    def _whole(self, org: str, customer: str) -> Account:
        return next(a for a in self.accounts.whole(org) if a.customer.id == customer)


def _invoice_lines(account: Account) -> Iterable[InvoiceLine]:
    owed = account.receivables
    for invoice in owed.invoices.values():
        status = owed.status(invoice, invoice.due_date)
        yield InvoiceLine(account.customer.id, invoice, owed.outstanding(invoice), status)


def _placed[Kind: Credit](account: Account, credits_: Iterable[Kind]) -> Iterable[tuple[str, Kind]]:
    working = WorkingSet(account)
    return ((f"{not working.holds_credit(credit):d}{identity(credit)}", credit) for credit in credits_)


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
class MemorySessions:
    _all: dict[tuple[str, str, str], Session] = field(default_factory=dict)

    def keep(self, session: Session, until: datetime) -> None:
        self._all[session.org, session.member, session.id] = session

    def get(self, org: str, member: str, session: str) -> Session | None:
        return self._all.get((org, member, session))

    def of(self, org: str, member: str) -> list[Session]:
        return [known for place, known in sorted(self._all.items()) if place[:2] == (org, member)]

    def end(self, org: str, member: str, session: str) -> None:
        self._all.pop((org, member, session), None)


@dataclass
class MemoryPeople:
    """`invited` are the addresses a password was mailed to."""

    now: Callable[[], datetime] = lambda: datetime(2026, 11, 2, tzinfo=UTC)

    known: dict[str, Person] = field(default_factory=dict)
    invited: list[str] = field(default_factory=list)

    def invite(self, org: str, email: str, name: str) -> Person:
        email = email.lower()
        if email not in self.known:
            subject = derived("subject", org, email, str(len(self.invited)))
            self.known[email] = Person(subject, org, email, waiting=True, since=self.now())
        person = self.known[email]
        if person.waiting and person.org == org:
            self.invited.append(email)
        return person

    def signs_in(self, email: str) -> None:
        """The person signs in for the first time, with the password that was mailed."""
        self.known[email] = replace(self.known[email], waiting=False)

    def remove(self, org: str, subject: str, email: str) -> None:
        known = self.known.get(email.lower())
        if known and (known.org, known.subject) == (org, subject):
            del self.known[known.email]


@dataclass
class MemoryMemory:
    _all: dict[tuple[str, str], tuple[datetime, Remembered]] = field(default_factory=dict)

    def begin(self, org: str, key: str, fingerprint: str, now: datetime) -> Remembered | None:
        since, known = self._all.get((org, key), (now, None))
        if known and now - since < (REMEMBERED_FOR if known.answer else IN_PROGRESS_FOR):
            return known
        self._all[org, key] = (now, Remembered(fingerprint))
        return None

    def finish(self, org: str, key: str, fingerprint: str, answer: HttpAnswer, now: datetime) -> None:
        self._all[org, key] = (now, Remembered(fingerprint, inflated(deflated(answer))))

    def forget(self, org: str, key: str) -> None:
        self._all.pop((org, key), None)


@dataclass
class MemoryRates:
    _all: dict[tuple[str, str], float] = field(default_factory=dict)

    def guess(self, org: str, who: str) -> float:
        return 0.0

    def swap(self, org: str, who: str, was: float, full_at: float) -> float | None:
        there = self._all.get((org, who), 0.0)
        if there != was:
            return there
        self._all[org, who] = full_at
        return None


class MemoryUploads:
    def form(self, key: str, content_type: str, largest: int) -> UploadForm:
        fields = {"key": key, "Content-Type": content_type}
        return UploadForm("https://uploads.example.com/", fields, largest)


@dataclass(frozen=True)
class RedecideNow:
    """Decides the customers at once, in this very process."""

    decide_all: Callable[[str], None]

    def all_of(self, org: str) -> None:
        self.decide_all(org)

    def rest_of(self, org: str, after: str, revision: int) -> None:
        self.decide_all(org)
