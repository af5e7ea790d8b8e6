"""Claims: one worker at a time, and everybody told who changed what meanwhile."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from relance.domain.customer import Account
from relance.domain.cycle import Cycle, Place
from relance.domain.enrolment import Enrolment, EnrolmentState
from relance.domain.errors import Conflict
from relance.domain.task import Task, TaskKind
from relance.house import House
from relance.usecases.ports.enrolments import LEASE, Abandoned, Claimed, DueKey, Leased, NotDue
from tests.contract.accounts import (
    DAY,
    account,
    change,
    claim,
    due_keys,
    enrolment,
    invoice,
    moved,
    paid,
    stored,
    with_invoice,
)

A_SECOND = timedelta(seconds=1)


@pytest.fixture
def due(house: House, org: str, now: datetime) -> Enrolment:
    """The enrolment of C1, whose time has come."""
    read = stored(house, org, account("C1", invoice(), enrolment(org, next_at=now)))
    return next(iter(read.enrolments.values()))


def claimed(house: House, org: str, due: Enrolment, now: datetime, attempt: str = "a-1") -> Enrolment:
    """The enrolment as it stands once it is claimed."""
    assert claim(house, org, due, now, attempt) == Claimed(attempt)
    return house.accounts.load(org, due.customer).enrolments[due.id]


def test_a_claim_is_the_record_of_sending(house: House, org: str, due: Enrolment, now: datetime) -> None:
    one = claimed(house, org, due, now)

    assert one.claim is not None
    assert (one.state, one.claim.attempt) == (EnrolmentState.SENDING, "a-1")
    assert one.claim.outreach == DueKey.of(org, due).outreach
    assert one.claim.claimed_at == now
    assert one.claim.lease_until - now == LEASE
    assert (one.cycle, one.next_at, one.version) == (due.cycle, due.next_at, due.version + 1)


def test_a_claim_whose_answer_was_lost_is_still_its_own(
    house: House, org: str, due: Enrolment, now: datetime
) -> None:
    """The store's client repeats a call that got no answer, with the same attempt."""
    claimed(house, org, due, now, "a-1")

    assert claim(house, org, due, now, "a-1") == Claimed("a-1")


def test_a_second_worker_is_told_of_the_first(house: House, org: str, due: Enrolment, now: datetime) -> None:
    claimed(house, org, due, now)

    assert claim(house, org, due, now + LEASE - A_SECOND, "a-2") == Leased()


def test_a_lease_that_ran_out_shows_what_was_abandoned(
    house: House, org: str, due: Enrolment, now: datetime
) -> None:
    claimed(house, org, due, now, "a-1")

    assert claim(house, org, due, now + LEASE, "a-2") == Abandoned("a-1")


def test_what_is_being_sent_stays_in_the_due_index(
    house: House, org: str, due: Enrolment, now: datetime
) -> None:
    claimed(house, org, due, now)

    assert due_keys(house, org, now - LEASE, now + 2 * LEASE) == [DueKey.of(org, due)]


def test_nothing_is_claimed_before_its_time(house: House, org: str, due: Enrolment, now: datetime) -> None:
    assert claim(house, org, due, now - A_SECOND) == NotDue()


@pytest.mark.parametrize(
    "elsewhere",
    [
        {"next_at": None},
        {"cycle": Cycle(2, "F-1", pending=Place("J+7", 7))},
        {"cycle": Cycle(1, "F-1", pending=Place("J+15", 15))},
        {"cycle": None},
        {"state": EnrolmentState.RETIRED},
    ],
    ids=lambda fields: next(iter(fields)),
)
def test_nothing_is_claimed_that_moved_on(
    house: House, org: str, due: Enrolment, now: datetime, elsewhere: dict[str, object]
) -> None:
    change(house, org, "C1", moved(due, **elsewhere))

    assert claim(house, org, due, now) == NotDue()


def test_nothing_is_claimed_that_is_not_there(house: House, org: str, due: Enrolment, now: datetime) -> None:
    key = DueKey.of(org, due)

    assert house.enrolments.claim(replace(key, customer="nobody"), now, "a-1") == NotDue()
    assert house.enrolments.claim(replace(key, enrolment="none"), now, "a-1") == NotDue()
    assert house.enrolments.claim(replace(key, org=f"{org}x"), now, "a-1") == NotDue()


def test_an_enrolment_without_a_cycle_is_claimed_to_be_looked_at(
    house: House, org: str, now: datetime
) -> None:
    one = enrolment(org, cycle=None, next_at=now)
    stored(house, org, account("C1", invoice(), one))

    assert isinstance(claim(house, org, one, now), Claimed)


def test_an_import_raced_by_a_claim_conflicts_then_leaves_what_is_sent_alone(
    house: House, org: str, due: Enrolment, now: datetime
) -> None:
    read = house.accounts.load(org, "C1")
    one = claimed(house, org, due, now)

    with pytest.raises(Conflict):
        house.accounts.save(org, read, paid(read, "F-1"))

    left = change(house, org, "C1", lambda a: paid(a, "F-1")).enrolments[due.id]
    assert (left.state, left.claim, left.cycle) == (EnrolmentState.SENDING, one.claim, one.cycle)


def test_a_claim_raced_by_an_import_is_told_when_it_saves(
    house: House, org: str, due: Enrolment, now: datetime
) -> None:
    claimed(house, org, due, now)
    read = house.accounts.load(org, "C1")
    change(house, org, "C1", lambda a: paid(a, "F-1"))

    with pytest.raises(Conflict):
        house.accounts.save(org, read, moved(due, state=EnrolmentState.ACTIVE, claim=None)(read))
    assert house.accounts.load(org, "C1").enrolments[due.id].is_sending


def test_a_claim_is_found_and_finished_on_what_was_read_after_the_import(
    house: House, org: str, due: Enrolment, now: datetime
) -> None:
    claimed(house, org, due, now)
    change(house, org, "C1", with_invoice("F-2"))

    left = change(house, org, "C1", moved(due, state=EnrolmentState.ACTIVE, claim=None, next_at=None))

    assert not left.enrolments[due.id].is_sending
    assert set(left.receivables.invoices) == {"F-1", "F-2"}


def test_of_two_who_finish_the_same_claim_the_second_conflicts(
    house: House, org: str, due: Enrolment, now: datetime
) -> None:
    claimed(house, org, due, now)
    read = house.accounts.load(org, "C1")
    finished = moved(due, state=EnrolmentState.ACTIVE, claim=None, next_at=None)(read)
    house.accounts.save(org, read, finished)

    with pytest.raises(Conflict):
        house.accounts.save(org, read, finished)


def test_a_worker_moves_its_enrolment_with_its_to_do_and_nothing_else(
    house: House, org: str, due: Enrolment, now: datetime
) -> None:
    claimed(house, org, due, now)
    before = house.accounts.load(org, "C1")
    task = Task("t-1", TaskKind.CALL, "C1", DAY, "manual_step")

    after = change(
        house,
        org,
        "C1",
        lambda a: moved(due, state=EnrolmentState.ACTIVE, claim=None)(a).with_task(task),
    )

    assert after.tasks == {"t-1": task}
    assert after.version == before.version


def test_two_enrolments_of_one_customer_are_moved_by_two_workers(
    house: House, org: str, now: datetime
) -> None:
    one, two = (enrolment(org, alone=n, next_at=now) for n in ("F-1", "F-2"))
    stored(house, org, account("C1", invoice("F-1"), invoice("F-2"), one, two))
    first, second = house.accounts.load(org, "C1"), house.accounts.load(org, "C1")

    def done(a: Account, e: Enrolment) -> Account:
        return moved(e, next_at=None, last_contact_on=DAY)(a)

    house.accounts.save(org, first, done(first, one))
    house.accounts.save(org, second, done(second, two))

    left = house.accounts.load(org, "C1").enrolments
    assert [e.last_contact_on for e in left.values()] == [DAY, DAY]


def test_a_new_invoice_does_not_disturb_the_claim_of_another_ones_enrolment(
    house: House, org: str, now: datetime
) -> None:
    one, two = (enrolment(org, alone=n, next_at=now) for n in ("F-1", "F-2"))
    stored(house, org, account("C1", invoice("F-1"), one))
    claimed(house, org, one, now)

    left = change(house, org, "C1", lambda a: with_invoice("F-2")(a).with_enrolment(two))

    assert left.enrolments[one.id].is_sending
    assert isinstance(claim(house, org, two, now, "a-2"), Claimed)
