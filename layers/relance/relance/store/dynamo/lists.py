"""To-dos by state, and all that was sent, each in its order (ports `TaskList` and `History`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import batched, islice
from typing import Any

from relance.domain.outreach import Outreach
from relance.domain.task import Task, TaskState
from relance.store import keys
from relance.store.documents import reader
from relance.store.dynamo.outreaches import read_outreach
from relance.store.dynamo.tables import Tables
from relance.store.dynamo.wire import Item, Wire
from relance.usecases.ports.listings import Page

_TASK = reader(Task)
# DynamoDB gives so many items at once by their keys.
_AT_ONCE = 100


@dataclass(frozen=True)
class DynamoTaskList:
    tables: Tables
    wire: Wire

    def of_state(self, org: str, state: TaskState, limit: int, after: str | None = None) -> Page[Task]:
        condition, values = "lk = :l", {":l": keys.tasks(org, state).hash}
        if after:
            condition += " AND ls > :a" if state.is_open else " AND ls < :a"
            values[":a"] = after
        found = self.wire.query(
            self.tables.settings.core,
            condition,
            values,
            IndexName="list",
            ScanIndexForward=state.is_open,
            Limit=limit + 1,
            ProjectionExpression="d",
        )
        return Page.first(limit, (_TASK(item["d"]["S"]) for item in found), keys.task_place)

    def handled_of(self, org: str, customer: str) -> tuple[Task, ...]:
        found = self.wire.query(
            self.tables.settings.core,
            "pk = :p AND begins_with(sk, :t)",
            {":p": keys.customer(org, customer), ":t": keys.CLOSED + keys.TASK},
            ConsistentRead=True,
            ProjectionExpression="d",
        )
        return tuple(task for item in found if (task := _TASK(item["d"]["S"])).closed_at)


@dataclass(frozen=True)
class DynamoHistory:
    """The index knows where the records are; they are then read by their keys."""

    tables: Tables
    wire: Wire

    def sent(self, org: str, limit: int, before: str | None = None) -> tuple[Outreach, ...]:
        condition, values = "g = :g", {":g": keys.outreaches(org).hash}
        if before:
            condition, values = f"{condition} AND gs < :b", {**values, ":b": before}
        found = self.wire.query(
            self.tables.settings.log,
            condition,
            values,
            IndexName="sent",
            ScanIndexForward=False,
            Limit=limit,
            ProjectionExpression="pk,sk",
        )
        outreaches: list[Outreach] = []
        for some in batched(islice(found, limit), _AT_ONCE, strict=False):
            outreaches += self._read(some)
        return tuple(sorted(outreaches, key=lambda outreach: outreach.ref.name, reverse=True))

    def _read(self, wanted: Sequence[Item]) -> list[Outreach]:
        log, items = self.tables.settings.log, []
        asked: dict[str, Any] = {log: {"Keys": list(wanted), "ProjectionExpression": "z,v"}}
        while asked:
            answer = self.wire.client.batch_get_item(RequestItems=asked)
            items += answer["Responses"][log]
            asked = {**answer["UnprocessedKeys"]}
        return [read_outreach(item["z"]["B"], item["v"]["N"]) for item in items]
