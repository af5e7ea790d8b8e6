"""The stores in memory: the same contract as DynamoDB's, for tests and for replaying a past ledger."""

from __future__ import annotations

from bisect import insort
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from relance.domain.claim import Claim
from relance.domain.customer import Account
from relance.domain.enrolment import Enrolment, EnrolmentState
from relance.domain.errors import Conflict, Exists, NotFound
from relance.domain.finding import Found, entries_of
from relance.domain.organization import Organization
from relance.domain.outreach import Outreach, OutreachRef
from relance.domain.plan import DunningPlan
from relance.domain.working_set import WorkingSet
from relance.store import keys
from relance.store.changes import Change
from relance.store.limits import check_limits
from relance.store.memory_due import MemoryDueIndex
from relance.usecases.ports.dispatching import AT_ONCE
from relance.usecases.ports.enrolments import (
    LEASE,
    Abandoned,
    Claimed,
    ClaimResult,
    DueEntry,
    DueKey,
    Leased,
    NotDue,
)


@dataclass
class MemoryOrganizations:
    _all: dict[str, Organization] = field(default_factory=dict)

    def get(self, org: str) -> Organization:
        try:
            return self._all[org]
        except KeyError:
            raise NotFound(f"organization {org}") from None

    def save(self, organization: Organization) -> None:
        known = self._all.get(organization.id)
        if (known.revision if known else 0) != organization.revision:
            raise Conflict(f"organization {organization.id}")
        self._all[organization.id] = replace(organization, revision=organization.revision + 1)

    def is_sending(self, org: str) -> bool:
        return self.get(org).sending

    def undecided(self) -> Iterator[str]:
        return iter([org for org, organization in self._all.items() if organization.undecided])


@dataclass
class MemoryPlans:
    _all: dict[tuple[str, str, int], DunningPlan] = field(default_factory=dict)

    def get(self, org: str, plan: str, version: int) -> DunningPlan:
        try:
            return self._all[org, plan, version]
        except KeyError:
            raise NotFound(f"plan {plan} version {version}") from None

    def publish(self, org: str, plan: DunningPlan) -> None:
        if (org, plan.id, plan.version) in self._all:
            raise Conflict(f"plan {plan.id} version {plan.version} is published")
        self._all[org, plan.id, plan.version] = plan


@dataclass
class MemoryAccounts:
    _all: dict[tuple[str, str], Account] = field(default_factory=dict)
    _open: dict[tuple[str, str], Account] = field(default_factory=dict)
    _owners: dict[tuple[str, str], str] = field(default_factory=dict)
    _order: list[tuple[str, str]] = field(default_factory=list)
    _replies: dict[tuple[str, str], str] = field(default_factory=dict)
    _emails: defaultdict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    _domains: defaultdict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    _registered: defaultdict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    words: dict[str, dict[tuple[str, Found], None]] = field(default_factory=lambda: defaultdict(dict))
    """By organization: what finds a customer or a number."""
    _due: MemoryDueIndex = field(default_factory=MemoryDueIndex)

    def load(self, org: str, customer: str, also: Iterable[str] = ()) -> Account:
        whole = self.load_all(org, customer)
        part = self._open[org, whole.customer.id]
        return part if WorkingSet(part).holds(also) else whole

    def load_all(self, org: str, customer: str) -> Account:
        try:
            whole = self._all[org, customer]
        except KeyError:
            raise NotFound(f"customer {customer}") from None
        into = whole.customer.merged_into
        return self.load_all(org, into) if into else whole

    def save(self, org: str, before: Account, after: Account) -> None:
        self.save_together(org, (before, after))

    def save_together(self, org: str, *accounts: tuple[Account, Account]) -> None:
        changes = [change for before, after in accounts if (change := Change(before, after))]
        check_limits(org, changes)
        givers = {number: change.after.customer.id for change in changes for number in change.gone_numbers}
        for change in changes:
            self._check(org, change, givers)
        taken = {number for change in changes for number in change.new_numbers}
        found = {entry for change in changes for entry in change.words}
        for change in changes:
            self.words[org].update(change.words)
            for entry in change.gone_words.keys() - found:
                self.words[org].pop(entry, None)
            self._write(org, change)
            for number in change.gone_numbers - taken:
                self._owners.pop((org, number), None)

    def _write(self, org: str, change: Change) -> None:
        key = (org, change.after.customer.id)
        stored = self._all.get(key)
        merged = _merged(stored, change)
        if stored is None:
            insort(self._order, key)
        if merged.customer.merged_into and key in self._order:
            self._order.remove(key)
        self._all[key], self._open[key] = merged, WorkingSet(merged).part
        self._due.put(org, self._open[key])
        for number in change.new_numbers:
            self._owners[org, number] = change.after.customer.id
        self._point(org, change)

    def _point(self, org: str, change: Change) -> None:
        """What finds the customer of a mail, and of a row of a file."""
        customer = change.after.customer.id
        self._replies |= {(org, name): customer for name in change.new_reply_names(org)}
        for of, new, gone in (
            (self._emails, change.new_emails, change.gone_emails),
            (self._domains, change.new_domains, change.gone_domains),
            (self._registered, change.new_registrations, change.gone_registrations),
        ):
            for name in new:
                of[org, name].add(customer)
            for name in gone:
                of[org, name].discard(customer)

    def _check(self, org: str, change: Change, givers: Mapping[str, str]) -> None:
        customer = change.after.customer.id
        stored = self._all.get((org, customer))
        if change.touches_account and (stored.version if stored else 0) != change.before.version:
            raise Conflict("the account")
        for task_id in change.handled_tasks:
            if stored is None or not stored.tasks[task_id].state.is_open:
                raise Conflict(f"task {task_id}")
        for enrolment_id in change.enrolments:
            was = change.before.enrolments.get(enrolment_id)
            there = stored.enrolments.get(enrolment_id) if stored else None
            if (was.version if was else 0) != (there.version if there else 0):
                raise Conflict(f"enrolment {enrolment_id}")
        for number in change.new_numbers:
            if self._owners.get((org, number), customer) not in (customer, givers.get(number)):
                raise Exists(f"number {number}")

    def remove(self, org: str, customer: str) -> None:
        key = (org, customer)
        left = self._all.get(key)
        if left is None:
            return
        retired = all(one.state is EnrolmentState.RETIRED for one in left.enrolments.values())
        bare = Account(left.customer, enrolments=left.enrolments, version=left.version, figures=left.figures)
        if not retired or left != bare:
            raise Conflict(f"customer {customer} is not erased")
        for entry in entries_of(left):
            self.words[org].pop(entry, None)
        del self._all[key], self._open[key]
        if key in self._order:
            self._order.remove(key)
        for name in (*left.enrolments, Enrolment.identity(org, customer, None)):
            self._replies.pop((org, name), None)

    def customer_of(self, org: str, number: str) -> str | None:
        return self._owners.get((org, number))

    def of_enrolment(self, org: str, enrolment: str) -> str | None:
        return self._replies.get((org, enrolment))

    def of_address(self, org: str, email: str) -> frozenset[str]:
        return frozenset(sorted(self._emails.get((org, email), ()))[:2])

    def of_domain(self, org: str, domain: str) -> frozenset[str]:
        return frozenset(sorted(self._domains.get((org, domain), ()))[:2])

    def of_registration(self, org: str, number: str) -> frozenset[str]:
        return frozenset(sorted(self._registered.get((org, number), ()))[:2])

    def customers(self, org: str) -> Iterator[str]:
        return iter([customer for of, customer in self._order if of == org])

    def whole(self, org: str) -> Iterator[Account]:
        """Every account with all its history, by customer."""
        return (self._all[key] for key in self._order if key[0] == org)

    def due(self, start: datetime, end: datetime) -> Iterator[DueEntry]:
        return self._due.between(start, end)

    def put_enrolment(self, org: str, enrolment: Enrolment) -> None:
        key = (org, enrolment.customer)
        self._all[key] = self._all[key].with_enrolment(enrolment)
        self._open[key] = self._open[key].with_enrolment(enrolment)
        self._due.put(org, self._open[key])


def _merged(stored: Account | None, change: Change) -> Account:
    """The stored whole with the change's items over it: what the change never read stays."""
    after = change.after
    if stored is None:
        stored = replace(after, enrolments={}, version=0)
    gone_holds = {hold.id for hold in change.before.holds} - {hold.id for hold in after.holds}
    before = change.before
    ours = {keys.credit(credit) for credit in (*before.receivables.credits, *after.receivables.credits)}
    others = tuple(c for c in stored.receivables.credits if keys.credit(c) not in ours)
    kept_invoices = {n: i for n, i in stored.receivables.invoices.items() if n not in change.gone_invoices}
    receivables = replace(
        stored.receivables,
        invoices={**kept_invoices, **after.receivables.invoices},
        credits=(*others, *after.receivables.credits),
    )
    kept = tuple(h for h in stored.holds if h.id not in gone_holds | {hold.id for hold in after.holds})
    written = {enrolment_id: change.written(enrolment_id) for enrolment_id in change.enrolments}
    tasks = {k: task for k, task in after.tasks.items() if change.before.tasks.get(k) != task}
    return replace(
        stored,
        customer=after.customer,
        contacts=after.contacts,
        receivables=receivables,
        holds=(*kept, *after.holds),
        org_holds=(),
        remind_from={},
        enrolments={**stored.enrolments, **written},
        tasks={**_without(stored.tasks, before.tasks, after.tasks), **tasks},
        promises={**_without(stored.promises, before.promises, after.promises), **after.promises},
        version=stored.version + change.touches_account,
        figures=change.figures if change.touches_account else stored.figures,
    )


def _without[Kept](
    stored: Mapping[str, Kept], before: Mapping[str, object], after: Mapping[str, object]
) -> dict[str, Kept]:
    """What is stored but for what the change takes away."""
    gone = before.keys() - after.keys()
    return {key: one for key, one in stored.items() if key not in gone}


@dataclass
class MemoryEnrolments:
    accounts: MemoryAccounts

    def due(self, start: datetime, end: datetime) -> Iterator[DueEntry]:
        return self.accounts.due(start, end)

    def claim(self, key: DueKey, now: datetime, attempt: str) -> ClaimResult:
        try:
            enrolment = self.accounts.load(key.org, key.customer).enrolments[key.enrolment]
        except (NotFound, KeyError):
            return NotDue()
        if enrolment.is_sending and enrolment.claim:
            if enrolment.claim.attempt == attempt:
                return Claimed(attempt)
            return Leased() if enrolment.claim.lease_until > now else Abandoned(enrolment.claim.attempt)
        waits = enrolment.state is EnrolmentState.ACTIVE and DueKey.of(key.org, enrolment) == key
        if not waits or enrolment.next_at is None or enrolment.next_at > now:
            return NotDue()
        claim = Claim(attempt, key.outreach, now.replace(microsecond=0), now + LEASE)
        claimed = replace(enrolment, state=EnrolmentState.SENDING, claim=claim, version=enrolment.version + 1)
        self.accounts.put_enrolment(key.org, claimed)
        return Claimed(attempt)


@dataclass
class MemoryOutreaches:
    _all: dict[OutreachRef, Outreach] = field(default_factory=dict)
    _messages: dict[tuple[str, str], OutreachRef] = field(default_factory=dict)

    def get(self, ref: OutreachRef) -> Outreach | None:
        return self._all.get(ref)

    def of_customer(
        self, org: str, customer: str, limit: int, before: str | None = None
    ) -> tuple[Outreach, ...]:
        names = {ref.name: ref for ref in self._all if (ref.org, ref.customer) == (org, customer)}
        earlier = sorted((name for name in names if before is None or name < before), reverse=True)
        return tuple(self._all[names[name]] for name in earlier[:limit])

    def record(self, outreach: Outreach) -> None:
        heard = self._all.get(outreach.ref)
        merged = outreach.merged(heard) if heard else outreach
        self._all[outreach.ref] = replace(merged, revision=merged.revision + 1)

    def update(self, outreach: Outreach) -> None:
        known = self._all.get(outreach.ref)
        if known is None or known.revision != outreach.revision:
            raise Conflict(f"outreach {outreach.ref.id}")
        self._all[outreach.ref] = replace(outreach, revision=outreach.revision + 1)

    def remove(self, outreach: Outreach) -> None:
        if outreach.message_id:
            self._messages.pop((outreach.ref.org, outreach.message_id), None)
        self._all.pop(outreach.ref, None)

    def name_message(self, ref: OutreachRef, message_id: str) -> None:
        self._messages[ref.org, message_id] = ref

    def of_message(self, org: str, message_id: str) -> OutreachRef | None:
        return self._messages.get((org, message_id))

    def all(self) -> tuple[Outreach, ...]:
        return tuple(sorted(self._all.values(), key=lambda o: (o.ref.at, o.ref.customer, o.ref.id)))


@dataclass
class MemoryQueue:
    """Holds what was dispatched until somebody takes it."""

    waiting: list[tuple[str, tuple[DueEntry, ...]]] = field(default_factory=list)

    def put(self, batches: Iterable[tuple[str, tuple[DueEntry, ...]]], after: timedelta = AT_ONCE) -> None:
        self.waiting.extend(batches)

    def is_idle(self) -> bool:
        return not self.waiting

    def take(self) -> list[tuple[str, tuple[DueEntry, ...]]]:
        taken, self.waiting = self.waiting, []
        return taken


@dataclass
class MemoryWatermark:
    reached: datetime | None = None

    def read(self) -> datetime | None:
        return self.reached

    def write(self, reached: datetime) -> None:
        self.reached = reached


@dataclass
class SettableClock:
    """A clock that stands where it is put."""

    at: datetime

    def now(self) -> datetime:
        return self.at

    def forward(self, by: timedelta) -> None:
        self.at += by
