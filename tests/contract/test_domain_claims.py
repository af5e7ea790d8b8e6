"""Whose a sender domain is: of all who ask at once, one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from relance.domain.errors import Conflict
from relance.domain.sender_domain import DnsRecord, DomainClaim
from relance.store.dynamo.domain_claims import DynamoDomainClaims
from relance.store.memory_sender_domains import MemoryDomainClaims
from relance.usecases.ports.sender_domains import DomainClaims

STORES: dict[str, Callable[[pytest.FixtureRequest], DomainClaims]] = {
    "memory": lambda _: MemoryDomainClaims(),
    "dynamo-moto": lambda request: DynamoDomainClaims(*request.getfixturevalue("moto_tables")),
    "dynamo-local": lambda request: DynamoDomainClaims(*request.getfixturevalue("local_tables")),
}
HOUR = timedelta(hours=1)


@pytest.fixture(params=STORES)
def claims(request: pytest.FixtureRequest) -> DomainClaims:
    return STORES[request.param](request)


@pytest.fixture
def domain(org: str) -> str:
    return f"{org}.example"


def test_a_claim_is_read_as_it_was_put(claims: DomainClaims, org: str, domain: str, now: datetime) -> None:
    assert claims.get(domain) is None
    new = DomainClaim(domain, org, now, (DnsRecord(f"a._domainkey.{domain}", "a.dkim.example"),))

    put = claims.put(new)

    assert put == claims.get(domain) == replace(new, revision=1)
    assert claims.put(replace(put, records=())) == claims.get(domain) == replace(new, records=(), revision=2)


def test_of_two_who_claim_it_one_has_it(claims: DomainClaims, org: str, domain: str, now: datetime) -> None:
    first = claims.put(DomainClaim(domain, org, now))

    with pytest.raises(Conflict):
        claims.put(DomainClaim(domain, f"{org}x", now))
    assert claims.get(domain) == first


def test_what_was_read_before_a_change_neither_changes_nor_removes(
    claims: DomainClaims, org: str, domain: str, now: datetime
) -> None:
    stale = claims.put(DomainClaim(domain, org, now))
    changed = claims.put(replace(stale, look_at=now + HOUR))

    for try_ in (lambda: claims.put(stale), lambda: claims.remove(stale)):
        with pytest.raises(Conflict):
            try_()
    assert claims.get(domain) == changed


def test_one_that_was_removed_is_anybodys(claims: DomainClaims, org: str, domain: str, now: datetime) -> None:
    claims.remove(claims.put(DomainClaim(domain, org, now)))

    assert claims.get(domain) is None
    assert claims.put(DomainClaim(domain, f"{org}x", now)).org == f"{org}x"


def test_those_whose_time_it_is_are_found_the_longest_due_first(
    claims: DomainClaims, org: str, now: datetime
) -> None:
    far = now + timedelta(days=3650)
    for hours in (1, -1, 0, -2):
        claims.put(DomainClaim(f"{org}{hours:+}.example", org, far + hours * HOUR))

    due = [claim.domain for claim in claims.to_look_at(far, 100) if claim.org == org]

    assert due == [f"{org}{hours}.example" for hours in ("-2", "-1", "+0")]
    assert len(claims.to_look_at(far, 2)) == 2


def test_one_that_was_looked_at_is_due_at_its_new_time(
    claims: DomainClaims, org: str, domain: str, now: datetime
) -> None:
    known = claims.put(DomainClaim(domain, org, now))
    moved = claims.put(replace(known, look_at=now + HOUR))

    assert domain not in {claim.domain for claim in claims.to_look_at(now, 100)}
    assert moved in claims.to_look_at(now + HOUR, 100)
