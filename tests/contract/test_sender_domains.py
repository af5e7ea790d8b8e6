"""Sender domains keep their contract: in memory, in SES as moto has it, in SES as the laptop plays it.

moto is not all that SES is documented to be: its identities have no DKIM tokens, and one that is begun has
`SUCCESS` at once, though it is not verified for sending.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import boto3
import pytest
from moto import mock_aws
from moto.ses.models import EmailIdentity, ses_backends

from relance.domain.errors import Exists
from relance.domain.sender_domain import DomainState
from relance.gateways.sender_domains import SesSenderDomains
from relance.store.memory_sender_domains import MemorySenderDomains
from relance.usecases.ports.sender_domains import SenderDomains
from tests.integration.mail_service import running

# moto's own.
ACCOUNT, REGION = "123456789012", "eu-west-3"
PENDING, VERIFIED, FAILED = DomainState.PENDING, DomainState.VERIFIED, DomainState.FAILED


@dataclass(frozen=True)
class World:
    """`found` and `lost`: the service has looked for the records. `made`: a domain that we did not begin."""

    domains: SenderDomains
    found: Callable[[str], None]
    lost: Callable[[str], None]
    made: Callable[[str], None]
    tokens: int = 3


@contextmanager
def _memory(_: Path) -> Iterator[World]:
    domains = MemorySenderDomains()

    def seen(state: DomainState) -> Callable[[str], None]:
        return lambda domain: domains.states.update({domain: state})

    yield World(domains, seen(VERIFIED), seen(FAILED), lambda domain: domains.owners.update({domain: ""}))


@contextmanager
def _moto(_: Path) -> Iterator[World]:
    def identity(domain: str) -> EmailIdentity:
        return ses_backends[ACCOUNT][REGION].email_identities[domain]

    def found(domain: str) -> None:
        identity(domain).verified_for_sending_status = True

    def lost(domain: str) -> None:
        identity(domain).dkim_attributes["Status"] = "FAILED"

    with mock_aws():
        client = boto3.client("sesv2", region_name=REGION)

        def made(domain: str) -> None:
            # Without tags moto answers null, where SES answers an empty list.
            client.create_email_identity(EmailIdentity=domain, Tags=[{"Key": "Name", "Value": "Platform"}])

        yield World(SesSenderDomains(REGION), found, lost, made, tokens=0)


@contextmanager
def _laptop(folder: Path) -> Iterator[World]:
    """Who asks a second time hears that the records were found, but in `.invalid`."""
    with running(folder) as service, pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL_SESV2", f"http://{service.http}")

        def made(domain: str) -> None:
            service.ses().create_email_identity(EmailIdentity=domain)

        yield World(SesSenderDomains(REGION), lambda domain: None, lambda domain: None, made)


WORLDS = {"memory": _memory, "moto": _moto, "laptop": _laptop}


@pytest.fixture(params=WORLDS)
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    with WORLDS[request.param](tmp_path) as world:
        yield world


def test_a_domain_is_pending_once_begun_and_has_three_records_to_publish(world: World) -> None:
    begun = world.domains.begin("acme.example", "acme")

    assert begun.state is PENDING
    assert len({record.value for record in begun.records}) == world.tokens
    assert all(record.name.endswith("._domainkey.acme.example") for record in begun.records)


def test_begun_again_it_has_the_same_records(world: World) -> None:
    begun = world.domains.begin("acme.example", "acme")

    assert world.domains.begin("acme.example", "acme").records == begun.records


def test_it_is_verified_once_its_records_were_found(world: World) -> None:
    world.domains.begin("acme.example", "acme")
    world.found("acme.example")

    assert world.domains.begin("acme.example", "acme").state is VERIFIED


def test_it_fails_when_its_records_are_not_there(world: World) -> None:
    world.domains.begin("acme.invalid", "acme")
    world.lost("acme.invalid")

    assert world.domains.begin("acme.invalid", "acme").state is FAILED


def test_it_is_one_organizations(world: World) -> None:
    world.domains.begin("acme.example", "acme")
    world.found("acme.example")

    with pytest.raises(Exists):
        world.domains.begin("acme.example", "other")


def test_one_that_was_not_begun_for_an_organization_is_nobodys_to_take_or_to_drop(world: World) -> None:
    world.made("relance.example")

    for _ in range(2):
        with pytest.raises(Exists):
            world.domains.begin("relance.example", "acme")
        world.domains.drop("relance.example", "acme")


def test_once_dropped_it_is_anybodys(world: World) -> None:
    world.domains.begin("acme.example", "acme")
    world.domains.drop("acme.example", "acme")
    world.domains.drop("acme.example", "acme")

    assert world.domains.begin("acme.example", "other").state is PENDING


def test_nobody_else_drops_it(world: World) -> None:
    world.domains.begin("acme.example", "acme")
    world.domains.drop("acme.example", "other")

    with pytest.raises(Exists):
        world.domains.begin("acme.example", "other")
