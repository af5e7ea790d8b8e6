"""What the HTTP API remembers of its callers: requests that may be repeated, and their rates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

REMEMBERED_FOR: Final = timedelta(hours=24)


# Longer than a call can last: one found in progress after that has lost its worker.
IN_PROGRESS_FOR: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """A finished answer, as it is repeated to a repeated request. Not `whole`: its body was too
    long to be kept.
    """

    status: int
    body: str
    headers: tuple[tuple[str, str], ...] = ()
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Remembered:
    """A request known by its key: `answer` is None while it is worked on."""

    fingerprint: str
    answer: HttpAnswer | None = None


class Memory(Protocol):
    """Requests that carry an Idempotency-Key, remembered for a day."""

    def begin(self, org: str, key: str, fingerprint: str, now: datetime) -> Remembered | None:
        """None when the request is new: it is the caller's to work on then. A request whose worker has been
        gone for long is new again.
        """
        ...

    def finish(self, org: str, key: str, fingerprint: str, answer: HttpAnswer, now: datetime) -> None:
        """Keeps the answer. The body of an answer that is too long to be kept is left out."""
        ...

    def forget(self, org: str, key: str) -> None: ...


class Rates(Protocol):
    """One number for each caller: the instant at which its bucket is full again, in seconds since 1970."""

    def guess(self, org: str, who: str) -> float:
        """What it probably is, without asking; 0 for none yet."""
        ...

    def swap(self, org: str, who: str, was: float, full_at: float) -> float | None:
        """Sets it when it is `was`; else answers what it is, and sets nothing."""
        ...
