"""How often somebody may do something: a bucket of tokens that fills at an even pace.

The bucket is one number, the instant at which it is full again: taking a token moves that instant on by the
time that one token takes to come back.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from math import ceil

from relance.usecases.ports.requests import Rates

_TRIES = 4
# A millionth of a second is the clock's rounding, not a token too many.
_ROUNDING = 1e-6


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `burst` at once, and `per_minute` over time."""

    burst: int
    per_minute: float

    @property
    def seconds_each(self) -> float:
        return 60 / self.per_minute


@dataclass(frozen=True, slots=True)
class Turn:
    """A token was taken; the bucket is full again in so many seconds."""

    full_in: float


@dataclass(frozen=True, slots=True)
class TooOften:
    """No token is left. The next comes in `seconds`; the bucket is full again in `full_in`."""

    seconds: int
    full_in: float


def take_turn(rates: Rates, org: str, who: str, limit: Limit, now: datetime) -> Turn | TooOften:
    """Under a race lost several times over it lets pass: the limit protects, it does not count."""
    at, known = now.timestamp(), rates.guess(org, who)
    for _ in range(_TRIES):
        full_at = max(known, at) + limit.seconds_each
        wait = full_at - at - limit.burst * limit.seconds_each
        if wait > _ROUNDING:
            return TooOften(ceil(wait), full_at - limit.seconds_each - at)
        there = rates.swap(org, who, known, full_at)
        if there is None:
            return Turn(full_at - at)
        known = there
    return Turn(0.0)
