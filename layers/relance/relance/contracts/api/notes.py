"""Notes about customers and invoices, as the API takes and shows them."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from relance.contracts.api.base import Input, Output, PathId, ShownId, SomeText
from relance.domain import note as domain


class NewNote(Input):
    """`invoice` is the one it is about; null: the customer as a whole."""

    text: SomeText
    invoice: PathId | None = None


class NoteChange(Input):
    text: SomeText


class Note(Output):
    """`edited_at` is null for one that was never changed."""

    id: ShownId
    customer: ShownId
    invoice: ShownId | None
    text: str
    by: str
    at: datetime
    edited_at: datetime | None

    @classmethod
    def of(cls, note: domain.Note) -> Self:
        return cls(
            id=note.id,
            customer=note.customer,
            invoice=note.invoice,
            text=note.text,
            by=note.by,
            at=note.at,
            edited_at=note.edited_at,
        )
