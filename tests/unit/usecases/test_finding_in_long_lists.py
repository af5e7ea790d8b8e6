"""Searching a long list a bounded part at a time: nothing is missed, and nothing told twice."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import pytest

from relance.domain.customer import Contact, Customer
from relance.domain.task import Task, TaskKind, TaskState
from relance.usecases.customers import find_customers, find_tasks
from relance.usecases.customers.find_tasks import NOBODY, TaskFilter
from relance.usecases.ports.listings import CustomerLine, Listings, Page, TaskList
from tests.builders import ORG, day

ALL = [
    CustomerLine(
        Customer(f"C{n}", "Blue" if n % 2 else "Red"), (Contact("k", f"Anne {n}", f"A{n}@x.example"),)
    )
    for n in range(1, 10)
]


class InPages:
    """Lists of customers and of to-dos, as the store gives them."""

    def __init__(self, tasks: tuple[Task, ...] = ()) -> None:
        self.tasks, self.asked = tasks, 0

    def customers(self, org: str, limit: int, after: str | None = None) -> Page[CustomerLine]:
        self.asked += 1
        later = (line for line in ALL if line.customer.id > (after or ""))
        return Page.first(limit, later, lambda line: line.customer.id)

    def of_state(self, org: str, state: TaskState, limit: int, after: str | None) -> Page[Task]:
        self.asked += 1
        later = (task for task in self.tasks if task.state is state and task.id > (after or ""))
        return Page.first(limit, later, lambda task: task.id)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> InPages:
    """Two customers at once, and six at most for one page."""
    monkeypatch.setattr(find_customers, "_AT_ONCE", 2)
    monkeypatch.setattr(find_customers, "_LOOKED_THROUGH", 6)
    return InPages()


def found(lists: InPages, words: str, limit: int, after: str | None = None) -> tuple[list[str], str | None]:
    page = find_customers.find_customers(cast(Listings, lists), ORG, words, limit, after)
    return [line.customer.id for line in page.lines], page.after


def test_without_words_the_list_is_as_it_is(small: InPages) -> None:
    assert found(small, "  ", 3) == (["C1", "C2", "C3"], "C3")


def test_a_page_ends_with_its_last_customer_or_with_what_was_looked_through(small: InPages) -> None:
    assert found(small, "blue", 2) == (["C1", "C3"], "C3")
    assert found(small, "blue", 50) == (["C1", "C3", "C5"], "C6")
    assert found(small, "blue", 50, "C6") == (["C7", "C9"], None)
    assert found(small, "nobody", 5) == ([], "C6")


def test_the_page_that_ends_with_the_last_customer_of_all_is_the_last(small: InPages) -> None:
    assert found(small, "blue", 2, "C6") == (["C7", "C9"], None)
    assert found(small, "red", 1, "C6") == (["C8"], "C8")


def test_every_word_is_in_the_id_the_name_or_a_contact(small: InPages) -> None:
    assert found(small, "BLUE anne", 1) == (["C1"], "C1")
    assert found(small, "red a4@X.example", 9) == (["C4"], "C6")
    assert found(small, "blue a4@x.example", 9) == ([], "C6")
    assert found(small, "c5", 9) == (["C5"], "C6")
    assert found(small, "x.examplec2", 9) == ([], "C6")


def to_do(n: int, owner: str | None, kind: TaskKind = TaskKind.CALL) -> Task:
    return replace(Task(f"T{n:02}", kind, "C1", day("2026-03-01"), "why"), owner=owner)


def to_dos(
    lists: InPages, limit: int, after: str | None = None, **wanted: object
) -> tuple[list[str], str | None]:
    of = replace(TaskFilter(TaskState.DUE), **wanted)  # type: ignore[arg-type]
    page = find_tasks.find_tasks(cast(TaskList, lists), ORG, of, limit, after)
    return [task.id for task in page.lines], page.after


def test_to_dos_are_found_by_whose_they_are_and_what_kind() -> None:
    lists = InPages((to_do(1, "anne"), to_do(2, None), to_do(3, "bob"), to_do(4, "anne", TaskKind.LETTER)))
    assert to_dos(lists, 9) == (["T01", "T02", "T03", "T04"], None)
    assert to_dos(lists, 9, owner="anne") == (["T01", "T04"], None)
    assert to_dos(lists, 9, owner=NOBODY) == (["T02"], None)
    assert to_dos(lists, 9, owner="anne", kind=TaskKind.LETTER) == (["T04"], None)
    assert to_dos(lists, 1, owner="anne") == (["T01"], "T01")
    assert to_dos(lists, 2, owner="anne") == (["T01", "T04"], None)


def test_so_many_pages_are_looked_through_and_the_next_one_goes_on() -> None:
    lists = InPages(tuple(to_do(n, "anne" if n == 12 else "bob") for n in range(1, 20)))
    assert to_dos(lists, 1, owner="anne") == ([], "T10")
    assert lists.asked == 10
    assert to_dos(lists, 1, "T10", owner="anne") == (["T12"], "T12")
