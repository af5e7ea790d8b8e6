"""API keys, beside their organization (port `ApiKeys`). The last use is an attribute of its own: noting it
never undoes a revocation.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from relance.domain.api_key import ApiKey
from relance.store import keys
from relance.store.documents import document, reader
from relance.store.dynamo.tables import Core, Tables
from relance.store.dynamo.wire import Item, Wire

_KEY = reader(ApiKey)


@dataclass(frozen=True)
class DynamoApiKeys:
    tables: Tables
    wire: Wire

    def get(self, org: str, key: str) -> ApiKey | None:
        pk, sk = keys.api_key(org, key)
        found = self.wire.client.get_item(
            TableName=self.tables.settings.core, Key={"pk": {"S": pk}, "sk": {"S": sk}}, ConsistentRead=True
        )
        return _read(found["Item"]) if "Item" in found else None

    def of(self, org: str) -> Iterator[ApiKey]:
        pk, prefix = keys.api_key(org)
        condition, values = "pk = :p AND begins_with(sk, :s)", {":p": pk, ":s": prefix}
        items = self.wire.query(self.tables.settings.core, condition, values, ConsistentRead=True)
        return (_read(item) for item in items)

    def create(self, key: ApiKey) -> None:
        self.wire.put_new(self.tables.settings.core, self._record(key))

    def save(self, key: ApiKey) -> None:
        record = self._record(key)
        if key.used_at:
            record.used = int(key.used_at.timestamp())
        self.wire.put(self.tables.settings.core, record)

    def used(self, org: str, key: str, at: datetime) -> None:
        pk, sk = keys.api_key(org, key)
        self.wire.client.update_item(
            TableName=self.tables.settings.core,
            Key={"pk": {"S": pk}, "sk": {"S": sk}},
            UpdateExpression="SET used = :at",
            ConditionExpression="attribute_exists(pk)",
            ExpressionAttributeValues={":at": {"N": str(int(at.timestamp()))}},
        )

    def _record(self, key: ApiKey) -> Core:
        return self.tables.core(*keys.api_key(key.org, key.id), d=document(replace(key, used_at=None)))


def _read(item: Item) -> ApiKey:
    used = datetime.fromtimestamp(int(item["used"]["N"]), UTC) if "used" in item else None
    return replace(_KEY(item["d"]["S"]), used_at=used)
