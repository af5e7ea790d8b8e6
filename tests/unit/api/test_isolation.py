"""No route reaches anything of another organization: every route, with every id it takes.

The routes, their bodies and the stores are found, not listed: what is new is looked at by itself. A new kind
of id needs a thing of that kind in `belongings`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from itertools import product

import pytest

from relance.api.app import OPERATIONS
from relance.api.routing import Operation
from relance.house import House
from relance.runtime.memory import MemoryHouse, MemoryWorld
from relance.store.memory_api import MemoryRates
from tests.unit.api.belongings import AMOUNT, belongings
from tests.unit.api.bodies import body_of
from tests.unit.api.client import Client
from tests.unit.api.conftest import START
from tests.unit.api.test_inbox import mail

PLACE = re.compile(r"<(\w+)>")
WITH_PLACES = sorted(operation.id for operation in OPERATIONS.values() if "<" in operation.rule)


def digest(*roots: object) -> str:
    """Of all that is kept in the stores reached from `roots`; what a caller's own bucket of requests counts
    is not.
    """
    kept = sorted(f"{type(store).__name__} {vars(store)!r}" for store in stores(*roots))
    return sha256("\n".join(kept).encode()).hexdigest()


def stores(*roots: object) -> Iterator[object]:
    """Every store in memory that can be reached by attributes, once."""
    seen, left = set[int](), list(roots)
    while left:
        thing = left.pop()
        if id(thing) in seen or not type(thing).__module__.startswith("relance."):
            continue
        seen.add(id(thing))
        left += [getattr(thing, name) for name in getattr(thing, "__dataclass_fields__", ())]
        left += list(getattr(thing, "__dict__", {}).values())
        is_kept = not isinstance(thing, (MemoryRates, MemoryWorld, MemoryHouse))
        if is_kept and type(thing).__name__.startswith("Memory"):
            yield thing


@pytest.fixture
def places(acme: Client, house: House) -> dict[str, str]:
    return belongings(acme, house)


@pytest.fixture
def own(other: Client) -> dict[str, str]:
    """What the other has itself: a path may name a customer of its own, and a thing of acme's."""
    other.post("/customers", {"id": "mine", "name": "Mine"})
    return {"customer": "mine"}


def requests_of(operation: Operation, places: dict[str, str], own: dict[str, str]) -> Iterator[str]:
    """Its paths with at least one id of acme's."""
    names = PLACE.findall(operation.rule)
    missing = set(names) - places.keys()
    assert not missing, f"{operation.id} takes ids of {missing}: put one in `belongings`"
    ways = (({places[name]} | ({own[name]} if name in own else set())) for name in names)
    for ids in product(*map(sorted, ways)):
        if any(id_ == places[name] for id_, name in zip(ids, names, strict=True)):
            path = operation.rule.removeprefix("/v1")
            for id_ in ids:
                path = PLACE.sub(id_, path, count=1)
            yield path


@pytest.mark.parametrize("name", WITH_PLACES)
def test_what_is_another_organizations_is_not_found_and_does_not_change(
    name: str,
    other: Client,
    places: dict[str, str],
    own: dict[str, str],
    house: House,
    world: MemoryWorld,
) -> None:
    operation, before = OPERATIONS[name], digest(house, world)
    for path in requests_of(operation, places, own):
        reply = other.call(operation.method, path, body_of(operation, places), {"If-Match": "*"})
        assert reply.status in (403, 404), (path, reply)
        assert digest(house, world) == before, path


@pytest.mark.parametrize("name", WITH_PLACES)
def test_the_same_ids_reach_something_for_their_own_organization(
    name: str, acme: Client, places: dict[str, str]
) -> None:
    """Else the test above would prove nothing: a path it gets wrong is not found either."""
    operation = OPERATIONS[name]
    path = next(requests_of(operation, places, {}))
    reply = acme.call(operation.method, path, body_of(operation, places), {"If-Match": "*"})
    assert reply.status not in (403, 404, 405, 500), (path, reply)


def test_lists_hold_nothing_of_another_organization(
    acme: Client, other: Client, places: dict[str, str], house: House
) -> None:
    for operation in OPERATIONS.values():
        if operation.method == "GET" and "<" not in operation.rule:
            shown = other.get(operation.rule.removeprefix("/v1")).text
            for name in ("C-1", "F-1", "Bea", places["mail"], places["import_id"], places["api_key"]):
                assert f'"{name}"' not in shown, operation.id


def test_a_change_would_be_seen(acme: Client, house: House, world: MemoryWorld) -> None:
    """What the tests above rest on."""
    before = digest(house, world)
    acme.get("/customers")
    assert digest(house, world) == before
    acme.post("/customers", {"id": "C-9", "name": "New"})
    assert digest(house, world) != before


def test_what_another_organization_has_cannot_be_named_in_a_body(
    acme: Client, other: Client, places: dict[str, str], house: House
) -> None:
    invoice = {"customer": "C-1", "number": "F-2", "issue_date": "2026-10-01", "total": AMOUNT}
    assert other.post("/invoices", invoice).faults == {"customer": "unknown_customer"}
    assert other.post("/customers", {"id": "X", "name": "X", "parent": "C-1"}).faults == {
        "parent": "unknown_customer"
    }


def test_a_mail_of_ours_is_not_assigned_to_anothers_customer(
    acme: Client, other: Client, house: House
) -> None:
    other.post("/customers", {"id": "mine", "name": "Mine"})
    unmatched = mail(house, customer=None, at=START + timedelta(hours=5))
    assert acme.post(f"/inbox/{unmatched}/assign", {"customer": "mine"}).status == 404
