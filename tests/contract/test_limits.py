"""What no key or item of DynamoDB can hold is refused by every store, with the field's name, before anything
is written; what comes just below the limits is kept.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from relance.domain.customer import Account, Contact
from relance.domain.errors import NotFound, Refused
from relance.domain.hold import Hold, HoldKind
from relance.domain.money import Money
from relance.domain.receivables import CreditNote
from relance.domain.task import Task, TaskKind
from relance.house import House
from relance.store.limits import DOCUMENT_BYTES, EMAIL_BYTES, NAME_BYTES
from tests.contract.accounts import DAY, account, enrolment, invoice, stored
from tests.contract.random_changes import EVERYTHING, told


def long(size: int) -> str:
    """As many bytes, of three each as far as that goes."""
    return "日" * (size // 3) + "x" * (size % 3)


TOO_LARGE: dict[str, tuple[str, str, Callable[[], Account]]] = {
    "an id": ("customer_id", "name_too_long", lambda: account(long(NAME_BYTES + 1))),
    "a number": ("number", "name_too_long", lambda: account("C1", invoice(long(NAME_BYTES + 1)))),
    "a number that no key holds": ("number", "name_too_long", lambda: account("C1", invoice("N" * 2_500))),
    "a credit note": (
        "number",
        "name_too_long",
        lambda: account("C1", CreditNote(long(NAME_BYTES + 1), DAY, Money.parse("1.00 EUR"))),
    ),
    "an address": ("email", "name_too_long", lambda: account("C1", Contact("k", email="a" * 2_030))),
    "a name": ("customer", "record_too_large", lambda: renamed(account(), "n" * 400_000)),
    "contacts": (
        "contacts",
        "record_too_large",
        lambda: account("C1", *(Contact(f"k-{n}", "x" * 1_000) for n in range(400))),
    ),
    "a hold": (
        "customer",
        "record_too_large",
        lambda: account("C1", Hold("h", HoldKind.PAUSE, DAY, reason="é" * 200_000)),
    ),
    "a to-do": (
        "task",
        "record_too_large",
        lambda: account("C1", Task("t", TaskKind.CALL, "C1", DAY, "manual_step", detail="d" * 400_000)),
    ),
    "a dispute": (
        "invoice",
        "record_too_large",
        lambda: account("C1", replace(invoice(), dispute_reason="r" * 400_000)),
    ),
    "half a character": ("number", "broken_characters", lambda: account("C1", invoice("F-\ud83d"))),
    "half a character in a name": ("customer", "broken_characters", lambda: renamed(account(), "\udc00")),
}


def renamed(one: Account, name: str) -> Account:
    return replace(one, customer=replace(one.customer, name=name))


@pytest.mark.parametrize("what", TOO_LARGE)
def test_what_is_too_large_is_refused_with_the_fields_name_and_nothing_is_written(
    house: House, org: str, what: str
) -> None:
    field, code, make = TOO_LARGE[what]
    new = make()

    with pytest.raises(Refused) as refused:
        stored(house, org, new)

    assert refused.value.faults[0].field == field
    assert {fault.code for fault in refused.value.faults} == {code}
    with pytest.raises(NotFound):
        house.accounts.load(org, "C1")


def test_what_comes_just_below_the_limits_is_kept(house: House, org: str, now: datetime) -> None:
    customer, number = long(NAME_BYTES), long(NAME_BYTES)
    address = f"{'a' * (EMAIL_BYTES - 10)}@b.example"
    one = account(
        customer,
        invoice(number),
        Contact("k", email=address),
        enrolment(org, customer, alone=number, next_at=now),
    )

    read = stored(house, org, renamed(one, "x" * (DOCUMENT_BYTES - 5_000)))

    assert read.customer.name == "x" * (DOCUMENT_BYTES - 5_000)
    assert house.accounts.customer_of(org, number) == customer
    assert house.accounts.of_address(org, address) == {customer}
    due = list(house.enrolments.due(now - timedelta(minutes=5), now + timedelta(minutes=5)))
    assert customer in {key.customer for key in due if key.org == org}


@pytest.mark.large
def test_a_hundred_items_of_more_than_four_megabytes_are_written(house: House, org: str) -> None:
    tasks = [
        Task(f"t-{n}", TaskKind.CALL, "C1", DAY, "manual_step", detail=f"{n}" * 100_000) for n in range(45)
    ]
    new = account("C1", *tasks)

    read = stored(house, org, new)

    assert told(read) == told(new)
    assert told(house.accounts.load(org, "C1", EVERYTHING)) == told(new)
