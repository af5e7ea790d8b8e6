"""How fast a caller may ask: a bucket of tokens that fills at an even pace.

The bucket is one number, the instant at which it is full again: asking moves it on by one token's time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from math import ceil

from relance.access.problems import Problem
from relance.usecases.ports.requests import Rates

_TRIES = 4


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `burst` at once, and `per_minute` over time."""

    burst: int
    per_minute: float

    @property
    def seconds_each(self) -> float:
        return 60 / self.per_minute


CALLER = Limit(burst=120, per_minute=600)
# Nobody is known yet, and each call may cost an e-mail.
STRANGER = Limit(burst=10, per_minute=10)
# Whoever asks: so many e-mails are sent to one address that nobody has signed in with.
ADDRESS = Limit(burst=3, per_minute=1 / 20)


def admit(rates: Rates, org: str, who: str, limit: Limit, now: datetime) -> dict[str, str]:
    """Takes a token; answers the RateLimit headers. Raises Problem when there is none.

    Under a race lost several times over it lets pass: the limit protects, it does not count.
    """
    at, known = now.timestamp(), rates.guess(org, who)
    for _ in range(_TRIES):
        full_at = max(known, at) + limit.seconds_each
        wait = full_at - at - limit.burst * limit.seconds_each
        # A millionth of a second is the clock's rounding, not a request too many.
        if wait > 1e-6:
            seconds = ceil(wait)
            headers = {**_headers(limit, full_at - limit.seconds_each - at), "Retry-After": str(seconds)}
            raise Problem("too_many_requests", headers=headers, seconds=seconds)
        there = rates.swap(org, who, known, full_at)
        if there is None:
            return _headers(limit, full_at - at)
        known = there
    return {}


def _headers(limit: Limit, until_full: float) -> dict[str, str]:
    """`RateLimit-Reset` is in seconds, until the bucket is full."""
    return {
        "RateLimit-Limit": str(limit.burst),
        "RateLimit-Remaining": str(max(0, limit.burst - ceil(until_full / limit.seconds_each - 1e-6))),
        "RateLimit-Reset": str(ceil(max(0.0, until_full))),
    }
