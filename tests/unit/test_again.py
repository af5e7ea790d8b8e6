"""The one retry: on fresh state while somebody else was first, with a pause between two tries."""

from __future__ import annotations

import pytest

from relance import again as module
from relance.again import TRIES, again
from relance.domain.errors import Conflict, Refused


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    pauses: list[float] = []
    monkeypatch.setattr(module, "sleep", pauses.append)
    monkeypatch.setattr("random.uniform", lambda least, most: most)
    return pauses


class Attempts:
    def __init__(self, conflicts: int) -> None:
        self.conflicts, self.made = conflicts, 0

    def __call__(self) -> str:
        self.made += 1
        if self.made <= self.conflicts:
            raise Conflict("somebody else")
        return "done"


def test_an_attempt_that_holds_is_made_once_and_waits_for_nothing(slept: list[float]) -> None:
    attempts = Attempts(0)
    assert again(attempts, "customer C-1") == "done"
    assert (attempts.made, slept) == (1, [])


def test_each_pause_is_up_to_twice_as_long_as_the_one_before(slept: list[float]) -> None:
    assert again(Attempts(3), "customer C-1") == "done"
    assert slept == [0.01, 0.02, 0.04]


def test_pauses_end_at_less_than_half_a_second(slept: list[float]) -> None:
    again(Attempts(TRIES - 1), "customer C-1")
    assert max(slept) == 0.4
    assert sum(slept) < 1.5


def test_the_last_conflict_says_what_kept_changing(slept: list[float]) -> None:
    attempts = Attempts(TRIES)
    with pytest.raises(Conflict, match="customer C-1 kept changing"):
        again(attempts, "customer C-1")
    assert attempts.made == TRIES


def test_any_other_error_is_raised_at_once(slept: list[float]) -> None:
    def refuses() -> None:
        raise Refused

    with pytest.raises(Refused):
        again(refuses, "customer C-1")
    assert slept == []
