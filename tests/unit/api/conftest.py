"""Two organizations behind one API, in memory."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from relance.api.app import Api
from relance.domain.bank_details import BankDetails
from relance.domain.organization import Member, Organization, Role
from relance.house import House
from relance.runtime.memory import MemoryWorld
from relance.usecases.organization.authorize import Caller
from tests.unit.api.client import Client

BANK = BankDetails("FR1420041010050500013M02606", "Acme SAS", "PSSTFRPPPAR")
START = datetime(2026, 11, 2, 9, tzinfo=UTC)


@pytest.fixture
def world() -> MemoryWorld:
    return MemoryWorld.starting(START)


@pytest.fixture
def house(world: MemoryWorld) -> House:
    return world.house


def organization(house: House, org: str) -> Client:
    admin = Member("ada", "Ada Admin", f"ada@{org}.example", Role.ADMIN, subject=f"subject-{org}")
    house.organizations.save(
        Organization(
            org, org.title(), language="en", sending=True, members={admin.id: admin}, bank_details=BANK
        )
    )
    return Client(Api(house), Caller(org, admin.id, Role.ADMIN, "member"))


@pytest.fixture
def acme(house: House) -> Client:
    """The administrator of one organization."""
    return organization(house, "acme")


@pytest.fixture
def other(house: House) -> Client:
    """The administrator of another."""
    return organization(house, "other")


@pytest.fixture
def nobody(house: House) -> Client:
    return Client(Api(house), None)
