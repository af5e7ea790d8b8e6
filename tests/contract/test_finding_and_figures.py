"""What every store promises about words and figures: written with the account, whole or not at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from relance.domain.customer import Account
from relance.domain.enrolment import EnrolmentState
from relance.domain.errors import Conflict
from relance.domain.figures import figures_of
from relance.domain.finding import Found, FoundKind
from relance.domain.organization import IndexState, Organization
from relance.house import House
from relance.store import keys
from relance.usecases.ports.enrolments import Claimed
from tests.contract.accounts import (
    account,
    change,
    claim,
    enrolment,
    full_account,
    invoice,
    moved,
    payment_of,
    stored,
)
from tests.contract.conftest import Stores, _over

DUPONT = Found(FoundKind.CUSTOMER, "C1", "C1", "Été Dupont")


def named(name: str, *parts: object, customer: str = "C1") -> Account:
    made = account(customer, *parts)
    return replace(made, customer=replace(made.customer, name=name))


def ids(found: tuple[Found, ...]) -> list[str]:
    return [one.id for one in found]


class TestWords:
    def test_a_customer_is_found_by_the_beginning_of_any_word(self, house: House, org: str) -> None:
        stored(house, org, named("Été Dupont"))

        for letters in ("e", "ete", "dup", "dupont", "c1"):
            assert house.finder.beginning(org, letters, 10) == (DUPONT,)
        assert house.finder.beginning(org, "upont", 10) == ()

    def test_another_organization_finds_nothing(self, house: House, org: str) -> None:
        stored(house, org, named("Été Dupont"))

        assert house.finder.beginning(f"{org}-other", "dup", 10) == ()

    def test_a_new_name_takes_the_place_of_the_old(self, house: House, org: str) -> None:
        stored(house, org, named("Été Dupont"))

        change(house, org, "C1", lambda a: replace(a, customer=replace(a.customer, name="Dupont Zoé")))

        assert house.finder.beginning(org, "ete", 10) == ()
        assert house.finder.beginning(org, "dup", 10) == (replace(DUPONT, name="Dupont Zoé"),)

    def test_a_number_is_found_also_once_it_is_closed(self, house: House, org: str) -> None:
        stored(house, org, account("C1", one := invoice("FA-2026-00123")))
        change(house, org, "C1", lambda a: paid(a, one))

        for letters in ("fa 2026", "2026 001", "001"):
            assert ids(house.finder.beginning(org, letters, 10)) == ["FA-2026-00123"]

    def test_a_number_that_moves_is_found_with_its_new_customer(self, house: House, org: str) -> None:
        giver, taker = stored(house, org, account("C1", invoice("F-1"))), stored(house, org, account("C2"))
        one = giver.receivables.invoices["F-1"]
        gave = replace(giver, receivables=replace(giver.receivables, invoices={}))
        took = replace(taker, receivables=taker.receivables.with_invoices([one]))

        house.accounts.save_together(org, (giver, gave), (taker, took))

        (found,) = house.finder.beginning(org, "f 1", 10)
        assert found.customer == "C2"

    def test_no_more_are_read_than_asked_for(self, house: House, org: str) -> None:
        for number in range(5):
            stored(house, org, named("Sarl", customer=f"X{number}"))

        assert ids(house.finder.beginning(org, "sarl", 2)) == ["X0", "X1"]

    def test_a_change_that_lost_its_race_leaves_no_word(self, house: House, org: str) -> None:
        before = stored(house, org, named("Été Dupont"))
        change(house, org, "C1", lambda a: replace(a, customer=replace(a.customer, name="First")))

        with pytest.raises(Conflict):
            second = replace(before, customer=replace(before.customer, name="Second"))
            house.accounts.save(org, before, second)

        assert house.finder.beginning(org, "second", 10) == ()
        assert ids(house.finder.beginning(org, "first", 10)) == ["C1"]


class TestFigures:
    def test_they_are_those_of_the_account(self, house: House, org: str, now: datetime) -> None:
        whole = stored(house, org, full_account(org, now))

        assert house.figures.of(org, ["C1", "C1", "nobody"]) == {"C1": figures_of(whole)}
        assert list(house.figures.all(org)) == [figures_of(whole)]

    def test_they_follow_each_change(self, house: House, org: str) -> None:
        stored(house, org, account("C1", one := invoice("F-1"), invoice("F-2")))

        change(house, org, "C1", lambda a: paid(a, one))
        change(house, org, "C1", lambda a: replace(a, customer=replace(a.customer, name="New")))

        (of,) = house.figures.all(org)
        euros = of.currencies["EUR"]
        assert (of.name, euros.outstanding) == ("New", 100_00)
        assert euros.months["2026-11"].collected == 100_00
        assert euros.months["2026-11"].invoiced == 200_00

    def test_of_many_customers(self, house: House, org: str) -> None:
        for number in range(105):
            stored(house, org, account(f"C{number:03}", invoice(f"F-{number}")))

        wanted = [f"C{number:03}" for number in range(105)]
        assert sorted(house.figures.of(org, wanted)) == wanted
        assert [of.customer for of in house.figures.all(org)] == wanted


@pytest.mark.large
def test_a_large_change_writes_words_and_figures_too(house: House, org: str) -> None:
    stored(house, org, account("C1", *(invoice(f"F-{number}") for number in range(120))))

    assert len(house.finder.beginning(org, "f ", 200)) == 120
    (of,) = house.figures.all(org)
    assert of.currencies["EUR"].outstanding == 120 * 100_00


def forget_figures(tables: Any, org: str) -> None:
    """As the version before wrote an account: without figures, and found by no word."""
    for record in tables.core.scan():
        if record.sk == keys.FIGURES or record.pk == keys.word(org, "").pk:
            record.delete()


class TestOfAnAccountStoredBefore:
    """Its items are as the version before wrote them: without figures, and found by no word."""

    @pytest.fixture
    def stores(self, moto_tables: Stores) -> Stores:
        return moto_tables

    @pytest.fixture
    def old(self, stores: Stores, org: str) -> House:
        house, (tables, _) = _over(stores), stores
        stored(house, org, named("Été Dupont", one := invoice("F-1"), invoice("F-2")))
        change(house, org, "C1", lambda a: paid(a, one))
        forget_figures(tables, org)
        assert house.accounts.load(org, "C1").figures is None
        return house

    def test_its_next_change_writes_all_of_them_from_its_whole_history(self, old: House, org: str) -> None:
        change(old, org, "C1", lambda a: replace(a, customer=replace(a.customer, language="en")))

        assert ids(old.finder.beginning(org, "dup", 10)) == ["C1"]
        assert ids(old.finder.beginning(org, "f ", 10)) == ["F-1", "F-2"]
        (of,) = old.figures.all(org)
        assert of == figures_of(old.accounts.load(org, "C1", ("F-1",)))
        assert of.currencies["EUR"].months["2026-11"].invoiced == 200_00

    def test_a_worker_that_moves_on_what_it_claimed_writes_none_of_them(
        self, stores: Stores, org: str, now: datetime
    ) -> None:
        """It would write every item of the customer for each reminder: 35 write units in place of 6."""
        house = _over(stores)
        read = stored(house, org, account("C1", invoice(), enrolment(org, next_at=now)))
        forget_figures(stores[0], org)
        (one,) = read.enrolments.values()
        assert claim(house, org, one, now, "a-1") == Claimed("a-1")

        change(house, org, "C1", moved(one, state=EnrolmentState.ACTIVE, claim=None, next_at=None))

        assert list(house.figures.all(org)) == []
        change(house, org, "C1", lambda a: replace(a, customer=replace(a.customer, language="en")))
        (of,) = house.figures.all(org)
        assert of == figures_of(house.accounts.load(org, "C1"))

    def test_whoever_asks_first_has_them_made(self, old: House, org: str) -> None:
        old.organizations.save(Organization(org, "Acme"))

        old.find.run(old.organizations.get(org), "dup", 10)

        assert ids(old.find.run(old.organizations.get(org), "ete DUP", 10)) == ["C1"]
        organization = old.organizations.get(org)
        assert (organization.index, organization.undecided) == (IndexState.WHOLE, 0)
        (of,) = old.read_figures.run(organization, date(2026, 11, 30))
        assert (of.outstanding, of.collected, of.invoiced) == (100_00, 100_00, 200_00)


def paid(account: Account, one: Any) -> Account:
    owed = account.receivables
    return replace(account, receivables=replace(owed, credits=(*owed.credits, payment_of(one))))


def test_what_a_change_costs_in_items(moto_tables: Stores, org: str) -> None:
    """A new customer of two words: 4 for its words and figures. A new invoice with a number of two words: 2,
    beside the figures. A payment: the figures.
    """
    from relance.store.changes import Change
    from relance.store.dynamo.records import Records
    from relance.store.dynamo.writes import Writes

    writes = Writes(Records(moto_tables[0].core, 4))

    def extra(before: Account, after: Account) -> int:
        all_ = writes.of(org, [Change(before, after)])
        return sum(w.record.sk == keys.FIGURES or w.record.pk.endswith("#WORD") for w in all_)

    house = _over(moto_tables)
    new = named("Été Dupont")
    assert extra(new, new) == 4
    there = stored(house, org, new)
    owing = replace(there, receivables=there.receivables.with_invoices([one := invoice("F-1")]))
    assert extra(there, owing) == 3
    assert extra(owing, paid(owing, one)) == 1
