"""What is closed is kept apart, and found again by its number."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import partial

import pytest

from relance.domain.customer import Account
from relance.domain.money import Money
from relance.domain.receivables import Allocation, CreditNote, Payment
from relance.house import House
from tests.contract.accounts import (
    DAY,
    account,
    change,
    enrolment,
    invoice,
    paid,
    payment_of,
    stored,
    with_invoice,
)


def closed_account(house: House, org: str) -> Account:
    """F-1 paid, F-2 open, each on its own enrolment."""
    both = (enrolment(org, alone="F-1"), enrolment(org, alone="F-2"))
    stored(house, org, account("C1", invoice("F-1"), invoice("F-2"), *both))
    return change(house, org, "C1", lambda a: paid(a, "F-1"))


def test_what_is_paid_leaves_the_working_set(house: House, org: str) -> None:
    left = closed_account(house, org)

    assert set(left.receivables.invoices) == {"F-2"}
    assert left.receivables.credits == ()
    assert {e.invoice for e in left.enrolments.values()} == {"F-2"}


def test_it_is_found_again_with_all_that_belongs_to_it(house: House, org: str) -> None:
    closed_account(house, org)

    again = house.accounts.load(org, "C1", also=["F-1"])

    assert set(again.receivables.invoices) >= {"F-1", "F-2"}
    assert [credit.amount for credit in again.receivables.credits] == [Money.parse("100.00 EUR")]
    assert {e.invoice for e in again.enrolments.values()} == {"F-1", "F-2"}
    assert not again.receivables.outstanding(again.receivables.invoices["F-1"])


def test_numbers_nobody_knows_are_no_fault(house: House, org: str) -> None:
    closed_account(house, org)

    assert set(house.accounts.load(org, "C1", also=["F-404"]).receivables.invoices) >= {"F-2"}


def test_a_payment_taken_back_opens_the_invoice_with_its_place(house: House, org: str) -> None:
    closed_account(house, org)
    before = house.accounts.load(org, "C1", also=["F-1"])
    (payment,) = before.receivables.credits
    assert isinstance(payment, Payment)

    taken_back = before.receivables.with_credit(replace(payment, reversed_on=DAY))
    house.accounts.save(org, before, replace(before, receivables=taken_back))

    left = house.accounts.load(org, "C1")
    assert set(left.receivables.invoices) == {"F-1", "F-2"}
    assert {e.invoice for e in left.enrolments.values()} == {"F-1", "F-2"}


def test_a_change_that_did_not_read_history_leaves_it(house: House, org: str) -> None:
    closed_account(house, org)

    change(house, org, "C1", with_invoice("F-3"))
    change(house, org, "C1", lambda a: paid(a, "F-2"))

    again = house.accounts.load(org, "C1", also=["F-1", "F-2"])
    assert set(again.receivables.invoices) == {"F-1", "F-2", "F-3"}
    assert len(again.receivables.credits) == 2


def test_a_closed_number_is_still_its_customers(house: House, org: str) -> None:
    closed_account(house, org)

    assert house.accounts.customer_of(org, "F-1") == "C1"


def test_money_left_over_stays_in_the_working_set(house: House, org: str) -> None:
    owed = invoice("F-1")
    part = (Allocation("F-1", owed.total),)
    stored(house, org, account("C1", owed, Payment("P-1", DAY, Money.parse("130.00 EUR"), part)))

    left = house.accounts.load(org, "C1")

    assert set(left.receivables.invoices) == set()
    assert left.receivables.unapplied_total("EUR") == Money.parse("30.00 EUR")


def test_what_a_credit_settles_is_read_with_it_and_may_open_again(house: House, org: str) -> None:
    owed, other = invoice("F-1"), invoice("F-2")
    part, moved_to = (Allocation("F-1", owed.total),), (Allocation("F-2", other.total),)
    payment = Payment("P-1", DAY, Money.parse("130.00 EUR"), part)
    stored(house, org, account("C1", owed, other, payment))

    before = house.accounts.load(org, "C1", also=["P-1", "F-2"])
    assert set(before.receivables.invoices) == {"F-1", "F-2"}
    moved = before.receivables.with_credit(replace(payment, allocations=moved_to))
    house.accounts.save(org, before, replace(before, receivables=moved))

    left = house.accounts.load(org, "C1").receivables
    assert [invoice.number for invoice in left.open] == ["F-1"]
    assert left.balances == {"EUR": Money.parse("70.00 EUR")}


def test_a_void_credit_note_leaves_the_working_set(house: House, org: str) -> None:
    note = CreditNote("A-1", DAY, Money.parse("5.00 EUR"))
    stored(house, org, account("C1", note))

    def voided(a: Account) -> Account:
        return replace(a, receivables=a.receivables.with_credit(replace(note, void=True)))

    assert change(house, org, "C1", voided).receivables.credits == ()
    again = house.accounts.load(org, "C1", also=["A-1"])
    assert [credit.live for credit in again.receivables.credits] == [False]


def test_a_payment_and_a_credit_note_may_be_called_alike(house: House, org: str) -> None:
    owed = invoice("F-1", "300.00 EUR")
    payment = Payment("X-1", DAY, Money.parse("20.00 EUR"))
    note = CreditNote("X-1", DAY, Money.parse("7.00 EUR"))

    read = stored(house, org, account("C1", owed, payment, note))

    assert {type(credit) for credit in read.receivables.credits} == {Payment, CreditNote}
    change(house, org, "C1", with_invoice("F-2"))
    assert len(house.accounts.load(org, "C1").receivables.credits) == 2


@pytest.mark.large
def test_the_working_set_stays_small_however_long_a_customer_buys(
    house: House, org: str, now: datetime
) -> None:
    stored(house, org, account("C1", invoice("F-0"), enrolment(org, next_at=now)))
    for n in range(1, 30):
        change(house, org, "C1", with_invoice(f"F-{n}"))
        change(house, org, "C1", partial(paid, number=f"F-{n}"))

    left = house.accounts.load(org, "C1")

    assert (set(left.receivables.invoices), left.receivables.credits) == ({"F-0"}, ())
    assert payment_of(invoice("F-7"), "P-F-7") in house.accounts.load(org, "C1", ["F-7"]).receivables.credits
