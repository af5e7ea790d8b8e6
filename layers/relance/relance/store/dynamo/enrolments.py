"""What is due, and the claim on it (port `Enrolments`)."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from botocore.exceptions import ClientError

from relance.again import again
from relance.domain.enrolment import EnrolmentState
from relance.domain.errors import Conflict
from relance.store import keys
from relance.store.buckets import buckets
from relance.store.dynamo.tables import Tables
from relance.store.dynamo.wire import Item, Wire
from relance.usecases.ports.enrolments import (
    LEASE,
    Abandoned,
    Claimed,
    ClaimResult,
    DueEntry,
    DueKey,
    Leased,
    NotDue,
    due_place,
)

_AT_ONCE = 16

_CLAIM = (
    "SET #s = :sending, attempt = :attempt, outreach = :outreach, "
    "claimed = :claimed, lease = :lease, v = v + :one"
)
# An entry begins with its bucket and names the cycle and the step: what sorts before `:after` is due. The old
# layout has the bucket in `g`; the next write of an item changes its entry to the new layout.
_IS_DUE = (
    "#s = :active AND attribute_not_exists(locked_by) AND "
    "((begins_with(g, :shards) AND gs < :after AND contains(gs, :mark)) OR (gs = :entry AND g < :after))"
)
# Entries of the old layout cost a query for each bucket and shard: the dispatcher looks for them, also after
# an outage of some days, and the sweep's month does not.
_LONGEST_OLD_RANGE = timedelta(days=10)
# A claim that meets a lock settles it and is tried again; another large change may lock it in between.
_TRIES = 3


@dataclass(frozen=True)
class DynamoEnrolments:
    tables: Tables
    wire: Wire

    def due(self, start: datetime, end: datetime) -> Iterator[DueEntry]:
        """One query a shard, which costs what is due in the range, not how long the range is."""
        shards = range(self.tables.settings.shards)
        look = partial(self._of_shard, start, end)
        old = [keys.due_bucket_of_old(bucket, shard) for bucket in _old(start, end) for shard in shards]
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            found = [entry for entries in pool.map(look, shards) for entry in entries]
            found += [entry for entries in pool.map(self._of_old_bucket, old) for entry in entries]
        return (waits for _, waits in sorted(found, key=_by_time))

    def _of_shard(self, start: datetime, end: datetime, shard: int) -> list[tuple[str, DueEntry]]:
        values = {":g": keys.due_shard(shard), ":from": keys.due_from(start), ":to": keys.due_until(end)}
        found = self._query("g = :g AND gs BETWEEN :from AND :to", values)
        return [(range_.split("#", 1)[0], keys.read_due(range_)) for range_ in found]

    def _of_old_bucket(self, bucket: str) -> list[tuple[str, DueEntry]]:
        found = self._query("g = :g", {":g": bucket})
        return [(bucket.split("#", 1)[0], keys.read_due_entry(range_)) for range_ in found]

    def _query(self, condition: str, values: dict[str, str]) -> Iterator[str]:
        table = self.tables.settings.core
        items = self.wire.query(table, condition, values, IndexName="due", ProjectionExpression="gs")
        return (item["gs"]["S"] for item in items)

    def claim(self, key: DueKey, now: datetime, attempt: str) -> ClaimResult:
        def tried() -> ClaimResult:
            there = self._claim(key, now, attempt)
            if there is None:
                return Claimed(attempt)
            if "locked_by" not in there:
                return _why_not(there, now, attempt)
            # Imported where it is needed: who only looks for what is due starts without what reads accounts.
            from relance.store.dynamo.large_change import LargeChanges

            LargeChanges(self.tables, self.wire).settle(key.org, there["locked_by"]["S"])
            raise Conflict(f"enrolment {key.enrolment} was locked by a large change")

        try:
            return again(tried, f"enrolment {key.enrolment}", _TRIES)
        except Conflict:
            # Whoever changes the account at this moment has it; the due index names it again.
            return Leased()

    def _claim(self, key: DueKey, now: datetime, attempt: str) -> Item | None:
        """None when it was claimed; else the enrolment's item as it is, empty when there is none."""
        try:
            self.wire.client.update_item(
                TableName=self.tables.settings.core,
                Key={
                    "pk": {"S": keys.customer(key.org, key.customer)},
                    "sk": {"S": f"{keys.ENROLMENT}{key.enrolment}"},
                },
                UpdateExpression=_CLAIM,
                ConditionExpression=_IS_DUE,
                ExpressionAttributeNames={"#s": "s"},
                ExpressionAttributeValues={
                    ":sending": {"S": EnrolmentState.SENDING.value},
                    ":active": {"S": EnrolmentState.ACTIVE.value},
                    ":attempt": {"S": attempt},
                    ":outreach": {"S": key.outreach},
                    ":claimed": {"N": str(int(now.timestamp()))},
                    ":lease": {"N": str(int((now + LEASE).timestamp()))},
                    ":one": {"N": "1"},
                    ":shards": {"S": keys.DUE_SHARDS},
                    ":mark": {"S": keys.due_mark(key)},
                    ":entry": {"S": keys.due_entry(key)},
                    ":after": {"S": keys.due_until(now)},
                },
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                raise
            response: dict[str, Any] = {**error.response}
            item: Item = response.get("Item", {})
            return item
        return None


def _by_time(entry: tuple[str, DueEntry]) -> tuple[str, tuple[str, str, str, int, str]]:
    bucket, waits = entry
    return bucket, due_place(waits)


def _old(start: datetime, end: datetime) -> Iterator[datetime]:
    """The buckets in which entries of the old layout are looked for."""
    return buckets(start, end) if end - start <= _LONGEST_OLD_RANGE else iter(())


def _why_not(item: Item, now: datetime, attempt: str) -> ClaimResult:
    if not item or item["s"]["S"] != EnrolmentState.SENDING:
        return NotDue()
    holder = item["attempt"]["S"]
    if holder == attempt:
        # Our own write, whose answer was lost and which the client then repeated.
        return Claimed(attempt)
    return Leased() if int(item["lease"]["N"]) > now.timestamp() else Abandoned(holder)
