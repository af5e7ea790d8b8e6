"""Signing in, as the API and the pages do it: guessing is slowed down, and who signed in is noted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from relance.access import rates
from relance.access.noting import line_of
from relance.access.problems import Problem
from relance.domain.ids import derived
from relance.house import House
from relance.usecases.organization.authorize import Caller
from relance.usecases.ports.callers import Challenge, Granted, SignInLater, SignInRefused

type Answer = tuple[Granted, Caller] | Challenge


def signed_in(house: House, who: str, do: Callable[[], Answer], *, operation: str, request: str) -> Answer:
    """What `do` answers. `who` is the address or sign-in that it is about: guessing is slowed down by that,
    whoever guesses. Raises Problem, or Refused for an answer that may be given again.
    """
    now = house.clock.now()
    rates.admit(house.rates, "", derived("sign_in", who), rates.SIGN_IN, now)
    with refusals():
        answer = do()
    if isinstance(answer, Challenge):
        return answer
    _, caller = answer
    house.audit.note(replace(line_of(house, caller, now, operation, request), done=True))
    return answer


@contextmanager
def refusals() -> Iterator[None]:
    try:
        yield
    except SignInRefused:
        refused = {"WWW-Authenticate": 'Bearer realm="relance"'}
        raise Problem("sign_in_refused", headers=refused) from None
    except SignInLater:
        raise Problem("sign_in_later", headers={"Retry-After": "30"}) from None
