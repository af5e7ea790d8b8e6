"""What is listed of to-dos and of all that was sent, and what an organization keeps for itself."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest

from relance.domain.errors import Conflict, Exists, NotFound
from relance.domain.outreach import EmailStatus, Outreach, OutreachRef
from relance.domain.plan import Message, PlanStep, StepKind
from relance.domain.plan_draft import PlanDraft
from relance.domain.task import Task, TaskKind, TaskState
from relance.domain.template import Template
from relance.house import House
from relance.store import keys
from relance.store.dynamo.accounts import DynamoAccounts
from relance.store.dynamo.lists import DynamoHistory, DynamoTaskList
from relance.store.dynamo.shelf import DynamoShelf
from relance.store.memory import MemoryAccounts, MemoryOutreaches
from relance.store.memory_lists import MemoryHistory, MemoryShelf, MemoryTaskList
from relance.usecases.ports.listings import TaskList
from relance.usecases.ports.outreaches import History
from relance.usecases.ports.shelf import Shelf
from tests.contract.accounts import DAY, account, change, stored


@dataclass(frozen=True)
class Lists:
    tasks: TaskList
    history: History
    drafts: Shelf[PlanDraft]
    templates: Shelf[Template]


@pytest.fixture
def lists(house: House) -> Lists:
    """Over the stores of the house."""
    match house.accounts, house.outreaches:
        case DynamoAccounts(tables, wire), _:
            return Lists(
                DynamoTaskList(tables, wire),
                DynamoHistory(tables, wire),
                DynamoShelf(tables, wire, PlanDraft, keys.plan_draft),
                DynamoShelf(tables, wire, Template, keys.template),
            )
        case MemoryAccounts() as accounts, MemoryOutreaches() as outreaches:
            return Lists(MemoryTaskList(accounts), MemoryHistory(outreaches), MemoryShelf(), MemoryShelf())
        case other:
            raise AssertionError(other)


def todo(number: int, customer: str = "C1", days: int = 0) -> Task:
    return Task(f"t-{number}", TaskKind.CALL, customer, DAY + timedelta(days=days), "manual_step")


def closed(task: Task, at: datetime) -> Task:
    return replace(task, state=TaskState.DONE, closed_at=at, closed_by="marie")


def ids(lists: Lists, org: str, state: TaskState = TaskState.DUE) -> list[str]:
    """Read two by two."""
    found, after = [], None
    while True:
        page = lists.tasks.of_state(org, state, 2, after)
        assert len(page.lines) <= 2
        found += [task.id for task in page.lines]
        after = page.after
        if after is None:
            return found


def test_open_to_dos_are_listed_by_the_day_they_are_due(house: House, lists: Lists, org: str) -> None:
    stored(house, org, account("C1", todo(1, days=3), todo(2, days=1), todo(3, days=3)))
    stored(house, org, account("C2", todo(4, "C2", days=2)))
    assert ids(lists, org) == ["t-2", "t-4", "t-1", "t-3"]
    assert ids(lists, org, TaskState.DONE) == []
    assert ids(lists, f"{org}x") == []


def test_closed_to_dos_are_listed_with_the_latest_first(
    house: House, lists: Lists, org: str, now: datetime
) -> None:
    stored(house, org, account("C1", *(todo(n) for n in range(4))))
    for minute, number in enumerate((2, 0, 1)):
        before = house.accounts.load(org, "C1")
        task = closed(before.tasks[f"t-{number}"], now + timedelta(minutes=minute))
        house.accounts.save(org, before, before.with_task(task))
    assert ids(lists, org, TaskState.DONE) == ["t-1", "t-0", "t-2"]
    assert ids(lists, org) == ["t-3"]


def test_a_to_do_is_closed_once(house: House, org: str, now: datetime) -> None:
    before = stored(house, org, account("C1", todo(1), todo(2)))
    house.accounts.save(org, before, before.with_task(closed(before.tasks["t-1"], now)))

    with pytest.raises(Conflict):
        house.accounts.save(org, before, before.with_task(closed(before.tasks["t-1"], now)))
    with pytest.raises(Conflict):
        house.accounts.save(org, before, before.with_task(replace(before.tasks["t-1"], owner="paul")))
    house.accounts.save(org, before, before.with_task(replace(before.tasks["t-2"], owner="paul")))

    whole = house.accounts.load(org, "C1", ("t-1",))
    assert (whole.tasks["t-1"].state, whole.tasks["t-2"].owner) == (TaskState.DONE, "paul")


def test_a_closed_to_do_may_be_opened_again(house: House, lists: Lists, org: str, now: datetime) -> None:
    stored(house, org, account("C1", todo(1)))
    change(house, org, "C1", lambda a: a.with_task(closed(a.tasks["t-1"], now)))
    whole = house.accounts.load(org, "C1", ("t-1",))
    house.accounts.save(org, whole, whole.with_task(todo(1)))
    assert ids(lists, org) == ["t-1"]
    assert ids(lists, org, TaskState.DONE) == []
    assert house.accounts.load(org, "C1").tasks == {"t-1": todo(1)}


def sent(org: str, customer: str, at: datetime) -> Outreach:
    ref = OutreachRef(org, customer, at, f"o-{customer}")
    return Outreach(ref, EmailStatus.SENT, {"zoe@client.example": EmailStatus.SENT}, "Rappel", "Bonjour")


def test_all_that_was_sent_begins_with_the_latest(
    house: House, lists: Lists, org: str, now: datetime
) -> None:
    for minute in range(5):
        house.outreaches.record(sent(org, f"C{minute % 2}", now + timedelta(minutes=minute)))
    house.outreaches.record(sent(f"{org}x", "C1", now))

    first = lists.history.sent(org, 3)
    rest = lists.history.sent(org, 3, first[-1].ref.name)

    assert [one.ref.customer for one in first] == ["C0", "C1", "C0"]
    assert [one.ref.at for one in (*first, *rest)] == [
        now + timedelta(minutes=minute) for minute in (4, 3, 2, 1, 0)
    ]
    assert first[0].text == "Bonjour"
    assert lists.history.sent(org, 3, rest[-1].ref.name) == ()


DRAFT = PlanDraft("p-1", "Ferme", (PlanStep("s", StepKind.EMAIL, 7, True, {"fr": Message("é", "x")}),))


def test_what_is_kept_is_changed_by_one_at_a_time(lists: Lists, org: str) -> None:
    first = lists.drafts.put(org, DRAFT)
    assert lists.drafts.get(org, "p-1") == first
    with pytest.raises(Exists):
        lists.drafts.put(org, DRAFT)

    second = lists.drafts.put(org, replace(first, name="Plus ferme"))
    with pytest.raises(Conflict):
        lists.drafts.put(org, replace(first, name="Moins ferme"))
    with pytest.raises(Conflict):
        lists.drafts.remove(org, first)
    lists.drafts.remove(org, second)
    with pytest.raises(NotFound):
        lists.drafts.get(org, "p-1")
    with pytest.raises(Conflict):
        lists.drafts.put(org, second)


def test_each_organization_keeps_its_own(lists: Lists, org: str) -> None:
    for name in ("b", "a"):
        lists.templates.put(org, Template(name, name.upper(), {"en": Message("#REF#", "x")}))
    lists.drafts.put(org, DRAFT)
    assert [kept.id for kept in lists.templates.all(org)] == ["a", "b"]
    assert [kept.id for kept in lists.drafts.all(org)] == ["p-1"]
    assert list(lists.templates.all(f"{org}x")) == []
    with pytest.raises(NotFound):
        lists.templates.get(f"{org}x", "a")


def test_what_somebody_handled_of_a_customers_is_found(
    house: House, lists: Lists, org: str, now: datetime
) -> None:
    by_itself = replace(todo(3), state=TaskState.EXPIRED)
    stored(house, org, account("C1", todo(1), closed(todo(2), now), by_itself))
    stored(house, org, account("C2", closed(todo(4, "C2"), now)))
    assert lists.tasks.handled_of(org, "C1") == (closed(todo(2), now),)
    assert lists.tasks.handled_of(org, "C3") == ()
    assert lists.tasks.handled_of(f"{org}x", "C1") == ()
