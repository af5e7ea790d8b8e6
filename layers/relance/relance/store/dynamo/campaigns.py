"""Campaigns in the core table, and an item for each customer that one meant (port `Campaigns`).

A campaign that a worker is to look at stands in the list index, by the instant at which it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice

from botocore.exceptions import ClientError

from relance.domain.campaign import Campaign, Recipient
from relance.domain.errors import Conflict, Exists, NotFound
from relance.store import keys
from relance.store.documents import document, reader
from relance.store.dynamo.tables import Core, Tables
from relance.store.dynamo.wire import Item, Wire, as_conflict
from relance.store.keys import Key
from relance.usecases.ports.listings import Page

_CAMPAIGN, _RECIPIENT = reader(Campaign), reader(Recipient)


@dataclass(frozen=True)
class DynamoCampaigns:
    tables: Tables
    wire: Wire

    def get(self, org: str, campaign: str) -> Campaign:
        item = self._get(keys.campaign(org, campaign))
        if item is None:
            raise NotFound(f"campaign {campaign}")
        return _campaign(item)

    def all(self, org: str) -> Iterator[Campaign]:
        below = keys.campaign(org)
        values = {":p": below.pk, ":s": below.sk}
        found = self.wire.query(self._table, "pk = :p AND begins_with(sk, :s)", values, ConsistentRead=True)
        return (_campaign(item) for item in found)

    def put(self, campaign: Campaign) -> Campaign:
        known = campaign.revision
        text = document(replace(campaign, revision=0))
        record = self.tables.core(*keys.campaign(campaign.org, campaign.id), d=text, v=known + 1)
        if campaign.look_at:
            record.lk, record.ls = keys.campaign_look(campaign.org, campaign.look_at, campaign.id)
        if known:
            self.wire.put_over(self._table, record, known)
        else:
            try:
                self.wire.put_new(self._table, record)
            except Conflict as conflict:
                raise Exists(f"campaign {campaign.id}") from conflict
        return replace(campaign, revision=known + 1)

    def remove(self, campaign: Campaign) -> None:
        revision = {":v": {"N": str(campaign.revision)}}
        self._delete(keys.campaign(campaign.org, campaign.id), "v = :v", revision)

    def to_look_at(self, now: datetime, limit: int) -> tuple[tuple[str, str], ...]:
        by_now = keys.campaign_look("~", now)
        values = {":k": by_now.hash, ":now": by_now.range}
        found = self.wire.query(self._table, "lk = :k AND ls <= :now", values, IndexName="list", Limit=limit)
        due = (_campaign(item) for item in islice(found, limit))
        return tuple((campaign.org, campaign.id) for campaign in due)

    def claim(self, recipient: Recipient) -> None:
        self.wire.put_new(self._table, self._record(recipient))

    def settle(self, recipient: Recipient) -> None:
        try:
            self.wire.client.put_item(
                TableName=self._table,
                Item=self._record(recipient).serialize(),
                ConditionExpression="attempt = :a",
                ExpressionAttributeValues={":a": {"S": recipient.attempt}},
            )
        except ClientError as error:
            raise as_conflict(error) from error

    def release(self, recipient: Recipient) -> None:
        try:
            self._delete(_key(recipient), "attempt = :a", {":a": {"S": recipient.attempt}})
        except Conflict:
            return  # released before, or another attempt's by now

    def recipient(self, org: str, campaign: str, customer: str) -> Recipient | None:
        item = self._get(keys.recipient(org, campaign, customer))
        return _RECIPIENT(item["d"]["S"]) if item else None

    def recipients(self, org: str, campaign: str, limit: int, after: str | None = None) -> Page[Recipient]:
        below = keys.recipient(org, campaign, after or "")
        condition, values = "pk = :p", {":p": below.pk}
        if after is not None:
            condition, values = f"{condition} AND sk > :after", {**values, ":after": below.sk}
        found = self.wire.query(self._table, condition, values, ConsistentRead=True, Limit=limit + 1)
        return Page.first(
            limit, (_RECIPIENT(item["d"]["S"]) for item in found), lambda recipient: recipient.customer
        )

    @property
    def _table(self) -> str:
        return self.tables.settings.core

    def _record(self, recipient: Recipient) -> Core:
        return self.tables.core(*_key(recipient), d=document(recipient), attempt=recipient.attempt)

    def _get(self, key: Key) -> Item | None:
        found = self.wire.client.get_item(TableName=self._table, Key=_wired(key), ConsistentRead=True)
        item: Item | None = found.get("Item")
        return item

    def _delete(self, key: Key, condition: str, values: Item) -> None:
        try:
            self.wire.client.delete_item(
                TableName=self._table,
                Key=_wired(key),
                ConditionExpression=condition,
                ExpressionAttributeValues=values,
            )
        except ClientError as error:
            raise as_conflict(error) from error


def _key(recipient: Recipient) -> Key:
    return keys.recipient(recipient.org, recipient.campaign, recipient.customer)


def _wired(key: Key) -> Item:
    return {"pk": {"S": key.pk}, "sk": {"S": key.sk}}


def _campaign(item: Item) -> Campaign:
    return replace(_CAMPAIGN(item["d"]["S"]), revision=int(item["v"]["N"]))
