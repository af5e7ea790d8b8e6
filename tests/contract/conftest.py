"""The stores that keep the contract, each put together as a house.

An implementation is one line of `HOUSES`: how a test gets its house, the clock at an instant.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count

import pytest
from moto import mock_aws

from relance.runtime.house import House
from relance.runtime.memory import MemoryWorld
from relance.store.dynamo.accounts import DynamoAccounts
from relance.store.dynamo.enrolments import DynamoEnrolments
from relance.store.dynamo.organizations import DynamoOrganizations, DynamoPlans, DynamoWatermark
from relance.store.dynamo.outreaches import DynamoOutreaches
from relance.store.dynamo.tables import Tables, TableSettings
from relance.store.dynamo.wire import Wire
from tests.dynamodb_local import dynamodb_local, why_not

START = datetime(2026, 11, 2, 9, tzinfo=UTC)

_numbers = count(1)


def _memory(_: pytest.FixtureRequest) -> House:
    return MemoryWorld.starting(START).house


def _moto(request: pytest.FixtureRequest) -> House:
    request.getfixturevalue("aws")
    return _over(TableSettings("core", "log", "eu-west-3", None, shards=4))


def _local(request: pytest.FixtureRequest) -> House:
    url = request.getfixturevalue("dynamodb_url")
    number = next(_numbers)
    return _over(TableSettings(f"core{number}", f"log{number}", "eu-west-3", url, shards=4))


def _over(settings: TableSettings) -> House:
    tables, wire = Tables.bound(settings), Wire(settings)
    tables.core.create_table(wait=True)
    tables.log.create_table(wait=True)
    return replace(
        MemoryWorld.starting(START).house,
        organizations=DynamoOrganizations(tables),
        plans=DynamoPlans(tables),
        accounts=DynamoAccounts(tables, wire),
        enrolments=DynamoEnrolments(tables, wire),
        outreaches=DynamoOutreaches(tables, wire),
        watermark=DynamoWatermark(tables, of="dispatch_due"),
    )


HOUSES: dict[str, Callable[[pytest.FixtureRequest], House]] = {
    "memory": _memory,
    "dynamo-moto": _moto,
    "dynamo-local": _local,
}


@pytest.fixture(params=HOUSES)
def house(request: pytest.FixtureRequest) -> House:
    return HOUSES[request.param](request)


@pytest.fixture
def aws() -> Iterator[None]:
    with mock_aws():
        yield


@pytest.fixture(scope="session")
def dynamodb_url() -> Iterator[str]:
    if reason := why_not():
        pytest.skip(reason)
    with dynamodb_local() as url:
        yield url


@pytest.fixture
def org() -> str:
    """Each test has an organization of its own: stores may outlive a test."""
    return f"org{next(_numbers)}"


@pytest.fixture
def now() -> datetime:
    return START
