"""Who is reminded: a customer, its contacts, and its account as one working set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from relance.domain.enrolment import Enrolment
from relance.domain.hold import Hold
from relance.domain.payment_terms import PaymentTerms, net
from relance.domain.postal_address import PostalAddress
from relance.domain.promise import PromiseToPay
from relance.domain.receivables import Invoice, Receivables
from relance.domain.task import Task

if TYPE_CHECKING:
    from relance.domain.figures import CustomerFigures


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
    contacted_on: date | None = None
    """The last reminder of invoices that name this contact and are closed by now."""
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
    """Days net; `terms` say more, and count where they are given."""
    terms: PaymentTerms | None = None
    contacted_on: date | None = None
    """The last contact made outside any enrolment (A14)."""
    siren: str | None = None
    vat: str | None = None
    """With `siren`, the numbers by which files may name it: as its source writes them, without spaces."""
    address: str = ""
    """The address by which files mean the customer itself, in lower case; an invoice that comes with another
    address names a contact of its own.
    """
    complained: frozenset[str] = frozenset()
    """Addresses that complained, in lower case: for good, though their contact goes or is imported again."""
    postal_address: PostalAddress | None = None
    aliases: tuple[str, ...] = ()
    """The ids of customers that were merged into this one: what names such an id means this customer."""
    merged_into: str | None = None
    """The customer that has everything of this one since both were merged."""
    further_registrations: frozenset[str] = frozenset()
    """SIREN and VAT numbers of customers that were merged into this one, and had others."""
    portal_closed_at: datetime | None = None
    """Links to its own page that were made until then open nothing."""

    @property
    def ids(self) -> tuple[str, ...]:
        """Every id that means this customer, its own first."""
        return (self.id, *self.aliases)

    @property
    def payment_terms(self) -> PaymentTerms | None:
        """Its own; None: its organization's."""
        return self.terms or (None if self.terms_days is None else net(self.terms_days))

    @property
    def registrations(self) -> frozenset[str]:
        """The numbers, other than its id, by which files may name it."""
        own = frozenset(number for number in (self.siren, self.vat) if number)
        return own | self.further_registrations


@dataclass(frozen=True)
class Account:
    """All that decides about one customer, read at one moment. `version` guards its change."""

    customer: Customer
    contacts: tuple[Contact, ...] = ()
    receivables: Receivables = field(default_factory=lambda: Receivables({}))
    holds: tuple[Hold, ...] = ()
    org_holds: tuple[Hold, ...] = ()
    """The organization's own, while its switch is off or its data stale: not the customer's to lift."""
    remind_from: Mapping[str, int] = field(default_factory=dict)
    """The organization's own: the least that is reminded of, by currency in minor units."""
    enrolments: Mapping[str, Enrolment] = field(default_factory=dict)
    tasks: Mapping[str, Task] = field(default_factory=dict)
    promises: Mapping[str, PromiseToPay] = field(default_factory=dict)
    version: int = 0
    figures: CustomerFigures | None = field(default=None, compare=False, repr=False)
    """As they were stored with it; None for an account that was stored before there were any."""

    @cached_property
    def all_holds(self) -> tuple[Hold, ...]:
        """Every hold of the account, those of open promises included, which are not kept a second time in
        `holds`.
        """
        promised = (hold for promise in self.promises.values() for hold in promise.as_holds)
        return (*self.org_holds, *self.holds, *promised)

    @property
    def look_at(self) -> datetime | None:
        """When the first of its open promises ends, the first of its announced money counts, or the first of
        its invoices leaves: none of them waits for an enrolment.
        """
        ends = (promise.ends_at for promise in self.promises.values() if promise.is_open)
        counts = (credit.changes_at for credit in self.receivables.credits if credit.changes_at)
        invoices = (i.sending.look_at for i in self.receivables.invoices.values() if i.to_send)
        return min((*ends, *counts, *filter(None, invoices)), default=None)

    @property
    def is_sending(self) -> bool:
        """Whether a step of a plan is leaving to this customer at this moment."""
        return any(enrolment.is_sending for enrolment in self.enrolments.values())

    @property
    def last_contact_on(self) -> date | None:
        """The last contact with this customer, over all its enrolments."""
        days = [e.last_contact_on for e in self.enrolments.values() if e.last_contact_on]
        return max((*days, *filter(None, (self.customer.contacted_on,))), default=None)

    def last_contact_of(self, contact: str | None) -> date | None:
        """The last contact with whoever gets that contact's messages: the delay is theirs (A8). What was
        outside any enrolment counts for all of the customer's contacts.
        """
        return self.last_contacts.get(contact, self.customer.contacted_on)

    @cached_property
    def last_contacts(self) -> Mapping[str | None, date]:
        """By the contact that messages are for, None for the main one; only those that had a message."""
        last: dict[str | None, date] = {}
        outside = self.customer.contacted_on or date.min
        of_closed = [(c.id, c.contacted_on) for c in self.contacts if c.id in self._own_contacts]
        of_enrolments = [(self.contact_of(e), e.last_contact_on) for e in self.enrolments.values()]
        for contact, on in (*of_closed, *of_enrolments):
            if on:
                last[contact] = max(last.get(contact, outside), on)
        return last

    # --- the contact that an invoice names ---

    @cached_property
    def _own_contacts(self) -> frozenset[str]:
        """Those that invoices may name for themselves: an invoice that names the main one names none."""
        return frozenset(contact.id for contact in self.contacts if not contact.main)

    def group_of(self, invoice: Invoice) -> str | None:
        """The contact that the invoice names; None: the customer's main one."""
        return invoice.contact if invoice.contact in self._own_contacts else None

    def contact_of(self, enrolment: Enrolment) -> str | None:
        """The contact whom the enrolment's messages are for; None: the customer's main one."""
        if enrolment.invoice is None:
            return enrolment.contact if enrolment.contact in self._own_contacts else None
        invoice = self.receivables.invoices.get(enrolment.invoice)
        return self.group_of(invoice) if invoice else None

    def remindable_of(self, contact: str | None) -> tuple[Invoice, ...]:
        """What can be reminded of to that contact, the oldest first."""
        return self._remindable.get(contact, ())

    @cached_property
    def _remindable(self) -> Mapping[str | None, tuple[Invoice, ...]]:
        if all(invoice.contact is None for invoice in self.receivables.remindable):
            return {None: self.receivables.remindable}
        groups: dict[str | None, list[Invoice]] = {}
        for invoice in self.receivables.remindable:
            groups.setdefault(self.group_of(invoice), []).append(invoice)
        return {contact: tuple(invoices) for contact, invoices in groups.items()}

    def recipient_of(self, enrolment: Enrolment) -> Contact | None:
        """Whom the enrolment's messages go to, if there is an address that works."""
        return self.recipient_for(self.contact_of(enrolment))

    def recipient_for(self, contact: str | None) -> Contact | None:
        """Who gets the messages for that contact, if there is an address that works. What is for a contact
        that an invoice names goes to nobody else.
        """
        if contact is None:
            return self.recipient
        return next((c for c in self.contacts if c.id == contact and c.reachable), None)

    @property
    def emails(self) -> frozenset[str]:
        """The addresses of its contacts, whatever their standing, in lower case."""
        return frozenset(contact.address for contact in self.contacts if contact.email)

    @property
    def recipient(self) -> Contact | None:
        """The main contact when its address works, else the first contact whose address works and whom no
        invoice names as its own.
        """
        named = {invoice.contact for invoice in self.receivables.invoices.values() if invoice.contact}
        known = sorted(self.contacts, key=lambda contact: not contact.main)
        return next((c for c in known if c.reachable and (c.main or c.id not in named)), None)

    def with_enrolment(self, enrolment: Enrolment) -> Account:
        return replace(self, enrolments={**self.enrolments, enrolment.id: enrolment})

    def with_task(self, task: Task) -> Account:
        return replace(self, tasks={**self.tasks, task.id: task})

    def with_promise(self, promise: PromiseToPay) -> Account:
        return replace(self, promises={**self.promises, promise.id: promise})
