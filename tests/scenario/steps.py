"""The steps of a plan, as a story writes them: `email("J+7")`, seven days after the due date."""

from __future__ import annotations

from relance.domain.plan import Message, PlanStep, StepKind


def email(when: str, *, automatic: bool = True, id: str | None = None) -> PlanStep:
    """In French, with the invoices in its subject."""
    words = {"fr": Message(f"#REF# : rappel {when}", "Bonjour,\n\nMerci de régler #REF#.")}
    return PlanStep(id or when, StepKind.EMAIL, int(when[1:]), automatic, words)


def call(when: str) -> PlanStep:
    return PlanStep(when, StepKind.CALL, int(when[1:]))


def registered_letter(when: str) -> PlanStep:
    return PlanStep(when, StepKind.REGISTERED_LETTER, int(when[1:]))
