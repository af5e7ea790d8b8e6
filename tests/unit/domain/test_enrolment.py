"""Cycles and places of an enrolment."""

from __future__ import annotations

from dataclasses import replace

import pytest

from relance.domain.cycle import Cycle, Place
from relance.domain.enrolment import Enrolment
from relance.domain.task import TaskKind
from relance.store.documents import document, reader
from tests.builders import LONG_AGO, ORG, call, day, email

NEW = Enrolment("E-1", "C-1", "plan", 1, LONG_AGO)


def test_enrolling_twice_is_enrolling_once() -> None:
    assert Enrolment.identity(ORG, "C-1", None) == Enrolment.identity(ORG, "C-1", None)


def test_no_two_subjects_share_an_identity() -> None:
    about = [
        (ORG, "C-1", None),
        (ORG, "C-1", "F-1"),
        (ORG, "C-1F", "-1"),
        ("other", "C-1", None),
        (ORG, "C", "-1"),
    ]
    assert len({Enrolment.identity(*one) for one in about}) == len(about)


def test_an_invoice_that_carries_again_goes_on_in_a_new_cycle_at_its_place() -> None:
    first = NEW.cycle_of("F-1").after(Place("email+7", 7))
    second = NEW.on(first).cycle_of("F-2")
    assert (first.number, second.number) == (1, 2)
    assert NEW.on(first).on(second).cycle_of("F-1") == replace(first, number=3)


def test_a_cycle_that_is_left_keeps_its_place_and_its_to_do_is_given_up() -> None:
    there = NEW.on(NEW.cycle_of("F-1")).handed_over(call(7), TaskKind.CALL)
    left = there.on(there.cycle_of("F-2"))
    assert left.awaiting is None
    assert left.cycle_of("F-1").pending == Place.at(call(7))


def test_an_executed_step_is_behind_and_was_a_contact() -> None:
    after = NEW.on(NEW.cycle_of("F-1")).contacted(email(7), day("2026-04-07"))
    assert after.cycle == Cycle(1, "F-1", handled=Place("email+7", 7))
    assert after.last_contact_on == day("2026-04-07")


def test_outside_a_cycle_no_step_is_handled() -> None:
    with pytest.raises(ValueError, match="cycle"):
        NEW.with_step_behind(email(7))
    with pytest.raises(ValueError, match="cycle"):
        NEW.handed_over(call(7), TaskKind.CALL)


def test_every_cycle_left_keeps_its_place_and_invoices_at_one_place_are_written_once() -> None:
    enrolment = NEW
    for n in range(50):
        enrolment = enrolment.on(enrolment.cycle_of(f"F-{n}").after(Place("email+7", 7)))
    (kept,) = enrolment.kept
    assert len(kept.invoices) == 49
    assert {enrolment.cycle_of(f"F-{n}").handled for n in range(50)} == {Place("email+7", 7)}


def test_a_number_never_serves_twice() -> None:
    """Not even when cycles that were left long ago go on."""
    enrolment, numbers = NEW, []
    for n in (1, 2, 3, 1, 2, 3):
        enrolment = enrolment.on(enrolment.cycle_of(f"F-{n}").after(Place("email+7", 7)))
        assert enrolment.cycle
        numbers.append(enrolment.cycle.number)
    assert numbers == [1, 2, 3, 4, 5, 6]


def test_what_versions_before_wrote_of_cycles_left_is_read() -> None:
    written = (
        '{"id":"E-1","customer":"C-1","plan":"plan","plan_version":1,"enrolled_on":"2026-01-01",'
        '"cycle":{"number":2,"invoice":"F-2","pending":{"step":"J+7","offset_days":7}},"cycles_begun":2,'
        '"past":[{"number":1,"invoice":"F-1","handled":{"step":"J+15","offset_days":15},"earlier":["J+7"]}]}'
    )
    read = reader(Enrolment)(written)
    assert read.cycle_of("F-1") == Cycle(3, "F-1", Place("J+15", 15), None, ("J+7",))
    assert (read.past, reader(Enrolment)(document(read))) == ((), read)


def test_joined_cycles_stand_at_the_farther_place_with_all_that_either_has_handled() -> None:
    near = Cycle(1, "F-1", handled=Place("email+7", 7))
    far = Cycle(1, "F-1", handled=Place("email+30", 30), earlier=("email+15",))
    for one, other in ((near, far), (far, near)):
        joined = one.joined(other)
        assert joined.handled == Place("email+30", 30)
        assert set(joined.earlier) == {"email+7", "email+15"}
    assert Cycle(1, "F-1").joined(near).handled == near.handled
    assert near.joined(Cycle(1, "F-1")) == near
