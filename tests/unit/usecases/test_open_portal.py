"""A customer's own page: who may open it, what it shows, and what is made of the debtor's word."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from relance.domain.customer import Account, Customer
from relance.domain.errors import Conflict, NotFound, Refused
from relance.domain.money import Money
from relance.domain.organization import Organization
from relance.domain.portal import DEBTOR, LINK_LASTS, PortalLink
from relance.domain.promise import PromiseState
from relance.domain.promising import Offer
from relance.domain.receivables import Invoice, Receivables
from relance.domain.task import TaskKind
from relance.house import House
from relance.runtime.memory import MemoryWorld
from relance.usecases.customers.open_portal import SAID, OpenPortal
from relance.usecases.deciding.tenants import Tenant

START = datetime(2026, 11, 2, 9, tzinfo=UTC)
TODAY = date(2026, 11, 2)


def invoice(number: str, due: date = date(2026, 10, 20), **more: Any) -> Invoice:
    return replace(Invoice(number, date(2026, 9, 20), due, Money(100_00, "EUR")), **more)


@pytest.fixture
def world() -> MemoryWorld:
    return MemoryWorld.starting(START)


@pytest.fixture
def house(world: MemoryWorld) -> House:
    house = world.house
    house.organizations.save(Organization("acme", "Acme", sending=True))
    owed = (
        invoice("F-1"),
        invoice("F-2", date(2026, 12, 1)),
        invoice("F-3", to_send=True),
        invoice("F-4", void=True),
    )
    account = Account(Customer("C-1", "Zoé"), receivables=Receivables({one.number: one for one in owed}))
    house.accounts.save("acme", Account(Customer("C-1", "Zoé")), account)
    return house


@pytest.fixture
def tenant(house: House) -> Tenant:
    return house.tenants.of("acme", START)


@pytest.fixture
def portal(house: House) -> OpenPortal:
    return house.open_portal


@pytest.fixture
def token(portal: OpenPortal, tenant: Tenant) -> str:
    return portal.invite(tenant, "C-1", "ada").token


def fault(caught: pytest.ExceptionInfo[Refused]) -> str:
    return caught.value.faults[0].code


class TestTheLink:
    def test_it_shows_what_is_open_and_nothing_that_is_to_send(self, portal: OpenPortal, token: str) -> None:
        page = portal.look(token)

        shown = [(one.invoice.number, one.is_overdue, one.outstanding.minor) for one in page.invoices]
        assert shown == [("F-1", True, 100_00), ("F-2", False, 100_00)]

    def test_its_secret_is_not_kept(self, house: House, token: str) -> None:
        assert token.partition(".")[2] not in repr(house.portal_links)

    def test_what_was_never_given_opens_nothing(self, portal: OpenPortal, token: str) -> None:
        org, _, secret = token.partition(".")
        for wrong in (
            "",
            ".",
            org,
            f"{org}.",
            f".{secret}",
            f"other.{secret}",
            token[:-1],
            f"{token}x",
            "é.é",
        ):
            with pytest.raises(NotFound):
                portal.look(wrong)

    def test_it_expires(self, portal: OpenPortal, token: str, world: MemoryWorld) -> None:
        world.clock.forward(LINK_LASTS - timedelta(seconds=1))
        portal.look(token)
        world.clock.forward(timedelta(seconds=1))
        with pytest.raises(NotFound):
            portal.look(token)

    def test_closed_links_open_nothing_and_a_new_one_does(
        self, portal: OpenPortal, token: str, tenant: Tenant, world: MemoryWorld
    ) -> None:
        other = portal.invite(tenant, "C-1", "ada").token
        portal.close(tenant, "C-1")
        for closed in (token, other):
            with pytest.raises(NotFound):
                portal.look(closed)
        world.clock.forward(timedelta(seconds=1))
        assert portal.look(portal.invite(tenant, "C-1", "ada").token).invoices

    def test_nobodys_page_is_not_opened(self, portal: OpenPortal, tenant: Tenant) -> None:
        with pytest.raises(NotFound):
            portal.invite(tenant, "C-9", "ada")


class TestAPromise:
    def test_it_is_the_debtors_word_and_holds_what_it_is_about(
        self, portal: OpenPortal, token: str, house: House
    ) -> None:
        made = portal.promise(token, date(2026, 11, 20), ("F-1",), "once")

        assert (made.taken_by, made.invoices, made.amount) == (DEBTOR, ("F-1",), Money(100_00, "EUR"))
        assert [hold.invoice for hold in house.accounts.load("acme", "C-1").all_holds] == ["F-1"]
        assert portal.look(token).invoices[0].promised_for == date(2026, 11, 20)

    def test_sent_twice_it_promises_once(self, portal: OpenPortal, token: str, house: House) -> None:
        one, two = (portal.promise(token, date(2026, 11, 20), ("F-1",), "once") for _ in range(2))

        assert one == two
        assert len(house.accounts.load("acme", "C-1").promises) == 1

    @pytest.mark.parametrize("day", [date(2026, 11, 1), date(2026, 12, 3), date(2027, 11, 2)])
    def test_its_day_is_within_thirty_days(self, portal: OpenPortal, token: str, day: date) -> None:
        with pytest.raises(Refused) as caught:
            portal.promise(token, day, ("F-1",), "once")
        assert fault(caught) in ("promise_day", "promise_too_far")

    def test_it_moves_within_thirty_days_of_the_first(
        self, portal: OpenPortal, token: str, world: MemoryWorld
    ) -> None:
        portal.promise(token, date(2026, 11, 20), ("F-1",), "once")
        world.clock.forward(timedelta(days=10))

        assert portal.promise(token, date(2026, 12, 2), ("F-1",), "more").promised_for == date(2026, 12, 2)
        with pytest.raises(Refused) as caught:
            portal.promise(token, date(2026, 12, 3), ("F-1",), "again")
        assert fault(caught) == "promise_too_far"

    def test_what_was_promised_and_not_paid_is_not_promised_again(
        self, portal: OpenPortal, token: str, house: House, world: MemoryWorld
    ) -> None:
        portal.promise(token, date(2026, 11, 3), ("F-1",), "once")
        world.clock.forward(timedelta(days=12))
        house.run_organization.decide_all("acme")
        (broken,) = house.accounts.load("acme", "C-1").promises.values()
        assert broken.state is PromiseState.BROKEN

        with pytest.raises(Refused) as caught:
            portal.promise(token, date(2026, 11, 20), ("F-1",), "again")
        assert fault(caught) == "promised_before"

    def test_it_does_not_take_the_place_of_one_that_we_took(
        self, portal: OpenPortal, token: str, house: House, tenant: Tenant
    ) -> None:
        house.take_promise.take(tenant, "C-1", Offer("p-1", date(2026, 11, 9), ("F-1",)), "ada")

        with pytest.raises(Refused) as caught:
            portal.promise(token, date(2026, 11, 20), ("F-1",), "once")
        assert fault(caught) == "promise_stands"

    @pytest.mark.parametrize("number", ["F-3", "F-4", "F-9"])
    def test_only_what_is_open_is_promised(self, portal: OpenPortal, token: str, number: str) -> None:
        with pytest.raises(Refused) as caught:
            portal.promise(token, date(2026, 11, 20), (number,), "once")
        assert fault(caught) == "not_open_here"


class TestAnObjection:
    def test_the_invoice_is_disputed_and_a_person_asked(
        self, portal: OpenPortal, token: str, house: House
    ) -> None:
        for _ in range(2):
            portal.object_to(token, "F-1", "  Two pallets\nare missing ")

        account = house.accounts.load("acme", "C-1")
        one = account.receivables.invoices["F-1"]
        assert (one.disputed, one.dispute_reason) == (True, "Two pallets are missing")
        (task,) = account.tasks.values()
        assert (task.kind, task.why, task.invoices) == (TaskKind.CLAIM, "debtor_objects", ("F-1",))
        assert task.detail == "Two pallets are missing"

    @pytest.mark.parametrize(
        ("number", "words", "code"),
        [
            ("F-1", " ", "missing"),
            ("F-1", "x" * 2_001, "too_long"),
            ("F-3", "No", "not_open_here"),
            ("F-9", "No", "not_open_here"),
        ],
    )
    def test_what_is_refused(
        self, portal: OpenPortal, token: str, number: str, words: str, code: str
    ) -> None:
        with pytest.raises(Refused) as caught:
            portal.object_to(token, number, words)
        assert fault(caught) == code

    def test_of_what_is_disputed_already(self, portal: OpenPortal, token: str) -> None:
        portal.object_to(token, "F-1", "No")
        with pytest.raises(Refused) as caught:
            portal.object_to(token, "F-1", "Never")
        assert fault(caught) == "disputed_already"


def test_nobody_says_much_in_a_short_time(portal: OpenPortal, token: str, world: MemoryWorld) -> None:
    for _ in range(SAID.burst):
        portal.object_to(token, "F-1", "No")
    with pytest.raises(Refused) as caught:
        portal.object_to(token, "F-1", "No")
    assert fault(caught) == "portal_too_often"
    assert portal.look(token).invoices
    world.clock.forward(timedelta(minutes=10))
    portal.object_to(token, "F-1", "No")


def test_a_hash_is_kept_once(house: House) -> None:
    link = PortalLink("C-1", START, START, "ada")
    house.portal_links.put("acme", "hash", link)
    with pytest.raises(Conflict):
        house.portal_links.put("acme", "hash", link)
