"""How much each caller has asked of late, in the log table (port `Rates`)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import ClientError

from relance.store import keys
from relance.store.dynamo.tables import TableSettings
from relance.store.dynamo.wire import Wire

# Containers serve many callers: what is kept of them is a guess, and dropped whole when it grows.
_MOST_KEPT = 1_000
# A full bucket says nothing.
_KEPT_SECONDS = 3_600


@dataclass(frozen=True)
class DynamoRates:
    settings: TableSettings
    wire: Wire
    _last: dict[keys.Key, float] = field(default_factory=dict)

    def guess(self, org: str, who: str) -> float:
        return self._last.get(keys.rate(org, who), 0.0)

    def swap(self, org: str, who: str, was: float, full_at: float) -> float | None:
        key = keys.rate(org, who)
        there = self._there(key, was, full_at)
        if len(self._last) >= _MOST_KEPT:
            self._last.clear()
        self._last[key] = full_at if there is None else there
        return there

    def _there(self, key: keys.Key, was: float, full_at: float) -> float | None:
        known: dict[str, Any] = {":was": {"N": repr(was)}} if was else {}
        try:
            self.wire.client.update_item(
                TableName=self.settings.log,
                Key={"pk": {"S": key.pk}, "sk": {"S": key.sk}},
                UpdateExpression="SET full_at = :full, expires = :end",
                ConditionExpression="full_at = :was" if was else "attribute_not_exists(pk)",
                ExpressionAttributeValues={
                    ":full": {"N": repr(full_at)},
                    ":end": {"N": str(int(full_at) + _KEPT_SECONDS)},
                    **known,
                },
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                raise
            response: dict[str, Any] = {**error.response}
            return float(response["Item"]["full_at"]["N"]) if "Item" in response else 0.0
        return None
