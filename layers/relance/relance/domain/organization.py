"""The tenant: its settings, its people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from relance.domain.ageing import BANDS
from relance.domain.bank_details import BankDetails
from relance.domain.calendar import SendingWindow
from relance.domain.customer import DEFAULT_PLAN, Account, Customer
from relance.domain.hold import Hold, HoldKind
from relance.domain.imports import ColumnMapping
from relance.domain.invoice_sending import InvoiceSending
from relance.domain.payment_terms import PaymentTerms, net
from relance.domain.postal_address import PostalAddress

# The shortest month: whoever was off from one day of a month to the same day of the next was off that long.
A_MONTH: Final = timedelta(days=28)


class ReplyHolds(StrEnum):
    """What an answer to an invoice's own plan stops (D5)."""

    CUSTOMER = "customer"
    INVOICE = "invoice"


class IndexState(StrEnum):
    """Of the figures and words by which customers are found: written with each change of a customer, and of
    customers stored before there were any once, when somebody first asks.
    """

    MISSING = "missing"
    BEING_MADE = "being_made"
    WHOLE = "whole"


class Role(StrEnum):
    ADMIN = "admin"
    COLLECTOR = "collector"
    VIEWER = "viewer"


@dataclass(frozen=True, slots=True)
class Member:
    id: str
    name: str
    email: str
    role: Role = Role.COLLECTOR
    phone: str = ""
    signature: str = ""
    subject: str = ""
    """Names the member's sign-in; empty for one who has none."""
    active: bool = True
    """One who left stays, for what they did; they sign in no more."""
    notify_replies: bool = True
    notify_todos: bool = True

    @property
    def initials(self) -> str:
        return "".join(word[0] for word in self.name.split() if word)[:3].upper()


@dataclass(frozen=True, slots=True)
class Organization:
    """`zone` is an IANA name. `holidays` names a country, or country-subdivision, whose public holidays
    are closed days ("FR", "FR-57"). `sending` is the switch: False stops every plan of the organization,
    and is how one begins, until a person has seen what would leave. `terms_days` serve an invoice that
    comes without a due date.
    """

    id: str
    name: str
    zone: str = "Europe/Paris"
    language: str = "fr"
    currency: str = "EUR"
    window: SendingWindow = SendingWindow()
    holidays: str | None = None
    blackout: frozenset[date] = frozenset()
    default_plan: str | None = None
    plans: Mapping[str, int] = field(default_factory=dict)
    """The current version of each published plan."""
    archived: frozenset[str] = frozenset()
    """Plans that nobody is to follow any more; who follows one all the same is reminded by it."""
    terms_days: int = 30
    """Days net; `terms` say more, and count where they are given."""
    terms: PaymentTerms | None = None
    numbers_restart: bool = False
    """Whether its invoices are numbered from 1 again each year: then a number says which one only together
    with the year of issue.
    """
    remind_from: Mapping[str, int] = field(default_factory=dict)
    """The least that a customer is reminded of, by currency in minor units; 1.00 where none is given."""
    promise_grace_days: int = 3
    """Days of the calendar that a promise to pay still counts after its own."""
    sender_domain: str = ""
    sender_domain_verified: bool = False
    inbox: bool = True
    """The central inbox (D8): off, replies stop nothing and ask nobody."""
    postal_address: PostalAddress | None = None
    """Where it is: letters say so, and what cannot be delivered comes back there."""
    letter_footer: str = ""
    logo: str | None = None
    """Where the logo is kept: the key of an object."""
    sending: bool = False
    stopped_on: date = date.min
    nothing_confirmed: bool = False
    """Sending was switched on over an empty ledger: what the first import makes leave is to be confirmed."""
    stale_after_days: int | None = None
    imported_on: date | None = None
    payment_details: str = ""
    """How to pay, in the organization's own words: beside the bank details, or instead of them."""
    bank_details: BankDetails | None = None
    members: Mapping[str, Member] = field(default_factory=dict)
    reply_holds: ReplyHolds = ReplyHolds.CUSTOMER
    match_by_domain: bool = False
    """Whether mail from an unknown person is taken for the customer's whose contacts share its domain."""
    invoice_sending: InvoiceSending = InvoiceSending()
    mappings: Mapping[str, ColumnMapping] = field(default_factory=dict)
    """How files of its sources are read, each by its id."""
    ageing_bands: tuple[int, ...] = BANDS
    """Days late at which a band of the ageing ends."""
    index: IndexState = IndexState.MISSING
    undecided: int = 0
    """Since which revision not every customer was decided by these settings; 0 is that all were."""
    created_on: date | None = None
    """The day of its sign-up (UTC); None for an organization from before that day was kept."""
    revision: int = 0
    """Counts its changes, and guards them: two at once must not undo each other."""

    def to_decide(self) -> Organization:
        """From the revision that this is written as, every customer is to be decided afresh."""
        return replace(self, undecided=self.revision + 1)

    def terms_of(self, customer: Customer) -> PaymentTerms:
        """Those of an invoice that comes without a due date."""
        return customer.payment_terms or self.terms or net(self.terms_days)

    def plan_of(self, customer: Customer) -> str | None:
        """The plan a customer follows: its own, or the organization's (A9)."""
        return self.default_plan if customer.plan == DEFAULT_PLAN else customer.plan

    def switched(self, *, on: bool, today: date) -> Organization:
        """With its switch on or off since today; the very same when it stands so already."""
        return self if self.sending is on else replace(self, sending=on, stopped_on=today)

    def is_to_confirm(self, today: date) -> bool:
        """Whether a person has to see what would leave before sending is switched on: it never was on, or was
        off for a month at least.
        """
        never_on = self.stopped_on == date.min
        return not self.sending and (never_on or today - self.stopped_on >= A_MONTH)

    def begun_again(self) -> Organization:
        """The switch as it was in the beginning: off, and to be confirmed."""
        return replace(self, sending=False, stopped_on=date.min, nothing_confirmed=False)

    @property
    def says_how_to_pay(self) -> bool:
        return self.bank_details is not None or bool(self.payment_details.strip())

    @property
    def offered_plans(self) -> tuple[str, ...]:
        """What a customer may be given."""
        return tuple(plan for plan in self.plans if plan not in self.archived)

    @property
    def admins(self) -> tuple[Member, ...]:
        return tuple(m for m in self.members.values() if m.active and m.role is Role.ADMIN)

    def active_member(self, member: str | None) -> Member | None:
        """The member of that id; None for nobody, and for a member who left."""
        known = self.members.get(member or "")
        return known if known and known.active else None

    def responsible_for(self, customer: Customer) -> tuple[Member, ...]:
        """The customer's account manager; for a customer without an account manager, the administrators."""
        manager = self.active_member(customer.account_manager)
        return (manager,) if manager else self.admins

    def language_of(self, *preferred: str | None) -> str:
        return next((tag for tag in preferred if tag), self.language)

    def over(self, account: Account, today: date) -> Account:
        """The account under the organization's own holds: its switch, and receivables gone stale."""
        holds = []
        if not self.sending:
            holds.append(Hold("org_switch", HoldKind.ORG_SWITCH, since=self.stopped_on))
        if self.is_stale(today) and self.imported_on:
            holds.append(Hold("data_stale", HoldKind.DATA_STALE, since=self.imported_on, automatic_only=True))
        return replace(account, org_holds=tuple(holds), remind_from=self.remind_from)

    def is_stale(self, today: date) -> bool:
        if self.stale_after_days is None or self.imported_on is None:
            return False
        return (today - self.imported_on).days > self.stale_after_days
