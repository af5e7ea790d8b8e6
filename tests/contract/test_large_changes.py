"""A change of more items than one transaction takes counts whole or not at all, wherever its writer dies and
whoever comes between.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest

from relance.again import again
from relance.domain.customer import Account, Contact
from relance.domain.enrolment import Enrolment
from relance.domain.errors import Conflict, Exists, NotFound
from relance.domain.money import Money
from relance.domain.receivables import CreditNote
from relance.domain.task import Task, TaskKind, TaskState
from relance.house import House
from relance.runtime.memory import MemoryWorld
from relance.store.dynamo.accounts import DynamoAccounts
from relance.store.dynamo.enrolments import DynamoEnrolments
from relance.store.dynamo.tables import Tables
from relance.store.dynamo.wire import Wire
from relance.usecases.ports.enrolments import Claimed, ClaimResult, DueCustomer, NotDue
from tests.contract.accounts import (
    DAY,
    account,
    change,
    claim,
    due_keys,
    enrolment,
    invoice,
    paid,
    stored,
    with_invoice,
)
from tests.contract.conftest import START
from tests.contract.random_changes import EVERYTHING, told
from tests.contract.writing import Broken, breaks, writing

MANY = [f"F-{n:03}" for n in range(120)]
LATER = date(2026, 12, 1)


@pytest.fixture
def store(local_tables: tuple[Tables, Wire]) -> House:
    tables, wire = local_tables
    return MemoryWorld.starting(START).house.but(
        accounts=DynamoAccounts(tables, wire), enrolments=DynamoEnrolments(tables, wire)
    )


def owing(store: House, org: str, *parts: object, customer: str = "C1") -> Account:
    """A customer with 120 open invoices."""
    return stored(store, org, account(customer, *(invoice(number) for number in MANY), *parts))


def all_paid(read: Account) -> Account:
    for number in MANY:
        if f"P-{number}" not in {credit.id for credit in read.receivables.credits if hasattr(credit, "id")}:
            read = paid(read, number)
    return read


def one_paid(read: Account) -> Account:
    return paid(read, "F-001")


def all_later(read: Account) -> Account:
    """The due date of every invoice that is open is corrected."""
    later = [replace(one, due_date=LATER) for one in read.receivables.invoices.values()]
    return replace(read, receivables=read.receivables.with_invoices(later))


def whole(store: House, org: str, customer: str = "C1") -> Account:
    return store.accounts.load(org, customer, EVERYTHING)


def numbers_of(store: House, org: str, customer: str) -> set[str]:
    try:
        return set(whole(store, org, customer).receivables.invoices)
    except NotFound:
        return set()


def test_what_was_committed_is_due_to_be_finished_though_nobody_tries_again(store: House, org: str) -> None:
    """Whoever looks at what is due reads the account, and so finishes the change."""
    late = datetime.now(UTC) + timedelta(minutes=10)
    found = []
    for at in range(writes_of(store, org, all_paid)):
        one = f"{org}-{at}"
        read = owing(store, one)
        with writing(at, happens=breaks), pytest.raises(Broken):
            store.accounts.save(one, read, all_paid(read))
        due = due_keys(store, one, late - timedelta(minutes=15), late)
        paid_all = len(whole(store, one).receivables.credits) == 120
        assert due == ([DueCustomer(one, "C1")] if paid_all else []), at
        assert [
            key for key in store.enrolments.due(late - timedelta(minutes=15), late) if key.org == one
        ] == []
        found.append(paid_all)
    assert True in found
    assert False in found


def writes_of(store: House, org: str, how: Callable[[Account], Account]) -> int:
    """How many writes such a change takes."""
    read = owing(store, f"{org}-counted")
    with writing() as tap:
        store.accounts.save(f"{org}-counted", read, how(read))
    return tap.count


def test_a_file_that_closes_120_invoices_loses_none_wherever_it_breaks_off(store: House, org: str) -> None:
    count = writes_of(store, org, all_paid)
    assert count > 5
    for at in range(count):
        for after in (False, True):
            one = f"{org}-{at}-{after}"
            read = owing(store, one)
            with writing(at, after=after, happens=breaks), pytest.raises(Broken):
                store.accounts.save(one, read, all_paid(read))

            between = whole(store, one)
            assert len(between.receivables.invoices) == 120, (at, after)
            assert len(between.receivables.credits) in (0, 120), (at, after)
            assert len(store.accounts.load(one, "C1").receivables.invoices) in (0, 120), (at, after)

            change(store, one, "C1", all_paid) if not between.receivables.credits else None
            left = whole(store, one)
            assert (len(left.receivables.invoices), len(left.receivables.credits)) == (120, 120), (at, after)
            assert store.accounts.load(one, "C1").receivables.invoices == {}, (at, after)


def test_a_payment_that_comes_between_any_two_writes_is_not_overwritten(store: House, org: str) -> None:
    count = writes_of(store, org, all_later)
    assert count > 5
    for at in range(count):
        one = f"{org}-{at}"
        read = owing(store, one)

        def pay(one: str = one) -> None:
            again(partial(change, store, one, "C1", one_paid), one)

        with writing(at, happens=pay):
            try:
                store.accounts.save(one, read, all_later(read))
            except Conflict:
                change(store, one, "C1", all_later)

        left = whole(store, one)
        owed = left.receivables.outstanding(left.receivables.invoices["F-001"])
        assert owed == Money(0, "EUR"), at
        assert "F-001" not in store.accounts.load(one, "C1").receivables.invoices, at
        assert {i.due_date for n, i in left.receivables.invoices.items() if n != "F-001"} == {LATER}, at


def test_a_claim_between_any_two_writes_is_kept_or_comes_too_late(
    store: House, org: str, now: datetime
) -> None:
    """One or the other: a reminder is never sent of an enrolment that a change has moved on."""

    def moved_on(read: Account) -> Account:
        later = {k: replace(e, next_at=now + timedelta(days=9)) for k, e in read.enrolments.items()}
        return all_later(replace(read, enrolments=later))

    for at in range(writes_of(store, org, all_later)):
        one = f"{org}-{at}"
        due = enrolment(one, next_at=now)
        read = owing(store, one, due)
        results: list[ClaimResult] = []
        conflicted = False

        def claims(one: str = one, due: Enrolment = due, results: list[ClaimResult] = results) -> None:
            results.append(claim(store, one, due, now))

        with writing(at, happens=claims):
            try:
                store.accounts.save(one, read, moved_on(read))
            except Conflict:
                conflicted = True

        (result,) = results
        assert result == (Claimed("a-1") if conflicted else NotDue()), at
        left = store.accounts.load(one, "C1").enrolments[due.id]
        assert left.is_sending == conflicted, at


def test_a_to_do_that_was_closed_meanwhile_is_not_written_again(store: House, org: str) -> None:
    task = Task("t-1", TaskKind.CALL, "C1", DAY, "manual_step")
    count = writes_of(store, org, all_later)
    for at in range(count):
        one = f"{org}-{at}"
        read = owing(store, one, task)

        def done(one: str = one) -> None:
            closed = replace(task, state=TaskState.DONE)
            again(partial(change, store, one, "C1", lambda a: a.with_task(closed) if a.tasks else a), one)

        with writing(at, happens=done):
            try:
                other = replace(task, owner="marie")
                store.accounts.save(one, read, all_later(read).with_task(other))
            except Conflict:
                pass
        assert store.accounts.load(one, "C1").tasks == {}, at


def test_a_number_that_another_customer_takes_meanwhile_is_refused_and_nothing_stays(
    store: House, org: str
) -> None:
    stored(store, org, account("C2", invoice("F-119")))
    with pytest.raises(Exists):
        owing(store, org)

    assert store.accounts.customer_of(org, "F-000") is None
    assert store.accounts.customer_of(org, "F-119") == "C2"
    change(store, org, "C2", with_invoice("F-000"))
    assert store.accounts.customer_of(org, "F-000") == "C2"


def test_a_number_that_a_dead_writer_has_locked_is_free(store: House, org: str) -> None:
    stored(store, org, account("C2"))
    new = account("C1", *(invoice(number) for number in MANY))
    with writing() as tap:
        stored(store, f"{org}-counted", new)
    refused = 0
    for at in range(tap.count):
        one = f"{org}-{at}"
        stored(store, one, account("C2"))
        with writing(at, happens=breaks), pytest.raises(Broken):
            stored(store, one, new)
        for _ in range(3):
            try:
                change(store, one, "C2", with_invoice("F-000"))
            except Conflict:
                continue
            except Exists:
                refused += 1
            break
        owner = store.accounts.customer_of(one, "F-000")
        # The customer is read by its id: lists of customers wait for the change to be finished.
        holders = [c for c in ("C1", "C2") if "F-000" in numbers_of(store, one, c)]
        assert holders == [owner], at
    assert 0 < refused < tap.count


def test_an_invoice_moves_to_another_customer_with_its_number(house: House, org: str) -> None:
    one, other = stored(house, org, account("C1", invoice())), stored(house, org, account("C2"))
    bare = replace(one, receivables=replace(one.receivables, invoices={}))

    house.accounts.save_together(org, (one, bare), (other, with_invoice("F-1")(other)))

    assert house.accounts.customer_of(org, "F-1") == "C2"
    assert whole(house, org, "C1").receivables.invoices == {}
    assert list(whole(house, org, "C2").receivables.invoices) == ["F-1"]


def test_a_credit_note_moves_with_its_number(house: House, org: str) -> None:
    note = CreditNote("A-1", DAY, Money.parse("5.00 EUR"))
    one, other = stored(house, org, account("C1", note)), stored(house, org, account("C2"))
    bare = replace(one, receivables=replace(one.receivables, credits=()))
    moved = replace(other, receivables=replace(other.receivables, credits=(note,)))

    house.accounts.save_together(org, (one, bare), (other, moved))

    assert house.accounts.customer_of(org, "A-1") == "C2"
    assert whole(house, org, "C1").receivables.credits == ()
    assert whole(house, org, "C2").receivables.credits == (note,)


def test_of_two_customers_neither_changes_when_one_of_them_has(house: House, org: str) -> None:
    one, other = stored(house, org, account("C1", invoice())), stored(house, org, account("C2"))
    bare = replace(one, receivables=replace(one.receivables, invoices={}))
    change(house, org, "C2", with_invoice("F-2"))

    with pytest.raises(Conflict):
        house.accounts.save_together(org, (one, bare), (other, with_invoice("F-1")(other)))

    assert list(whole(house, org, "C1").receivables.invoices) == ["F-1"]
    assert list(whole(house, org, "C2").receivables.invoices) == ["F-2"]
    assert house.accounts.customer_of(org, "F-1") == "C1"


def merged(one: Account, other: Account) -> tuple[tuple[Account, Account], tuple[Account, Account]]:
    """All of the first customer's invoices and contacts become the other's."""
    invoices = one.receivables.invoices.values()
    return (
        (one, replace(one, contacts=(), receivables=replace(one.receivables, invoices={}))),
        (
            other,
            replace(other, contacts=one.contacts, receivables=other.receivables.with_invoices(invoices)),
        ),
    )


def test_two_customers_of_120_invoices_are_merged_whole_wherever_it_breaks_off(
    store: House, org: str
) -> None:
    zoe = Contact("k-1", "Zoé", "zoe@client.example")

    def prepared(one: str) -> tuple[tuple[Account, Account], tuple[Account, Account]]:
        return merged(owing(store, one, zoe), stored(store, one, account("C2", invoice("G-1"))))

    counted = prepared(f"{org}-counted")
    with writing() as tap:
        store.accounts.save_together(f"{org}-counted", *counted)
    for at in range(tap.count):
        one = f"{org}-{at}"
        both = prepared(one)
        with writing(at, happens=breaks), pytest.raises(Broken):
            store.accounts.save_together(one, *both)

        # The second one is read first: it, too, leads to the change.
        two, first = whole(store, one, "C2"), whole(store, one, "C1")
        sizes = (len(first.receivables.invoices), len(two.receivables.invoices))
        assert sizes in ((120, 1), (0, 121)), at
        if sizes == (120, 1):
            store.accounts.save_together(one, *merged(first, two))
        assert whole(store, one, "C1").receivables.invoices == {}, at
        assert len(whole(store, one, "C2").receivables.invoices) == 121, at
        assert store.accounts.customer_of(one, "F-007") == "C2", at
        assert store.accounts.of_address(one, "zoe@client.example") == {"C2"}, at


def test_reading_does_not_undo_what_is_being_prepared(store: House, org: str) -> None:
    for at in range(writes_of(store, org, all_paid)):
        one = f"{org}-{at}"
        read = owing(store, one)
        seen: list[int] = []
        with writing(at, happens=lambda: seen.append(len(whole(store, one).receivables.credits))):  # noqa: B023
            store.accounts.save(one, read, all_paid(read))
        assert seen[0] in (0, 120), at
        assert len(whole(store, one).receivables.credits) == 120, at


def test_a_small_change_is_one_write(house: House, org: str, store: House) -> None:
    read = stored(store, org, account("C1", *(invoice(f"F-{n}") for n in range(40))))
    with writing() as tap:
        store.accounts.save(org, read, all_later(read))
    assert tap.count == 1


def test_what_a_dead_writer_noted_is_cleared_by_the_next_large_change(
    store: House, org: str, local_tables: tuple[Tables, Wire]
) -> None:
    read = owing(store, org)
    with writing(3, happens=breaks), pytest.raises(Broken):
        store.accounts.save(org, read, all_later(read))
    change(store, org, "C1", all_paid)

    tables, wire = local_tables
    noted = {":p": f"O#{org}#X#C1"}
    assert list(wire.query(tables.settings.core, "pk = :p", noted, ConsistentRead=True)) == []
    assert told(whole(store, org)) == told(all_paid(read))
