"""A row that the store cannot hold is a fault of that row; all others of its file are taken in."""

from __future__ import annotations

from datetime import UTC, date, datetime

from relance.domain.imports import ContactRow, InvoiceRow, Row
from relance.domain.money import Money
from relance.domain.organization import Member, Organization
from relance.domain.plan import DunningPlan
from relance.runtime.memory import MemoryWorld
from relance.usecases.importing.import_rows import Imported

DAY = date(2026, 11, 2)


def imported(*rows: Row) -> tuple[Imported, MemoryWorld]:
    world = MemoryWorld.starting(datetime(2026, 11, 2, 9, tzinfo=UTC))
    house = world.house
    member = Member("m", "Marie", "marie@acme.example")
    house.organizations.save(Organization("acme", "Acme", members={"m": member}))
    house.run_organization.publish("acme", DunningPlan("plan", 1, "Plan", ()))
    tenant = house.tenants.of("acme", world.clock.now())
    return house.import_rows.run(tenant, rows), world


def row(line: int, number: str, customer: str = "C1", name: str | None = None) -> InvoiceRow:
    return InvoiceRow(line, number, customer, DAY, Money(100, "EUR"), due_date=DAY, customer_name=name)


def codes(result: Imported) -> list[tuple[int, str, str]]:
    return [(fault.line, fault.fault.code, fault.fault.field) for fault in result.faults]


def test_a_number_that_is_too_long_for_a_key_stops_neither_its_customer_nor_the_file() -> None:
    result, world = imported(
        row(1, "F-1"), row(2, "N" * 1_100), row(3, "F-3"), row(4, "é" * 300), row(5, "F-5", "C2")
    )

    assert codes(result) == [(2, "name_too_long", "number"), (4, "name_too_long", "number")]
    assert result.rows == 3
    assert set(world.house.accounts.load("acme", "C1").receivables.invoices) == {"F-1", "F-3"}
    assert set(world.house.accounts.load("acme", "C2").receivables.invoices) == {"F-5"}


def test_a_name_that_outgrows_an_item_is_refused() -> None:
    result, world = imported(row(1, "F-1"), row(2, "F-2", "C2", "x" * 400_000))

    assert codes(result) == [(2, "record_too_large", "customer")]
    assert list(world.house.accounts.customers("acme")) == ["C1"]


def test_an_address_and_a_broken_character_are_refused() -> None:
    result, world = imported(
        row(1, "F-1"),
        ContactRow(2, "C1", name="A", email=f"{'a' * 2_500}@b.example"),
        ContactRow(3, "C1", name="B \ud83d", email="b@b.example"),
        ContactRow(4, "C1", name="C", email="c@b.example"),
    )

    assert codes(result) == [(2, "name_too_long", "email"), (3, "broken_characters", "text")]
    assert [c.email for c in world.house.accounts.load("acme", "C1").contacts] == ["c@b.example"]


def test_contacts_beyond_what_an_item_holds_are_refused_and_the_first_are_kept() -> None:
    long = "x" * 20_000
    rows = [ContactRow(n, "C1", name=f"{long}{n}", email=f"p{n}@b.example") for n in range(2, 42)]
    result, world = imported(row(1, "F-1"), *rows)

    kept = world.house.accounts.load("acme", "C1").contacts
    assert 15 <= len(kept) <= 19
    assert len(result.faults) == 40 - len(kept)
    assert {fault.fault.code for fault in result.faults} == {"record_too_large"}
