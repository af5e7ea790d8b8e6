"""What every store promises about accounts: all or nothing, never over somebody else's change."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from relance.domain.customer import Account, Contact, Customer
from relance.domain.errors import Conflict, Exists, NotFound
from relance.domain.hold import Hold, HoldKind
from relance.domain.money import Money
from relance.domain.task import TaskState
from relance.house import House
from tests.contract.accounts import (
    DAY,
    ODD_IDS,
    account,
    change,
    enrolment,
    full_account,
    invoice,
    stored,
    with_invoice,
)


def same(one: Account, other: Account) -> bool:
    """But for versions, and for orders that mean nothing."""

    def bare(a: Account) -> Account:
        return replace(
            a,
            version=0,
            contacts=tuple(sorted(a.contacts, key=lambda c: c.id)),
            holds=tuple(sorted(a.holds, key=lambda h: h.id)),
            receivables=replace(a.receivables, credits=tuple(sorted(a.receivables.credits, key=repr))),
            enrolments={k: replace(e, version=0) for k, e in a.enrolments.items()},
        )

    return bare(one) == bare(other)


def test_an_account_is_read_as_it_was_written(house: House, org: str, now: datetime) -> None:
    written = full_account(org, now)

    assert same(stored(house, org, written), written)


def test_an_account_that_is_not_there_is_not_found(house: House, org: str) -> None:
    with pytest.raises(NotFound):
        house.accounts.load(org, "nobody")


def test_a_customer_with_nothing_but_a_name_is_kept(house: House, org: str) -> None:
    assert same(stored(house, org, account()), account())


def test_what_is_removed_is_gone(house: House, org: str, now: datetime) -> None:
    stored(house, org, full_account(org, now))

    left = change(house, org, "C1", lambda a: replace(a, holds=(), contacts=a.contacts[:1]))

    assert (left.holds, [c.id for c in left.contacts]) == ((), ["k-1"])


def test_a_value_taken_away_is_gone(house: House, org: str) -> None:
    stored(house, org, account("C1", Contact("k-1", email="a@b.example"), enrolment(org, resume_on=DAY)))

    left = change(
        house,
        org,
        "C1",
        lambda a: replace(
            a,
            customer=Customer("C1", "Other", language="en"),
            contacts=(Contact("k-1", "Zoé"),),
            enrolments={k: replace(e, resume_on=None) for k, e in a.enrolments.items()},
        ),
    )

    assert left.customer == Customer("C1", "Other", language="en")
    assert left.contacts == (Contact("k-1", "Zoé"),)
    assert [e.resume_on for e in left.enrolments.values()] == [None]


def test_of_two_changes_of_what_was_read_once_the_second_conflicts(house: House, org: str) -> None:
    read = stored(house, org, account("C1", invoice()))
    house.accounts.save(org, read, with_invoice("F-2")(read))

    with pytest.raises(Conflict):
        house.accounts.save(org, read, with_invoice("F-3")(read))
    assert set(house.accounts.load(org, "C1").receivables.invoices) == {"F-1", "F-2"}


def test_a_customer_is_created_once(house: House, org: str) -> None:
    stored(house, org, account("C1", invoice()))

    with pytest.raises(Conflict):
        house.accounts.save(org, Account(Customer("C1", "C1")), account("C1", invoice("F-9")))
    assert set(house.accounts.load(org, "C1").receivables.invoices) == {"F-1"}


def test_every_part_of_the_account_is_guarded(house: House, org: str) -> None:
    read = stored(house, org, account("C1", Contact("k-1"), invoice()))
    house.accounts.save(org, read, with_invoice("F-2")(read))

    for late in (
        replace(read, customer=replace(read.customer, plan="none")),
        replace(read, contacts=()),
        replace(read, holds=(Hold("pause", HoldKind.PAUSE, DAY),)),
        with_invoice("F-1", "1.00 EUR")(read),
    ):
        with pytest.raises(Conflict):
            house.accounts.save(org, read, late)


def test_a_conflict_writes_nothing_at_all(house: House, org: str) -> None:
    read = stored(house, org, account("C1", invoice(), enrolment(org)))
    change(house, org, "C1", with_invoice("F-2"))
    one = next(iter(read.enrolments.values()))

    late = with_invoice("F-3")(replace(read, holds=(Hold("pause", HoldKind.PAUSE, DAY),)))
    with pytest.raises(Conflict):
        house.accounts.save(org, read, late.with_enrolment(replace(one, failures=4)))

    left = house.accounts.load(org, "C1")
    assert left.holds == ()
    assert [e.failures for e in left.enrolments.values()] == [0]


def test_saving_what_was_read_changes_nothing(house: House, org: str, now: datetime) -> None:
    read = stored(house, org, full_account(org, now))

    house.accounts.save(org, read, read)

    assert house.accounts.load(org, "C1") == read


def test_the_organizations_own_holds_are_never_written(house: House, org: str) -> None:
    read = stored(house, org, account("C1", invoice()))

    house.accounts.save(
        org, read, replace(with_invoice("F-2")(read), org_holds=(Hold("org", HoldKind.ORG_SWITCH, DAY),))
    )

    left = house.accounts.load(org, "C1")
    assert (left.org_holds, left.holds) == ((), ())


@pytest.mark.large
def test_two_hundred_and_fifty_invoices_of_one_customer_are_written_at_once(house: House, org: str) -> None:
    numbers = [f"F-{n:03}" for n in range(250)]
    one_each = [enrolment(org, alone=number) for number in numbers]

    read = stored(house, org, account("C1", *(invoice(number) for number in numbers), *one_each))
    assert (len(read.receivables.invoices), len(read.enrolments)) == (250, 250)

    dearer = [replace(i, total=Money.parse("7.00 EUR")) for i in read.receivables.invoices.values()]
    house.accounts.save(org, read, replace(read, receivables=read.receivables.with_invoices(dearer)))
    again = house.accounts.load(org, "C1")
    assert {i.total for i in again.receivables.invoices.values()} == {Money.parse("7.00 EUR")}
    assert len(again.enrolments) == 250

    with pytest.raises(Conflict):
        house.accounts.save(org, read, with_invoice("F-999")(read))


@pytest.mark.parametrize("odd", ODD_IDS)
def test_ids_may_be_any_text(house: House, org: str, now: datetime, odd: str) -> None:
    written = account(odd, invoice(odd), enrolment(org, odd, alone=odd, next_at=now))

    assert same(stored(house, org, written), written)
    assert house.accounts.customer_of(org, odd) == odd
    assert list(house.accounts.customers(org)) == [odd]


def test_ids_that_look_alike_are_not_the_same(house: House, org: str) -> None:
    for n, customer in enumerate(("A", "A#B", "A|B", "A B", "a")):
        stored(house, org, account(customer, invoice(f"F-{n}")))

    assert set(house.accounts.customers(org)) == {"A", "A#B", "A|B", "A B", "a"}
    assert set(house.accounts.load(org, "A").receivables.invoices) == {"F-0"}


def test_another_organizations_accounts_are_not_seen(house: House, org: str) -> None:
    stored(house, org, account("C1", invoice()))

    with pytest.raises(NotFound):
        house.accounts.load(f"{org}x", "C1")
    assert house.accounts.customer_of(f"{org}x", "F-1") is None
    assert list(house.accounts.customers(f"{org}x")) == []


def test_an_organization_whose_id_begins_like_anothers_sees_only_its_own(house: House, org: str) -> None:
    stored(house, f"{org}a", account("C1", invoice("F-1")))
    stored(house, f"{org}ab", account("C2", invoice("F-2")))

    assert list(house.accounts.customers(f"{org}a")) == ["C1"]


def test_customers_come_in_a_stable_order(house: House, org: str) -> None:
    for number in (3, 1, 2):
        stored(house, org, account(f"C{number}"))

    once = list(house.accounts.customers(org))
    assert (sorted(once), list(house.accounts.customers(org))) == (["C1", "C2", "C3"], once)


def test_a_number_is_found_with_its_customer(house: House, org: str, now: datetime) -> None:
    stored(house, org, full_account(org, now, "C7"))

    assert house.accounts.customer_of(org, "F-1") == "C7"
    assert house.accounts.customer_of(org, "A-1") == "C7"
    assert house.accounts.customer_of(org, "F-404") is None


def test_of_two_customers_one_gets_a_number(house: House, org: str) -> None:
    """Both looked before either wrote."""
    for customer in ("C1", "C2"):
        stored(house, org, account(customer))
    change(house, org, "C1", with_invoice("F-1"))
    with pytest.raises(Exists):
        change(house, org, "C2", with_invoice("F-1"))
    assert house.accounts.customer_of(org, "F-1") == "C1"
    assert house.accounts.load(org, "C2").receivables.invoices == {}


def test_customers_are_found_by_their_registration_numbers(house: House, org: str) -> None:
    def registered(customer: str, **numbers: Any) -> Account:
        new = account(customer)
        return replace(new, customer=replace(new.customer, **numbers))

    stored(house, org, registered("C1", siren="732829320", vat="FR32732829320"))
    stored(house, org, registered("C2", siren="732829320"))

    assert house.accounts.of_registration(org, "732829320") == {"C1", "C2"}
    assert house.accounts.of_registration(org, "FR32732829320") == {"C1"}
    assert house.accounts.of_registration(f"{org}x", "732829320") == frozenset()
    assert house.accounts.load(org, "C1").customer.vat == "FR32732829320"

    corrected = replace(registered("C2").customer, name="Client C2", siren="552100554")
    change(house, org, "C2", lambda a: replace(a, customer=corrected))

    assert house.accounts.of_registration(org, "732829320") == {"C1"}
    assert house.accounts.of_registration(org, "552100554") == {"C2"}


def test_a_to_do_that_was_closed_is_not_of_the_working_set(house: House, org: str, now: datetime) -> None:
    stored(house, org, full_account(org, now))

    def done(a: Account) -> Account:
        (task,) = a.tasks.values()
        return a.with_task(replace(task, state=TaskState.DONE))

    assert change(house, org, "C1", done).tasks == {}


def test_a_to_do_raised_again_is_open(house: House, org: str, now: datetime) -> None:
    """Its closed copy is history."""
    (task,) = stored(house, org, full_account(org, now)).tasks.values()
    change(house, org, "C1", lambda a: a.with_task(replace(task, state=TaskState.DONE)))
    change(house, org, "C1", lambda a: a.with_task(task))

    whole = house.accounts.load(org, "C1", also=["everything"])

    assert whole.tasks == {task.id: task}
