"""Requests that carried an Idempotency-Key, in a table of their own that forgets them (port `Memory`)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from botocore.exceptions import ClientError

from relance.store import keys
from relance.store.answers import deflated, inflated
from relance.store.dynamo.tables import TableSettings
from relance.store.dynamo.wire import Item, Wire
from relance.usecases.ports.requests import IN_PROGRESS_FOR, REMEMBERED_FOR, HttpAnswer, Remembered


@dataclass(frozen=True)
class DynamoRequests:
    """An item is `k`, the request's fingerprint `f`, its answer `z`, and the second it counts no more."""

    settings: TableSettings
    wire: Wire

    def begin(self, org: str, key: str, fingerprint: str, now: datetime) -> Remembered | None:
        try:
            self.wire.client.put_item(
                TableName=self.settings.requests,
                Item=_item(org, key, fingerprint, now, IN_PROGRESS_FOR),
                # The table forgets some hours late.
                ConditionExpression="attribute_not_exists(k) OR expires <= :now",
                ExpressionAttributeValues={":now": {"N": str(int(now.timestamp()))}},
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                raise
            response: dict[str, Any] = {**error.response}
            return _remembered(response["Item"])
        return None

    def finish(self, org: str, key: str, fingerprint: str, answer: HttpAnswer, now: datetime) -> None:
        item = _item(org, key, fingerprint, now, REMEMBERED_FOR)
        self.wire.client.put_item(
            TableName=self.settings.requests, Item={**item, "z": {"B": deflated(answer)}}
        )

    def forget(self, org: str, key: str) -> None:
        self.wire.client.delete_item(
            TableName=self.settings.requests, Key={"k": {"S": keys.request(org, key)}}
        )


def _item(org: str, key: str, fingerprint: str, now: datetime, lasting: timedelta) -> Item:
    return {
        "k": {"S": keys.request(org, key)},
        "f": {"S": fingerprint},
        "expires": {"N": str(int((now + lasting).timestamp()))},
    }


def _remembered(item: Item) -> Remembered:
    return Remembered(item["f"]["S"], inflated(item["z"]["B"]) if "z" in item else None)
