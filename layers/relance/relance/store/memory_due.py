"""The due index in memory: what each customer waits for, by the bucket in which it falls due."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from relance.domain.customer import Account
from relance.store.buckets import bucket_of
from relance.usecases.ports.enrolments import DueCustomer, DueEntry, DueKey, due_place


@dataclass
class MemoryDueIndex:
    """Looking costs what is due in the span that is looked at, however much waits beyond."""

    _waiting: dict[datetime, set[DueEntry]] = field(default_factory=dict)
    _order: list[datetime] = field(default_factory=list)
    """The buckets in which something waits, oldest first."""
    _of: dict[tuple[str, str], dict[DueEntry, datetime]] = field(default_factory=dict)
    """Where the entries of each customer are, by organization and customer."""

    def put(self, org: str, account: Account) -> None:
        """Brings the entries of the customer up to date."""
        now = {waits: bucket_of(at) for waits, at in _entries(org, account)}
        before = self._of.get((org, account.customer.id), {})
        for waits, bucket in before.items():
            if now.get(waits) != bucket:
                self._remove(waits, bucket)
        for waits, bucket in now.items():
            if before.get(waits) != bucket:
                self._add(waits, bucket)
        self._of[org, account.customer.id] = now

    def between(self, start: datetime, end: datetime) -> Iterator[DueEntry]:
        """The entries whose buckets start from `start` to `end`, both included; the oldest bucket first,
        within a bucket by organization and customer.
        """
        buckets = self._order[bisect_left(self._order, start) : bisect_right(self._order, end)]
        return iter([waits for bucket in buckets for waits in sorted(self._waiting[bucket], key=due_place)])

    def _add(self, waits: DueEntry, bucket: datetime) -> None:
        if bucket not in self._waiting:
            self._waiting[bucket] = set()
            insort(self._order, bucket)
        self._waiting[bucket].add(waits)

    def _remove(self, waits: DueEntry, bucket: datetime) -> None:
        self._waiting[bucket].remove(waits)
        if not self._waiting[bucket]:
            del self._waiting[bucket]
            del self._order[bisect_left(self._order, bucket)]


def _entries(org: str, account: Account) -> Iterator[tuple[DueEntry, datetime]]:
    """What waits in the account, and until when: its enrolments, and the customer while a promise is open."""
    for enrolment in account.enrolments.values():
        if enrolment.next_at:
            yield DueKey.of(org, enrolment), enrolment.next_at
    if account.look_at:
        yield DueCustomer(org, account.customer.id), account.look_at
