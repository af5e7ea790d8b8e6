"""Words that find customers and invoices, and figures of customers, in the core table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import batched
from typing import Any

from relance.domain.figures import CustomerFigures
from relance.domain.finding import Found
from relance.store import keys
from relance.store.documents import reader
from relance.store.dynamo.tables import Tables
from relance.store.dynamo.wire import Item, Wire

_FOUND, _FIGURES = reader(Found), reader(CustomerFigures)
# DynamoDB gives so many items at once by their keys.
_AT_ONCE = 100


@dataclass(frozen=True)
class DynamoFinder:
    tables: Tables
    wire: Wire

    def beginning(self, org: str, letters: str, limit: int) -> tuple[Found, ...]:
        below = keys.word(org, letters)
        answer = self.wire.client.query(
            TableName=self.tables.settings.core,
            KeyConditionExpression="pk = :p AND begins_with(sk, :s)",
            ExpressionAttributeValues={":p": {"S": below.pk}, ":s": {"S": below.sk}},
            ProjectionExpression="d",
            ConsistentRead=True,
            Limit=limit,
        )
        return tuple(_FOUND(item["d"]["S"]) for item in answer["Items"])


@dataclass(frozen=True)
class DynamoFigures:
    tables: Tables
    wire: Wire

    def all(self, org: str) -> Iterator[CustomerFigures]:
        entry = keys.figures(org)
        found = self.wire.query(
            self.tables.settings.core,
            "lk = :k",
            {":k": entry.hash},
            IndexName="list",
            ProjectionExpression="d",
        )
        return (_FIGURES(item["d"]["S"]) for item in found)

    def of(self, org: str, customers: Iterable[str]) -> Mapping[str, CustomerFigures]:
        found: list[CustomerFigures] = []
        for some in batched(dict.fromkeys(customers), _AT_ONCE, strict=False):
            found += (_FIGURES(item["d"]["S"]) for item in self._read(org, some))
        return {figures.customer: figures for figures in found}

    def _read(self, org: str, customers: Iterable[str]) -> list[Item]:
        core, items = self.tables.settings.core, []
        wanted = [
            {"pk": {"S": keys.customer(org, customer)}, "sk": {"S": keys.FIGURES}} for customer in customers
        ]
        asked: dict[str, Any] = {core: {"Keys": wanted, "ProjectionExpression": "d"}}
        while asked:
            answer = self.wire.client.batch_get_item(RequestItems=asked)
            items += answer["Responses"][core]
            asked = {**answer["UnprocessedKeys"]}
        return items
