"""The laptop's clock and the schedules it plays."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from local.clock import Clock, Schedule, schedule_of
from local.errors import LaptopError

NINE = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)


def minutes(n: int) -> datetime:
    return NINE + timedelta(minutes=n)


def schedule(period: timedelta) -> Schedule:
    return Schedule("tick", period, "function", "{}")


def test_without_a_file_it_is_now(tmp_path: Path) -> None:
    assert abs(Clock(tmp_path / "clock.json").now() - datetime.now(UTC)) < timedelta(minutes=1)


def test_it_moves_to_an_instant_and_goes_on_from_there(tmp_path: Path) -> None:
    clock = Clock(tmp_path / "state" / "clock.json")
    later = datetime.now(UTC) + timedelta(days=10)
    clock.move(later)
    assert later <= clock.now() < later + timedelta(minutes=1)


def test_it_never_goes_back(tmp_path: Path) -> None:
    clock = Clock(tmp_path / "clock.json")
    clock.move(datetime.now(UTC) + timedelta(days=10))
    before = clock.offset_seconds
    clock.move(datetime.now(UTC) + timedelta(days=3))
    assert clock.offset_seconds == before


def test_a_schedule_fires_when_a_period_ends_on_the_way() -> None:
    five = schedule(timedelta(minutes=5))
    assert five.fires(minutes(4), minutes(5))
    assert five.fires(minutes(4), minutes(400))
    assert not five.fires(minutes(5), minutes(9))
    assert not five.fires(minutes(5), minutes(5))


@pytest.mark.parametrize(
    ("expression", "period"),
    [
        ("rate(5 minutes)", timedelta(minutes=5)),
        ("rate(1 hour)", timedelta(hours=1)),
        ("rate(2 days)", timedelta(days=2)),
    ],
)
def test_a_rate_is_understood(expression: str, period: timedelta) -> None:
    found = schedule_of("tick", expression, "arn:f", None)
    assert found == Schedule("tick", period, "arn:f", "{}")


@pytest.mark.parametrize("expression", ["cron(30 6 ? * MON-FRI *)", "at(2026-12-01T08:00:00)", "rate(5)"])
def test_any_other_schedule_is_refused_with_the_remedy(expression: str) -> None:
    with pytest.raises(LaptopError, match="write it as a rate"):
        schedule_of("close_month", expression, "arn:f", None)
