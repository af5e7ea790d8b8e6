"""Whether a request may be sent again, and when."""

from __future__ import annotations

from dataclasses import dataclass

import httpx

_TRIES = 4
_LONGEST_WAIT = 60.0
# Nothing was done: the request was refused for its haste, or nobody took it.
_NOT_DONE = (429, 503)
_PERHAPS_DONE = (500, 502, 504)


@dataclass(frozen=True)
class Repeating:
    """`safe`: doing it twice is doing it once. A GET is, and a POST under an Idempotency-Key."""

    safe: bool

    def wait(self, attempt: int, answer: httpx.Response | httpx.TransportError) -> float | None:
        """Seconds until the next attempt, `attempt` counting from 1; None: do not try again."""
        if attempt >= _TRIES or not self._may_repeat(answer):
            return None
        asked = answer.headers.get("Retry-After", "") if isinstance(answer, httpx.Response) else ""
        return min(float(asked), _LONGEST_WAIT) if asked.isdecimal() else 0.5 * 2 ** (attempt - 1)

    def _may_repeat(self, answer: httpx.Response | httpx.TransportError) -> bool:
        match answer:
            case httpx.ConnectError() | httpx.ConnectTimeout() | httpx.PoolTimeout():
                return True
            case httpx.TransportError():
                return self.safe
            case httpx.Response(status_code=status) if status in _NOT_DONE:
                return True
            # Another worker is at this very request, after a time-out of ours.
            case httpx.Response(status_code=409, headers=headers) if "Retry-After" in headers:
                return self.safe
            case httpx.Response(status_code=status):
                return self.safe and status in _PERHAPS_DONE
