"""Telling the outside in the background: each event until it is taken, or kept as failed with its reason."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from typing import Final

from .mail import Entry, Event
from .mailbox import Mailbox

_WORKERS: Final = 4
_FAREWELL_SECONDS: Final = 2.0

logger = logging.getLogger(__name__)


class Outbox:
    """Events of one mail go out in their order; mails go out side by side.

    `deliver` runs in a thread and raises when the outside did not take the event. What is still pending
    when the service stops goes out after its next start: subscribers may see an event twice, as with SNS.
    """

    def __init__(
        self, mailbox: Mailbox, deliver: Callable[[Entry, Event], None], attempts: int, backoff_seconds: float
    ) -> None:
        self._mailbox, self._deliver = mailbox, deliver
        self._waits = (0.0, *(backoff_seconds * 2**n for n in range(attempts - 1)))
        self._queue: asyncio.Queue[tuple[str, tuple[int, ...]]] = asyncio.Queue()

    def put(self, mail_id: str, events: Iterable[Event]) -> None:
        """Write the events down, then let them go."""
        self._queue.put_nowait((mail_id, tuple(self._mailbox.record(mail_id, event) for event in events)))

    def retry(self, mail_id: str, positions: tuple[int, ...]) -> None:
        """Send failed ones again."""
        for position in positions:
            self._mailbox.settle(mail_id, position, "pending")
        self._queue.put_nowait((mail_id, positions))

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """While entered, events leave, first those that an earlier stop left pending."""
        for job in self._mailbox.pending().items():
            self._queue.put_nowait(job)
        workers = [asyncio.create_task(self._work()) for _ in range(_WORKERS)]
        try:
            yield
        finally:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._queue.join(), _FAREWELL_SECONDS)
            for worker in workers:
                worker.cancel()
            await asyncio.gather(*workers, return_exceptions=True)

    async def _work(self) -> None:
        while True:
            mail_id, positions = await self._queue.get()
            try:
                for position in positions:
                    await self._tell(mail_id, position)
            except Exception:  # the index cannot be written: the next mail's turn comes all the same
                logger.exception("events of mail %s stay pending until the next start", mail_id)
            finally:
                self._queue.task_done()

    async def _tell(self, mail_id: str, position: int) -> None:
        entry = self._mailbox[mail_id]
        event = entry.happenings[position].event
        reason = ""
        for wait in self._waits:
            await asyncio.sleep(wait)
            try:
                await asyncio.to_thread(self._deliver, entry, event)
            except Exception as error:  # whatever a sink raises: try again, then show it
                reason = f"{type(error).__name__}: {error}"
                logger.warning("%s of mail %s not taken: %s", event.kind, mail_id, reason)
            else:
                return self._mailbox.settle(mail_id, position, "done")
        logger.error("%s of mail %s given up: %s", event.kind, mail_id, reason)
        return self._mailbox.settle(mail_id, position, "failed", reason)
