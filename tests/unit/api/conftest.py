"""Two organizations behind one API, in memory."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from relance.api.app import Api
from relance.api.services import Services
from relance.domain.organization import Member, Organization, Role
from relance.runtime.memory import MemoryWorld
from relance.runtime.memory_api import memory_services
from relance.store.memory import MemoryAccounts
from relance.usecases.organization.authorize import Caller
from tests.unit.api.client import Client

START = datetime(2026, 11, 2, 9, tzinfo=UTC)


@pytest.fixture
def world() -> MemoryWorld:
    return MemoryWorld.starting(START)


@pytest.fixture
def services(world: MemoryWorld) -> Services:
    accounts = world.house.accounts
    assert isinstance(accounts, MemoryAccounts)
    return memory_services(world.house, accounts)


def organization(services: Services, org: str) -> Client:
    admin = Member("ada", "Ada Admin", f"ada@{org}.example", Role.ADMIN, subject=f"subject-{org}")
    services.organizations.save(
        Organization(org, org.title(), language="en", sending=True, members={admin.id: admin})
    )
    return Client(Api(services), Caller(org, admin.id, Role.ADMIN, "member"))


@pytest.fixture
def acme(services: Services) -> Client:
    """The administrator of one organization."""
    return organization(services, "acme")


@pytest.fixture
def other(services: Services) -> Client:
    """The administrator of another."""
    return organization(services, "other")


@pytest.fixture
def nobody(services: Services) -> Client:
    return Client(Api(services), None)
