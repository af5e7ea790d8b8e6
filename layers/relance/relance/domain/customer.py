"""Who is reminded: a customer, its contacts, and its account as one working set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property

from relance.domain.enrolment import Enrolment
from relance.domain.hold import Hold
from relance.domain.postal_address import PostalAddress
from relance.domain.promise import PromiseToPay
from relance.domain.receivables import Receivables
from relance.domain.task import Task


class AddressStanding(StrEnum):
    """What mail to a contact's address does."""

    GOOD = "good"
    BOUNCED = "bounced"
    COMPLAINED = "complained"


@dataclass(frozen=True, slots=True)
class Contact:
    id: str
    name: str = ""
    email: str | None = None
    role: str = ""
    main: bool = False
    language: str | None = None
    standing: AddressStanding = AddressStanding.GOOD
    postal_address: PostalAddress | None = None
    """Where letters to this contact go; None: to the customer's own address."""

    @property
    def address(self) -> str:
        """Its e-mail address as addresses compare: whatever the case. Empty when it has none."""
        return (self.email or "").lower()

    @property
    def reachable(self) -> bool:
        return self.email is not None and self.standing is AddressStanding.GOOD


DEFAULT_PLAN = "default"
NO_PLAN = "none"


@dataclass(frozen=True, slots=True)
class Customer:
    """`plan` is DEFAULT_PLAN (the organization's), NO_PLAN (no automatic reminders) or a plan's id (A9)."""

    id: str
    name: str
    language: str | None = None
    parent: str | None = None
    account_manager: str | None = None
    plan: str = DEFAULT_PLAN
    terms_days: int | None = None
    contacted_on: date | None = None
    """The last contact made outside any enrolment (A14)."""
    siren: str | None = None
    vat: str | None = None
    """With `siren`, the numbers by which files may name it: as its source writes them, without spaces."""
    complained: frozenset[str] = frozenset()
    """Addresses that complained, in lower case: for good, though their contact goes or is imported again."""
    postal_address: PostalAddress | None = None

    @property
    def registrations(self) -> frozenset[str]:
        """The numbers, other than its id, by which files may name it."""
        return frozenset(number for number in (self.siren, self.vat) if number)


@dataclass(frozen=True)
class Account:
    """All that decides about one customer, read at one moment. `version` guards its change."""

    customer: Customer
    contacts: tuple[Contact, ...] = ()
    receivables: Receivables = field(default_factory=lambda: Receivables({}))
    holds: tuple[Hold, ...] = ()
    org_holds: tuple[Hold, ...] = ()
    """The organization's own, while its switch is off or its data stale: not the customer's to lift."""
    enrolments: Mapping[str, Enrolment] = field(default_factory=dict)
    tasks: Mapping[str, Task] = field(default_factory=dict)
    promises: Mapping[str, PromiseToPay] = field(default_factory=dict)
    version: int = 0

    @cached_property
    def all_holds(self) -> tuple[Hold, ...]:
        """Every hold of the account, those of open promises included, which are not kept a second time in
        `holds`.
        """
        promised = (hold for promise in self.promises.values() for hold in promise.as_holds)
        return (*self.org_holds, *self.holds, *promised)

    @property
    def look_at(self) -> datetime | None:
        """When the first of its open promises ends: judging it waits for no enrolment."""
        return min((p.ends_at for p in self.promises.values() if p.is_open), default=None)

    @property
    def last_contact_on(self) -> date | None:
        """The last contact with this customer, over all its enrolments: the delay is the customer's (A8)."""
        days = [e.last_contact_on for e in self.enrolments.values() if e.last_contact_on]
        if self.customer.contacted_on:
            days.append(self.customer.contacted_on)
        return max(days, default=None)

    @property
    def emails(self) -> frozenset[str]:
        """The addresses of its contacts, whatever their standing, in lower case."""
        return frozenset(contact.address for contact in self.contacts if contact.email)

    @property
    def recipient(self) -> Contact | None:
        """The main contact when its address works, else the first contact whose address works."""
        return next((c for c in sorted(self.contacts, key=lambda c: not c.main) if c.reachable), None)

    def with_enrolment(self, enrolment: Enrolment) -> Account:
        return replace(self, enrolments={**self.enrolments, enrolment.id: enrolment})

    def with_task(self, task: Task) -> Account:
        return replace(self, tasks={**self.tasks, task.id: task})

    def with_promise(self, promise: PromiseToPay) -> Account:
        return replace(self, promises={**self.promises, promise.id: promise})
