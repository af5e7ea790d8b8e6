"""The due index is cut into 5-minute buckets of UTC time, each into shards, so that no partition is hot."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import blake2b

BUCKET = timedelta(minutes=5)
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


def bucket_of(next_at: datetime) -> datetime:
    """The bucket that is read once all in it is due: the first to start at `next_at` or after."""
    return _EPOCH - (_EPOCH - next_at) // BUCKET * BUCKET


def buckets(start: datetime, end: datetime) -> Iterator[datetime]:
    """Every bucket that starts from `start` to `end`, both included."""
    bucket = bucket_of(start)
    while bucket <= end:
        yield bucket
        bucket += BUCKET


def shard_of(customer: str, shards: int) -> int:
    """The shard of a customer, not of a tenant: a large tenant is spread over the shards, and a customer's
    enrolments stay together.
    """
    return int.from_bytes(blake2b(customer.encode(), digest_size=4).digest()) % shards
