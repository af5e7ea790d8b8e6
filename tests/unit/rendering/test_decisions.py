"""Every decision has its sentence, in every language."""

from __future__ import annotations

import dataclasses
import typing
from datetime import UTC, date, datetime

import pytest

from relance.domain import decision as d
from relance.domain.cycle import Cycle
from relance.domain.hold import HoldKind
from relance.domain.money import Money
from relance.domain.outreach import EmailStatus, Grounds, Outreach, OutreachRef
from relance.domain.plan import PlanStep, StepKind
from relance.domain.receivables import Invoice, InvoiceStatus
from relance.domain.task import TaskKind
from relance.rendering.decisions import explain, explain_sent
from relance.rendering.texts import LANGUAGES
from relance.store.documents import document, reader

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
    str | None: None,
    bool: False,
    tuple[Money, ...]: (Money(0, "EUR"),),
    Money: Money(1_00, "EUR"),
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
    *(d.Wait(DAY, why, DUE) for why in (*CONSTRAINTS, CLOSED, sample(d.AnothersTurn))),
    d.Wait(None, d.AwaitingPerson(TaskKind.CALL), DUE),
    d.CreateTask(DUE, TaskKind.CALL, d.ManualStep(DAY)),
    d.CreateTask(DUE, TaskKind.FIX_CONTACT, d.NoWorkingAddress()),
    d.CreateTask(DUE, TaskKind.LETTER, d.NoPostalAddress()),
    *(d.OnHold(until, d.HoldStands(kind, DAY, until, DAY)) for kind in HoldKind for until in (None, DAY)),
    *(d.Finish(why) for why in FINISHES),
    d.Finish(d.ListedBeside("F-1", "F-0", DAY)),
]


def _called(decision: d.Decision) -> str:
    """`wait-one_a_day`, `onhold-hold-pause`."""
    kind = f"-{decision.why.kind}" if isinstance(decision.why, d.HoldStands) else ""
    return f"{type(decision).__name__.lower()}-{decision.why.code}{kind}"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("decision", DECISIONS, ids=lambda decision: _called(decision))
def test_every_decision_is_a_whole_sentence(decision: d.Decision, language: str) -> None:
    said = explain(decision, DAY, language)

    assert said.endswith(".")
    assert "{" not in said


def test_a_sentence_names_the_step_the_invoice_and_the_days() -> None:
    waits = d.Wait(date(2026, 11, 14), d.MinimumContactDelay(date(2026, 11, 14), DAY, 5), DUE)

    assert explain(waits, DAY, "en") == (
        "Next: “Reminder, 7 days after the due date” on 14 November 2026: "
        "at least 5 days after the contact of 9 November 2026."
    )
    assert explain(waits, DAY, "fr") == (
        "À venir : « Relance, 7 jours après l'échéance » le 14 novembre 2026 : "
        "au moins 5 jours après le contact du 9 novembre 2026."
    )


# --- told afterwards, from what the history keeps ---


def sent(why: typing.Any) -> Outreach:
    """The record of a step that left for this reason, written to the store and read again."""
    ref = OutreachRef("acme", "C-1", datetime(2026, 11, 9, 8, tzinfo=UTC), "o-1")
    grounds = Grounds.of(d.Execute(DUE, why))
    outreach = Outreach(ref, EmailStatus.SENT, step="courteous", invoices=("F-1",), grounds=grounds)
    return reader(Outreach)(document(outreach))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("why", [*CONSTRAINTS, CLOSED], ids=lambda why: str(why.code))
def test_every_reason_is_told_afterwards_in_a_sentence_of_its_own(why: typing.Any, language: str) -> None:
    said = explain_sent(sent(why), DAY, language)
    assert said.endswith(".")
    assert "{" not in said and "None" not in said
    assert said != explain_sent(sent(JustInvented(DAY, DAY, 3)), DAY, language)


@pytest.mark.parametrize("why", CONSTRAINTS, ids=lambda why: str(why.code))
def test_the_history_keeps_every_value_of_a_reason(why: typing.Any) -> None:
    kept = sent(why).grounds
    assert kept and {name: kept.values[name] for name in dataclasses.asdict(why)} == dataclasses.asdict(why)


@dataclasses.dataclass(frozen=True)
class JustInvented:
    """A reason of a later version, with values that no other reason has."""

    code: typing.ClassVar[str] = "just_invented"
    on: date
    since: date
    times: int


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reason_without_words_is_kept_whole_and_told_in_general(language: str) -> None:
    outreach = sent(JustInvented(DAY, date(2026, 11, 3), 3))
    assert outreach.grounds and outreach.grounds.more == {"since": date(2026, 11, 3), "times": 3}
    assert ("7 days" if language == "en" else "7 jours") in explain_sent(outreach, DAY, language)


def test_reasons_as_the_version_before_kept_them_are_told() -> None:
    read = reader(Outreach)
    head = (
        '{"ref":{"org":"acme","customer":"C-1","at":"2026-11-09T08:00:00Z","id":"o"},"status":3,"step":"J+7"'
    )
    days = '"on":"2026-11-09","due_date":"2026-11-02","last":"2026-11-04","days":5'
    grounds = f'"code":"minimum_contact_delay",{days}'
    assert explain_sent(read(f'{head},"grounds":{{{grounds}}}}}'), DAY, "en") == (
        "“Reminder” left on 9 November 2026, at least 5 days after the contact of 4 November 2026."
    )
    assert explain_sent(read(head + "}"), DAY, "en") == (
        "It was sent by the plan; the record of why is missing."
    )
    assert explain_sent(read(head + ',"automatic":false}'), DAY, "en") == "A person sent it."
