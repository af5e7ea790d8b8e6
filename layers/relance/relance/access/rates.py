"""How fast a caller may ask, and how the answer tells."""

from __future__ import annotations

from datetime import datetime
from math import ceil
from typing import Final

from relance.access.problems import Problem
from relance.domain.ids import derived
from relance.usecases.organization.take_turn import Limit, TooOften, take_turn
from relance.usecases.ports.requests import Rates

CALLER: Final = Limit(burst=120, per_minute=600)
# Nobody is known yet, and each call may cost an e-mail.
STRANGER: Final = Limit(burst=10, per_minute=10)
# Whoever asks: so many e-mails are sent to one address that nobody has signed in with.
ADDRESS: Final = Limit(burst=3, per_minute=1 / 20)
# Calls of one network address with refused credentials: enough for who mistypes, not for who tries out.
REFUSED: Final = Limit(burst=20, per_minute=6)
# Tries to sign in as one person: enough for who mistypes, not for who guesses a code of six digits.
SIGN_IN: Final = Limit(burst=10, per_minute=6)


def admit(rates: Rates, org: str, who: str, limit: Limit, now: datetime) -> dict[str, str]:
    """Takes a token; answers the RateLimit headers. Raises Problem when there is none."""
    turn = take_turn(rates, org, who, limit, now)
    headers = _headers(limit, turn.full_in)
    if isinstance(turn, TooOften):
        raise Problem(
            "too_many_requests",
            headers={**headers, "Retry-After": str(turn.seconds)},
            seconds=turn.seconds,
        )
    return headers


def admit_password_to(rates: Rates, email: str, now: datetime) -> None:
    """Raises Problem when that address was mailed a password too often of late, whoever asked for it."""
    admit(rates, "", derived("sign_up", email.lower()), ADDRESS, now)


def _headers(limit: Limit, until_full: float) -> dict[str, str]:
    """`RateLimit-Reset` is in seconds, until the bucket is full."""
    return {
        "RateLimit-Limit": str(limit.burst),
        "RateLimit-Remaining": str(max(0, limit.burst - ceil(until_full / limit.seconds_each - 1e-6))),
        "RateLimit-Reset": str(ceil(max(0.0, until_full))),
    }
