"""Every operation: who may, and that nothing of another organization is within reach."""

from __future__ import annotations

import re

import pytest

from relance.api.app import OPERATIONS
from relance.api.permissions import LEAST, PUBLIC
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
    mine = {"update_me"}
    writes = {o.id for o in OPERATIONS.values() if o.method != "GET"} - PUBLIC - mine
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


BODIES: dict[str, object] = {
    "update_customer": {"name": "Stolen"},
    "create_contact": {"name": "Thief"},
    "update_contact": {"name": "Stolen"},
    "create_payment": {"received_on": "2026-11-01", "amount": {"minor": 1, "currency": "EUR"}},
    "allocate_payment": {"allocations": []},
    "reverse_payment": {},
    "create_credit_note": {
        "number": "A-9",
        "issue_date": "2026-11-01",
        "amount": {"minor": 1, "currency": "EUR"},
    },
    "allocate_credit_note": {"allocations": []},
    "update_invoice": {"void": True},
    "update_member": {"role": "admin"},
}


def everything(of: Client) -> dict[str, object]:
    """What an organization has, and the places its ids take in paths."""
    return {
        path: of.get(path).json
        for path in (
            "/organization",
            "/members",
            "/api-keys",
            "/customers",
            "/customers/C-1",
            "/customers/C-1/contacts",
            "/customers/C-1/payments",
            "/customers/C-1/credit-notes",
            "/invoices",
        )
    }


@pytest.fixture
def places(acme: Client) -> dict[str, str]:
    acme.post("/customers", {"id": "C-1", "name": "Zoé"})
    amount = {"minor": 1000, "currency": "EUR"}
    invoice = {"customer": "C-1", "number": "F-1", "issue_date": "2026-10-01", "total": amount}
    acme.post("/invoices", invoice)
    payment = {"id": "P-1", "received_on": "2026-11-01", "amount": amount}
    acme.post("/customers/C-1/payments", payment)
    note = {"number": "A-1", "issue_date": "2026-11-01", "amount": amount}
    acme.post("/customers/C-1/credit-notes", note)
    member = acme.post("/members", {"name": "Bea", "email": "bea@acme.example"}).json["id"]
    return {
        "customer": "C-1",
        "invoice": "F-1",
        "payment": "P-1",
        "credit_note": "A-1",
        "contact": acme.post("/customers/C-1/contacts", {"name": "Zoé"}).json["id"],
        "member": member,
        "api_key": acme.post("/api-keys", {"name": "ERP", "scope": "read"}).json["key"]["id"],
    }


WITH_PLACES = sorted(operation.id for operation in OPERATIONS.values() if "<" in operation.rule)


@pytest.mark.parametrize("operation", WITH_PLACES)
def test_an_id_of_another_organization_is_not_found_and_nothing_of_it_changes(
    acme: Client, other: Client, places: dict[str, str], operation: str
) -> None:
    known, before = OPERATIONS[operation], everything(acme)
    assert set(re.findall(r"<(\w+)>", known.rule)) <= places.keys(), "give this test an id for the new place"
    body = BODIES[operation] if known.takes_body else None

    reply = other.call(known.method, path_of(operation, **places), body, {"If-Match": "*"})

    assert reply.status == 404, reply
    assert everything(acme) == before


def test_what_another_organization_has_cannot_be_named_in_a_body(
    acme: Client, other: Client, places: dict[str, str]
) -> None:
    invoice = {"customer": "C-1", "number": "F-2", "issue_date": "2026-10-01"}
    assert other.post("/invoices", {**invoice, "total": {"minor": 1, "currency": "EUR"}}).status == 404
    assert other.post("/customers", {"id": "X", "name": "X", "parent": "C-1"}).faults == {
        "parent": "unknown_customer"
    }
