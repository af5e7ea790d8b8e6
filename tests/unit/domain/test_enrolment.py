"""Cycles and places of an enrolment."""

from __future__ import annotations

import pytest

from relance.domain.enrolment import REMEMBERED_CYCLES, Cycle, Enrolment, Place
from relance.domain.task import TaskKind
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


def test_an_invoice_has_one_cycle_however_often_it_carries() -> None:
    first = NEW.cycle_of("F-1")
    second = NEW.on(first).cycle_of("F-2")
    assert (first.number, second.number) == (1, 2)
    assert NEW.on(first).on(second).cycle_of("F-1") == first


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


def test_only_so_many_cycles_are_remembered() -> None:
    enrolment = NEW
    for n in range(2 * REMEMBERED_CYCLES):
        enrolment = enrolment.on(enrolment.cycle_of(f"F-{n}"))
    assert len(enrolment.past) == REMEMBERED_CYCLES


def test_a_number_never_serves_twice() -> None:
    """Not even when the youngest cycle was left long ago and older ones have carried since."""
    enrolment = NEW
    for n in range(REMEMBERED_CYCLES + 2):
        enrolment = enrolment.on(enrolment.cycle_of(f"F-{n}"))
    youngest = enrolment.cycle
    assert youngest
    for cycle in enrolment.past:
        enrolment = enrolment.on(enrolment.cycle_of(cycle.invoice))
    assert enrolment.cycle_of("F-new").number > youngest.number


def test_joined_cycles_stand_at_the_farther_place_with_all_that_either_has_handled() -> None:
    near = Cycle(1, "F-1", handled=Place("email+7", 7))
    far = Cycle(1, "F-1", handled=Place("email+30", 30), earlier=("email+15",))
    for one, other in ((near, far), (far, near)):
        joined = one.joined(other)
        assert joined.handled == Place("email+30", 30)
        assert set(joined.earlier) == {"email+7", "email+15"}
    assert Cycle(1, "F-1").joined(near).handled == near.handled
    assert near.joined(Cycle(1, "F-1")) == near
