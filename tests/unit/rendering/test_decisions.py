"""Every decision has its sentence, in every language."""

from __future__ import annotations

import dataclasses
import typing
from datetime import date

import pytest

from relance.domain import decision as d
from relance.domain.enrolment import Cycle
from relance.domain.hold import HoldKind
from relance.domain.money import Money
from relance.domain.plan import PlanStep, StepKind
from relance.domain.receivables import Invoice, InvoiceStatus
from relance.domain.task import TaskKind
from relance.rendering.decisions import explain
from relance.rendering.texts import LANGUAGES

DAY = date(2026, 11, 9)
INVOICE = Invoice("F-1", date(2026, 10, 3), date(2026, 11, 2), Money(1200_00, "EUR"))
DUE = d.Due(PlanStep("courteous", StepKind.EMAIL, 7, True), Cycle(1, "F-1"), INVOICE, (INVOICE,))
SAMPLES = {
    date: DAY,
    int: 5,
    str: "F-1",
    "status": InvoiceStatus.PAID,
    TaskKind: TaskKind.CALL,
    date | None: None,
    tuple[Money, ...]: (Money(0, "EUR"),),
}


def sample(kind: type) -> typing.Any:
    """One reason of a class, its fields filled by their types."""
    hints = typing.get_type_hints(kind, vars(d))
    names = [field.name for field in dataclasses.fields(kind)]
    return kind(*(SAMPLES.get(name) or SAMPLES[hints[name]] for name in names))


CONSTRAINTS = [sample(kind) for kind in typing.get_args(d.Constraint)]
CLOSED = d.ClosedDay(DAY, DAY, d.TriggerReached(DAY))
FINISHES = [sample(k) for k in typing.get_args(typing.get_type_hints(d.Finish, vars(d))["why"])]
DECISIONS: list[d.Decision] = [
    *(d.Execute(DUE, why) for why in (*CONSTRAINTS, CLOSED)),
    *(d.Wait(DAY, why, DUE) for why in (*CONSTRAINTS, CLOSED)),
    d.Wait(None, d.AwaitingPerson(TaskKind.CALL), DUE),
    d.CreateTask(DUE, TaskKind.CALL, d.ManualStep(DAY)),
    d.CreateTask(DUE, TaskKind.FIX_CONTACT, d.NoWorkingAddress()),
    *(d.OnHold(until, d.HoldStands(kind, DAY, until, DAY)) for kind in HoldKind for until in (None, DAY)),
    *(d.Finish(why) for why in FINISHES),
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("decision", DECISIONS, ids=str)
def test_every_decision_is_a_whole_sentence(decision: d.Decision, language: str) -> None:
    said = explain(decision, DAY, language)

    assert said.endswith(".")
    assert "{" not in said


def test_a_sentence_names_the_step_the_invoice_and_the_days() -> None:
    waits = d.Wait(date(2026, 11, 14), d.MinimumContactDelay(date(2026, 11, 14), DAY, 5), DUE)

    assert explain(waits, DAY, "en") == (
        "Next: the step “courteous” on 14 November 2026: "
        "at least 5 days after the contact of 9 November 2026."
    )
    assert explain(waits, DAY, "fr") == (
        "À venir : l'étape « courteous » le 14 novembre 2026 : "
        "au moins 5 jours après le contact du 9 novembre 2026."
    )
