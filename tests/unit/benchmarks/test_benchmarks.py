"""The benchmarks run, small, and print one JSON line that says what the README promises."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from itertools import batched
from pathlib import Path
from typing import Any

import pytest

from benchmarks import cold_start, engine, one_customer
from benchmarks.calls import Call
from tests.guard.template import template
from tests.patience import PATIENCE

_ROOT = Path(__file__).parents[3]
# Without DynamoDB Local they run against the laptop's engine, which starts sooner.
_NOWHERE = {"DYNAMODB_LOCAL": "/nowhere"}


def _printed(*command: str) -> dict[str, Any]:
    run = subprocess.run(  # noqa: S603 - our own command line
        [sys.executable, "-m", *command],
        cwd=_ROOT,
        env={**os.environ, **_NOWHERE},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=True,
    )
    (line,) = run.stdout.splitlines()
    printed: dict[str, Any] = json.loads(line)
    return printed


def test_a_reminder_costs_six_calls_beside_finding_it_and_no_more_than_six_write_units() -> None:
    printed = _printed("benchmarks.reminders", "--n", "30")
    assert printed["n"] == 30
    assert printed["backend"] == "engine"
    # The dispatcher looks at some sixty places of the due index, however few reminders there are.
    assert 6 < printed["api_calls_per_reminder"] < 6 + 80 / 30
    # And writes down once how far it has looked.
    assert 5 <= printed["write_units_per_reminder"] <= 6 + 1 / 30
    for measured in ("reminders_per_s", "cpu_ms_per_reminder", "floor_cpu_ms", "ratio_to_floor"):
        assert printed[measured] > 0


def test_enrolments_that_wait_cost_a_reminder_neither_calls_nor_write_units() -> None:
    printed = _printed("benchmarks.growth", "--sizes", "20", "200", "--due", "20")
    few, many = printed["sizes"]
    assert (few["open"], many["open"]) == (20, 200)
    assert few["api_calls_per_reminder"] == pytest.approx(many["api_calls_per_reminder"], abs=0.5)
    assert few["write_units_per_reminder"] == pytest.approx(many["write_units_per_reminder"], abs=0.5)
    assert printed["ratio_200_to_20"] > 0


def test_the_engine_is_measured_in_decisions_and_customer_days(capsys: pytest.CaptureFixture[str]) -> None:
    engine.main(["--customers", "3"])
    printed = json.loads(capsys.readouterr().out)
    assert printed["customers"] == 3
    assert printed["decisions_per_s"] > 0
    assert printed["customer_days_per_s"] > 0


def test_one_customer_with_many_rows_is_measured_at_three_sizes(capsys: pytest.CaptureFixture[str]) -> None:
    names = [name for name in one_customer.MEASURED if name != "replay"]
    one_customer.main([*names, "--divide", "250"])
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["name"] for line in lines] == [name for name in names for _ in range(3)]
    for first, *doubled in batched(lines, 3, strict=True):
        assert first["ratio"] is None
        for line, half in zip(doubled, (first, *doubled), strict=False):
            assert line["n"] in (2 * half["n"], 2 * half["n"] + 1)
            assert line["cpu_s"] >= 0
            assert line["calibration_s"] > 0


def test_every_function_is_in_the_cold_start_table() -> None:
    folders = {properties["CodeUri"] for properties in cold_start.functions(template()).values()}
    assert folders == {f"functions/{app.parent.name}" for app in _ROOT.glob("functions/*/app.py")}


def test_a_start_is_measured_in_a_process_that_finds_code_at_the_places_given(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("sum(range(10_000))")
    assert cold_start.start("import app", [tmp_path], processes=1) > 0
    with pytest.raises(subprocess.CalledProcessError):
        cold_start.start("import app", [tmp_path / "elsewhere"], processes=1)


def test_a_build_is_compiled_for_the_place_where_it_will_run(tmp_path: Path) -> None:
    for folder, source in (("TheLayer/python", "inside"), ("Function", "app")):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / f"{source}.py").write_text("1 / 0")
    subprocess.run([_ROOT / "scripts" / "bytecode", tmp_path], check=True)  # noqa: S603 - our own script
    said = [
        subprocess.run([sys.executable, each], capture_output=True, text=True, check=False).stderr  # noqa: S603
        for each in sorted(tmp_path.glob("**/*.pyc"))
    ]
    assert '"/var/task/app.py"' in said[0]
    assert '"/opt/python/inside.py"' in said[1]


def test_a_call_is_made_again_about_another_organization_wherever_it_is_named() -> None:
    call = Call("dynamodb", "PutItem", {"Item": {"pk": {"S": "O#old"}, "z": {"B": b"a old one"}, "n": 1}})
    assert call.renamed("old", "new").parameters == {
        "Item": {"pk": {"S": "O#new"}, "z": {"B": b"a new one"}, "n": 1}
    }
