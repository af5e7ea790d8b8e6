"""What the use cases need of the world. Each has a real adapter and an in-memory one under the same tests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Protocol, Self

from relance.domain.customer import Account, Contact
from relance.domain.decision import Due
from relance.domain.enrolment import Enrolment
from relance.domain.ids import derived
from relance.domain.organization import Member, Organization
from relance.domain.outreach import Outreach, OutreachRef
from relance.domain.plan import DunningPlan
from relance.domain.sender import Address

# Longer than a worker can live (the function's time-out): who finds it over knows the worker is gone.
LEASE: Final = timedelta(minutes=4)


class Clock(Protocol):
    def now(self) -> datetime:
        """The current instant, aware, UTC."""
        ...


class Organizations(Protocol):
    def get(self, org: str) -> Organization:
        """Strongly consistent. Raises NotFound."""
        ...

    def save(self, organization: Organization) -> None:
        """A new one (revision 0), or a change of what was read. Raises Conflict when it was changed since."""
        ...

    def undecided(self) -> Iterator[str]:
        """Those with customers to decide afresh. What was saved a moment ago may be missing."""
        ...


class PublishedPlans(Protocol):
    def get(self, org: str, plan: str, version: int) -> DunningPlan:
        """A published version never changes. Raises NotFound."""
        ...


class Plans(PublishedPlans, Protocol):
    def publish(self, org: str, plan: DunningPlan) -> None:
        """Raises Conflict when the version was published already."""
        ...


class Accounts(Protocol):
    def load(self, org: str, customer: str, also: Iterable[str] = ()) -> Account:
        """The customer's working set, strongly consistent: what is open, and the invoices, credits and
        to-dos named in `also` though they may be closed. Raises NotFound.
        """
        ...

    def save(self, org: str, before: Account, after: Account) -> None:
        """Writes what differs, whole or not at all. Raises Conflict when anything it rests on has changed,
        Exists when an invoice or credit note has a number of another customer's.

        An enrolment that is being sent meanwhile is left as it is, but told: its worker's own save then
        raises Conflict, and it reads again before it goes on.
        """
        ...

    def customer_of(self, org: str, number: str) -> str | None:
        """Whose the invoice or credit note of that number is."""
        ...

    def of_enrolment(self, org: str, enrolment: str) -> str | None:
        """Whose an enrolment is, or was: what a reply address names."""
        ...

    def of_address(self, org: str, email: str) -> frozenset[str]:
        """Customers with a contact at that address; of more than two, two."""
        ...

    def of_domain(self, org: str, domain: str) -> frozenset[str]:
        """Customers with a contact at that company's domain; of more than two, two."""
        ...

    def of_registration(self, org: str, number: str) -> frozenset[str]:
        """Customers with that SIREN or VAT number, strongly consistent; of more than two, two."""
        ...

    def customers(self, org: str) -> Iterator[str]:
        """Every customer's id, in a stable order."""
        ...


@dataclass(frozen=True, slots=True, order=True)
class DueKey:
    """Names an enrolment and the step it waits with, or a customer; the due index yields it, the claim of an
    enrolment checks it.
    """

    org: str
    customer: str
    enrolment: str
    cycle: int
    step: str

    @classmethod
    def of(cls, org: str, enrolment: Enrolment) -> Self:
        cycle = enrolment.cycle
        number, step = (cycle.number, cycle.pending) if cycle else (0, None)
        return cls(org, enrolment.customer, enrolment.id, number, step.step if step else "")

    @classmethod
    def of_customer(cls, org: str, customer: str) -> Self:
        """The customer itself is to be looked at, whatever its enrolments wait for."""
        return cls(org, customer, "", 0, "")

    @property
    def is_of_customer(self) -> bool:
        return not self.enrolment

    @property
    def outreach(self) -> str:
        """The outreach's identity: the same for every attempt at one step of one cycle (A17)."""
        return derived("outreach", self.org, self.customer, self.enrolment, str(self.cycle), self.step)


@dataclass(frozen=True, slots=True)
class NotDue:
    """Done, moved on, or not yet due: nothing to do."""


@dataclass(frozen=True, slots=True)
class Leased:
    """Another worker has it."""


@dataclass(frozen=True, slots=True)
class Abandoned:
    """A worker claimed it, as that attempt, and its lease ran out: whether the mail left is not known."""

    attempt: str


@dataclass(frozen=True, slots=True)
class Claimed:
    """It is ours, as this attempt; read the account now."""

    attempt: str


ClaimResult = NotDue | Leased | Abandoned | Claimed


class Enrolments(Protocol):
    def due(self, start: datetime, end: datetime) -> Iterator[DueKey]:
        """Those in the due index's buckets that start from `start` to `end`, both included, oldest first.

        All in a bucket is due when it starts. By organization and customer within a bucket.
        """
        ...

    def claim(self, key: DueKey, now: datetime, attempt: str) -> ClaimResult:
        """One conditional write: the claim is the record of sending."""
        ...


class Outreaches(Protocol):
    def get(self, ref: OutreachRef) -> Outreach | None: ...

    def of_customer(
        self, org: str, customer: str, limit: int, before: str | None = None
    ) -> tuple[Outreach, ...]:
        """The latest first, with their texts; those whose name sorts before `before`."""
        ...

    def record(self, outreach: Outreach) -> None:
        """Our own record of it; what events have written before is merged in, never overwritten."""
        ...

    def update(self, outreach: Outreach) -> None:
        """Raises Conflict when its revision is not the one that was read."""
        ...

    def name_message(self, ref: OutreachRef, message_id: str) -> None:
        """Notes by which Message-ID its recipients know it. Safe to repeat."""
        ...

    def of_message(self, org: str, message_id: str) -> OutreachRef | None:
        """The organization's outreach that left under that Message-ID (the part before the `@`)."""
        ...


@dataclass(frozen=True, slots=True)
class Accepted:
    message_id: str


@dataclass(frozen=True, slots=True)
class Throttled:
    """Not sent, and may be sent later: too fast, or sending is paused for a while."""

    reason: str


@dataclass(frozen=True, slots=True)
class Rejected:
    """Not sent, and sending the same again would not help."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """No answer, or one that says nothing: it may have left."""

    cause: str


SendResult = Accepted | Throttled | Rejected | Unknown


@dataclass(frozen=True, slots=True)
class Envelope:
    """A finished message: raw MIME, and every address it goes to."""

    sender: str
    recipients: tuple[str, ...]
    mime: bytes


class Mailer(Protocol):
    def send(self, envelope: Envelope, ref: OutreachRef) -> SendResult:
        """One call, never repeated by itself."""
        ...


class DueQueue(Protocol):
    def put(self, batches: Iterable[tuple[str, tuple[DueKey, ...]]]) -> None:
        """Queues (organization, at most 25 of its keys) pairs, grouped by organization."""
        ...


class Watermark(Protocol):
    def read(self) -> datetime | None: ...

    def write(self, reached: datetime) -> None: ...


class Holidays(Protocol):
    def closed(self, where: str, years: tuple[int, ...]) -> frozenset[date]:
        """Public holidays of a country or subdivision ("FR", "FR-57") in those years."""
        ...


@dataclass(frozen=True, slots=True)
class Reminder:
    """All that the e-mail of a step is made of. `by_hand`: a person sends it now."""

    organization: Organization
    account: Account
    due: Due
    contact: Contact
    sender: Member
    from_address: Address
    reply_to: str
    today: date
    by_hand: bool = False


@dataclass(frozen=True, slots=True)
class Composed:
    """A finished e-mail, and what history keeps of it."""

    envelope: Envelope
    subject: str
    text: str
    language: str


class Composer(Protocol):
    def compose(self, reminder: Reminder) -> Composed:
        """Raises Refused when the step's message does not render or an address cannot be written."""
        ...
