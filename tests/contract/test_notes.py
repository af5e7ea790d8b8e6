"""What every store promises about notes: kept for one customer, never over somebody else's change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from relance.domain.errors import Conflict, NotFound
from relance.domain.note import Note
from relance.store.dynamo.notes import DynamoNotes
from relance.store.memory_notes import MemoryNotes
from relance.usecases.ports.notes import Notes
from tests.contract.accounts import ODD_IDS
from tests.contract.conftest import Stores


def _over(fixture: str) -> Callable[[pytest.FixtureRequest], Notes]:
    def notes(request: pytest.FixtureRequest) -> Notes:
        stores: Stores = request.getfixturevalue(fixture)
        return DynamoNotes(*stores)

    return notes


NOTES: dict[str, Callable[[pytest.FixtureRequest], Notes]] = {
    "memory": lambda _: MemoryNotes(),
    "dynamo-moto": _over("moto_tables"),
    "dynamo-local": _over("local_tables"),
}


@pytest.fixture(params=NOTES)
def notes(request: pytest.FixtureRequest) -> Notes:
    return NOTES[request.param](request)


def note(org: str, at: datetime, customer: str = "C1", text: str = "Élan 👩‍💻\n" * 500) -> Note:
    return Note(org, customer, Note.identity(at, "abc"), text, "ada", at, "F/1")


def test_a_note_is_read_as_it_was_written_changed_and_removed(notes: Notes, org: str, now: datetime) -> None:
    new = note(org, now)
    written = notes.put(new)
    assert written == replace(new, revision=1)
    assert notes.get(org, "C1", new.id) == written

    changed = notes.put(written.rewritten("Another", now))
    assert notes.get(org, "C1", new.id) == changed

    notes.remove(changed)
    with pytest.raises(NotFound):
        notes.get(org, "C1", new.id)


def test_what_was_changed_meanwhile_is_neither_changed_nor_removed(
    notes: Notes, org: str, now: datetime
) -> None:
    read = notes.put(note(org, now))
    notes.put(read.rewritten("First", now))
    with pytest.raises(Conflict):
        notes.put(read.rewritten("Second", now))
    with pytest.raises(Conflict):
        notes.remove(read)
    with pytest.raises(Conflict):
        notes.put(note(org, now))
    assert notes.get(org, "C1", read.id).text == "First"


def test_notes_come_the_latest_first_page_by_page(notes: Notes, org: str, now: datetime) -> None:
    written = [notes.put(note(org, now + timedelta(minutes=n))) for n in range(5)]
    first = notes.of_customer(org, "C1", 2)
    rest = notes.of_customer(org, "C1", 3, first.after)
    assert [*first.lines, *rest.lines] == written[::-1]
    assert rest.after is None


def test_each_is_its_customers_alone(notes: Notes, org: str, now: datetime) -> None:
    for customer in ODD_IDS:
        notes.put(note(org, now, customer, "x"))
    for customer in ODD_IDS:
        (found,) = notes.of_customer(org, customer, 10).lines
        assert found.customer == customer
        assert notes.of_customer(f"{org}x", customer, 10).lines == ()
