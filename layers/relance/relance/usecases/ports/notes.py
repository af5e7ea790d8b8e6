"""What people write about customers."""

from __future__ import annotations

from typing import Protocol

from relance.domain.note import Note
from relance.usecases.ports.listings import Page


class Notes(Protocol):
    def get(self, org: str, customer: str, note: str) -> Note:
        """Strongly consistent. Raises NotFound."""
        ...

    def put(self, note: Note) -> Note:
        """Writes a new note (revision 0), or a change of the note that was read; answers the note as it is
        stored then.

        Raises Conflict when the note was changed or removed since.
        """
        ...

    def remove(self, note: Note) -> None:
        """Raises Conflict when it was changed or removed since it was read."""
        ...

    def of_customer(self, org: str, customer: str, limit: int, before: str | None = None) -> Page[Note]:
        """The latest first; those whose id sorts before `before`."""
        ...
