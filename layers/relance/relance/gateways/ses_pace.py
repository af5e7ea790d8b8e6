"""The account's sending rate, kept by all workers together (port `Pace`)."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

# SES raises the rate of an account by and by.
_READ_EACH_SECONDS: Final = 600


@dataclass
class SesPace:
    """Each of `workers` takes an equal part of the rate, in messages a second, that `rate` reads from SES.

    Of 14 a second and 4 workers each hands over one mail in 286 ms. A rate of 0 is one that SES does not
    say: nobody waits then, and SES answers "too fast" itself.
    """

    rate: Callable[[], float]
    workers: int
    rest: timedelta = timedelta(minutes=1)
    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    _next: float = field(default=0.0, init=False)
    _known: float = field(default=0.0, init=False)
    _read_at: float = field(default=float("-inf"), init=False)

    def wait(self) -> None:
        now = self.now()
        if now - self._read_at >= _READ_EACH_SECONDS:
            self._known, self._read_at = self.rate(), now
        if not self._known:
            return
        if self._next > now:
            self.sleep(self._next - now)
        self._next = max(now, self._next) + self.workers / self._known
