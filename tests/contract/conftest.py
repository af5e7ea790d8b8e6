"""The stores that keep the contract, each put together as a house.

An implementation is one line of `HOUSES`: how a test gets its house, the clock at an instant.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import count

import pytest
from moto import mock_aws

from relance.house import House
from relance.runtime.memory import MemoryWorld
from relance.store.dynamo.accounts import DynamoAccounts
from relance.store.dynamo.enrolments import DynamoEnrolments
from relance.store.dynamo.finding import DynamoFigures, DynamoFinder
from relance.store.dynamo.inbox import DynamoInbox
from relance.store.dynamo.organizations import DynamoOrganizations, DynamoPlans
from relance.store.dynamo.outreaches import DynamoOutreaches
from relance.store.dynamo.portal import DynamoPortalLinks
from relance.store.dynamo.tables import Tables, TableSettings
from relance.store.dynamo.watermark import DynamoWatermark
from relance.store.dynamo.wire import Wire
from tests.dynamodb_local import dynamodb_local, why_not

START = datetime(2026, 11, 2, 9, tzinfo=UTC)

_numbers = count(1)

Stores = tuple[Tables, Wire]


def _memory(_: pytest.FixtureRequest) -> House:
    return MemoryWorld.starting(START).house


def _moto(request: pytest.FixtureRequest) -> House:
    return _over(request.getfixturevalue("moto_tables"))


def _local(request: pytest.FixtureRequest) -> House:
    return _over(request.getfixturevalue("local_tables"))


def _over(stores: Stores) -> House:
    tables, wire = stores
    return MemoryWorld.starting(START).house.but(
        organizations=DynamoOrganizations(tables),
        plans=DynamoPlans(tables),
        accounts=DynamoAccounts(tables, wire),
        enrolments=DynamoEnrolments(tables, wire),
        outreaches=DynamoOutreaches(tables, wire),
        inbox=DynamoInbox(tables, wire),
        finder=DynamoFinder(tables, wire),
        figures=DynamoFigures(tables, wire),
        portal_links=DynamoPortalLinks(tables, wire),
        watermark=DynamoWatermark(tables, of=f"test-{next(_numbers)}"),
    )


def _created(endpoint: str | None) -> Stores:
    settings = TableSettings("core", "log", "eu-west-3", endpoint, shards=4, inbox="inbox")
    tables = Tables.bound(settings)
    tables.core.create_table(wait=True)
    tables.log.create_table(wait=True)
    tables.inbox.create_table(wait=True)
    return tables, Wire(settings)


HOUSES: dict[str, Callable[[pytest.FixtureRequest], House]] = {
    "memory": _memory,
    "dynamo-moto": _moto,
    "dynamo-local": _local,
}


@pytest.fixture(params=HOUSES)
def house(request: pytest.FixtureRequest) -> House:
    return HOUSES[request.param](request)


@pytest.fixture(scope="module")
def moto() -> Iterator[Stores]:
    with mock_aws():
        yield _created(None)


@pytest.fixture
def moto_tables(moto: Stores, request: pytest.FixtureRequest) -> Stores:
    """Emptied for each test: a transaction of moto's copies whole tables."""
    if request.node.get_closest_marker("large"):
        pytest.skip("moto takes minutes for a large transaction; DynamoDB Local runs this one")
    tables, _ = moto
    for table in (tables.core, tables.log, tables.inbox):
        table.delete_table()
        table.create_table(wait=True)
    return moto


@pytest.fixture(scope="session")
def local_tables() -> Iterator[Stores]:
    if reason := why_not():
        pytest.skip(reason)
    with dynamodb_local() as url:
        yield _created(url)


@pytest.fixture
def org() -> str:
    """Each test has an organization of its own: stores may outlive a test."""
    return f"org{next(_numbers)}"


@pytest.fixture
def now() -> datetime:
    return START
