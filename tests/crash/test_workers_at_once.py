"""Two at once on one customer, in every order of their port calls with up to two changes of hands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from relance.domain.customer import Account
from relance.domain.cycle import Place
from relance.domain.enrolment import Enrolment
from relance.domain.errors import Conflict, Refused
from relance.domain.outreach import EmailStatus
from relance.domain.plan import DunningPlan, Level, PlanStep
from relance.usecases.customers.merge_customers import MergeUnconfirmed
from tests.crash.interleaving import interleaved, orders
from tests.crash.mail_service import Fault, Tells
from tests.crash.platform import DUE, ORG, Bad, Platform, email
from tests.crash.verdict import doubled

# In Paris the window opens at 07:00 UTC; C1 has its turn at 07:43.
_BEFORE_ITS_TURN = datetime(2026, 11, 3, 7, 40, tzinfo=UTC)
_ITS_TURN = datetime(2026, 11, 3, 7, 45, tzinfo=UTC)
_LATER = datetime(2026, 11, 3, 10, 30, tzinfo=UTC)

type Work = Callable[[Platform], object]


@dataclass
class Race:
    """What came of one order: the platform, and who called what."""

    platform: Platform
    called: list[tuple[int, str]]

    def when(self, worker: int, call: str) -> int | None:
        """The place of the worker's first such call."""
        return next((n for n, done in enumerate(self.called) if done == (worker, call)), None)


def due_platform(**settings: Any) -> Platform:
    """Its one customer's first e-mail is due at this very moment, and dispatched."""
    platform = Platform(**{"invoices": {"F-C1": "C1"}, "steps": (email(1), email(8)), **settings})
    platform.run(until=_BEFORE_ITS_TURN)
    platform.clock.at = _ITS_TURN
    platform.house.dispatch_due.run()
    return platform


def races(prepare: Callable[[], Platform], one: Work, other: Work) -> Iterator[Race]:
    """Every order of the two, on a platform of its own each time."""
    for order in orders(_calls(prepare, one), _calls(prepare, other)):
        platform = prepare()
        called = interleaved(platform.tap, [partial(one, platform), partial(other, platform)], order)
        yield Race(platform, called)


def _calls(prepare: Callable[[], Platform], work: Work) -> int:
    platform = prepare()
    before = len(platform.tap.calls)
    work(platform)
    return len(platform.tap.calls) - before


def send(platform: Platform) -> None:
    """A message that fails because another worker was first is received again."""
    for message in tuple(platform.queue.waiting):
        try:
            platform.work(message)
        except Conflict:
            platform.work(message)


def account(platform: Platform) -> Account:
    return platform.bare.accounts.load(ORG, "C1")


def enrolment(platform: Platform) -> Enrolment:
    (only,) = account(platform).enrolments.values()
    return only


def in_its_right_place(platform: Platform) -> bool:
    """What is stored is what a fresh decision says: nothing waits longer than it should."""
    now = account(platform)
    tenant = platform.bare.tenants.of(ORG, platform.clock.now())
    fresh = tenant.redecided(now, platform.clock.now())
    return all(
        replace(one, next_at=None) == replace(fresh.enrolments[key], next_at=None)
        and _not_later(one.next_at, fresh.enrolments[key].next_at)
        for key, one in now.enrolments.items()
    )


def _not_later(stored: datetime | None, fresh: datetime | None) -> bool:
    return fresh is None or (stored is not None and stored <= fresh)


def test_two_workers_with_the_same_message_mail_once(tally: Counter[str]) -> None:
    for race in races(due_platform, send, send):
        tally["orders of two workers"] += 1
        assert list(race.platform.mail.taken.values()) == [1]
        assert in_its_right_place(race.platform)
        assert [r.status for r in race.platform.records().values()] == [EmailStatus.SENT]


def test_two_workers_with_two_invoices_of_one_customer_keep_the_contact_delay(
    tally: Counter[str],
) -> None:
    def prepare() -> Platform:
        return due_platform(level=Level.INVOICE, delay=5, invoices={"F-C1": "C1", "F-other": "C1"})

    def work(number: int) -> Work:
        def one_key(platform: Platform) -> None:
            (message,) = platform.queue.waiting
            platform.work((message[0], message[1][number : number + 1]))

        return one_key

    for race in races(prepare, work(0), work(1)):
        tally["orders of two workers"] += 1
        assert len(race.platform.mail.refs) <= 1
        race.platform.run(until=_LATER)
        assert len(race.platform.mail.refs) == 1
        assert in_its_right_place(race.platform)


def test_a_payment_between_any_two_calls_of_the_sender_leaves_the_enrolment_in_its_right_place(
    tally: Counter[str],
) -> None:
    for race in races(due_platform, send, lambda platform: platform.paid()):
        tally["orders of two workers"] += 1
        left, mailed = enrolment(race.platform), race.platform.mail.refs
        assert (left.is_sending, left.next_at) == (False, None)
        assert doubled(race.platform) == []
        looked, paid = race.when(0, "accounts.load"), race.when(1, "accounts.save")
        if looked is None or (paid is not None and paid < looked and not _conflicted(race)):
            assert mailed == []
        assert (left.last_contact_on == date(2026, 11, 3)) == bool(mailed)
        assert in_its_right_place(race.platform)


def _conflicted(race: Race) -> bool:
    """The import's first save was refused, for the claim came between: it is not yet the payment."""
    return race.called.count((1, "accounts.save")) > 1


def other_plan_platform() -> Platform:
    """The organization has a second plan, that nobody follows yet."""
    platform = due_platform()
    platform.bare.plans.publish(ORG, DunningPlan("other", 1, "Other", (email(1), email(4))))
    organization = platform.bare.organizations.get(ORG)
    platform.bare.organizations.save(replace(organization, plans={**organization.plans, "other": 1}))
    return platform


@pytest.mark.parametrize(
    "happens",
    [
        pytest.param(lambda p: p.invoice("F-old", due=date(2026, 10, 1)), id="an older invoice arrives"),
        pytest.param(lambda p: followed(p, "none"), id="its reminders are switched off"),
    ],
)
def test_whatever_changes_during_a_send_ends_in_its_right_place(happens: Work) -> None:
    for race in races(other_plan_platform, send, happens):
        assert doubled(race.platform) == []
        assert in_its_right_place(race.platform), race.called


def test_a_customer_moved_to_another_plan_during_a_send_starts_at_its_first_action() -> None:
    for race in races(other_plan_platform, send, lambda p: followed(p, "other")):
        left = enrolment(race.platform)
        assert left.cycle is not None
        assert (left.plan, left.cycle.handled, left.cycle.pending) == ("other", None, Place("email+1", 1))
        assert (left.last_contact_on == date(2026, 11, 3)) == bool(race.platform.mail.refs)
        assert in_its_right_place(race.platform)


@pytest.mark.parametrize(
    "steps", [(email(1), email(3)), (email(2), email(3))], ids=["edited", "step removed"]
)
def test_a_plan_published_during_a_send_is_in_force_once_everybody_was_decided_again(
    steps: tuple[PlanStep, ...],
) -> None:
    """A worker reads the settings once a message: what it writes may rest on those before. So everybody is
    decided again once the leases of that moment have run out.
    """
    for race in races(due_platform, send, lambda p: p.publish(DunningPlan("plan", 2, "Plan", steps))):
        race.platform.house.run_organization.decide_all(ORG)

        assert doubled(race.platform) == []
        assert enrolment(race.platform).plan_version == 2
        assert in_its_right_place(race.platform), race.called


def followed(platform: Platform, plan: str) -> None:
    platform.house.change_account.run(
        platform.bare.tenants.of(ORG, platform.clock.now()),
        "C1",
        lambda a: replace(a, customer=replace(a.customer, plan=plan)),
    )


def two_customers() -> Platform:
    """The first customer's e-mail is due at this moment; the second owes nothing that is due."""
    platform = due_platform()
    platform.invoice("F-C2", customer="C2", due=date(2026, 12, 1))
    return platform


def merged(platform: Platform) -> None:
    """Confirmed as it is; refused while a message leaves, or when something changed meanwhile."""
    house, tenant = platform.house, platform.bare.tenants.of(ORG, platform.clock.now())
    with suppress(Conflict, Refused, MergeUnconfirmed):
        confirm = platform.bare.merge_customers.look(tenant, "C1", "C2").confirm
        house.merge_customers.run(tenant, "C1", "C2", confirm)


def moved(platform: Platform) -> None:
    tenant = platform.bare.tenants.of(ORG, platform.clock.now())
    with suppress(Conflict, Refused):
        platform.house.move_invoice.run(tenant, "F-C1", "C2")


@pytest.mark.parametrize("joins", [merged, moved])
def test_what_joins_another_customer_during_a_send_is_mailed_once(tally: Counter[str], joins: Work) -> None:
    for race in races(two_customers, send, joins):
        tally["orders of two workers"] += 1
        joins(race.platform)
        # The other customer has its turn on the day after: it owes something since today.
        race.platform.run(until=_LATER + timedelta(days=1))

        assert doubled(race.platform) == []
        assert race.platform.mail.taken.total() == 1, race.called
        assert race.platform.bare.accounts.customer_of(ORG, "F-C1") == "C2"
        owed = race.platform.bare.accounts.load(ORG, "C2").receivables
        assert set(owed.invoices) == {"F-C1", "F-C2"}


@pytest.mark.parametrize("joins", [merged, moved])
def test_two_workers_that_join_the_same_customers_join_them_once(tally: Counter[str], joins: Work) -> None:
    for race in races(two_customers, joins, joins):
        tally["orders of two workers"] += 1
        assert race.platform.bare.accounts.customer_of(ORG, "F-C1") == "C2"
        owed = race.platform.bare.accounts.load(ORG, "C2").receivables
        assert set(owed.invoices) == {"F-C1", "F-C2"}
        assert owed.balances.keys() == {"EUR"}


def test_a_payment_while_two_customers_are_merged_is_not_lost(tally: Counter[str]) -> None:
    for race in races(two_customers, lambda platform: platform.paid(), merged):
        tally["orders of two workers"] += 1
        merged(race.platform)
        owed = race.platform.bare.accounts.load(ORG, "C1", ("F-C1",)).receivables
        assert owed.outstanding(owed.invoices["F-C1"]).minor == 0, race.called


def unresolved_platform() -> Platform:
    """A mail left, its answer was lost, and half an hour went by: a person is about to be asked."""
    bad = Bad(faults=((0, Fault.TIME_OUT_AFTER_ACCEPT),), tells=Tells.LATER)
    platform = due_platform(bad=bad)
    send(platform)
    platform.queue.take()
    platform.clock.at = _ITS_TURN.replace(hour=8, minute=15)
    platform.house.dispatch_due.run()
    return platform


def hear(platform: Platform) -> None:
    for event in tuple(platform.mail.events):
        platform.house.record_email_event.run(event)


def test_news_that_come_while_a_person_is_asked_take_the_question_back() -> None:
    for race in races(unresolved_platform, send, hear):
        assert race.platform.reviews() == set(), race.called
        assert [r.status for r in race.platform.records().values()] == [EmailStatus.DELIVERED]
        assert enrolment(race.platform).last_contact_on == date(2026, 11, 3)
        assert in_its_right_place(race.platform)


def test_two_workers_that_find_one_abandoned_claim_ask_once() -> None:
    for race in races(unresolved_platform, send, send):
        assert len(race.platform.reviews()) == 1
        assert race.platform.mail.taken.total() == 1
        assert in_its_right_place(race.platform)


def test_an_event_and_our_own_record_lose_nothing_in_any_order() -> None:
    def told(platform: Platform) -> None:
        """The service tells as soon as it has the mail, if it has."""
        hear(platform)

    for race in races(due_platform, send, told):
        hear(race.platform)
        (record,) = race.platform.records().values()
        assert (record.status, record.subject) == (EmailStatus.DELIVERED, "Rappel")
        assert record.invoices == ("F-C1",)
        assert race.platform.mail.taken.total() == 1
        assert enrolment(race.platform).last_contact_on == DUE.replace(day=3)
