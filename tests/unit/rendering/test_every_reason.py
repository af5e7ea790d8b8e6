"""Every reason in every language, before, on and after its day, of one, two and many: one file to read aloud.

RELANCE_GOLDEN=1 writes `every_reason.txt` anew.
"""

from __future__ import annotations

import os
import typing
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from relance.domain import decision as d
from relance.domain.cycle import Cycle
from relance.domain.hold import HoldKind
from relance.domain.money import Money
from relance.domain.outreach import EmailStatus, Grounds, Outreach, OutreachRef
from relance.domain.plan import CountsFrom, PlanStep, StepKind, StepLabel
from relance.domain.receivables import Invoice, InvoiceStatus
from relance.domain.task import TaskKind
from relance.rendering.decisions import explain, explain_sent
from relance.rendering.steps import step_name
from relance.rendering.texts import LANGUAGES

GOLDEN = Path(__file__).with_name("every_reason.txt")
TODAY = date(2026, 11, 9)
RANDOM = "q7x2kd5m3zrp4w6v"
MEMBERS = {f"m-{RANDOM}": "Marie Curie"}
MARIE = f"m-{RANDOM}"
COUNTS = (1, 2, 5)


def euros(amount: int) -> Money:
    return Money(amount * 100, "EUR")


def about(due: date, *passed: PlanStep, kind: StepKind = StepKind.EMAIL, offset: int = 7) -> d.Due:
    invoice = Invoice("F-1", due - timedelta(days=30), due, euros(1200))
    step = PlanStep(RANDOM, kind, offset, kind is StepKind.EMAIL)
    return d.Due(step, Cycle(1, "F-1"), invoice, (invoice,), passed=passed)


WHEN = {"past": TODAY - timedelta(days=12), "today": TODAY, "future": TODAY + timedelta(days=12)}


def constraints(on: date, days: int) -> Iterator[d.Constraint]:
    last = on - timedelta(days=days)
    yield d.TriggerReached(on)
    yield d.MinimumContactDelay(on, last, days)
    yield d.OneADay(on, on - timedelta(days=1))
    yield d.JustAutomated(on)
    yield d.JustEnrolled(on)
    yield d.Resumed(on)
    yield d.PromiseBroken(on, last)


def decisions() -> Iterator[tuple[str, d.Decision]]:
    for when, due in WHEN.items():
        for one in _with_a_step(about(due)):
            if due == WHEN["past"] or "trigger" in (one.why.code, getattr(one.why, "because", one.why).code):
                yield f"due {when}", one
    for count in COUNTS:
        for why in (d.MinimumContactDelay(TODAY, TODAY, count), d.AnothersTurn(TODAY, "F-9", count)):
            yield f"{count} days", d.Wait(TODAY, why, LATE)
        passed = tuple(PlanStep(f"{RANDOM}{n}", StepKind.EMAIL, n, True) for n in range(3, 3 + count))
        yield f"passed, {count}", d.Execute(replace(LATE, passed=passed), d.TriggerReached(TODAY))
    yield "being sent", d.Wait(None, d.BeingSent(), LATE)
    yield "task", d.CreateTask(about(WHEN["past"], kind=StepKind.CALL), TaskKind.CALL, d.ManualStep(TODAY))
    yield "task", d.CreateTask(LATE, TaskKind.FIX_CONTACT, d.NoWorkingAddress())
    letter = about(WHEN["past"], kind=StepKind.REGISTERED_LETTER)
    yield "task", d.CreateTask(letter, TaskKind.LETTER, d.NoPostalAddress())
    yield from _awaiting()
    yield from _held()
    yield from (("finish", d.Finish(why)) for why in _finishes())


LATE = about(TODAY - timedelta(days=32))


_STEP_OF = {TaskKind.CALL: StepKind.CALL}


def _awaiting() -> Iterator[tuple[str, d.Decision]]:
    for kind in TaskKind:
        letters = (StepKind.LETTER, StepKind.REGISTERED_LETTER)
        for step in letters if kind is TaskKind.LETTER else (_STEP_OF.get(kind, StepKind.EMAIL),):
            waits = d.AwaitingPerson(kind, date(2026, 10, 8), MARIE)
            yield f"awaiting {kind}", d.Wait(None, waits, about(WHEN["past"], kind=step))
    for waits in (
        d.AwaitingPerson(TaskKind.CALL),
        d.AwaitingPerson(TaskKind.CALL, TODAY, RANDOM),
        d.AwaitingPerson(TaskKind.CALL, TODAY + timedelta(days=3), MARIE, postponed=True),
    ):
        yield "awaiting", d.Wait(None, waits, LATE)


def _held() -> Iterator[tuple[str, d.Decision]]:
    for kind in HoldKind:
        for until in (None, TODAY + timedelta(days=5)):
            for reason, by in (("", ""), ("on holiday", MARIE), ("", RANDOM)):
                stands = d.HoldStands(kind, date(2026, 10, 27), until, TODAY, reason, by, sends_on=until)
                yield f"hold {kind}", d.OnHold(until, stands)


def _with_a_step(due: d.Due) -> Iterator[d.Execute | d.Wait]:
    earlier, later = TODAY - timedelta(days=3), TODAY + timedelta(days=3)
    for on in (earlier, TODAY):
        yield from (d.Execute(due, why) for why in constraints(on, 5))
    for why in constraints(later, 5):
        yield d.Wait(later, why, due)
        closed = d.ClosedDay(later + timedelta(days=2), later, why)
        yield d.Wait(closed.on, closed, due)


def _finishes() -> Iterator[typing.Any]:
    yield from (d.RemindersOff(), d.NothingOwed(), d.PlanEmpty(), d.PlanCompleted("F-1"))
    yield from (d.AllDisputed(count) for count in COUNTS)
    for count in (1, 2):
        sums = (euros(100), Money(20_00, "CHF"))[:count]
        yield d.Covered(tuple(-each for each in sums), tuple(each + each for each in sums), sums)
    yield d.InvoiceCovered("F-1", euros(40), euros(100))
    yield d.TooSmall("F-1", Money(40, "EUR"), euros(1))
    yield d.ListedBeside("F-2", "F-1")
    yield d.ListedBeside("F-2", "F-1", TODAY + timedelta(days=4))
    yield from (d.InvoiceLeft("F-1", status) for status in InvoiceStatus)


def told_afterwards() -> Iterator[Outreach]:
    ref = OutreachRef("acme", "C-1", datetime(2026, 11, 9, 8, tzinfo=UTC), RANDOM)
    for due in WHEN.values():
        for on in (TODAY - timedelta(days=3), TODAY):
            for why in constraints(on, 5):
                grounds = Grounds.of(d.Execute(about(due), why))
                yield Outreach(ref, EmailStatus.SENT, step=RANDOM, invoices=("F-1",), grounds=grounds)
    yield Outreach(ref, EmailStatus.SENT, step=RANDOM, automatic=False)
    yield Outreach(ref, EmailStatus.SENT, step=RANDOM)


def labels() -> Iterator[StepLabel]:
    for kind in StepKind:
        for offset in (-5, -1, 0, 1, 20):
            yield from (StepLabel(kind, offset, since) for since in CountsFrom)
    yield StepLabel(StepKind.CALL, 9, name="Call before collection")


def rendered() -> str:
    lines: list[str] = []
    for language in LANGUAGES:
        lines += [f"# {language}", ""]
        said = [(case, explain(one, TODAY, language, MEMBERS)) for case, one in decisions()]
        said += [("sent", explain_sent(one, TODAY, language)) for one in told_afterwards()]
        said += [("step", step_name(one, language)) for one in labels()]
        lines += dict.fromkeys(f"{case}: {sentence}" for case, sentence in said)
        lines.append("")
    return "\n".join(lines)


def test_every_reason_reads_as_the_file_says() -> None:
    if os.environ.get("RELANCE_GOLDEN"):
        GOLDEN.write_text(rendered(), encoding="utf-8")
    assert rendered() == GOLDEN.read_text(encoding="utf-8")


def test_no_sentence_names_a_random_id_or_leaves_a_place_empty() -> None:
    read = rendered()
    for sign in (RANDOM, "{", "}", "None", " .", "  ", "()", "“”"):
        assert sign not in read


def test_every_reason_is_in_the_file() -> None:
    """Each class of the unions, of every kind of decision."""
    found = {type(one.why) for _, one in decisions()}
    hints = [typing.get_type_hints(kind, vars(d))["why"] for kind in typing.get_args(d.Decision)]
    asked = {kind for hint in hints for kind in (typing.get_args(hint) or (hint,))}
    assert asked - found == set()


@pytest.mark.parametrize("label", [*labels()], ids=lambda label: label.code)
def test_a_step_that_history_kept_is_called_as_it_was(label: StepLabel) -> None:
    assert StepLabel.read(label.code) == label
