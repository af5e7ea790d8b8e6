"""What is due, and the claim on it (port `Enrolments`)."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from botocore.exceptions import ClientError

from relance.domain.enrolment import EnrolmentState
from relance.store import keys
from relance.store.buckets import buckets
from relance.store.dynamo.large_change import LargeChanges
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
)

_AT_ONCE = 16

_CLAIM = (
    "SET #s = :sending, attempt = :attempt, outreach = :outreach, "
    "claimed = :claimed, lease = :lease, v = v + :one"
)
# Buckets sort as time: what stands in one that started is due. The entry holds the cycle and the step.
_IS_DUE = "#s = :active AND gs = :entry AND g < :after AND attribute_not_exists(locked_by)"
# A lock is settled and the claim tried again; another large change may come between.
_TRIES = 3


@dataclass(frozen=True)
class DynamoEnrolments:
    tables: Tables
    wire: Wire

    def due(self, start: datetime, end: datetime) -> Iterator[DueEntry]:
        shards = range(self.tables.settings.shards)
        wanted = [keys.due_bucket(bucket, shard) for bucket in buckets(start, end) for shard in shards]
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            for entries in pool.map(self._entries, wanted):
                yield from entries

    def _entries(self, bucket: str) -> list[DueEntry]:
        items = self.wire.query(
            self.tables.settings.core, "g = :g", {":g": bucket}, IndexName="due", ProjectionExpression="gs"
        )
        return [keys.read_due_entry(item["gs"]["S"]) for item in items]

    def claim(self, key: DueKey, now: datetime, attempt: str) -> ClaimResult:
        for _ in range(_TRIES):
            there = self._claim(key, now, attempt)
            if there is None:
                return Claimed(attempt)
            if "locked_by" not in there:
                return _why_not(there, now, attempt)
            LargeChanges(self.tables, self.wire).settle(key.org, there["locked_by"]["S"])
        # Whoever changes the account at this moment has it; the message comes again.
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
                    ":entry": {"S": keys.due_entry(key)},
                    ":after": {"S": keys.due_horizon(now)},
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


def _why_not(item: Item, now: datetime, attempt: str) -> ClaimResult:
    if not item or item["s"]["S"] != EnrolmentState.SENDING:
        return NotDue()
    holder = item["attempt"]["S"]
    if holder == attempt:
        # Our own write, whose answer was lost and which the client then repeated.
        return Claimed(attempt)
    return Leased() if int(item["lease"]["N"]) > now.timestamp() else Abandoned(holder)
