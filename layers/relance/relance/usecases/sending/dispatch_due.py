"""Finds the enrolments whose time has come and queues them; the queue's worker decides what happens."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from relance.usecases.ports.clock import Clock
from relance.usecases.ports.dispatching import DueQueue, Watermark
from relance.usecases.ports.enrolments import DueEntry, Enrolments, due_place

KEYS_A_MESSAGE = 25
# An index write may come late, and a crashed worker's lease runs out after its bucket was read.
_OVERLAP = timedelta(minutes=15)
_TWO_DAYS = timedelta(hours=48)
# What a queue forgot while its worker was away is found for as long as this.
_A_MONTH = timedelta(days=30)
# The last run has read the bucket that started when it ran; the next bucket starts later.
_NEXT = timedelta(seconds=1)
# After a longer silence nobody knows what was under way when it began.
_OUTAGE = timedelta(hours=1)


@dataclass(frozen=True)
class DispatchDue:
    """What waits in the queue is not queued again: while workers are busy, only what fell due since the last
    run is added. What may have been missed is looked for when the queue is idle.
    """

    enrolments: Enrolments
    queue: DueQueue
    watermark: Watermark
    clock: Clock

    def run(self) -> int:
        """Queues everything due since the last run, however long ago that was (A18). Returns how many."""
        now = self.clock.now()
        reached = min(self.watermark.read() or now - _TWO_DAYS, now)
        again = _TWO_DAYS if now - reached > _OUTAGE else _OVERLAP
        queued = self._queue(reached - again if self.queue.is_idle() else reached + _NEXT, now)
        self.watermark.write(now)
        return queued

    def sweep(self) -> int:
        """Each hour: looks over a month again for what was missed (late index writes, leases that ran out,
        messages that the queue forgot). Nothing when the queue is not idle: the next hour looks again.
        """
        now = self.clock.now()
        return self._queue(now - _A_MONTH, now) if self.queue.is_idle() else 0

    def _queue(self, start: datetime, end: datetime) -> int:
        keys = list(self.enrolments.due(start, end))
        self.queue.put(batches(keys))
        return len(keys)


def batches(keys: Iterable[DueEntry]) -> Iterator[tuple[str, tuple[DueEntry, ...]]]:
    """Messages of one organization each, a customer's enrolments together so that one worker meets them."""
    for org, of_org in groupby(sorted(set(keys), key=due_place), key=lambda key: key.org):
        batch: list[DueEntry] = []
        for _, of_customer in groupby(of_org, key=lambda key: key.customer):
            together = list(of_customer)
            if batch and len(batch) + len(together) > KEYS_A_MESSAGE:
                yield org, tuple(batch)
                batch = []
            batch += together
            while len(batch) > KEYS_A_MESSAGE:
                yield org, tuple(batch[:KEYS_A_MESSAGE])
                batch = batch[KEYS_A_MESSAGE:]
        if batch:
            yield org, tuple(batch)
