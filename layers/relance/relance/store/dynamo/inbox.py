"""The inbox, in a table of its own (port `Inbox`)."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from botocore.exceptions import ClientError

from relance.domain.errors import Conflict, NotFound
from relance.domain.inbox import InboxEntry
from relance.store import keys
from relance.store.documents import document, reader
from relance.store.dynamo.tables import Inbox, Tables
from relance.store.dynamo.wire import Item, Wire
from relance.store.inbox_lists import list_of
from relance.usecases.ports.inbox import InboxList

_ENTRY = reader(InboxEntry)
_TEXTS = reader(tuple[str, str])
_BARE = "z, v"
# A mail that comes again by another way comes soon; an hour's allowance is of no use after it.
_FINGERPRINTS: Final = timedelta(days=90)
_HOURS: Final = timedelta(days=1)


@dataclass(frozen=True)
class DynamoInbox:
    tables: Tables
    wire: Wire

    @property
    def _table(self) -> str:
        return self.tables.settings.inbox

    def get(self, org: str, entry: str) -> InboxEntry:
        model = self.tables.inbox
        try:
            key = keys.inbox_entry(org, entry, InboxEntry.instant(entry))
            record = model.get(*key, consistent_read=True)
        except (model.DoesNotExist, ValueError):
            raise NotFound(f"inbox entry {entry}") from None
        found = _read(record.z, record.v)
        text, visible = _TEXTS(zlib.decompress(record.text).decode()) if record.text else ("", "")
        return replace(found, received=replace(found.received, text=text, visible=visible))

    def add(self, entry: InboxEntry) -> InboxEntry:
        try:
            self.wire.put_new(self._table, self._record(entry))
        except Conflict:
            return self.get(entry.org, entry.id)
        return replace(entry, revision=1)

    def update(self, entry: InboxEntry) -> InboxEntry:
        self.wire.put_over(self._table, self._record(entry), entry.revision)
        return replace(entry, revision=entry.revision + 1)

    def remove(self, entry: InboxEntry) -> None:
        key = keys.inbox_entry(entry.org, entry.id, entry.received_at)
        self.wire.client.delete_item(TableName=self._table, Key=_key(key))

    def is_first(self, org: str, fingerprint: str, entry: str) -> bool:
        key = keys.fingerprint(org, fingerprint)
        expires = InboxEntry.instant(entry) + _FINGERPRINTS
        return self._holds(
            self.wire.client.put_item,
            Item={
                **_key(key),
                "d": {"S": entry},
                "expires": {"N": str(int(expires.timestamp()))},
            },
            ConditionExpression="attribute_not_exists(pk) OR d = :entry",
            ExpressionAttributeValues={":entry": {"S": entry}},
        )

    def allows(self, org: str, customer: str, hour: datetime, entry: str, most: int) -> bool:
        return self._holds(
            self.wire.client.update_item,
            Key=_key(keys.mails_of_hour(org, customer, hour)),
            UpdateExpression="ADD ids :ids SET expires = :expires",
            ConditionExpression="attribute_not_exists(ids) OR size(ids) < :most OR contains(ids, :id)",
            ExpressionAttributeValues={
                ":ids": {"SS": [entry]},
                ":id": {"S": entry},
                ":most": {"N": str(most)},
                ":expires": {"N": str(int((hour + _HOURS).timestamp()))},
            },
        )

    def _holds(self, write: Any, **request: Any) -> bool:
        """Whether the write's condition held."""
        try:
            write(TableName=self._table, **request)
        except ClientError as error:
            if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                raise
            return False
        return True

    def listed(self, org: str, name: InboxList, before: str | None = None) -> Iterator[InboxEntry]:
        return self._latest_first("lk", keys.inbox_list(org, name), before, IndexName="list")

    def of_customer(self, org: str, customer: str, before: str | None = None) -> Iterator[InboxEntry]:
        return self._latest_first("ck", keys.customer(org, customer), before, IndexName="customer")

    def in_month(self, org: str, month: datetime, before: str | None = None) -> Iterator[InboxEntry]:
        return self._latest_first("pk", keys.inbox_entry(org, "", month).pk, before)

    def _latest_first(
        self, hash_: str, partition: str, before: str | None, **more: Any
    ) -> Iterator[InboxEntry]:
        condition, values = f"{hash_} = :p", {":p": partition}
        if before:
            condition, values = f"{condition} AND sk < :before", {**values, ":before": before}
        found = self.wire.query(
            self._table,
            condition,
            values,
            ScanIndexForward=False,
            ProjectionExpression=_BARE,
            **more,
        )
        return (_read_item(item) for item in found)

    def to_look_at(self, now: datetime) -> Iterator[tuple[str, str]]:
        for shard in range(self.tables.settings.shards):
            items = self.wire.query(
                self._table,
                "g = :g AND gs <= :until",
                {":g": keys.inbox_look_shard(shard), ":until": keys.inbox_look_until(now)},
                IndexName="look",
            )
            # Read first: what is looked at leaves the index.
            yield from [keys.read_inbox_look(item["gs"]["S"]) for item in items]

    def _record(self, entry: InboxEntry) -> Inbox:
        received = entry.received
        bare = replace(entry, revision=0, received=replace(received, text="", visible=""))
        record = self.tables.inbox(
            *keys.inbox_entry(entry.org, entry.id, entry.received_at),
            z=zlib.compress(document(bare).encode()),
            v=entry.revision + 1,
        )
        if received.text or received.visible:
            record.text = zlib.compress(document((received.text, received.visible)).encode())
        if name := list_of(entry):
            record.lk = keys.inbox_list(entry.org, name)
        if entry.customer:
            record.ck = keys.customer(entry.org, entry.customer)
        if entry.look_at:
            shards = self.tables.settings.shards
            record.g, record.gs = keys.inbox_look(entry.org, entry.look_at, entry.id, shards)
        return record


def _key(key: keys.Key) -> Item:
    return {"pk": {"S": key.pk}, "sk": {"S": key.sk}}


def _read(deflated: bytes, version: float | str) -> InboxEntry:
    return replace(_ENTRY(zlib.decompress(deflated).decode()), revision=int(version))


def _read_item(item: Item) -> InboxEntry:
    return _read(item["z"]["B"], item["v"]["N"])
