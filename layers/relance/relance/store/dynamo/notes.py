"""Notes about customers, in the log table (port `Notes`)."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, replace

from pynamodb.exceptions import DeleteError

from relance.domain.errors import Conflict, NotFound
from relance.domain.note import Note
from relance.store import keys
from relance.store.documents import document, reader
from relance.store.dynamo.tables import Log, Tables
from relance.store.dynamo.wire import Wire
from relance.usecases.ports.listings import Page

_NOTE = reader(Note)
_LOST_RACE = "ConditionalCheckFailedException"


@dataclass(frozen=True)
class DynamoNotes:
    tables: Tables
    wire: Wire

    def get(self, org: str, customer: str, note: str) -> Note:
        log = self.tables.log
        try:
            record = log.get(*keys.note(org, customer, note), consistent_read=True)
        except log.DoesNotExist:
            raise NotFound(f"note {note}") from None
        return _read(record.z, record.v)

    def put(self, note: Note) -> Note:
        table, record = self.tables.settings.log, self._record(note)
        if note.revision:
            self.wire.put_over(table, record, note.revision)
        else:
            self.wire.put_new(table, record)
        return replace(note, revision=note.revision + 1)

    def remove(self, note: Note) -> None:
        log = self.tables.log
        try:
            log(*_key(note)).delete(condition=log.v == note.revision)
        except DeleteError as error:
            if error.cause_response_code != _LOST_RACE:
                raise
            raise Conflict(f"note {note.id}") from error

    def of_customer(self, org: str, customer: str, limit: int, before: str | None = None) -> Page[Note]:
        found = self.wire.latest(self.tables.settings.log, keys.note(org, customer), limit + 1, before)
        return Page.first(
            limit, (_read(item["z"]["B"], item["v"]["N"]) for item in found), lambda note: note.id
        )

    def _record(self, note: Note) -> Log:
        data = zlib.compress(document(replace(note, revision=0)).encode())
        return self.tables.log(*_key(note), z=data, v=note.revision + 1)


def _read(data: bytes, version: float | str) -> Note:
    return replace(_NOTE(zlib.decompress(data).decode()), revision=int(version))


def _key(note: Note) -> keys.Key:
    return keys.note(note.org, note.customer, note.id)
