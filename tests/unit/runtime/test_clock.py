"""The system's clock, and a laptop's that a file moves forward."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from relance.runtime.clock import ShiftedClock, SystemClock, clock_of

DAY = timedelta(days=1)


def off_by(clock: ShiftedClock) -> timedelta:
    return clock.now() - datetime.now(UTC)


def test_without_a_file_it_is_the_system_s_clock() -> None:
    clock = clock_of(None)
    assert isinstance(clock, SystemClock)
    before = datetime.now(UTC)
    assert before <= clock.now() <= datetime.now(UTC)
    assert clock.now().tzinfo is UTC


def test_the_file_moves_it_while_it_runs(tmp_path: Path) -> None:
    clock = clock_of(tmp_path / "clock.json")
    assert isinstance(clock, ShiftedClock)
    assert abs(off_by(clock)) < DAY / 2
    for days in (3, 10):
        clock.file.write_text(json.dumps({"offset_seconds": days * 86400}))
        assert abs(off_by(clock) - days * DAY) < DAY / 2


@pytest.mark.parametrize("content", ["", "{}", "tomorrow"])
def test_a_file_that_says_no_time_is_an_error_not_another_time(tmp_path: Path, content: str) -> None:
    (tmp_path / "clock.json").write_text(content)
    with pytest.raises((ValueError, KeyError)):
        ShiftedClock(tmp_path / "clock.json").now()
