"""Dunning plans: what a published version may be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from relance.domain.errors import Refused
from relance.domain.plan import DunningPlan, PlanStep, StepKind
from tests.builders import call, contextual, day, email, invoice, letter, manual_email, plan


def refused(make: Callable[[], object]) -> list[tuple[str, str]]:
    with pytest.raises(Refused) as caught:
        make()
    return [(fault.field, fault.code) for fault in caught.value.faults]


def test_the_trigger_of_a_step_is_the_due_date_plus_its_offset() -> None:
    assert email(-3).trigger(invoice(due="2026-03-01")) == day("2026-02-26")


@pytest.mark.parametrize(
    ("step", "itself"),
    [(email(0), True), (manual_email(0), False), (call(0), False), (letter(0), False)],
)
def test_only_an_automatic_e_mail_sends_itself(step: PlanStep, itself: bool) -> None:
    assert step.sends_itself is itself


def test_steps_stand_in_the_order_of_their_offsets() -> None:
    assert refused(lambda: plan(email(7), email(0))) == [("steps[1].offset_days", "steps_out_of_order")]


def test_two_steps_on_one_day_are_for_standard_logic_only() -> None:
    assert len(plan(email(7), letter(7)).steps) == 2
    assert refused(lambda: contextual(email(7), letter(7))) == [("steps[1].offset_days", "steps_on_one_day")]


def test_steps_have_identities_of_their_own() -> None:
    assert refused(lambda: plan(email(0, id="A"), email(7, id="A"))) == [("steps", "step_ids_repeat")]


@pytest.mark.parametrize("days", [-1, 31])
def test_the_contact_delay_is_from_zero_to_thirty_days(days: int) -> None:
    assert refused(lambda: plan(delay=days)) == [("min_contact_delay_days", "contact_delay")]
    assert plan(delay=0).min_contact_delay_days < plan(delay=30).min_contact_delay_days


def test_a_call_is_never_automatic() -> None:
    assert refused(lambda: plan(replace(call(0), automatic=True))) == [
        ("steps[0].automatic", "call_is_never_automatic")
    ]


def test_what_leaves_by_itself_has_words() -> None:
    assert refused(lambda: plan(replace(email(0), messages={}))) == [
        ("steps[0].messages", "step_without_message")
    ]


def test_all_that_is_wrong_is_said_at_once() -> None:
    wrong = PlanStep("A", StepKind.CALL, 0, automatic=True)
    assert len(refused(lambda: plan(email(7), wrong, delay=31))) == 3


def test_a_step_is_found_by_its_identity() -> None:
    by = plan(email(0), call(7))
    assert (by.index("call+7"), by.index("gone")) == (1, None)
    assert by.step("call+7") == call(7)
    with pytest.raises(KeyError):
        by.step("gone")


class TestTheNextVersion:
    A, B, C = email(0, id="A"), email(7, id="B"), email(14, id="C")

    def test_steps_are_added_removed_and_moved_in_time(self) -> None:
        before = plan(self.A, self.B, self.C)
        plan(self.A, email(3, id="NEW"), email(9, id="B"), version=2).succeeds(before)
        plan(email(5, id="NEW"), self.C, version=2).succeeds(before)

    def test_no_step_moves_past_another_for_it_might_be_sent_twice(self) -> None:
        after = plan(self.B, email(10, id="A"), self.C, version=2)
        assert refused(lambda: after.succeeds(plan(self.A, self.B, self.C))) == [
            ("steps", "step_moved_past_another")
        ]

    @pytest.mark.parametrize(
        "after", [plan(email(8, id="A"), C), plan(A, email(6, id="C"))], ids=["later", "earlier"]
    )
    def test_nor_past_one_that_is_removed_for_it_still_marks_the_place(self, after: DunningPlan) -> None:
        assert refused(lambda: after.succeeds(plan(self.A, self.B, self.C))) == [
            ("steps", "step_moved_past_another")
        ]
