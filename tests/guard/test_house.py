"""The composition root is whole: every port that a house stands on is given, on AWS and in memory."""

from __future__ import annotations

from datetime import UTC, datetime

from relance.house.ports import Ports
from relance.runtime.aws import AwsHouse
from relance.runtime.memory import MemoryWorld

PORTS = set(Ports.__annotations__)
# Nobody drops files in memory.
NOT_IN_MEMORY = {"drops"}


def test_aws_gives_every_port() -> None:
    assert PORTS - set(dir(AwsHouse)) == set()


def test_memory_gives_every_port_but_one() -> None:
    house = MemoryWorld.starting(datetime(2026, 11, 2, tzinfo=UTC)).house
    assert PORTS - set(vars(house)) == NOT_IN_MEMORY
