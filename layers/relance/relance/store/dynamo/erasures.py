"""Erasures of customers, in the core table (port `Erasures`)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from relance.domain.erasure import Erasure, mark_of
from relance.store import keys
from relance.store.documents import document, reader
from relance.store.dynamo.tables import Tables
from relance.store.dynamo.wire import Wire

_ERASURE = reader(Erasure)


@dataclass(frozen=True)
class DynamoErasures:
    """The list of those to finish is an index, in which an erasure stands until it is done."""

    tables: Tables
    wire: Wire

    def get(self, org: str, customer: str) -> Erasure | None:
        core = self.tables.core
        try:
            record = core.get(*keys.erasure(org, mark_of(org, customer)), consistent_read=True)
        except core.DoesNotExist:
            return None
        return _read(record.d, record.v)

    def put(self, erasure: Erasure) -> Erasure:
        table, record = self.tables.settings.core, self.tables.core(*keys.erasure(erasure.org, erasure.mark))
        record.d, record.v = document(replace(erasure, revision=0)), erasure.revision + 1
        if erasure.done_at is None:
            record.lk, record.ls = keys.erasing(erasure.org, erasure.mark)
        if erasure.revision:
            self.wire.put_over(table, record, erasure.revision)
        else:
            self.wire.put_new(table, record)
        return replace(erasure, revision=erasure.revision + 1)

    def unfinished(self) -> Iterator[Erasure]:
        found = self.tables.core.list_index.query(keys.erasing().hash)
        return (_read(record.d, record.v) for record in found)


def _read(text: str, version: float | None) -> Erasure:
    return replace(_ERASURE(text), revision=int(version or 0))
