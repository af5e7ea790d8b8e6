"""The few calls that every reminder makes, on boto3's own terms.

pynamodb adds 200 to 370 µs of CPU to a call of 600: worth it for its models and transactions everywhere
else, not four times a reminder. Items are still built from its models.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError
from pynamodb.models import Model

from relance.domain.errors import Conflict
from relance.store.dynamo.tables import CONNECT_SECONDS, READ_SECONDS, RETRIES, TableSettings
from relance.store.keys import Key

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

# An item as DynamoDB writes it: attribute -> {type: value}.
type Item = dict[str, Any]

_LOST_RACE = ("ConditionalCheckFailedException", "TransactionConflictException")


@dataclass(frozen=True)
class Wire:
    settings: TableSettings

    @cached_property
    def client(self) -> DynamoDBClient:
        client: DynamoDBClient = boto3.client(
            "dynamodb",
            region_name=self.settings.region,
            endpoint_url=self.settings.endpoint,
            config=Config(
                connect_timeout=CONNECT_SECONDS,
                read_timeout=READ_SECONDS,
                # Every write of ours is conditional on a version, so that a retry writes nothing twice.
                retries={"total_max_attempts": 1 + RETRIES, "mode": "standard"},
                # What we send is built by code under test; and composing the long user agent anew for
                # every call is a seventh of its CPU time.
                parameter_validation=False,
                user_agent="relance",
                max_pool_connections=32,
            ),
        )
        return client

    def query(self, table: str, condition: str, values: dict[str, str], **more: Any) -> Iterator[Item]:
        """Every item of every page; `values` are strings."""
        for page in self.pages(table, condition, values, **more):
            yield from page

    def pages(self, table: str, condition: str, values: dict[str, str], **more: Any) -> Iterator[list[Item]]:
        """As `query`, page by page: DynamoDB ends a page at 1 MB."""
        request = {
            "TableName": table,
            "KeyConditionExpression": condition,
            "ExpressionAttributeValues": {name: {"S": value} for name, value in values.items()},
            **more,
        }
        while True:
            page = self.client.query(**request)
            yield page["Items"]
            if "LastEvaluatedKey" not in page:
                return
            request["ExclusiveStartKey"] = page["LastEvaluatedKey"]

    def latest(self, table: str, below: Key, limit: int, before: str | None) -> Iterator[Item]:
        """At most `limit` items of a partition, from the end of their order: those whose sort key starts
        with that of `below`, and with the rest of it sorts before `before`.
        """
        condition, values = "pk = :p", {":p": below.pk}
        if below.sk:
            condition, values = f"{condition} AND begins_with(sk, :s)", {**values, ":s": below.sk}
        start = {"pk": {"S": below.pk}, "sk": {"S": f"{below.sk}{before}"}}
        more = {"ExclusiveStartKey": start} if before else {}
        return islice(
            self.query(table, condition, values, ScanIndexForward=False, Limit=limit, **more), limit
        )

    def put(self, table: str, record: Model) -> None:
        self.client.put_item(TableName=table, Item=record.serialize())

    def put_new(self, table: str, record: Model) -> None:
        """Writes a new item. Raises Conflict when there is an item of that key already."""
        self._put(table, record, {"ConditionExpression": "attribute_not_exists(pk)"})

    def put_over(self, table: str, record: Model, version: int) -> None:
        """Raises Conflict when what is there has another version, or a large change has locked it."""
        condition = "v = :v AND attribute_not_exists(locked_by)"
        values = {":v": {"N": str(version)}}
        self._put(table, record, {"ConditionExpression": condition, "ExpressionAttributeValues": values})

    def _put(self, table: str, record: Model, condition: dict[str, Any]) -> None:
        try:
            self.client.put_item(TableName=table, Item=record.serialize(), **condition)
        except ClientError as error:
            raise as_conflict(error) from error


def as_conflict(error: ClientError) -> Exception:
    """A lost race as Conflict; any other error as it is."""
    return Conflict(str(error)) if error.response["Error"]["Code"] in _LOST_RACE else error
