"""What is wrong with a file that was given, in words: where, what it is, and what to do about it."""

from __future__ import annotations

from relance.domain.errors import Fault
from relance.rendering.import_report import words
from relance.rendering.texts import text

_LANGUAGE = "en"


def about_ledger(fault: Fault) -> str:
    return f"{fault.field}: {' '.join(words(fault, _LANGUAGE))}"


def about_plan(fault: Fault) -> str:
    """Of the plan itself, or of the words of one of its steps."""
    if fault.code.startswith("template_"):
        return f"{fault.field}: {text(_LANGUAGE, 'templates', fault.code, **fault.values)}"
    return _told("plans", fault)


def _told(subject: str, fault: Fault) -> str:
    message, hint = (
        text(_LANGUAGE, subject, f"{fault.code}.{part}", **fault.values) for part in ("message", "hint")
    )
    return f"{fault.field}: {message} {hint}"
