"""Settings changed: every customer is decided by them, whatever breaks between saving and deciding."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

import pytest

from relance.domain.organization import Organization
from relance.runtime.memory import MemoryWorld
from relance.store.memory import MemoryAccounts
from relance.store.memory_api import MemoryListings
from relance.usecases.organization import redecide
from relance.usecases.organization.change_organization import ChangeOrganization
from relance.usecases.organization.redecide import RedecideCustomers
from tests.builders import email, plan
from tests.unit.usecases.importing import NOW, ORG, Importing, invoice_row


@dataclass
class Queue:
    """What was queued, to be worked off by hand; `broken` takes nothing."""

    waiting: list[tuple[str, str, int] | str] = field(default_factory=list)
    broken: bool = False

    def all_of(self, org: str) -> None:
        if self.broken:
            raise TimeoutError
        self.waiting.append(org)

    def rest_of(self, org: str, after: str, revision: int) -> None:
        self.waiting.append((org, after, revision))


class Acme(Importing):
    """Three customers who owe, decided one a message; sending is on."""

    def __init__(self) -> None:
        super().__init__(MemoryWorld.starting(NOW))
        house = self.world.house
        self.queue, self.organizations = Queue(), house.organizations
        self.change = ChangeOrganization(house.organizations, self.queue)
        assert isinstance(house.accounts, MemoryAccounts)
        listings = MemoryListings(house.accounts)
        self.worker = RedecideCustomers(house.organizations, listings, house.run_organization, self.queue)
        house.run_organization.publish(ORG, plan(email(30)))
        for n in "123":
            self.rows(invoice_row(f"F-{n}", customer_id=f"C-{n}"))

    def work_off(self, messages: int = 99) -> None:
        while self.queue.waiting and messages:
            messages -= 1
            match self.queue.waiting.pop(0):
                case str(org):
                    self.worker.begin(org)
                case org, after, revision:
                    self.worker.go_on(org, after, revision)

    def switched(self, *, on: bool) -> Organization:
        return self.change.run(ORG, lambda now: replace(now, sending=on, stopped_on=date(2026, 11, 2)))

    @property
    def waiting(self) -> list[bool]:
        """Of each customer, whether it has a next look."""
        accounts = (self.account(f"C-{n}") for n in "123")
        return [any(e.next_at for e in account.enrolments.values()) for account in accounts]

    @property
    def is_undecided(self) -> bool:
        return ORG in self.organizations.undecided()


@pytest.fixture
def acme(monkeypatch: pytest.MonkeyPatch) -> Acme:
    monkeypatch.setattr(redecide, "AT_ONCE", 1)
    return Acme()


def test_a_change_reaches_every_customer(acme: Acme) -> None:
    assert acme.waiting == [True, True, True]
    acme.switched(on=False)
    assert acme.is_undecided
    acme.work_off()
    assert (acme.waiting, acme.is_undecided) == ([False, False, False], False)


def test_a_change_whose_queue_broke_is_taken_up_by_the_sweep(acme: Acme) -> None:
    acme.queue.broken = True
    with pytest.raises(TimeoutError):
        acme.switched(on=False)
    acme.queue.broken = False
    assert acme.worker.take_up() == 1
    acme.work_off()
    assert (acme.waiting, acme.is_undecided, acme.worker.take_up()) == ([False] * 3, False, 0)


def test_the_same_change_made_again_is_queued_again(acme: Acme) -> None:
    acme.queue.broken = True
    with pytest.raises(TimeoutError):
        acme.switched(on=False)
    acme.queue.broken = False
    acme.switched(on=False)
    acme.work_off()
    assert acme.waiting == [False, False, False]


def test_a_worker_that_was_lost_half_way_is_taken_up(acme: Acme) -> None:
    acme.switched(on=False)
    acme.work_off(messages=1)
    acme.queue.waiting.clear()
    assert acme.waiting == [False, True, True]
    acme.worker.take_up()
    acme.work_off()
    assert (acme.waiting, acme.is_undecided) == ([False, False, False], False)


def test_a_change_made_meanwhile_is_not_taken_for_done(acme: Acme) -> None:
    acme.switched(on=False)
    acme.work_off(messages=2)
    acme.switched(on=True)
    (rest, again) = acme.queue.waiting
    acme.queue.waiting = [rest]
    acme.work_off()
    assert acme.is_undecided
    acme.queue.waiting = [again]
    acme.work_off()
    assert (acme.waiting, acme.is_undecided) == ([True, True, True], False)


def test_what_was_asked_for_twice_is_done_once(acme: Acme) -> None:
    acme.switched(on=False)
    acme.work_off()
    assert acme.worker.begin(ORG) == 0


def test_words_alone_ask_nobody_to_decide(acme: Acme) -> None:
    acme.change.run(ORG, lambda now: replace(now, name="Acme SAS", payment_details="IBAN"))
    assert (acme.queue.waiting, acme.is_undecided) == ([], False)


def test_settings_changed_on_the_spot_leave_nothing_to_decide(acme: Acme) -> None:
    acme.world.house.run_organization.switch_sending(ORG, on=False)
    assert (acme.waiting, acme.is_undecided) == ([False, False, False], False)
