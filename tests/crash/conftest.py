"""Counts what was tried, and says so at the end of the run."""

from __future__ import annotations

from collections import Counter

import pytest

_TALLY: Counter[str] = Counter()


@pytest.fixture
def tally() -> Counter[str]:
    """What is added up here stands in the summary."""
    return _TALLY


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if _TALLY:
        terminalreporter.write_line(", ".join(f"{times} {what}" for what, times in _TALLY.items()))
