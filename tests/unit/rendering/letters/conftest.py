"""One letter to change, as a law firm's client would send it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from local.letters import letters
from relance.rendering.letters.letter import Letter
from relance.rendering.letters.profile import profile
from relance.rendering.letters.typeset import Printed, typeset


@pytest.fixture(scope="session")
def notice() -> Letter:
    """A mise en demeure in French."""
    return next(shown.letter for shown in letters() if shown.name == "fr-formal_notice")


@pytest.fixture
def printed(notice: Letter) -> Callable[..., Printed]:
    """The notice with some of its fields changed, set by a layout."""

    def changed(layout: str = "fr-dl", **fields: Any) -> Printed:
        return typeset(replace(notice, **fields), profile(layout))

    return changed
