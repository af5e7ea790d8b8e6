"""What every store promises about campaigns: one claim a customer, and no change over somebody else's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from relance.domain.attachment import Uploaded
from relance.domain.campaign import Campaign, Recipient, Result
from relance.domain.errors import Conflict, Exists, NotFound
from relance.domain.money import Money
from relance.domain.plan import Message
from relance.domain.selection import Exclusion, Selection
from relance.store.dynamo.campaigns import DynamoCampaigns
from relance.store.memory_campaigns import MemoryCampaigns
from relance.usecases.ports.campaigns import Campaigns
from tests.contract.accounts import ODD_IDS
from tests.contract.conftest import Stores


def _over(fixture: str) -> Callable[[pytest.FixtureRequest], Campaigns]:
    def campaigns(request: pytest.FixtureRequest) -> Campaigns:
        stores: Stores = request.getfixturevalue(fixture)
        return DynamoCampaigns(*stores)

    return campaigns


STORES: dict[str, Callable[[pytest.FixtureRequest], Campaigns]] = {
    "memory": lambda _: MemoryCampaigns(),
    "dynamo-moto": _over("moto_tables"),
    "dynamo-local": _over("local_tables"),
}


@pytest.fixture(params=STORES)
def campaigns(request: pytest.FixtureRequest) -> Campaigns:
    return STORES[request.param](request)


def spring(org: str, at: datetime, id: str = "spring") -> Campaign:
    return Campaign(
        org,
        id,
        "Spring 👩‍💻",
        at,
        "ada",
        selection=Selection(
            1, 60, Money(1, "EUR"), Money(9, "EUR"), frozenset({"FR"}), managers=frozenset("m")
        ),
        words={"fr": Message("Été", "Bonjour\n")},
        sender="ada",
        files=(Uploaded("a" * 16, "été.pdf", "application/pdf"),),
        despite=frozenset({Exclusion.PROMISED, Exclusion.PAUSED}),
    )


def claim(org: str, at: datetime, customer: str, attempt: str = "a1") -> Recipient:
    return Recipient(org, "spring", customer, Result.LEAVING, at, attempt)


def test_one_is_read_as_it_was_written_at_each_stage(campaigns: Campaigns, org: str, now: datetime) -> None:
    draft = campaigns.put(spring(org, now))
    assert (draft, campaigns.get(org, "spring")) == (replace(spring(org, now), revision=1), draft)
    for change in (
        draft.started(now),
        draft.started(now).come_to("C-1", [Result.SENT, Result.EXCLUDED]),
        draft.started(now).come_to("C-1", [Result.SENT]).paused(now),
        draft.started(now).stopped(now).let([claim(org, now, "C").settled(Result.SENT, now)]),
        draft.started(now).done(),
    ):
        read = campaigns.get(org, "spring")
        assert campaigns.put(replace(change, revision=read.revision)) == campaigns.get(org, "spring")


def test_nobody_writes_over_another_ones_change(campaigns: Campaigns, org: str, now: datetime) -> None:
    read = campaigns.put(spring(org, now))
    with pytest.raises(Exists):
        campaigns.put(spring(org, now))
    campaigns.put(read.started(now))
    for act in (campaigns.put, campaigns.remove):
        with pytest.raises(Conflict):
            act(read)


def test_one_that_was_removed_is_gone(campaigns: Campaigns, org: str, now: datetime) -> None:
    campaigns.remove(campaigns.put(spring(org, now)))
    with pytest.raises(NotFound):
        campaigns.get(org, "spring")
    assert list(campaigns.all(org)) == []


def test_they_are_listed_for_their_own_organization(campaigns: Campaigns, org: str, now: datetime) -> None:
    kept = [campaigns.put(spring(org, now, id)) for id in ("a", "b")]
    campaigns.put(spring(f"{org}x", now, "c"))
    assert list(campaigns.all(org)) == kept


def test_the_schedule_finds_those_whose_time_has_come(campaigns: Campaigns, org: str, now: datetime) -> None:
    an_hour = timedelta(hours=1)
    first = campaigns.put(spring(org, now, "first").started(now - an_hour))
    campaigns.put(spring(org, now, "draft"))
    campaigns.put(spring(org, now, "later").started(now + an_hour))
    campaigns.put(spring(org, now, "second").started(now))

    def found() -> list[str]:
        return [campaign for of, campaign in campaigns.to_look_at(now, 100) if of == org]

    assert found() == ["first", "second"]
    campaigns.put(first.done())
    assert found() == ["second"]


def test_a_customer_is_claimed_once(campaigns: Campaigns, org: str, now: datetime) -> None:
    campaigns.claim(claim(org, now, "C-1"))
    with pytest.raises(Conflict):
        campaigns.claim(claim(org, now, "C-1", "a2"))
    assert campaigns.recipient(org, "spring", "C-1") == claim(org, now, "C-1")
    assert campaigns.recipient(org, "spring", "C-2") is None


def test_only_the_attempt_that_claimed_it_settles_or_releases_it(
    campaigns: Campaigns, org: str, now: datetime
) -> None:
    mine, other = claim(org, now, "C-1"), claim(org, now, "C-1", "a2")
    campaigns.claim(mine)
    campaigns.release(other)
    with pytest.raises(Conflict):
        campaigns.settle(other.settled(Result.SENT, now))
    campaigns.settle(mine.settled(Result.FAILED, now, "rejected"))
    assert campaigns.recipient(org, "spring", "C-1") == mine.settled(Result.FAILED, now, "rejected")

    campaigns.release(mine)
    campaigns.release(mine)
    assert campaigns.recipient(org, "spring", "C-1") is None
    with pytest.raises(Conflict):
        campaigns.settle(mine.settled(Result.SENT, now))
    campaigns.claim(other)


def test_results_come_by_customer_page_by_page(campaigns: Campaigns, org: str, now: datetime) -> None:
    customers = sorted(ODD_IDS)
    for customer in ODD_IDS:
        campaigns.claim(claim(org, now, customer))
    found, after = list[str](), None
    while True:
        page = campaigns.recipients(org, "spring", 2, after)
        found += [recipient.customer for recipient in page.lines]
        after = page.after
        if after is None:
            break
    assert found == customers
    assert campaigns.recipients(org, "autumn", 9).lines == ()
    assert campaigns.recipients(f"{org}x", "spring", 9).lines == ()
