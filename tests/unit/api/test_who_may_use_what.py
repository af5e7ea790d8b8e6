"""Addresses that nobody has proved, credentials that are refused, keys whose maker left, and quotas."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from relance.api.app import Api
from relance.domain.organization import Organization, Role
from relance.house import House
from relance.runtime.memory import MemoryWorld
from relance.store.memory_api import MemoryPeople
from relance.usecases.organization.authorize import Authorize, Caller, Stranger
from tests.unit.api.client import Client
from tests.unit.api.company import email, owes, published, switched_on
from tests.unit.api.conftest import organization


@pytest.fixture
def people(world: MemoryWorld) -> MemoryPeople:
    return world.house.people


BOB = {"name": "Bob", "email": "bob@acme.example", "role": "collector"}
SQUATTER = {"organization": "Evil", "name": "Bob", "email": BOB["email"]}


class TestAnAddressNobodyHasProved:
    def test_an_invitation_wins_over_a_sign_up(
        self, acme: Client, nobody: Client, people: MemoryPeople, house: House
    ) -> None:
        assert nobody.post("/sign-up", SQUATTER).status == 201
        invited = acme.post("/members", BOB)
        assert invited.status == 201
        assert people.known[BOB["email"]].org == "acme"
        subject = house.organizations.get("acme").members[invited.json["id"]].subject
        assert people.known[BOB["email"]].subject == subject

    def test_a_sign_up_that_was_proved_stands(
        self, acme: Client, nobody: Client, people: MemoryPeople
    ) -> None:
        nobody.post("/sign-up", SQUATTER)
        people.signs_in(BOB["email"])
        assert acme.post("/members", BOB).code == "email_in_use"

    def test_an_invitation_of_others_stands_for_the_week_its_password_lasts(
        self, acme: Client, other: Client, people: MemoryPeople, world: MemoryWorld
    ) -> None:
        assert other.post("/members", BOB).status == 201
        world.clock.forward(timedelta(days=6, hours=23))
        assert acme.post("/members", BOB).code == "email_in_use"
        world.clock.forward(timedelta(hours=1))
        assert acme.post("/members", BOB).status == 201
        assert people.known[BOB["email"]].org == "acme"

    def test_who_was_invited_and_never_came_may_sign_up_after_that(
        self, other: Client, nobody: Client, people: MemoryPeople, world: MemoryWorld
    ) -> None:
        other.post("/members", BOB)
        world.clock.forward(timedelta(days=7))
        made = nobody.post("/sign-up", SQUATTER)
        assert made.status == 201
        assert people.known[BOB["email"]].org == made.json["organization"]

    def test_few_passwords_are_mailed_to_one_address_whoever_asks(
        self, acme: Client, people: MemoryPeople
    ) -> None:
        made = acme.post("/members", BOB).json
        again = [acme.post(f"/members/{made['id']}/invite").status for _ in range(10)]
        assert again == [200, 200] + [429] * 8
        assert people.invited.count(BOB["email"]) == 3


class TestRefusedCredentials:
    def call(self, house: House, ip: str, why: str = "key_unknown") -> int:
        event = {
            "rawPath": "/v1/customers",
            "rawQueryString": "",
            "headers": {},
            "requestContext": {
                "requestId": "r",
                "http": {"method": "GET", "sourceIp": ip},
                "authorizer": {"lambda": {"unknown": why}},
            },
        }
        status: int = Api(house).handle(event, None)["statusCode"]  # type: ignore[arg-type]
        return status

    def test_a_network_address_may_fail_a_few_times(self, house: House) -> None:
        answers = [self.call(house, "192.0.2.9") for _ in range(100)]
        assert answers == [401] * 20 + [429] * 80
        assert self.call(house, "192.0.2.10", "token_invalid") == 401

    def test_it_may_fail_again_after_a_while(self, house: House, world: MemoryWorld) -> None:
        for _ in range(21):
            self.call(house, "192.0.2.9")
        world.clock.forward(timedelta(seconds=10))
        assert self.call(house, "192.0.2.9") == 401

    def test_who_is_known_is_not_counted(self, acme: Client) -> None:
        assert {acme.get("/customers").status for _ in range(40)} == {200}


class TestKeysOfWhoLeft:
    def test_they_end_with_their_maker_and_so_do_keys_made_with_them(
        self, acme: Client, house: House, people: MemoryPeople, world: MemoryWorld
    ) -> None:
        eve = acme.post("/members", {"name": "Eve", "email": "eve@acme.example", "role": "admin"}).json
        hers = Client(Api(house), Caller("acme", eve["id"], Role.ADMIN, "member"))
        first = hers.post("/api-keys", {"name": "first", "scope": "admin"}).json
        with_it = Client(Api(house), Caller("acme", first["key"]["id"], Role.ADMIN, "key"))
        second = with_it.post("/api-keys", {"name": "second", "scope": "read"}).json
        own = acme.post("/api-keys", {"name": "own", "scope": "read"}).json

        etag = acme.get(f"/members/{eve['id']}").headers["etag"]
        assert acme.call("DELETE", f"/members/{eve['id']}", None, {"If-Match": etag}).status == 204

        authorize = Authorize(None, house.organizations, house.api_keys, world.clock)  # type: ignore[arg-type]
        for gone in (first, second):
            assert authorize.run(f"Bearer {gone['token']}") == Stranger("key_revoked")
        assert isinstance(authorize.run(f"Bearer {own['token']}"), Caller)


class TestAQuota:
    def company(self, house: House, nobody: Client) -> Client:
        made = nobody.post(
            "/sign-up", {"organization": "New", "name": "Ada", "email": "ada@new.example"}
        ).json
        new = Client(Api(house), Caller(made["organization"], made["member"], Role.ADMIN, "member"))
        switched_on(new)
        published(new, email(7), email(15))
        return new

    def sends(self, new: Client, world: MemoryWorld, number: int) -> int:
        world.clock.forward(timedelta(seconds=1))
        customer = f"V{number}"
        owes(new, f"N{number}", "2026-10-20", customer)
        enrolment = new.get(f"/customers/{customer}/enrolments").json["enrolments"][0]["id"]
        path = f"/customers/{customer}/enrolments/{enrolment}"
        step = new.get(f"{path}/next-mail").json["step"]
        return new.post(f"{path}/send-next", {"step": step, "sooner": True}).status

    def test_a_new_organization_without_a_domain_sends_few_mails_at_once(
        self, house: House, nobody: Client, world: MemoryWorld
    ) -> None:
        new = self.company(house, nobody)
        answers = [self.sends(new, world, number) for number in range(40)]
        assert answers == [200] * 30 + [429] * 10
        assert len(world.mailer.sent) == 30
        world.clock.forward(timedelta(minutes=10))
        assert self.sends(new, world, 41) == 200

    def test_the_organization_sees_its_quota(self, house: House, nobody: Client, acme: Client) -> None:
        new = self.company(house, nobody)
        assert new.get("/organization").json["quota"] == {
            "at_once": 30,
            "per_day": 150,
            "why": "domain_not_verified",
        }
        assert acme.get("/organization").json["quota"] is None

    def test_a_verified_domain_raises_it_and_two_weeks_end_it(
        self, house: House, nobody: Client, world: MemoryWorld
    ) -> None:
        new = self.company(house, nobody)
        org = new.get("/organization").json["id"]
        known: Organization = house.organizations.get(org)
        house.organizations.save(replace(known, sender_domain="new.example", sender_domain_verified=True))
        assert new.get("/organization").json["quota"]["why"] == "new_organization"
        world.clock.forward(timedelta(days=14))
        assert new.get("/organization").json["quota"] is None


def test_an_older_organization_has_no_quota(house: House) -> None:
    """Its document has no day of sign-up."""
    organization(house, "acme")
    assert house.organizations.get("acme").created_on is None
