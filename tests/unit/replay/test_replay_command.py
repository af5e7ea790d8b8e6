"""`relance replay`: its options, what it prints, what it answers when it cannot."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from local.replay.__main__ import main

LEDGER = """number,customer_id,customer_name,email,issue_date,due_date,amount,currency,paid_on,disputed
F-1,C1,Client,c1@example.com,2025-01-06,2025-02-05,100.00,EUR,,No
F-2,C2,Other,c2@example.com,2025-01-06,2025-02-05,50.00,EUR,2025-02-18,No
F-3,C2,Other,c2@example.com,2025-01-06,2025-02-05,50.00,EUR,,Yes
"""


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    (tmp_path / "ledger.csv").write_text(LEDGER)
    return tmp_path / "ledger.csv"


def replay(monkeypatch: pytest.MonkeyPatch, *words: str | Path) -> int:
    monkeypatch.setattr("sys.argv", ["replay", *map(str, words)])
    return main()


def test_json_is_one_object_with_every_total(
    ledger: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert replay(monkeypatch, ledger, "--json") == 0
    totals = json.loads(capsys.readouterr().out)
    assert totals.pop("seconds") >= 0
    assert totals == {
        "days": 68,
        "invoices": 3,
        "customers": 2,
        "reminders": 4,
        "by_step": {"J+7": 2, "J+15": 1, "J+30": 1},
        "to_dos": 0,
        "duplicates": 0,
        "after_payment": 0,
        "outside_window": 0,
        "min_delay_violations": 0,
        "simulation_mismatches": 0,
    }


def test_events_are_one_object_a_line_for_each_reminder(
    ledger: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert replay(monkeypatch, ledger, "--events", tmp_path / "out.jsonl", "--to", "2025-02-20") == 0
    lines = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    first = {
        "date": "2025-02-12",
        "customer_id": "C1",
        "carrying": "F-1",
        "step": "J+7",
        "kind": "email",
        "invoices": ["F-1"],
    }
    assert len(lines) == 3
    assert first in lines
    assert lines[-1] == {**first, "date": "2025-02-20", "step": "J+15"}


def test_the_console_shows_the_numbers_the_checks_and_the_months(
    ledger: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert replay(monkeypatch, ledger) == 0
    out = capsys.readouterr().out
    for word in ("reminders", "J+30", "not as simulated", "2025-02", "2025-03"):
        assert word in out


def test_a_plan_of_ones_own_is_played(
    ledger: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = tmp_path / "none.yaml"
    plan.write_text("steps: [{id: only, offset_days: J+1, automatic: true}]")
    assert replay(monkeypatch, ledger, "--plan", plan, "--json", "--timezone", "Asia/Kolkata") == 0
    assert json.loads(capsys.readouterr().out)["by_step"] == {"only": 2}


def test_bad_lines_are_told_on_stderr_and_the_others_replayed(
    ledger: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ledger.write_text(LEDGER + "F-4,C3,Third,c3@example.com,2025-01-06,soon,100.00,EUR,,No\n")
    assert replay(monkeypatch, ledger, "--json") == 0
    out = capsys.readouterr()
    assert json.loads(out.out)["invoices"] == 3
    assert "line 5, due_date: " in out.err
    assert "“soon”" in out.err or '"soon"' in out.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--from", "2025-03-01", "--to", "2025-02-01"], "exchange --from and --to"),
        (["--to", "2024-12-31"], "no invoice was issued by 2024-12-31: choose a later --to"),
        (["--plan", "nowhere.yaml"], "nowhere.yaml cannot be read"),
        (["--events", "/nowhere/out.jsonl"], "/nowhere/out.jsonl cannot be written: No such file"),
    ],
)
def test_what_cannot_be_done_is_said_with_the_remedy(
    ledger: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    said: str,
) -> None:
    assert replay(monkeypatch, ledger, *words) == 1
    out = capsys.readouterr()
    assert said in out.err
    assert out.out == ""


def test_every_fault_of_a_plan_is_told_with_its_file(
    ledger: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = tmp_path / "plan.yaml"
    plan.write_text("level: company\nsteps: [{offset_days: soon}]")
    assert replay(monkeypatch, ledger, "--plan", plan) == 1
    err = capsys.readouterr().err
    assert "plan.yaml, level: “company” is not possible here." in err
    assert "plan.yaml, steps[0].offset_days: “soon” is not a number of days" in err


@pytest.mark.parametrize(
    ("words", "remedy"),
    [
        (["--from", "yesterday"], "yesterday is not a day: write it as 2026-11-30"),
        (["--timezone", "Paris"], "Paris is not a time zone: write it as Europe/Paris"),
        (["--timezone", "../etc"], "../etc is not a time zone"),
    ],
)
def test_an_option_that_makes_no_sense_is_refused_with_the_remedy(
    ledger: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    remedy: str,
) -> None:
    with pytest.raises(SystemExit, match="2"):
        replay(monkeypatch, ledger, *words)
    assert remedy in " ".join(capsys.readouterr().err.split())
