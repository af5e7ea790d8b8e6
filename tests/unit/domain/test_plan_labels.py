"""What people call a step, its words, and the day on which it became automatic."""

from __future__ import annotations

from dataclasses import replace

import pytest

from relance.domain.plan import CountsFrom, Message, PlanStep, StepKind, StepLabel
from tests.builders import call, day, email, invoice, issued, manual_email, plan

TODAY = day("2026-05-01")


@pytest.mark.parametrize(
    ("label", "code"),
    [
        (StepLabel(StepKind.EMAIL, 7), "email+7"),
        (StepLabel(StepKind.EMAIL, 0), "email+0"),
        (StepLabel(StepKind.CALL, 15, CountsFrom.ISSUE_DATE), "call+15 issue_date"),
        (StepLabel(StepKind.EMAIL, -3, name="A + word - or = two"), "email-3=A + word - or = two"),
        (StepLabel(StepKind.LETTER, 3, CountsFrom.ISSUE_DATE, "x"), "letter+3 issue_date=x"),
    ],
)
def test_a_label_is_kept_as_a_code_and_read_again(label: StepLabel, code: str) -> None:
    assert label.code == code
    assert StepLabel.read(code) == label


@pytest.mark.parametrize(
    ("step", "ahead"),
    [(email(-1), True), (email(0), True), (email(1), False), (issued(email(1)), True)],
)
def test_a_step_may_be_ahead_up_to_the_due_date_or_counting_from_the_issue(
    step: PlanStep, ahead: bool
) -> None:
    assert step.may_be_ahead is ahead


@pytest.mark.parametrize(("offset", "before"), [(-1, True), (0, False), (1, False)])
def test_before_due_is_before_the_due_date(offset: int, before: bool) -> None:
    assert email(offset).is_before_due(invoice()) is before


def test_words_are_in_the_first_language_that_is_there() -> None:
    fr, en = Message("Rappel", "…"), Message("Reminder", "…")
    both = replace(email(0), messages={"fr": fr, "en": en})
    assert both.words("en", "fr") == ("en", en)
    assert both.words("de", "EN-gb") == ("en", en)
    assert both.words("de") == both.words() == ("fr", fr)
    exact = replace(email(0), messages={"fr": fr, "fr-CH": en})
    assert exact.words("fr-CH") == ("fr-CH", en)
    assert replace(email(0), messages={}).words("fr") is None


def test_steps_that_count_from_two_days_stand_in_the_order_of_an_invoices_days() -> None:
    both = plan(email(-5), email(0), issued(email(10)))
    assert both.steps_for(invoice(issued="2026-03-01", due="2026-03-31")) == (
        issued(email(10)),
        email(-5),
        email(0),
    )
    late = invoice(issued="2026-03-31", due="2026-03-31")
    assert both.steps_for(late) == (email(-5), email(0), issued(email(10)))


def test_a_step_became_automatic_today_unless_it_was_before() -> None:
    before = plan(email(0, automated_on="2026-01-01"), manual_email(7), email(14, automated_on="2026-02-01"))
    after = plan(email(0), email(7), manual_email(14), email(21), call(28), version=2)
    told = [step.automated_on for step in after.automated_since(before, TODAY).steps]
    assert told == [day("2026-01-01"), TODAY, None, TODAY, None]
    assert [step.automated_on for step in after.automated_since(None, TODAY).steps][:3] == [
        TODAY,
        TODAY,
        None,
    ]
    untold = plan(email(0, automated_on="2026-01-01"), manual_email(7))
    assert (
        replace(untold, steps=(manual_email(0),)).automated_since(before, TODAY).steps[0].automated_on is None
    )
