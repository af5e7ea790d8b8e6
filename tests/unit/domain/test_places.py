"""In which message an invoice was listed last, and whom an enrolment waits for."""

from __future__ import annotations

from dataclasses import replace

from relance.domain.cycle import Listed, Place, listing
from relance.domain.decision import CreateTask
from relance.domain.progress import standing
from relance.domain.task import TaskKind
from tests.builders import account, call, decided, email, invoice, plan, sole_enrolment
from tests.diary import Diary

FIRST, SECOND = Place("one", 7), Place("two", 15)


def test_an_invoice_is_listed_at_one_place_and_keeps_its_companions() -> None:
    known = (Listed(FIRST, ("A", "B")), Listed(SECOND, ("C",)))
    assert listing(known, SECOND, ["B"]) == (Listed(FIRST, ("A",)), Listed(SECOND, ("C", "B")))
    assert listing(known, FIRST, ["C"]) == (Listed(FIRST, ("A", "B", "C")),)
    assert listing((), FIRST, ["A"]) == (Listed(FIRST, ("A",)),)
    assert listing(known, FIRST, []) == known


def test_who_has_something_to_do_waits_for_nobody() -> None:
    by = plan(call(0), email(7))
    fresh = account(invoice("F-1"))
    to_do = decided("2026-03-31", fresh, by)
    assert isinstance(to_do, CreateTask)
    enrolment = sole_enrolment(Diary(fresh, by).until("2026-03-31").account)
    for awaiting in (TaskKind.CALL, None):
        assert standing(replace(enrolment, awaiting=awaiting), to_do).awaiting is None
