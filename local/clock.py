"""The laptop's clock: real time plus an offset, and the schedules that fire as it is moved forward.

Functions read the offset from the same file (`RELANCE_CLOCK_FILE`), so a week passes in seconds.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import ceil
from pathlib import Path

from local.cloud import Cloud
from local.errors import LaptopError

_RATE = re.compile(r"rate\((\d+) (minute|hour|day)s?\)")


@dataclass(frozen=True, slots=True)
class Clock:
    """`{"offset_seconds": n}` in `file`; no file is no offset."""

    file: Path

    def now(self) -> datetime:
        """The laptop's present, in UTC."""
        return datetime.now(UTC) + timedelta(seconds=self.offset_seconds)

    @property
    def offset_seconds(self) -> int:
        return int(json.loads(self.file.read_text())["offset_seconds"]) if self.file.exists() else 0

    def move(self, to: datetime) -> None:
        """Be at `to` (with its zone), or up to a second after; a present already later stays."""
        offset = ceil((to - datetime.now(UTC)).total_seconds())
        if offset > self.offset_seconds:
            self.set(offset)

    def set(self, offset_seconds: int) -> None:
        """Be that far from real time; back too, which only a return to a snapshot does."""
        self.file.parent.mkdir(parents=True, exist_ok=True)
        whole = self.file.with_suffix(".new")  # a function never reads half a file
        whole.write_text(json.dumps({"offset_seconds": offset_seconds}))
        whole.replace(self.file)


@dataclass(frozen=True, slots=True)
class Schedule:
    """A deployed schedule: a function to call each `period`, with an input of its own."""

    name: str
    period: timedelta
    function: str
    input: str

    def fires(self, after: datetime, until: datetime) -> bool:
        """Whether it has an occurrence in (after, until]; occurrences are whole periods since the epoch."""
        return int(until.timestamp() // self._seconds) > int(after.timestamp() // self._seconds)

    def play(self, cloud: Cloud) -> None:
        """Call the function and wait for its answer; LaptopError when it failed."""
        answer = cloud.functions().invoke(FunctionName=self.function, Payload=self.input.encode())
        if "FunctionError" in answer:
            raise LaptopError(f"{self.name} failed: {answer['Payload'].read().decode()}")

    @property
    def _seconds(self) -> int:
        return int(self.period.total_seconds())


def schedules(cloud: Cloud) -> tuple[Schedule, ...]:
    """The enabled schedules the engine has."""
    scheduler = cloud.scheduler()
    pages = scheduler.get_paginator("list_schedules").paginate()
    found = [scheduler.get_schedule(Name=listed["Name"]) for page in pages for listed in page["Schedules"]]
    return tuple(
        schedule_of(
            schedule["Name"],
            schedule["ScheduleExpression"],
            schedule["Target"]["Arn"],
            schedule["Target"].get("Input"),
        )
        for schedule in found
        if schedule["State"] == "ENABLED"
    )


def schedule_of(name: str, expression: str, function: str, given: str | None) -> Schedule:
    """A schedule from its expression; LaptopError for one the laptop's clock cannot play."""
    rate = _RATE.fullmatch(expression)
    if rate is None:
        raise LaptopError(
            f"the schedule {name} is {expression}, and the laptop's clock plays rate(n minutes|hours|days) "
            "only: write it as a rate whose function decides whether it is time"
        )
    return Schedule(name, timedelta(**{f"{rate[2]}s": int(rate[1])}), function, given or "{}")
