"""The due index: who to look at, never too early, never forgotten."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from relance.domain.customer import Account
from relance.domain.cycle import Cycle, Place
from relance.house import House
from relance.usecases.ports.enrolments import Claimed, DueKey
from tests.contract.accounts import (
    ODD_IDS,
    account,
    change,
    due_keys,
    enrolment,
    invoice,
    moved,
    paid,
    stored,
)

A_MINUTE = timedelta(minutes=1)
AN_HOUR = timedelta(hours=1)


def test_an_enrolment_is_found_once_its_time_has_come(house: House, org: str, now: datetime) -> None:
    one = enrolment(org, next_at=now)
    stored(house, org, account("C1", invoice(), one))

    assert due_keys(house, org, now - AN_HOUR, now) == [DueKey.of(org, one)]


@pytest.mark.parametrize("minutes", range(0, 11))
def test_it_is_never_found_before_its_time_and_within_five_minutes_after(
    house: House, org: str, now: datetime, minutes: int
) -> None:
    due = now + minutes * A_MINUTE
    stored(house, org, account("C1", invoice(), enrolment(org, next_at=due)))

    assert due_keys(house, org, now - AN_HOUR, due - timedelta(seconds=1)) == []
    assert len(due_keys(house, org, now - AN_HOUR, due + 5 * A_MINUTE)) == 1


def test_both_ends_of_the_range_are_included(house: House, org: str, now: datetime) -> None:
    stored(house, org, account("C1", invoice(), enrolment(org, next_at=now)))

    assert len(due_keys(house, org, now, now)) == 1
    assert due_keys(house, org, now + 5 * A_MINUTE, now + AN_HOUR) == []


def test_what_waits_for_nothing_is_not_in_it(house: House, org: str, now: datetime) -> None:
    one = enrolment(org, next_at=now)
    stored(house, org, account("C1", invoice(), one))

    change(house, org, "C1", moved(one, next_at=None))

    assert due_keys(house, org, now - AN_HOUR, now + AN_HOUR) == []


def test_an_enrolment_that_moved_is_found_at_its_new_time_with_its_new_step_only(
    house: House, org: str, now: datetime
) -> None:
    one = enrolment(org, next_at=now)
    stored(house, org, account("C1", invoice(), one))
    later = {"next_at": now + AN_HOUR, "cycle": Cycle(2, "F-2", pending=Place("J+15", 15))}

    change(house, org, "C1", moved(one, **later))

    found = due_keys(house, org, now - AN_HOUR, now + AN_HOUR)
    assert found == [DueKey(org, "C1", one.id, 2, "J+15")]
    assert due_keys(house, org, now - AN_HOUR, now) == []


def test_the_oldest_come_first_then_by_customer(house: House, org: str, now: datetime) -> None:
    for customer, hours in (("C3", 1), ("C1", 1), ("C2", 2), ("C4", 0)):
        at = now - hours * AN_HOUR
        stored(house, org, account(customer, invoice(f"F-{customer}"), enrolment(org, customer, next_at=at)))

    assert [key.customer for key in due_keys(house, org, now - 3 * AN_HOUR, now)] == ["C2", "C1", "C3", "C4"]


def test_an_enrolment_set_aside_is_found_no_more(house: House, org: str, now: datetime) -> None:
    stored(house, org, account("C1", invoice(), enrolment(org, next_at=now)))

    def set_aside(a: Account) -> Account:
        return replace(a, enrolments={k: e.retired() for k, e in a.enrolments.items()})

    change(house, org, "C1", set_aside)

    assert due_keys(house, org, now - AN_HOUR, now) == []


def test_one_without_a_cycle_is_found_too(house: House, org: str, now: datetime) -> None:
    one = enrolment(org, cycle=None, next_at=now)
    stored(house, org, account("C1", invoice(), one))

    assert due_keys(house, org, now, now) == [DueKey(org, "C1", one.id, 0, "")]


@pytest.mark.parametrize("odd", ODD_IDS)
def test_odd_ids_come_back_whole(house: House, org: str, now: datetime, odd: str) -> None:
    one = enrolment(org, odd, alone=odd, next_at=now, cycle=Cycle(3, odd, pending=Place(odd, 7)))
    stored(house, org, account(odd, invoice(odd), one))

    (key,) = due_keys(house, org, now, now)

    assert key == DueKey(org, odd, one.id, 3, odd)
    assert house.enrolments.claim(key, now, "a-1") == Claimed("a-1")


def test_an_enrolment_of_a_paid_invoice_that_is_still_due_is_found_and_read(
    house: House, org: str, now: datetime
) -> None:
    one = enrolment(org, alone="F-1", next_at=now)
    stored(house, org, account("C1", invoice("F-1"), one))

    left = change(house, org, "C1", lambda a: paid(a, "F-1"))

    assert due_keys(house, org, now, now) == [DueKey.of(org, one)]
    assert one.id in left.enrolments
