"""Two customers that are merged are one in the store, under both ids."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from relance.domain.customer import Account
from relance.domain.errors import Conflict, NotFound
from relance.domain.merging import merged
from relance.house import House
from tests.contract.accounts import (
    account,
    change,
    due_keys,
    full_account,
    invoice,
    paid,
    stored,
    with_invoice,
)
from tests.contract.random_changes import told


def merge(house: House, org: str, source: Account, target: Account) -> Account:
    both = merged(source, target, org)
    house.accounts.save_together(org, (source, both.source), (target, both.target))
    return house.accounts.load(org, target.customer.id)


def two(house: House, org: str, now: datetime) -> tuple[Account, Account]:
    source = stored(house, org, full_account(org, now))
    change(house, org, "C1", with_invoice("F-4"))
    change(house, org, "C1", lambda read: paid(read, "F-4"))
    target = stored(house, org, account("C2", invoice("G-1")))
    return house.accounts.load_all(org, source.customer.id), target


def test_the_old_id_gives_the_account_of_both(house: House, org: str, now: datetime) -> None:
    source, target = two(house, org, now)
    both = merge(house, org, source, target)

    assert both == house.accounts.load(org, "C1")
    assert set(both.receivables.invoices) == {"F-1", "F-2", "F-3", "G-1"}
    assert both.customer.ids == ("C2", "C1")
    assert list(house.accounts.customers(org)) == ["C2"]
    assert {house.accounts.customer_of(org, number) for number in ("F-1", "F-4", "A-1", "G-1")} == {"C2"}
    assert house.accounts.of_address(org, "zoe@client.example") == {"C2"}
    assert [key.customer for key in due_keys(house, org, now - timedelta(1), now + timedelta(400))] == ["C2"]


def test_what_was_closed_is_the_others_too(house: House, org: str, now: datetime) -> None:
    source, target = two(house, org, now)
    merge(house, org, source, target)

    whole = house.accounts.load_all(org, "C1")
    assert set(whole.receivables.invoices) == {"F-1", "F-2", "F-3", "F-4", "G-1"}
    assert whole == house.accounts.load(org, "C1", ("F-4",))
    assert told(whole) == told(merged(source, target, org).target)


def test_what_was_read_before_is_not_written_any_more(house: House, org: str, now: datetime) -> None:
    source, target = two(house, org, now)
    read = house.accounts.load(org, "C1")
    merge(house, org, source, target)

    with pytest.raises(Conflict):
        house.accounts.save(org, read, with_invoice("F-9")(read))
    assert change(house, org, "C1", with_invoice("F-9")).customer.id == "C2"
    assert house.accounts.customer_of(org, "F-9") == "C2"


def test_an_id_leads_on_through_a_second_merge(house: House, org: str, now: datetime) -> None:
    source, target = two(house, org, now)
    both = merge(house, org, source, target)
    third = stored(house, org, account("C3"))
    merge(house, org, house.accounts.load_all(org, both.customer.id), third)

    found = house.accounts.load(org, "C1")
    assert (found.customer.id, found.customer.ids) == ("C3", ("C3", "C2", "C1"))


def test_nobody_is_known_by_an_id_that_never_was(house: House, org: str) -> None:
    with pytest.raises(NotFound):
        house.accounts.load_all(org, "C1")


def test_two_merges_at_once_are_one(house: House, org: str, now: datetime) -> None:
    source, target = two(house, org, now)
    third = stored(house, org, replace(account("C3")))
    merge(house, org, source, target)

    with pytest.raises(Conflict):
        merge(house, org, source, third)
    assert house.accounts.load(org, "C1").customer.id == "C2"
