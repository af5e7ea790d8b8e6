"""A plan written as YAML: what it may say, and what it is told when it says something else."""

from __future__ import annotations

import re
from datetime import date

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from local.plan_file import label, read_plan
from local.replay.words import about_plan
from relance.domain.errors import Fault, Refused
from relance.domain.plan import DunningPlan, Level, Logic, Message, StepKind
from relance.rendering.reminders import STANDARD_REMINDERS
from relance.rendering.texts import LANGUAGES, catalogue
from tests.builders import invoice


def faults(source: str) -> list[tuple[str, str]]:
    with pytest.raises(Refused) as refused:
        read_plan(source)
    for fault in refused.value.faults:
        assert about_plan(fault).startswith(f"{fault.field}: ")
    return [(fault.field, fault.code) for fault in refused.value.faults]


def step(*keys: str) -> str:
    return f"steps:\n  - {{{', '.join(('offset_days: J+7', *keys))}}}"


def test_a_plan_says_its_level_logic_delay_and_steps() -> None:
    plan = read_plan("""
level: invoice
logic: contextual
min_contact_delay_days: 4
steps:
  - {offset_days: J-3, automatic: true}
  - {id: mine, offset_days: 10, kind: email, automatic: true, subject: "Invoice #REF#", body: "Please pay."}
  - {offset_days: j + 20, kind: registered_letter}
""")
    assert (plan.level, plan.logic, plan.min_contact_delay_days) == (Level.INVOICE, Logic.CONTEXTUAL, 4)
    assert [(s.id, s.kind, s.offset_days, s.automatic) for s in plan.steps] == [
        ("J-3", StepKind.EMAIL, -3, True),
        ("mine", StepKind.EMAIL, 10, True),
        ("J+20", StepKind.REGISTERED_LETTER, 20, False),
    ]
    assert plan.steps[1].messages == {"en": Message("Invoice #REF#", "Please pay.")}


def test_what_is_left_out_is_what_a_plan_begins_with() -> None:
    plan = read_plan("steps: [{offset_days: 7}]")
    bare = DunningPlan("plan", 1, "Plan", ())
    assert (plan.level, plan.logic, plan.min_contact_delay_days) == (
        bare.level,
        bare.logic,
        bare.min_contact_delay_days,
    )
    assert not plan.steps[0].automatic


@pytest.mark.parametrize(
    ("offset", "key"), [(-30, "before_due"), (-1, "before_due"), (7, "courteous"), (29, "firm"), (90, "last")]
)
def test_a_step_without_words_has_those_of_the_standard_reminder_of_its_day(offset: int, key: str) -> None:
    plan = read_plan(f"steps: [{{offset_days: {offset}, automatic: true}}]")
    (standard,) = (reminder for reminder in STANDARD_REMINDERS if reminder.key == key)
    assert plan.steps[0].messages == standard.messages


@pytest.mark.parametrize(
    ("written", "days"),
    [("J+7", 7), ("J-7", -7), ("J", 0), ("J+0", 0), ("D+7", 7), ("'j + 7'", 7), ("7", 7), ("-7", -7)],
)
def test_an_offset_is_written_as_people_say_it_or_as_a_number(written: str, days: int) -> None:
    plan = read_plan(f"steps: [{{offset_days: {written}}}]")
    assert plan.steps[0].offset_days == days
    assert (
        plan.steps[0].trigger(invoice(due="2025-02-10")).toordinal() == date(2025, 2, 10).toordinal() + days
    )


def test_a_step_is_called_by_its_day() -> None:
    assert [label(7), label(0), label(-3)] == ["J+7", "J", "J-3"]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("", [("plan", "not_keys")]),
        ("- a\n- b", [("plan", "not_keys")]),
        ("level: customer", [("steps", "key_missing")]),
        ("steps: 7", [("steps", "not_a_list")]),
        ("steps: [7]", [("steps[0]", "not_keys")]),
        ("steps: [\n", [("plan", "not_yaml")]),
        ("steps: \x00", [("plan", "not_yaml")]),
        ("level: 2026-02-31", [("plan", "not_yaml_value")]),
        ("7: 8\nsteps: []", [("7", "key_unknown")]),
        ("level: company\nsteps: []", [("level", "not_one_of")]),
        ("delay: 5\nsteps: []", [("delay", "key_unknown")]),
        ("min_contact_delay_days: five\nsteps: []", [("min_contact_delay_days", "not_a_whole_number")]),
        ("min_contact_delay_days: 4.5\nsteps: []", [("min_contact_delay_days", "not_a_whole_number")]),
        ("min_contact_delay_days: 31\nsteps: []", [("min_contact_delay_days", "contact_delay")]),
        ("steps: [{kind: email}]", [("steps[0].offset_days", "key_missing")]),
        ("steps: [{offset_days: in a week}]", [("steps[0].offset_days", "not_an_offset")]),
        ("steps: [{offset_days: }]", [("steps[0].offset_days", "not_a_whole_number")]),
        ("steps: [{offset_days: 10000}]", [("steps[0].offset_days", "offset_too_far")]),
        (step("kind: fax"), [("steps[0].kind", "not_one_of")]),
        (step("automatic: often"), [("steps[0].automatic", "not_true_or_false")]),
        (step("id: 7"), [("steps[0].id", "not_a_text")]),
        (step("id: ''"), [("steps[0].id", "not_a_text")]),
        (step("subject: Hello"), [("steps[0]", "half_a_message")]),
        (step("colour: red"), [("steps[0].colour", "key_unknown")]),
        (step("kind: call", "automatic: true"), [("steps[0].automatic", "call_is_never_automatic")]),
        ("steps: [{offset_days: 7}, {offset_days: 7}]", [("steps", "step_ids_repeat")]),
        ("steps: [{offset_days: 7}, {offset_days: 3}]", [("steps[1].offset_days", "steps_out_of_order")]),
        (
            "logic: contextual\nsteps: [{offset_days: 7}, {id: b, offset_days: 7}]",
            [("steps[1].offset_days", "steps_on_one_day")],
        ),
        (step("subject: '{{ nobody }}'", "body: Hello"), [("steps[0].subject", "template_field_misspelt")]),
    ],
)
def test_what_makes_no_plan_is_refused_naming_the_key(source: str, found: list[tuple[str, str]]) -> None:
    assert faults(source) == found


KEYS = st.sampled_from(
    ["level", "logic", "min_contact_delay_days", "steps", "kind", "offset_days", "automatic", "id"]
)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.dates()
ANYTHING = st.recursive(
    SCALARS | st.sampled_from(["customer", "contextual", "email", "call", "J+7"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS | SCALARS, inner, max_size=5),
    max_leaves=12,
)


@given(st.dictionaries(KEYS, ANYTHING) | ANYTHING)
def test_whatever_a_file_holds_it_is_a_plan_or_refused_in_words(written: object) -> None:
    try:
        read_plan(yaml.safe_dump(written))
    except Refused as refused:
        assert all(about_plan(fault) for fault in refused.faults)


@given(st.text())
def test_whatever_a_file_says_it_is_a_plan_or_refused_in_words(source: str) -> None:
    try:
        read_plan(source)
    except Refused as refused:
        assert all(about_plan(fault) for fault in refused.faults)


def test_every_fault_of_a_file_is_told_at_once() -> None:
    assert faults("level: company\nsteps: [{kind: fax}]") == [
        ("level", "not_one_of"),
        ("steps[0].offset_days", "key_missing"),
        ("steps[0].kind", "not_one_of"),
    ]


def test_a_fault_is_told_with_the_problem_and_the_remedy() -> None:
    with pytest.raises(Refused) as refused:
        read_plan("level: company\nsteps: []")
    assert (
        about_plan(refused.value.faults[0])
        == "level: “company” is not possible here. Choose one of: customer, invoice."
    )


def test_each_language_has_the_same_texts_with_the_same_places() -> None:
    def places(language: str) -> dict[str, list[set[str]]]:
        texts = catalogue(language, "plans")
        return {
            c: [set(re.findall(r"{(\w+)}", t[part])) for part in ("message", "hint")]
            for c, t in texts.items()
        }

    assert places(LANGUAGES[0]) == places(LANGUAGES[1])


def test_a_fault_of_the_sending_window_has_words_too() -> None:
    for code in ("window_days", "window_past_midnight", "no_sending_day"):
        assert about_plan(Fault(code, "window", {"minutes": 0}))
