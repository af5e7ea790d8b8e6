"""What every store promises about promises to pay: kept with the account, found when they end."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from relance.domain.errors import Conflict
from relance.domain.promise import PromiseState, PromiseToPay
from relance.house import House
from relance.usecases.ports.enrolments import DueCustomer
from tests.contract.accounts import (
    DAY,
    ODD_IDS,
    account,
    change,
    claim,
    due_keys,
    enrolment,
    invoice,
    paid,
    promise,
    stored,
)

A_WHILE = timedelta(minutes=10)


def withdrawn(one: PromiseToPay) -> PromiseToPay:
    return replace(one, state=PromiseState.WITHDRAWN, closed_on=DAY)


def test_one_that_ended_is_history_and_read_when_it_is_named(house: House, org: str, now: datetime) -> None:
    stored(house, org, account("C1", invoice("F-1"), promise(now), promise(now, "p-2")))

    left = change(house, org, "C1", lambda a: a.with_promise(withdrawn(promise(now))))

    assert left.promises == {"p-2": promise(now, "p-2")}
    assert house.accounts.load(org, "C1", ("p-1",)).promises["p-1"] == withdrawn(promise(now))


def test_it_leaves_the_working_set_with_the_last_invoice_it_covers_and_comes_back_with_it(
    house: House, org: str, now: datetime
) -> None:
    kept = promise(now, state=PromiseState.KEPT, closed_on=DAY)
    stored(house, org, account("C1", invoice("F-1"), kept))
    assert change(house, org, "C1", lambda a: paid(a, "F-1")).promises == {}

    whole = house.accounts.load(org, "C1", ("F-1",))
    assert whole.promises == {"p-1": kept}
    reopened = replace(whole, receivables=replace(whole.receivables, credits=()))
    house.accounts.save(org, whole, reopened)
    assert house.accounts.load(org, "C1", ("F-1",)).promises == {"p-1": kept}


@pytest.mark.parametrize("customer", ODD_IDS)
def test_a_customer_is_due_when_the_first_of_its_promises_ends(
    house: House, org: str, now: datetime, customer: str
) -> None:
    later = promise(now + timedelta(days=1), "p-2")
    stored(house, org, account(customer, invoice("F-1"), promise(now), later))
    (key,) = due_keys(house, org, now, now + A_WHILE)
    assert key == DueCustomer(org, customer)

    change(house, org, customer, lambda a: a.with_promise(withdrawn(promise(now))))
    assert due_keys(house, org, now, now + A_WHILE) == []
    assert len(due_keys(house, org, later.ends_at, later.ends_at + A_WHILE)) == 1

    change(house, org, customer, lambda a: a.with_promise(withdrawn(later)))
    for first in (now, later.ends_at):
        assert due_keys(house, org, first, first + A_WHILE) == []


def test_a_worker_that_claimed_before_it_was_made_finds_out(house: House, org: str, now: datetime) -> None:
    one = enrolment(org, next_at=now)
    before = stored(house, org, account("C1", invoice("F-1"), one))
    claim(house, org, one, now)
    working = house.accounts.load(org, "C1")

    house.accounts.save(org, working, working.with_promise(promise(now)))

    with pytest.raises(Conflict):
        house.accounts.save(org, before, before.with_promise(promise(now, "p-2")))
    with pytest.raises(Conflict):
        house.accounts.save(org, working, working.with_enrolment(working.enrolments[one.id].released()))
