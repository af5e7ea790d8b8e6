"""Who changed what through the API."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from relance.api.app import Api
from relance.domain.organization import Role
from relance.house import House
from relance.runtime.memory import MemoryWorld
from relance.store.memory_api import MemoryPeople
from relance.store.memory_logs import MemoryAuditLog
from relance.usecases.organization.authorize import Caller
from tests.unit.api.client import Client
from tests.unit.api.company import email, owes, published

NEW = {"id": "C/1", "name": "Zoé"}
SIGN_UP = {"organization": "Durand SA", "name": "Dora", "email": "dora@durand.example"}


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


def test_what_was_written_is_nowhere_in_it(acme: Client, house: House) -> None:
    key = acme.post("/api-keys", {"name": "Secret name", "scope": "read"}).json
    assert isinstance(house.audit, MemoryAuditLog)
    kept = repr(house.audit)
    assert "create_api_key" in kept
    assert "Secret name" not in kept
    assert key["token"].rsplit("_", 1)[1] not in kept


def test_what_only_looks_and_what_is_refused_leaves_no_line(acme: Client) -> None:
    acme.get("/customers")
    acme.post("/customers", {"id": "C-1"})
    acme.patch("/customers/none", {"name": "X"}, '"x"')
    acme.as_(Role.VIEWER).post("/customers", NEW)
    assert lines(acme) == []


def test_a_post_that_only_looks_or_mails_what_it_shows_leaves_no_line(
    acme: Client, world: MemoryWorld
) -> None:
    plan, words = published(acme, email(7)), {"subject": "Thank you", "body": "Thank you."}
    owes(acme, "F-1", "2026-10-27")
    acme.post(f"/plans/{plan}/draft")
    template = acme.post("/templates", {"name": "Thanks", "messages": {"en": words}}).json["id"]
    before = lines(acme)

    replies = (
        acme.post(f"/plans/{plan}/validate"),
        acme.post(f"/plans/{plan}/publish-preview", {}),
        acme.post(f"/templates/{template}/preview", {"language": "en"}),
        acme.post("/messages/preview", {"language": "en", "message": words}),
        acme.post("/simulation/mail", {"first": "2026-11-03", "last": "2026-11-04"}),
        acme.post("/invoices/F-1/test-reminder", {}),
    )
    assert {reply.status for reply in replies} == {200}, replies
    assert lines(acme) == before


def test_a_repetition_is_no_change(acme: Client) -> None:
    for _ in range(2):
        acme.post("/customers", NEW, {"Idempotency-Key": "one"})
    assert len(lines(acme)) == 1


def test_a_change_that_broke_off_is_shown_as_not_done(acme: Client, house: House) -> None:
    class Broken:
        def run(self, *_: object, **__: object) -> None:
            raise OSError("gone")

    broken = Client(Api(house.but(change_account=Broken())), acme.caller)
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


def signed_up(nobody: Client) -> Client:
    """The first administrator of an organization that signs up."""
    made = nobody.post("/sign-up", SIGN_UP).json
    return Client(nobody.api, Caller(made["organization"], made["member"], Role.ADMIN, "member"))


def test_an_organizations_first_line_is_its_sign_up(nobody: Client, world: MemoryWorld) -> None:
    dora = signed_up(nobody)
    assert dora.caller
    world.clock.forward(timedelta(seconds=1))
    dora.post("/customers", NEW)
    line = lines(dora)[-1]
    del line["id"]
    assert line == {
        "at": "2026-11-02T09:00:00Z",
        "by": dora.caller.id,
        "kind": "member",
        "operation": "sign_up",
        "request_id": "request-1",
        "about": {},
        "fields": ["email", "name", "organization"],
        "made": dora.caller.org,
        "before": None,
        "after": None,
        "done": True,
    }


def test_a_sign_up_that_broke_off_stays_noted_where_it_was_taken_up_again(
    nobody: Client, house: House, world: MemoryWorld
) -> None:
    class Broken:
        def save(self, *_: object) -> None:
            raise OSError("gone")

    broken = Client(Api(house.but(organizations=Broken())), None)
    assert broken.post("/sign-up", SIGN_UP).status == 500
    world.clock.forward(timedelta(seconds=1))
    assert [line["done"] for line in lines(signed_up(nobody))] == [True, False]


def test_an_address_in_use_leaves_no_line(nobody: Client, house: House) -> None:
    dora = signed_up(nobody)
    assert isinstance(house.people, MemoryPeople)
    house.people.signs_in(SIGN_UP["email"])
    assert nobody.post("/sign-up", SIGN_UP).code == "email_in_use"
    assert len(lines(dora)) == 1


def test_another_organization_sees_nothing_of_it(acme: Client, other: Client) -> None:
    acme.post("/customers", NEW)
    assert lines(other) == []
