"""The default plan and others on two real years of 100 customers: no promise broken, nothing missing."""

from __future__ import annotations

import argparse
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from local.replay.command import add_arguments, run
from tests.corpus.ibm_ledger import HISTORY, paid_late, write_ledger, write_stuck_ledger
from tests.corpus.reference_plan import Expected, expected

pytestmark = pytest.mark.skipif(not HISTORY.exists(), reason=f"the ledger corpus is not at {HISTORY}")

CHECKS = ("duplicates", "after_payment", "outside_window", "min_delay_violations", "simulation_mismatches")

MANY_STEPS = """
level: {level}
logic: {logic}
min_contact_delay_days: 5
steps:
  - {{offset_days: J-7, automatic: true}}
  - {{offset_days: J+3, automatic: true}}
  - {{offset_days: J+7, automatic: true}}
  - {{offset_days: J+15, automatic: true}}
  - {{offset_days: J+20, kind: registered_letter}}
"""


CONTINUING = """
min_contact_delay_days: 5
succession: continue
steps:
  - {offset_days: J+7, automatic: true}
  - {offset_days: J+15, automatic: true}
  - {offset_days: J+30, automatic: true}
"""


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_ledger(tmp_path_factory.mktemp("ibm") / "ledger.csv")


def replay(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    code = run(parser.parse_args([*words, "--json"]))
    out = capsys.readouterr()
    assert out.err == ""
    totals: dict[str, Any] = json.loads(out.out)
    assert {check: totals[check] for check in CHECKS} == dict.fromkeys(CHECKS, 0)
    assert code == 0
    return totals


def events(path: Path) -> set[Expected]:
    written = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    told = {
        (
            date.fromisoformat(event["date"]),
            event["customer_id"],
            event["carrying"],
            int(event["step"].removeprefix("J+")),
            frozenset(event["invoices"]),
        )
        for event in written
    }
    assert len(told) == len(written)
    return told


def test_the_default_plan_sends_exactly_what_its_rules_ask_for(
    ledger: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    totals = replay(capsys, str(ledger), "--events", str(tmp_path / "events.jsonl"))
    assert (totals["invoices"], totals["customers"]) == (2466, 100)
    asked_for = set(expected(ledger, date(2012, 1, 3), date(2014, 6, 30)))
    assert events(tmp_path / "events.jsonl") == asked_for
    assert totals["reminders"] == sum(totals["by_step"].values()) == len(asked_for)


def test_so_does_a_plan_that_continues(
    ledger: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = tmp_path / "plan.yaml"
    plan.write_text(CONTINUING, encoding="utf-8")
    words = ("--plan", str(plan), "--events", str(tmp_path / "events.jsonl"))
    replay(capsys, str(ledger), *words)
    asked_for = set(expected(ledger, date(2012, 1, 3), date(2014, 6, 30), continues=True))
    assert events(tmp_path / "events.jsonl") == asked_for


@pytest.mark.parametrize("succession", ["restart", "continue"])
def test_one_small_invoice_that_is_never_paid_silences_nobody(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], succession: str
) -> None:
    """Every invoice that is paid more than 14 days late was listed in a message by then."""
    ledger, plan = write_stuck_ledger(tmp_path / "stuck.csv"), tmp_path / "plan.yaml"
    plan.write_text(CONTINUING.replace("continue", succession), encoding="utf-8")
    replay(capsys, str(ledger), "--plan", str(plan), "--events", str(tmp_path / "events.jsonl"))
    listed = {number for event in events(tmp_path / "events.jsonl") for number in event[-1]}
    late = paid_late(ledger, 14)
    assert len(late) > 100
    assert late <= listed


def test_a_replay_from_the_middle_sends_what_the_rules_ask_for_from_there_on(
    ledger: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, last = date(2013, 1, 7), date(2013, 6, 28)
    words = ("--from", f"{first}", "--to", f"{last}", "--events", str(tmp_path / "events.jsonl"))
    totals = replay(capsys, str(ledger), *words)
    assert totals["days"] == 173
    assert events(tmp_path / "events.jsonl") == set(expected(ledger, first, last))


@pytest.mark.parametrize(
    ("level", "logic", "zone"),
    [
        ("customer", "contextual", "Asia/Kolkata"),
        ("invoice", "contextual", "Pacific/Kiritimati"),
        ("invoice", "standard", "America/New_York"),
    ],
)
def test_no_promise_is_broken_under_other_plans_and_zones(
    ledger: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], level: str, logic: str, zone: str
) -> None:
    plan = tmp_path / "plan.yaml"
    plan.write_text(MANY_STEPS.format(level=level, logic=logic), encoding="utf-8")
    span = ("--from", "2012-09-05", "--to", "2013-03-31")
    totals = replay(capsys, str(ledger), "--plan", str(plan), "--timezone", zone, *span)
    assert totals["reminders"] > 100
