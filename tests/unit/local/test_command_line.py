"""The command `relance`: what it answers when it cannot do what is asked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from local.cli import main
from local.clock import Clock
from local.state import Ports, State


def refused(capsys: pytest.CaptureFixture[str], folder: Path, *words: str) -> str:
    assert main(["--state", str(folder), *words]) == 1
    return capsys.readouterr().err


def test_what_needs_a_running_laptop_says_so(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    for words in (["deploy"], ["drop", "acme", "x.csv"], ["clock", "--days", "3"]):
        assert "not running: engine, front, mail; `relance up` starts it" in refused(capsys, tmp_path, *words)


def test_the_clock_is_not_set_back(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert "only goes forward" in refused(capsys, tmp_path, "clock", "--to", "2020-01-01T08:00Z")


@pytest.mark.parametrize(
    ("words", "remedy"),
    [
        (["--to", "2026-12-01T08:00"], "has no zone: write 2026-12-01T08:00Z"),
        (["--to", "tomorrow"], "tomorrow is not an instant: write it as 2026-12-01T08:00+01:00"),
        (["--days", "0"], "0 is not a number of days from 1 to 3660"),
        (["--days", "two"], "two is not a number of days from 1 to 3660"),
        (["--days", "99999999999"], "is not a number of days from 1 to 3660"),
    ],
)
def test_a_time_that_makes_no_sense_is_refused_with_the_remedy(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, words: list[str], remedy: str
) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["--state", str(tmp_path), "clock", *words])
    assert remedy in " ".join(capsys.readouterr().err.split())


def test_stopping_what_does_not_run_is_no_error(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["--state", str(tmp_path), "stop"]) == 0
    assert capsys.readouterr().out == "nothing was running\n"


def test_the_clock_is_shown_while_nothing_runs(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    Clock(State(tmp_path).clock).move(datetime.now(UTC) + timedelta(days=400))
    assert main(["--state", str(tmp_path), "clock"]) == 0
    assert capsys.readouterr().out.startswith(f"{datetime.now(UTC) + timedelta(days=400):%Y-%m-%d}")


def test_the_ports_of_the_last_start_are_remembered(tmp_path: Path) -> None:
    chosen = Ports(engine=5001, mail=5002, smtp=5003, front=5004)
    State(tmp_path).keep(chosen)
    assert State(tmp_path).ports == chosen
