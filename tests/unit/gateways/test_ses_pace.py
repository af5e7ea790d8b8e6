"""All workers together keep the rate that SES grants the account."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from relance.gateways.ses_pace import SesPace


@dataclass
class Time:
    """Passes only while somebody sleeps."""

    now: float = 1000.0
    slept: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def pace(time: Time, *rates: float, workers: int = 4) -> SesPace:
    """SES answers those rates one after the other, the last one for ever."""
    answers = list(rates)
    return SesPace(
        lambda: answers.pop(0) if len(answers) > 1 else answers[0],
        workers,
        now=lambda: time.now,
        sleep=time.sleep,
    )


def test_each_worker_takes_an_equal_part_of_the_rate() -> None:
    time = Time()
    its = pace(time, 14.0)
    for _ in range(15):
        its.wait()
    assert time.now - 1000 == pytest.approx(14 * 4 / 14)


def test_the_first_mail_waits_for_nothing_and_neither_does_one_after_a_pause() -> None:
    time = Time()
    its = pace(time, 1.0)
    its.wait()
    time.now += 60
    its.wait()
    assert time.slept == []


def test_a_rate_that_ses_does_not_say_slows_nobody_down() -> None:
    time = Time()
    its = pace(time, 0.0)
    for _ in range(100):
        its.wait()
    assert time.slept == []


def test_the_rate_is_read_again_after_ten_minutes() -> None:
    time = Time()
    its = pace(time, 1.0, 100.0)
    its.wait()
    time.now += 601
    its.wait()
    its.wait()
    assert time.slept == [pytest.approx(4 / 100)]
