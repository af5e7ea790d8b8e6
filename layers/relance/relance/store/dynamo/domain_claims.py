"""Whose a sender domain is (port `DomainClaims`): one item a domain, which all organizations meet at."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice

from botocore.exceptions import ClientError

from relance.domain.sender_domain import DomainClaim
from relance.store import keys
from relance.store.documents import document, reader
from relance.store.dynamo.tables import Tables
from relance.store.dynamo.wire import Item, Wire, as_conflict

_CLAIM = reader(DomainClaim)


@dataclass(frozen=True)
class DynamoDomainClaims:
    tables: Tables
    wire: Wire

    def get(self, domain: str) -> DomainClaim | None:
        found = self.wire.client.get_item(TableName=self._table, Key=_key(domain), ConsistentRead=True)
        return _read(found["Item"]) if "Item" in found else None

    def put(self, claim: DomainClaim) -> DomainClaim:
        key, look = keys.sender_domain(claim.domain), keys.sender_domain_look(claim.look_at, claim.domain)
        known, text = claim.revision, document(replace(claim, revision=0))
        record = self.tables.core(*key, d=text, v=known + 1, lk=look.hash, ls=look.range)
        if known:
            self.wire.put_over(self._table, record, known)
        else:
            self.wire.put_new(self._table, record)
        return replace(claim, revision=known + 1)

    def remove(self, claim: DomainClaim) -> None:
        try:
            self.wire.client.delete_item(
                TableName=self._table,
                Key=_key(claim.domain),
                ConditionExpression="v = :v",
                ExpressionAttributeValues={":v": {"N": str(claim.revision)}},
            )
        except ClientError as error:
            raise as_conflict(error) from error

    def to_look_at(self, now: datetime, limit: int) -> tuple[DomainClaim, ...]:
        by_now = keys.sender_domain_look(now, "~")
        values = {":k": by_now.hash, ":now": by_now.range}
        condition = "lk = :k AND ls <= :now"
        found = self.wire.query(self._table, condition, values, IndexName="list", Limit=limit)
        return tuple(_read(item) for item in islice(found, limit))

    @property
    def _table(self) -> str:
        return self.tables.settings.core


def _key(domain: str) -> Item:
    pk, sk = keys.sender_domain(domain)
    return {"pk": {"S": pk}, "sk": {"S": sk}}


def _read(item: Item) -> DomainClaim:
    return replace(_CLAIM(item["d"]["S"]), revision=int(item["v"]["N"]))
