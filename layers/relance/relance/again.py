"""The one retry: a change that another change came between is made again on fresh state.

Safe because each attempt reads, changes and writes under a condition: a write that lost wrote nothing.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from time import sleep
from typing import Final

from relance.domain.errors import Conflict

TRIES: Final = 8
# Two workers at one customer part after a few milliseconds; a busy one is given up on after about a second.
_FIRST_SECONDS: Final = 0.005
_LONGEST_SECONDS: Final = 0.4


def again[Result](attempt: Callable[[], Result], what: str, tries: int = TRIES) -> Result:
    """The result of `attempt`, which reads afresh each time it is called; repeated while it raises Conflict.

    Waits a random while between two tries, up to 5 ms first and twice as long after each. Raises Conflict
    that names `what` ("customer C-1") after the last.
    """
    for number in range(tries):
        if number:
            sleep(random.uniform(0, min(_LONGEST_SECONDS, _FIRST_SECONDS * 2**number)))  # noqa: S311 - no secret
        try:
            return attempt()
        except Conflict as conflict:
            lost = conflict
    raise Conflict(f"{what} kept changing") from lost
