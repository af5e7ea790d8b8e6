"""functions/web, as the gateway wakes it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from relance.domain.organization import Role
from relance.runtime.aws import house
from relance.usecases.organization.authorize import Caller
from tests.unit.functions.deployed import ORG, Deployed, deployed_with_the_api, sample


@pytest.fixture
def stack(monkeypatch: pytest.MonkeyPatch) -> Iterator[Deployed]:
    with deployed_with_the_api(monkeypatch) as stack:
        yield stack


def test_nobody_is_sent_to_the_door(stack: Deployed) -> None:
    answer = stack.invoke("web", sample("web/sign_in"))
    assert (answer["statusCode"], answer["headers"]["Location"]) == (303, "/sign-in")


def test_a_member_is_shown_today(stack: Deployed) -> None:
    stack.owing("C-1")
    kept = house().keep_session.begin(Caller(ORG, "marie", Role.ADMIN, "member"))
    event = {**sample("web/sign_in"), "cookies": [f"__Host-relance={kept}"]}
    answer = stack.invoke("web", event)
    assert answer["statusCode"] == 200
    assert "Rien ne vous attend" in answer["body"]
