"""Browsers in which members are signed in, in the log table, which forgets them (port `Sessions`)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from relance.store import keys
from relance.store.dynamo.tables import TableSettings
from relance.store.dynamo.wire import Item, Wire
from relance.usecases.ports.callers import Session


@dataclass(frozen=True)
class DynamoSessions:
    settings: TableSettings
    wire: Wire

    def keep(self, session: Session, until: datetime) -> None:
        key = keys.session(session.org, session.member, session.id)
        self.wire.client.put_item(
            TableName=self.settings.log,
            Item={
                **_key(key),
                "begun": {"S": session.begun_at.isoformat()},
                "used": {"S": session.used_at.isoformat()},
                "expires": {"N": str(int(until.timestamp()))},
            },
        )

    def get(self, org: str, member: str, session: str) -> Session | None:
        key = keys.session(org, member, session)
        found = self.wire.client.get_item(TableName=self.settings.log, Key=_key(key), ConsistentRead=True)
        return _session(org, member, found["Item"]) if "Item" in found else None

    def of(self, org: str, member: str) -> Iterator[Session]:
        pages = self.wire.client.get_paginator("query").paginate(
            TableName=self.settings.log,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": {"S": keys.session(org, member).pk}},
            ConsistentRead=True,
        )
        return (_session(org, member, item) for page in pages for item in page["Items"])

    def end(self, org: str, member: str, session: str) -> None:
        self.wire.client.delete_item(
            TableName=self.settings.log, Key=_key(keys.session(org, member, session))
        )


def _key(key: keys.Key) -> Item:
    return {"pk": {"S": key.pk}, "sk": {"S": key.sk}}


def _session(org: str, member: str, item: Item) -> Session:
    begun, used = (datetime.fromisoformat(item[name]["S"]) for name in ("begun", "used"))
    return Session(org, member, item["sk"]["S"], begun, used)
