"""The queues that wake workers, and how far the due index was read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final, Protocol

from relance.usecases.ports.enrolments import DueEntry


class Redecide(Protocol):
    def all_of(self, org: str) -> None:
        """Has every customer of the organization decided afresh, now or soon, and until it is done."""
        ...


AT_ONCE: Final = timedelta(0)


class DueQueue(Protocol):
    def put(self, batches: Iterable[tuple[str, tuple[DueEntry, ...]]], after: timedelta = AT_ONCE) -> None:
        """Queues (organization, at most 25 of its keys) pairs, grouped by organization; a worker gets them
        `after` that while, at most 15 minutes.
        """
        ...

    def is_idle(self) -> bool:
        """Whether nothing waits in the queue and no worker has a message of it, as far as is known."""
        ...


class Watermark(Protocol):
    def read(self) -> datetime | None: ...

    def write(self, reached: datetime) -> None: ...


class RedecideQueue(Redecide, Protocol):
    def rest_of(self, org: str, after: str, revision: int) -> None:
        """Has the customers behind `after` decided later."""
        ...
