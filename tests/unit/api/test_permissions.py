"""Every operation: who may."""

from __future__ import annotations

import re

import pytest

from relance.access.permissions import LEAST, PUBLIC
from relance.api.app import OPERATIONS
from relance.domain.organization import Role
from tests.unit.api.client import Client

RANKED = (Role.VIEWER, Role.COLLECTOR, Role.ADMIN)


def path_of(operation: str, **places: str) -> str:
    """Places that are not given are filled with what does not exist."""
    rule = OPERATIONS[operation].rule.removeprefix("/v1")
    return re.sub(r"<(\w+)>", lambda found: places.get(found[1], "none"), rule)


def test_every_operation_has_its_least_role_or_is_public() -> None:
    assert LEAST.keys() | PUBLIC == OPERATIONS.keys()
    assert not LEAST.keys() & PUBLIC


def test_what_changes_anything_takes_more_than_to_look() -> None:
    mine = {"update_me", "enrol_authenticator", "confirm_authenticator", "turn_off_authenticator"}
    asks = {
        "mail_simulation",
        "preview_ad_hoc_mail",
        "preview_message",
        "preview_publishing",
        "preview_template",
        "validate_plan",
    }
    writes = {o.id for o in OPERATIONS.values() if o.method != "GET"} - PUBLIC - mine - asks
    assert {operation for operation in writes if LEAST[operation] is Role.VIEWER} == set()


@pytest.mark.parametrize("operation", sorted(LEAST))
def test_a_role_below_the_least_is_refused_and_one_that_suffices_is_not(acme: Client, operation: str) -> None:
    least, known = LEAST[operation], OPERATIONS[operation]
    for role in RANKED:
        reply = acme.as_(role).call(known.method, path_of(operation))
        assert (reply.status == 403) == (RANKED.index(role) < RANKED.index(least)), (role, reply)


@pytest.mark.parametrize("operation", sorted(LEAST))
def test_nobody_known_reaches_nothing(nobody: Client, operation: str) -> None:
    assert nobody.call(OPERATIONS[operation].method, path_of(operation)).status == 401
