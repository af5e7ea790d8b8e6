"""Two organizations, seen by the browsers of their members; what is there is made through the API."""

from __future__ import annotations

import pytest

from relance.domain.organization import Role
from relance.house import House
from relance.usecases.organization.authorize import Caller
from tests.unit.api.conftest import acme, house, other, world
from tests.unit.web.browser import Browser, colleague

__all__ = ["acme", "house", "other", "world"]


@pytest.fixture
def ada(house: House, acme: object) -> Browser:
    """The administrator's, of the organization that is looked at."""
    return Browser.of(house, Caller("acme", "ada", Role.ADMIN, "member"))


@pytest.fixture
def viewer(house: House, acme: object) -> Browser:
    """Of a member who may look and do nothing."""
    return Browser.of(house, colleague(house, "acme", Role.VIEWER))


@pytest.fixture
def stranger(house: House, other: object) -> Browser:
    """The administrator's of another organization."""
    return Browser.of(house, Caller("other", "ada", Role.ADMIN, "member"))
