"""Who changed what through the API."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from relance.api.app import Api
from relance.api.services import Services
from relance.domain.organization import Role
from relance.runtime.memory import MemoryWorld
from relance.store.memory_logs import MemoryAuditLog
from tests.unit.api.client import Client

NEW = {"id": "C/1", "name": "Zoé"}


def lines(acme: Client) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = acme.get("/audit").json["items"]
    return items


def test_a_change_says_who_did_what_to_what_and_when(acme: Client) -> None:
    made = acme.post("/customers", NEW)
    (line,) = lines(acme)
    del line["id"]
    assert line == {
        "at": "2026-11-02T09:00:00Z",
        "by": "ada",
        "kind": "member",
        "operation": "create_customer",
        "request_id": "request-1",
        "about": {},
        "fields": ["id", "name"],
        "made": "C~2F1",
        "before": None,
        "after": made.etag,
        "done": True,
    }


def test_a_change_of_a_thing_has_its_digests_before_and_after(acme: Client, world: MemoryWorld) -> None:
    before = acme.post("/customers", NEW)
    world.clock.forward(timedelta(seconds=1))
    after = acme.patch("/customers/C~2F1", {"name": "Zoë"}, before.etag)
    line = lines(acme)[0]
    assert (line["operation"], line["about"]) == ("update_customer", {"customer": "C~2F1"})
    assert (line["before"], line["after"], line["fields"]) == (before.etag, after.etag, ["name"])


def test_what_was_written_is_nowhere_in_it(acme: Client, services: Services) -> None:
    key = acme.post("/api-keys", {"name": "Secret name", "scope": "read"}).json
    assert isinstance(services.audit, MemoryAuditLog)
    kept = repr(services.audit)
    assert "create_api_key" in kept
    assert "Secret name" not in kept
    assert key["token"].rsplit("_", 1)[1] not in kept


def test_what_only_looks_and_what_is_refused_leaves_no_line(acme: Client) -> None:
    acme.get("/customers")
    acme.post("/customers", {"id": "C-1"})
    acme.patch("/customers/none", {"name": "X"}, '"x"')
    acme.as_(Role.VIEWER).post("/customers", NEW)
    assert lines(acme) == []


def test_a_repetition_is_no_change(acme: Client) -> None:
    for _ in range(2):
        acme.post("/customers", NEW, {"Idempotency-Key": "one"})
    assert len(lines(acme)) == 1


def test_a_change_that_broke_off_is_shown_as_not_done(acme: Client, services: Services) -> None:
    class Broken:
        def run(self, *_: object, **__: object) -> None:
            raise OSError("gone")

    broken = Client(Api(replace(services, change_account=Broken())), acme.caller)  # type: ignore[arg-type]  # no use case at all
    assert broken.post("/customers", NEW).status == 500
    (line,) = lines(acme)
    assert (line["operation"], line["done"], line["after"]) == ("create_customer", False, None)


def test_the_list_goes_on_page_by_page(acme: Client, world: MemoryWorld) -> None:
    for number in range(3):
        world.clock.forward(timedelta(seconds=1))
        acme.post("/customers", {"id": f"C-{number}", "name": "Zoé"})
    first = acme.get("/audit", limit=2).json
    second = acme.get("/audit", limit=2, cursor=first["next"]).json
    assert [line["made"] for line in (*first["items"], *second["items"])] == ["C-2", "C-1", "C-0"]
    assert second["next"] is None


@pytest.mark.parametrize("role", [Role.COLLECTOR, Role.VIEWER])
def test_only_admins_read_it(acme: Client, role: Role) -> None:
    assert acme.as_(role).get("/audit").status == 403


def test_another_organization_sees_nothing_of_it(acme: Client, other: Client) -> None:
    acme.post("/customers", NEW)
    assert lines(other) == []
