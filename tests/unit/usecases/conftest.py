"""One organization that imports, for every test here."""

from __future__ import annotations

import pytest

from tests.unit.usecases.importing import Importing


@pytest.fixture
def acme() -> Importing:
    return Importing()
