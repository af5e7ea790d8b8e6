"""The organization that every story is about."""

from __future__ import annotations

import pytest

from tests.scenario.story import Story


@pytest.fixture
def acme() -> Story:
    return Story()
