"""Members through the API: invited once and again, and gone for good, whatever is repeated."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from relance.api.app import Api
from relance.domain.organization import Role
from relance.house import House
from relance.runtime.memory import MemoryWorld
from relance.store.memory_api import MemoryPeople
from relance.usecases.organization.authorize import Caller
from tests.unit.api.client import Client
from tests.unit.api.company import call, email, only_task, owes, path, published, until

BEA = {"name": "Bea Collector", "email": "bea@acme.example"}
DORA = {"organization": "Durand SA", "name": "Dora Durand", "email": "dora@durand.example"}


@pytest.fixture
def people(house: House) -> MemoryPeople:
    assert isinstance(house.people, MemoryPeople)
    return house.people


def invited(acme: Client, **whom: str) -> str:
    """The path of a member who was just invited."""
    made = acme.post("/members", {**BEA, **whom})
    assert made.status == 201, made
    return f"/members/{made.json['id']}"


def removed(acme: Client, path: str) -> None:
    assert acme.delete(path, acme.get(path).etag).status == 204


def test_a_removal_repeated_leaves_the_sign_in_they_have_elsewhere_now(
    acme: Client, nobody: Client, people: MemoryPeople
) -> None:
    bea = invited(acme)
    removed(acme, bea)
    assert nobody.post("/sign-up", {**DORA, "email": BEA["email"]}).status == 201
    hers = dict(people.known)

    removed(acme, bea)
    assert people.known == hers


def test_a_removal_repeated_leaves_the_sign_in_they_were_given_again(
    acme: Client, people: MemoryPeople
) -> None:
    bea = invited(acme)
    removed(acme, bea)
    again = invited(acme)

    removed(acme, bea)
    assert BEA["email"] in people.known
    removed(acme, again)
    assert people.known == {}


def test_a_removal_that_broke_off_is_finished_when_it_is_repeated(
    acme: Client, people: MemoryPeople, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise OSError("gone")

    bea = invited(acme)
    with monkeypatch.context() as patched:
        patched.setattr(MemoryPeople, "remove", broken)
        assert acme.delete(bea, acme.get(bea).etag).status == 500
    assert (acme.get(bea).json["active"], list(people.known)) == (False, [BEA["email"]])

    removed(acme, bea)
    assert people.known == {}


def test_a_member_is_removed_as_they_were_read(acme: Client) -> None:
    bea = invited(acme)
    stale = acme.get(bea).etag
    acme.edit(bea, {"role": "admin"})
    assert acme.delete(bea).code == "precondition_required"
    assert acme.delete(bea, stale).code == "changed_meanwhile"
    assert acme.get(bea).json["active"] is True


def test_who_has_not_signed_in_yet_is_invited_again(acme: Client, people: MemoryPeople) -> None:
    bea = invited(acme)
    again = acme.post(f"{bea}/invite")
    assert (again.status, again.json) == (200, acme.get(bea).json)
    assert people.invited == [BEA["email"]] * 2


def test_who_has_signed_in_or_left_is_not_invited_again(acme: Client, people: MemoryPeople) -> None:
    bea = invited(acme)
    people.signs_in(BEA["email"])
    assert acme.post(f"{bea}/invite").faults == {"member": "no_invitation_waits"}
    removed(acme, bea)
    assert acme.post(f"{bea}/invite").faults == {"member": "no_invitation_waits"}
    assert people.invited == [BEA["email"]]


def test_a_first_administrator_who_missed_the_mail_signs_up_again(
    nobody: Client, people: MemoryPeople
) -> None:
    first = nobody.post("/sign-up", DORA)
    again = nobody.post("/sign-up", {**DORA, "organization": "Another name"})
    assert (again.status, again.json) == (201, first.json)
    assert people.invited == [DORA["email"]] * 2

    people.signs_in(DORA["email"])
    assert nobody.post("/sign-up", DORA).code == "email_in_use"


def test_an_invitation_of_somebody_elses_is_no_sign_up_of_ones_own(acme: Client, nobody: Client) -> None:
    invited(acme)
    assert nobody.post("/sign-up", {**DORA, "email": BEA["email"]}).code == "email_in_use"


def test_strangers_have_few_mails_sent_to_one_address(nobody: Client, people: MemoryPeople) -> None:
    names = ("d@d.example", "D@d.example") * 2
    replies = [nobody.post("/sign-up", {**DORA, "email": name}) for name in names]
    assert [reply.status for reply in replies] == [201, 201, 201, 429]
    assert int(replies[3].headers["retry-after"]) > 60
    assert len(people.invited) == 3
    assert nobody.post("/sign-up", DORA).status == 201


def test_nobody_is_invited_who_cannot_join(
    acme: Client, people: MemoryPeople, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("relance.usecases.organization.manage_members.MOST", 1)
    assert acme.post("/members", BEA).faults == {"members": "too_many_members"}
    assert people.known == {}


def test_a_key_used_again_another_day_changes_no_member(
    acme: Client, people: MemoryPeople, world: MemoryWorld
) -> None:
    key = {"Idempotency-Key": "inv"}
    bea = acme.post("/members", BEA, key)
    world.clock.forward(timedelta(hours=25))

    assert acme.post("/members", {"name": "Ben", "email": "ben@acme.example"}, key).code == "exists"
    assert acme.get(f"/members/{bea.json['id']}").json == bea.json
    assert list(people.known) == [BEA["email"]]


def test_the_same_invitation_under_its_key_another_day_is_the_same_member(
    acme: Client, people: MemoryPeople, world: MemoryWorld
) -> None:
    key = {"Idempotency-Key": "inv"}
    bea = acme.post("/members", BEA, key)
    world.clock.forward(timedelta(hours=25))
    assert acme.post("/members", BEA, key).json == bea.json
    assert people.invited == [BEA["email"]]

    acme.edit(f"/members/{bea.json['id']}", {"role": "viewer"})
    world.clock.forward(timedelta(hours=25))
    assert acme.post("/members", BEA, key).code == "exists"


class TestWhoLeft:
    @pytest.fixture
    def gone(self, acme: Client) -> str:
        bea = invited(acme)
        removed(acme, bea)
        return bea.removeprefix("/members/")

    def test_is_given_no_work(self, acme: Client, gone: str, world: MemoryWorld) -> None:
        published(acme, call(1))
        owes(acme, "F-1", "2026-10-20")
        until(world, "2026-11-03")
        refused = acme.edit(path(only_task(acme)), {"owner": gone})
        assert refused.faults == {"owner": "unknown_member"}

    def test_looks_after_no_customer_any_more(self, acme: Client, gone: str) -> None:
        owes(acme, "F-1", "2026-10-20")
        refused = acme.edit("/customers/C-1", {"account_manager": gone})
        assert refused.faults == {"account_manager": "unknown_member"}

    def test_signs_no_step_of_a_plan_and_owns_none(self, acme: Client, gone: str) -> None:
        step: dict[str, Any] = {**email(1), "sender": gone, "owner": gone}
        plan = acme.post("/plans", {"name": "Plan", "steps": [step]}).json["id"]
        errors = acme.post(f"/plans/{plan}/validate").json["errors"]
        assert {error["field"] for error in errors} == {"steps[0].sender", "steps[0].owner"}

    def test_is_no_obstacle_to_changing_a_customer_they_looked_after(self, acme: Client) -> None:
        bea = invited(acme)
        owes(acme, "F-1", "2026-10-20")
        acme.edit("/customers/C-1", {"account_manager": bea.removeprefix("/members/")})
        removed(acme, bea)
        assert acme.edit("/customers/C-1", {"name": "New name"}).json["name"] == "New name"


def test_an_administrator_who_signed_up_again_finds_what_is_theirs(nobody: Client, house: House) -> None:
    nobody.post("/sign-up", DORA)
    again = nobody.post("/sign-up", DORA).json
    dora = Client(Api(house), Caller(again["organization"], again["member"], Role.ADMIN, "member"))
    assert [member["email"] for member in dora.get("/members").json["items"]] == [DORA["email"]]
    assert dora.get("/organization").json["name"] == "Durand SA"
