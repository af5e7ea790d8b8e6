"""Notes about customers, in memory: the same contract as DynamoDB's, for tests."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from relance.domain.errors import Conflict, NotFound
from relance.domain.note import Note
from relance.usecases.ports.listings import Page


@dataclass
class MemoryNotes:
    _all: dict[tuple[str, str, str], Note] = field(default_factory=dict)

    def get(self, org: str, customer: str, note: str) -> Note:
        try:
            return self._all[org, customer, note]
        except KeyError:
            raise NotFound(f"note {note}") from None

    def put(self, note: Note) -> Note:
        self._check(note)
        stored = self._all[note.org, note.customer, note.id] = replace(note, revision=note.revision + 1)
        return stored

    def remove(self, note: Note) -> None:
        self._check(note)
        del self._all[note.org, note.customer, note.id]

    def _check(self, note: Note) -> None:
        known = self._all.get((note.org, note.customer, note.id))
        if (known.revision if known else 0) != note.revision:
            raise Conflict(f"note {note.id}")

    def of_customer(self, org: str, customer: str, limit: int, before: str | None = None) -> Page[Note]:
        mine = {note: kept for (of, whose, note), kept in self._all.items() if (of, whose) == (org, customer)}
        earlier = sorted((note for note in mine if before is None or note < before), reverse=True)
        return Page.first(limit, (mine[note] for note in earlier), lambda note: note.id)
