"""What an organization keeps for itself, in the core table beside its settings (port `Shelf`)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from pynamodb.exceptions import DeleteError, PutError

from relance.domain.errors import Conflict, Exists, NotFound
from relance.domain.plan_draft import PlanDraft
from relance.domain.template import Template
from relance.store.documents import document, reader
from relance.store.dynamo.tables import Tables
from relance.store.dynamo.wire import Wire
from relance.store.keys import Key

_LOST_RACE = "ConditionalCheckFailedException"


@dataclass(frozen=True)
class DynamoShelf[Thing: (PlanDraft, Template)]:
    """`key` makes the key of a thing from its organization and its id; without an id, what all begin with."""

    tables: Tables
    wire: Wire
    kind: type[Thing]
    key: Callable[[str, str], Key]

    @cached_property
    def _read(self) -> Callable[[str], Thing]:
        return reader(self.kind)

    def get(self, org: str, id: str) -> Thing:
        core = self.tables.core
        try:
            record = core.get(*self.key(org, id), consistent_read=True)
        except core.DoesNotExist:
            raise NotFound(f"{self.kind.__name__} {id}") from None
        return replace(self._read(record.d), revision=int(record.v))

    def all(self, org: str) -> Iterator[Thing]:
        below = self.key(org, "")
        values = {":p": below.pk, ":s": below.sk}
        for item in self.wire.query(
            self.tables.settings.core, "pk = :p AND begins_with(sk, :s)", values, ConsistentRead=True
        ):
            yield replace(self._read(item["d"]["S"]), revision=int(item["v"]["N"]))

    def put(self, org: str, thing: Thing) -> Thing:
        core, known = self.tables.core, thing.revision
        record = core(*self.key(org, thing.id), d=document(replace(thing, revision=0)), v=known + 1)
        try:
            record.save(condition=core.v == known if known else core.pk.does_not_exist())
        except PutError as error:
            if error.cause_response_code != _LOST_RACE:
                raise
            raise (Conflict if known else Exists)(f"{self.kind.__name__} {thing.id}") from error
        return replace(thing, revision=known + 1)

    def remove(self, org: str, thing: Thing) -> None:
        core = self.tables.core
        try:
            core(*self.key(org, thing.id)).delete(condition=core.v == thing.revision)
        except DeleteError as error:
            if error.cause_response_code != _LOST_RACE:
                raise
            raise Conflict(f"{self.kind.__name__} {thing.id}") from error
