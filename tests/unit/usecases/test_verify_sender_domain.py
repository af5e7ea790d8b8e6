"""A sender domain: begun, checked, given back; with another organization and a crash in between."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from relance.domain.errors import Conflict, Exists, Fault, Refused
from relance.domain.organization import Organization
from relance.domain.sender_domain import DomainClaim, DomainStanding, DomainState, Verification
from relance.store.memory import MemoryOrganizations, SettableClock
from relance.store.memory_sender_domains import MemoryDomainClaims, MemorySenderDomains
from relance.usecases.organization.verify_sender_domain import Taken, VerifySenderDomain
from relance.usecases.ports.sender_domains import Unavailable

START = datetime(2026, 11, 2, 9, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NONE, PENDING, VERIFIED, FAILED = DomainState
DOMAIN = "acme.example"


class Crash(Exception):
    """The worker is gone."""


@dataclass
class BrittleOrganizations(MemoryOrganizations):
    """Fails to save while `is_down`."""

    is_down: bool = False

    def save(self, organization: Organization) -> None:
        if self.is_down:
            raise Crash
        super().save(organization)


@dataclass
class World:
    organizations: BrittleOrganizations = field(default_factory=BrittleOrganizations)
    claims: MemoryDomainClaims = field(default_factory=MemoryDomainClaims)
    service: MemorySenderDomains = field(default_factory=MemorySenderDomains)
    clock: SettableClock = field(default_factory=lambda: SettableClock(START))

    def __post_init__(self) -> None:
        for org in ("acme", "other"):
            self.organizations.save(Organization(org, org.title()))

    @property
    def verify(self) -> VerifySenderDomain:
        return VerifySenderDomain(self.organizations, self.claims, self.service, self.clock)

    def begin(self, org: str = "acme", domain: str = DOMAIN) -> DomainStanding:
        standing = self.verify.begin(org, domain)
        assert isinstance(standing, DomainStanding)
        return standing

    def found(self, state: DomainState | None = VERIFIED) -> None:
        """What the mail service says of the domain from now on."""
        self.service.states[DOMAIN] = state

    def of(self, org: str) -> tuple[str, bool, DomainState]:
        organization = self.organizations.get(org)
        state = self.verify.standing(organization).state
        return organization.sender_domain, organization.sender_domain_verified, state

    def sweep(self, after: timedelta = HOUR) -> int:
        self.clock.forward(after)
        return self.verify.look_again()

    @property
    def is_free(self) -> bool:
        return self.claims.get(DOMAIN) is None and DOMAIN not in self.service.owners


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def verified(world: World) -> World:
    world.begin()
    world.found()
    world.verify.check("acme")
    return world


def test_a_domain_that_is_begun_is_pending_with_its_records(world: World) -> None:
    standing = world.begin()

    assert (standing.state, len(standing.records)) == (PENDING, 3)
    assert world.of("acme") == (DOMAIN, False, PENDING)
    assert world.verify.standing(world.organizations.get("acme")) == standing


def test_a_check_before_the_records_are_found_changes_nothing(world: World) -> None:
    standing = world.begin()

    assert world.verify.check("acme") == standing
    assert world.of("acme") == (DOMAIN, False, PENDING)


def test_a_check_after_that_verifies(verified: World) -> None:
    assert verified.of("acme") == (DOMAIN, True, VERIFIED)
    assert len(verified.verify.standing(verified.organizations.get("acme")).records) == 3


def test_begun_again_it_stays_verified(verified: World) -> None:
    assert verified.begin().state is VERIFIED
    assert verified.of("acme") == (DOMAIN, True, VERIFIED)


def test_an_organization_without_a_domain_has_nothing_to_check(world: World) -> None:
    assert world.verify.check("acme") == DomainStanding("", NONE)


def test_another_organization_does_not_get_a_domain_that_is_begun_or_verified(world: World) -> None:
    world.begin()
    assert world.verify.begin("other", DOMAIN) == Taken()
    world.found()
    world.verify.check("acme")
    assert world.verify.begin("other", DOMAIN) == Taken()

    assert world.of("other") == ("", False, NONE)
    assert world.of("acme") == (DOMAIN, True, VERIFIED)


def test_one_that_the_mail_service_knows_as_somebody_elses_is_taken_and_left_alone(world: World) -> None:
    world.service.owners[DOMAIN] = "the platform"

    assert world.verify.begin("acme", DOMAIN) == Taken()
    assert world.of("acme") == ("", False, NONE)
    assert world.claims.get(DOMAIN) is None
    assert world.service.owners[DOMAIN] == "the platform"


def test_a_domain_that_is_refused_leaves_what_the_organization_has(verified: World) -> None:
    verified.begin("other", "other.example")

    assert verified.verify.begin("acme", "other.example") == Taken()
    assert verified.of("acme") == (DOMAIN, True, VERIFIED)


@pytest.mark.parametrize("domain", ["gmail.com", "orange.fr"])
def test_a_public_mail_domain_is_nobodys(world: World, domain: str) -> None:
    with pytest.raises(Refused) as refused:
        world.verify.begin("acme", domain)

    (fault,) = refused.value.faults
    assert (fault.code, fault.field) == ("public_mail_domain", "domain")
    assert world.service.owners == {}


def test_another_domain_takes_its_place_and_gives_it_back(verified: World) -> None:
    assert verified.begin(domain="acme.test").state is PENDING

    assert verified.of("acme") == ("acme.test", False, PENDING)
    assert verified.is_free
    assert verified.begin("other").state is PENDING


def test_dropped_it_is_anybodys(verified: World) -> None:
    verified.verify.drop("acme")
    verified.verify.drop("acme")

    assert verified.of("acme") == ("", False, NONE)
    assert verified.is_free


def test_what_failed_for_good_is_given_back_and_may_be_begun_anew(world: World) -> None:
    world.begin()
    world.found(FAILED)

    assert world.verify.check("acme") == DomainStanding(DOMAIN, FAILED)
    assert world.is_free
    assert world.verify.check("acme") == DomainStanding(DOMAIN, FAILED)
    assert world.begin().state is PENDING


def test_what_failed_while_nobody_looked_is_begun_from_nothing(world: World) -> None:
    world.begin()
    world.found(FAILED)

    assert world.begin().state is PENDING
    assert world.of("acme") == (DOMAIN, False, PENDING)


def test_a_verification_that_is_lost_stops_mail_from_it(verified: World) -> None:
    verified.found(FAILED)

    assert verified.sweep(DAY) == 1
    assert verified.of("acme") == (DOMAIN, False, FAILED)
    assert verified.is_free


def test_while_the_mail_service_cannot_tell_what_was_known_stands(verified: World) -> None:
    verified.found(None)

    assert verified.verify.check("acme").state is VERIFIED
    assert verified.begin().state is VERIFIED


def test_what_was_never_verified_is_not_verified_by_a_doubt(world: World) -> None:
    world.begin()
    world.found(None)

    assert world.verify.check("acme").state is PENDING


def test_an_identity_that_was_deleted_under_us_is_begun_anew(verified: World) -> None:
    verified.service.drop(DOMAIN, "acme")

    assert verified.verify.check("acme").state is PENDING
    assert verified.of("acme") == (DOMAIN, False, PENDING)


def test_a_domain_without_a_claim_is_not_held_for_verified(world: World) -> None:
    known = world.organizations.get("acme")
    world.organizations.save(replace(known, sender_domain=DOMAIN, sender_domain_verified=True))

    assert world.verify.check("acme") == DomainStanding(DOMAIN, FAILED)
    assert world.of("acme") == (DOMAIN, False, FAILED)


def test_a_crash_after_the_claim_is_gone_on_with(world: World) -> None:
    world.service.is_down = True
    with pytest.raises(Unavailable):
        world.verify.begin("acme", DOMAIN)
    assert world.of("acme") == ("", False, NONE)
    assert world.verify.begin("other", DOMAIN) == Taken()

    world.service.is_down = False
    assert world.begin().state is PENDING
    assert world.of("acme") == (DOMAIN, False, PENDING)


def test_a_crash_before_the_organization_knows_is_gone_on_with(world: World) -> None:
    world.organizations.is_down = True
    with pytest.raises(Crash):
        world.verify.begin("acme", DOMAIN)

    world.organizations.is_down = False
    assert world.begin().state is PENDING


def test_what_a_crash_left_and_nobody_came_back_for_is_given_back(world: World) -> None:
    world.organizations.is_down = True
    with pytest.raises(Crash):
        world.verify.begin("acme", DOMAIN)
    world.organizations.is_down = False

    assert world.sweep(HOUR / 2) == 0
    assert not world.is_free
    assert world.sweep(HOUR) == 1
    assert world.is_free
    assert world.begin("other").state is PENDING


def test_a_drop_that_the_mail_service_did_not_hear_is_made_up_for(verified: World) -> None:
    verified.service.is_down = True
    verified.verify.drop("acme")
    assert verified.of("acme") == ("", False, NONE)

    verified.service.is_down = False
    assert verified.sweep(DAY) == 1
    assert verified.is_free


def test_the_claim_of_an_organization_that_is_gone_is_given_back(world: World) -> None:
    world.claims.put(DomainClaim(DOMAIN, "gone", START))

    assert world.sweep() == 1
    assert world.is_free


def test_a_verification_that_completes_is_noticed_within_the_hour(world: World) -> None:
    world.begin()
    world.found()

    assert world.sweep() == 1
    assert world.of("acme") == (DOMAIN, True, VERIFIED)


def test_a_pending_domain_is_asked_about_each_hour_a_verified_one_each_day(world: World) -> None:
    world.begin()
    assert [world.sweep(HOUR) for _ in range(3)] == [1, 1, 1]
    world.found()
    assert [world.sweep(HOUR) for _ in range(3)] == [1, 0, 0]
    assert world.sweep(DAY) == 1


def test_a_sweep_stops_when_the_mail_service_answers_no_more(world: World) -> None:
    world.begin()
    world.begin("other", "other.example")
    world.service.is_down = True
    assert world.sweep() == 0

    world.service.is_down = False
    assert world.sweep() == 2


def test_a_domain_somebody_asks_about_at_this_moment_is_left_to_them(world: World) -> None:
    world.begin()
    world.begin("other", "other.example")

    class Late(MemoryDomainClaims):
        def to_look_at(self, now: datetime, limit: int) -> tuple[DomainClaim, ...]:
            """As an index that lags behind a change."""
            return tuple(replace(claim, revision=1) for claim in world.claims.to_look_at(now, limit))

    world.clock.forward(HOUR)
    late = replace(world.verify, claims=Late(world.claims._all))
    assert late.look_again() == 0


def test_two_who_begin_at_once_go_on_as_one(world: World) -> None:
    class Raced(MemoryDomainClaims):
        lost = False

        def put(self, claim: DomainClaim) -> DomainClaim:
            """A first time somebody of the same organization is faster."""
            if not self.lost:
                self.lost = True
                super().put(claim)
                raise Conflict
            return super().put(claim)

    world.claims = Raced()
    assert world.begin().state is PENDING


def test_an_identity_that_became_somebody_elses_is_not_sent_from(verified: World) -> None:
    verified.service.owners[DOMAIN] = "the platform"

    with pytest.raises(Exists):
        verified.service.begin(DOMAIN, "acme")
    assert verified.verify.check("acme").state is FAILED
    assert verified.of("acme") == (DOMAIN, False, FAILED)


def test_a_doubt_about_a_new_domain_is_no_proof_because_the_former_had_one(verified: World) -> None:
    verified.service.states["acme.test"] = None
    verified.service.owners["acme.test"] = "acme"

    assert verified.begin(domain="acme.test").state is PENDING
    assert verified.of("acme") == ("acme.test", False, PENDING)


def test_a_domain_the_mail_service_does_not_take_is_nobodys(world: World) -> None:
    class Choosy(MemorySenderDomains):
        def begin(self, domain: str, org: str) -> Verification:
            raise Refused(Fault("domain_refused", "domain"))

    world.service = Choosy()
    with pytest.raises(Refused):
        world.verify.begin("acme", DOMAIN)
    assert world.is_free
    assert world.of("acme") == ("", False, NONE)


def test_a_domain_that_ends_every_sweep_does_not_stand_before_the_others(world: World) -> None:
    class Odd(MemorySenderDomains):
        def begin(self, domain: str, org: str) -> Verification:
            if domain == DOMAIN:
                raise Crash
            return super().begin(domain, org)

    world.begin()
    world.begin("other", "other.example")
    world.service = Odd(world.service.states, world.service.owners)
    with pytest.raises(Crash):
        world.sweep()

    assert world.verify.look_again() == 1


def test_a_domain_given_up_while_it_is_asked_about_does_not_come_back(world: World) -> None:
    @dataclass
    class Slow(MemorySenderDomains):
        meanwhile: MemoryOrganizations = field(default_factory=MemoryOrganizations)

        def begin(self, domain: str, org: str) -> Verification:
            """Its organization drops it before the answer comes, and crashes there."""
            known = self.meanwhile.get(org)
            self.meanwhile.save(replace(known, sender_domain="", sender_domain_verified=False))
            return super().begin(domain, org)

    world.begin()
    world.found()
    world.service = Slow(world.service.states, world.service.owners, meanwhile=world.organizations)

    assert world.verify.check("acme") == DomainStanding("", NONE)
    assert world.of("acme") == ("", False, NONE)


def test_a_domain_that_was_begun_is_looked_at_within_the_hour() -> None:
    world = World()
    world.begin()
    claim = world.claims.get(DOMAIN)
    assert claim and claim.look_at == START + HOUR
