"""What people call a step of a plan: "Reminder, 7 days after the due date"."""

from __future__ import annotations

from relance.domain.plan import CountsFrom, StepLabel
from relance.rendering.amounts import locale_of
from relance.rendering.texts import text


def step_name(label: StepLabel, language: str) -> str:
    """The name that its plan gives it, else one made of its kind and day."""
    if label.name:
        return label.name
    side = "on" if label.offset_days == 0 else "after" if label.offset_days > 0 else "before"
    from_ = "issue_date" if label.counts_from is CountsFrom.ISSUE_DATE else "due_date"
    day = text(language, "steps", f"{side}.{from_}", days=days(abs(label.offset_days), language))
    return text(language, "steps", "name", kind=text(language, "steps", f"kind.{label.kind}"), day=day)


def days(number: int, language: str) -> str:
    """ "1 day", "5 days"."""
    form = "one" if locale_of(language).plural_form(number) == "one" else "other"
    return text(language, "steps", f"days.{form}", number=number)
