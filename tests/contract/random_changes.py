"""Random changes of one customer's account, and what the two stores say of it afterwards.

A change is decided on what was read, as the product's own are, and made again on what is read after it broke
off: made twice, it changes nothing the second time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Protocol

from relance.again import again
from relance.domain.customer import Account, Contact, Customer
from relance.domain.cycle import Cycle, Place
from relance.domain.enrolment import Enrolment
from relance.domain.errors import NotFound
from relance.domain.hold import Hold, HoldKind
from relance.domain.merging import merged
from relance.domain.money import Money
from relance.domain.moving import moved
from relance.domain.receivables import Allocation, Invoice, Payment
from relance.domain.task import Task, TaskKind, TaskState
from relance.domain.working_set import WorkingSet
from relance.store.dynamo.accounts import DynamoAccounts
from relance.store.dynamo.large_change import LargeChanges
from relance.store.dynamo.tables import Tables
from relance.store.dynamo.wire import Item, Wire
from relance.store.memory import MemoryAccounts
from tests.contract.writing import Broken, breaks, writing

DAY = date(2026, 11, 2)
NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
OWED = Money(100_00, "EUR")
# Names nothing that is open, so that all history is read.
EVERYTHING = ("everything",)


class Accounts(Protocol):
    def load(self, org: str, customer: str, also: tuple[str, ...] = ...) -> Account: ...

    def save(self, org: str, before: Account, after: Account) -> None: ...

    def save_together(self, org: str, *accounts: tuple[Account, Account]) -> None: ...


@dataclass(frozen=True)
class Step:
    """One change: its kind, how many things it is about, and what it makes of an account."""

    kind: str
    size: int
    apply: Callable[[Account], Account]

    def run(self, accounts: Accounts, org: str, customer: str) -> None:
        def attempt() -> None:
            try:
                before = accounts.load(org, customer, EVERYTHING)
            except NotFound:
                before = Account(Customer(customer, customer))
            accounts.save(org, before, self.apply(before))

        again(attempt, customer, tries=20)


def imports(
    org: str, customer: str, numbers: list[str], on: date, document: str = ""
) -> Callable[[Account], Account]:
    """Invoices with an enrolment each, new or dated anew; new ones may be instalments of one document."""

    def apply(account: Account) -> Account:
        known = account.receivables.invoices
        new = {n: Invoice(n, DAY, on, OWED, document=document) for n in numbers}
        invoices = [replace(known.get(n) or new[n], due_date=on) for n in numbers]
        asked = {e.id: e for e in (_enrolment(org, customer, number) for number in numbers)}
        zoe = Contact("k-1", "Zoé", f"{customer}@client.example".lower(), main=True)
        return _at_rest(
            replace(
                account,
                contacts=account.contacts or (zoe,),
                receivables=account.receivables.with_invoices(invoices),
                enrolments={**asked, **account.enrolments},
            )
        )

    return apply


def pays(numbers: list[str], *, announced: bool = False) -> Callable[[Account], Account]:
    """In full; or the money is announced: it does not count yet, and the customer is looked at."""

    def apply(account: Account) -> Account:
        credits = {c.id: c for c in account.receivables.credits if isinstance(c, Payment)}
        for number in numbers:
            if invoice := account.receivables.invoices.get(number):
                parts = (Allocation(invoice.document or number, OWED),)
                paid = Payment(f"P-{number}", DAY, OWED, parts, announced=announced)
                credits[paid.id] = replace(paid, changes_at=NOON if announced else None)
        return _with_payments(account, credits)

    return apply


def reopens(numbers: list[str]) -> Callable[[Account], Account]:
    """Their payments are taken back."""

    def apply(account: Account) -> Account:
        credits = {c.id: c for c in account.receivables.credits if isinstance(c, Payment)}
        for number in numbers:
            if paid := credits.get(f"P-{number}"):
                back = replace(paid, allocations=(), reversed_on=DAY, announced=False, changes_at=None)
                credits[paid.id] = back
        return _with_payments(account, credits)

    return apply


def moves_plan(plan: str) -> Callable[[Account], Account]:
    def apply(account: Account) -> Account:
        moved = {k: replace(e, plan=plan, plan_version=2) for k, e in account.enrolments.items()}
        return replace(account, enrolments=moved)

    return apply


def replies(name: str, *, handled: bool) -> Callable[[Account], Account]:
    def apply(account: Account) -> Account:
        task = Task(f"reply-{name}", TaskKind.REPLY, account.customer.id, DAY, "reply", "marie")
        if handled:
            task = replace(task, state=TaskState.DONE, closed_at=NOON)
        holds = tuple(hold for hold in account.holds if hold.id != f"reply-{name}")
        if not handled:
            holds = (*holds, Hold(f"reply-{name}", HoldKind.REPLY, DAY))
        return replace(account, holds=holds, tasks={**account.tasks, task.id: task})

    return apply


def raises_to_dos(names: list[str], state: TaskState) -> Callable[[Account], Account]:
    def apply(account: Account) -> Account:
        tasks = {
            f"t-{name}": Task(
                *(f"t-{name}", TaskKind.CALL, account.customer.id, DAY, "manual_step"),
                state=state,
                closed_at=None if state.is_open else NOON,
            )
            for name in names
        }
        return replace(account, tasks={**account.tasks, **tasks})

    return apply


def neighbour(customer: str, nth: int) -> str:
    """The other customer of moves and merges; after each merge it is a new one."""
    return f"{customer} {nth}"


@dataclass(frozen=True)
class Join:
    """A change of two customers: some invoices move to the neighbour, or the neighbour is merged into the
    customer.
    """

    kind: str
    org: str
    other: str
    numbers: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        return len(self.numbers)

    def run(self, accounts: Accounts, org: str, customer: str) -> None:
        def attempt() -> None:
            one = accounts.load(org, customer, EVERYTHING)
            try:
                two = accounts.load(org, self.other, EVERYTHING)
            except NotFound:
                two = Account(Customer(self.other, self.other))
            if two.customer.id == one.customer.id:
                return
            first, second = self._joined(one, two)
            accounts.save_together(org, (one, _at_rest(first)), (two, _at_rest(second)))

        again(attempt, customer, tries=20)

    def _joined(self, one: Account, two: Account) -> tuple[Account, Account]:
        if self.kind == "merge":
            both = merged(two, one, self.org)
            return both.target, both.source
        for number in self.numbers:
            if number in one.receivables.invoices:
                after = moved(one, two, number, self.org)
                one, two = after.source, after.target
        return one, two


def _with_payments(account: Account, credits: dict[str, Payment]) -> Account:
    return _at_rest(
        replace(account, receivables=replace(account.receivables, credits=tuple(credits.values())))
    )


def _at_rest(account: Account) -> Account:
    """The enrolment of a paid invoice waits for nothing."""
    open_ = {invoice.number for invoice in account.receivables.open}

    def decided(one: Enrolment) -> Enrolment:
        return replace(one, next_at=NOON if one.invoice in open_ else None)

    return replace(account, enrolments={key: decided(one) for key, one in account.enrolments.items()})


def _enrolment(org: str, customer: str, number: str) -> Enrolment:
    return Enrolment(
        id=Enrolment.identity(org, customer, number),
        customer=customer,
        plan="plan",
        plan_version=1,
        enrolled_on=DAY,
        invoice=number,
        cycle=Cycle(1, number, pending=Place("J+7", 7)),
    )


@dataclass
class Found:
    """What a run of the model came to."""

    changes: int = 0
    faults: int = 0
    workers: int = 0
    large: int = 0
    lost: int = 0
    resurrected: int = 0
    doubled: int = 0
    wrong: list[str] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)
    sizes: list[int] = field(default_factory=list)


@dataclass
class Model:
    """Two stores that are given the same changes: DynamoDB's breaks off or has another worker at it, the
    one in memory does not.
    """

    tables: Tables
    wire: Wire
    random: Random
    org: str
    most: int = 1_000
    large: float = 0.09
    """How many of the sizes drawn are above 100; payments are of fewer invoices when fewer are there."""
    found: Found = field(default_factory=Found)
    _customers: int = 0
    _merges: int = 0
    """Of the present customer."""

    def customer(self, changes: int) -> None:
        """At most so many changes of a new customer, each compared; fewer once it has hundreds of enrolments,
        since every change of it is large from then on.
        """
        self._customers += 1
        self._merges = 0
        customer = f"C{self._customers}"
        dynamo, memory = DynamoAccounts(self.tables, self.wire), MemoryAccounts()
        names: list[str] = []
        changes_of_large = 0
        for number in range(changes):
            step = self._step(customer, number, names)
            self._change(dynamo, memory, customer, step, names)
            if isinstance(step, Join):
                has = dynamo.load(self.org, customer, EVERYTHING).receivables.invoices
                names[:] = [name for name in has if name != f"{customer}-other"]
                self._merges += step.kind == "merge"
            self.found.changes += 1
            self.found.kinds[step.kind] += 1
            self.found.sizes.append(step.size)
            changes_of_large += len(names) > 100
            if changes_of_large > 2:
                break
        for wrong in self._owners(dynamo, customer, names):
            self.found.lost += 1
            self.found.wrong.append(wrong)

    def _owners(self, dynamo: DynamoAccounts, customer: str, names: list[str]) -> Iterator[str]:
        for number in self.random.sample(names, min(len(names), 20)):
            if dynamo.customer_of(self.org, number) != customer:
                yield f"{number} is nobody's"

    def _size(self) -> int:
        """The median of those that are not large is 5."""
        if self.most > 100 and self.random.random() < self.large:
            return int(101 * (self.most / 101) ** self.random.random())
        return min(self.most, 1 + int(self.random.expovariate(1 / 7)))

    def _step(self, customer: str, number: int, names: list[str]) -> Step | Join:
        size = self._size()
        kind = "import" if not names else self.random.choice(_KINDS)
        if len(names) > 100 and self.random.random() < 0.5:
            size = len(names)
        some = self.random.sample(names, min(size, len(names)))
        match kind:
            case "import":
                new = [f"{customer}-{number}-{n}" for n in range(size)]
                names += new
                on = DAY + timedelta(days=number)
                document = f"{customer}-{number}" if self.random.random() < 0.3 else ""
                numbers = [*new, *some[: size // 2]]
                return Step(kind, size, imports(self.org, customer, numbers, on, document))
            case "payment":
                return Step(kind, len(some), pays(some))
            case "announced":
                return Step(kind, len(some), pays(some, announced=True))
            case "re-opening":
                return Step(kind, len(some), reopens(some))
            case "plan move":
                return Step(kind, len(names), moves_plan(self.random.choice(("plan", "other"))))
            case "move" | "merge":
                moving = tuple(some) if kind == "move" else ()
                return Join(kind, self.org, neighbour(customer, self._merges), moving)
            case "reply":
                return Step(kind, 1, replies(customer, handled=self.random.random() < 0.5))
            case _:
                state = self.random.choice((TaskState.DUE, TaskState.DONE))
                return Step(kind, size, raises_to_dos([f"{n}" for n in range(size)], state))

    def _change(
        self,
        dynamo: DynamoAccounts,
        memory: MemoryAccounts,
        customer: str,
        step: Step | Join,
        names: list[str],
    ) -> None:
        known = f"{customer}@client.example".lower()
        other = self.random.choice(
            (
                Step("other", 1, pays([self.random.choice(names)])),
                Step("other", 1, replies("other", handled=self.random.random() < 0.5)),
                Step("other", 1, raises_to_dos(["other"], self.random.choice(tuple(_STATES)))),
                Step("other", 1, imports(self.org, customer, [f"{customer}-other"], DAY)),
                Step("other", 1, lambda a: replace(a, customer=replace(a.customer, name=f"Client {known}"))),
            )
        )
        worker = self.random.random() < 0.4
        # Early writes are likelier, since how many there will be is not known.
        moment = self.random.randrange(1 + self.random.randrange(2 + step.size // 20))

        def happens() -> None:
            if not worker:
                breaks()
            other.run(dynamo, self.org, customer)

        with writing(moment, after=self.random.random() < 0.5, happens=happens) as tap:
            try:
                step.run(dynamo, self.org, customer)
            except Broken:
                # Another worker may be the first to read what was left behind.
                if self.random.random() < 0.5:
                    other.run(dynamo, self.org, customer)
                    worker = True
                step.run(dynamo, self.org, customer)
        came = worker and tap.done
        self.found.workers += came
        self.found.faults += tap.done and not came
        self.found.large += tap.count > 2
        self._compare(dynamo, memory, customer, step, other if came else None)

    def _compare(
        self,
        dynamo: DynamoAccounts,
        memory: MemoryAccounts,
        customer: str,
        step: Step | Join,
        other: Step | None,
    ) -> None:
        orders = ((step, other), (other, step)) if other else ((step,),)
        there = self._told(dynamo, customer)
        wanted: dict[str, object] = {}
        for order in orders:
            tried = _copy(memory)
            for one in order:
                if one:
                    one.run(tried, self.org, customer)
            wanted = self._told(tried, customer)
            if wanted == there:
                break
        memory.__dict__.update(tried.__dict__)
        if wanted != there:
            self._count(wanted, there, f"{customer}: {step.kind} of {step.size}")
        for known in self._all(customer):
            for wrong in self._partition(dynamo, known):
                self.found.doubled += 1
                self.found.wrong.append(f"{known}: {wrong}")

    def _all(self, customer: str) -> Iterator[str]:
        """The customer, and its neighbours so far."""
        yield customer
        yield from (neighbour(customer, nth) for nth in range(self._merges + 1))

    def _told(self, accounts: Accounts, customer: str) -> dict[str, object]:
        found: dict[str, object] = {}
        for one in self._all(customer):
            with suppress(NotFound):
                whole = told(accounts.load(self.org, one, EVERYTHING))
                found |= {f"{one}: {name}": part for name, part in whole.items()}
        return found

    def _count(self, wanted: dict[str, object], there: dict[str, object], what: str) -> None:
        self.found.lost += len(wanted.keys() - there.keys())
        self.found.resurrected += len(there.keys() - wanted.keys())
        changed = [key for key in wanted.keys() & there.keys() if wanted[key] != there[key]]
        self.found.resurrected += len(changed)
        self.found.wrong.append(f"{what}: {sorted(wanted.keys() ^ there.keys())[:3]} {changed[:3]}")

    def _partition(self, dynamo: DynamoAccounts, customer: str) -> Iterator[str]:
        """Everything twice in the partition, in another place than it belongs to, locked for ever, or listed
        as due though nothing waits; and what a large change has left behind.
        """
        core = self.tables.settings.core
        try:
            open_, whole = dynamo.load(self.org, customer), dynamo.load(self.org, customer, EVERYTHING)
        except NotFound:
            return
        items = list(
            self.wire.query(core, "pk = :p", {":p": f"O#{self.org}#C#{customer}"}, ConsistentRead=True)
        )
        yield from _twice(items)
        if whole.customer.id != customer:
            if any("g" in item or "lk" in item or "locked_by" in item for item in items):
                yield "listed, due or locked though it was merged"
            return
        waiting = {e.id for e in whole.enrolments.values() if e.next_at} | (
            {"META"} if whole.look_at else set()
        )
        listed = {item["sk"]["S"].rpartition("#")[2] for item in items if "g" in item}
        if waiting != listed:
            yield f"due are {waiting ^ listed}"
        if told(open_) != told(WorkingSet(whole).part):
            yield "the working set is not what is open"
        if any("locked_by" in item for item in items):
            yield "locked for ever"
        left = list(
            self.wire.query(core, "pk = :p", {":p": f"O#{self.org}#X#{customer}"}, ConsistentRead=True)
        )
        if left:
            # Of a writer that died before it locked anything: its next large change clears it.
            LargeChanges(self.tables, self.wire).clear(self.org, customer)
            again_ = told(dynamo.load(self.org, customer, EVERYTHING))
            if again_ != told(whole):
                yield "what was left of a large change changed the account"


def _twice(items: list[Item]) -> Iterator[str]:
    places = Counter(item["sk"]["S"].removeprefix("Z#") for item in items if "TASK#" not in item["sk"]["S"])
    yield from (f"{place} is there {times} times" for place, times in places.items() if times > 1)


def told(account: Account) -> dict[str, object]:
    """Everything of an account by its name; versions apart, which count writes."""
    parts: dict[str, object] = {"customer": account.customer}
    parts |= {f"contact {contact.id}": contact for contact in account.contacts}
    parts |= {f"hold {hold.id}": hold for hold in account.holds}
    parts |= {f"invoice {number}": invoice for number, invoice in account.receivables.invoices.items()}
    for credit in account.receivables.credits:
        parts[f"credit {credit.id if isinstance(credit, Payment) else credit.number}"] = credit
    parts |= {f"enrolment {key}": replace(one, version=0) for key, one in account.enrolments.items()}
    parts |= {f"task {key}": task for key, task in account.tasks.items()}
    return parts


def _copy(memory: MemoryAccounts) -> MemoryAccounts:
    copied = MemoryAccounts()
    copied.__dict__.update({name: copy(value) for name, value in memory.__dict__.items()})
    return copied


_KINDS = (
    *("import", "import", "payment", "payment", "payment", "announced"),
    *("re-opening", "plan move", "reply", "to-dos", "move", "merge"),
)
_STATES = (TaskState.DUE, TaskState.DONE)
