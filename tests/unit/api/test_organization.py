"""The organization, its people and its keys through the API."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from relance.api.app import Api
from relance.domain.organization import Role
from relance.house import House
from relance.store.memory_api import MemoryPeople
from relance.usecases.organization.authorize import Authorize, Caller, Stranger
from relance.usecases.ports.callers import SignedIn
from tests.unit.api.client import Client


class NoTokens:
    def verify(self, token: str) -> SignedIn | Any:
        return "token_invalid"


@pytest.fixture
def authorize(house: House) -> Authorize:
    return Authorize(NoTokens(), house.organizations, house.api_keys, house.clock)


def test_settings_change_under_their_etag(acme: Client) -> None:
    window = {"days": ["monday", "tuesday"], "opens": "09:30", "minutes": 90}
    changed = acme.edit(
        "/organization", {"window": window, "zone": "Asia/Kolkata", "blackout": ["2026-12-24"]}
    )
    assert changed.status == 200, changed
    assert (changed.json["window"], changed.json["zone"]) == (window, "Asia/Kolkata")
    assert acme.patch("/organization", {"name": "A"}, '"stale"').status == 412
    assert acme.get("/organization").json == changed.json


@pytest.mark.parametrize(
    ("wrong", "faults"),
    [
        ({"zone": "Europe/Atlantis"}, {"zone": "unknown_zone"}),
        ({"zone": "../../etc/passwd"}, {"zone": "wrong_form"}),
        ({"zone": "Europe"}, {"zone": "unknown_zone"}),
        ({"holidays": "ZZ"}, {"holidays": "unknown_holidays"}),
        ({"name": ""}, {"name": "too_short"}),
        ({"name": None}, {"name": "not_text"}),
        ({"default_plan": "no"}, {"default_plan": "unknown_plan"}),
        ({"window": {"days": [], "opens": "08:00", "minutes": 60}}, {"window.days": "too_few"}),
        ({"window": {"days": ["monday"], "opens": "25:00", "minutes": 60}}, {"window.opens": "iso_time"}),
        (
            {"window": {"days": ["monday"], "opens": "23:30", "minutes": 60}},
            {"window.minutes": "window_past_midnight"},
        ),
        ({"sender_domain_verified": True}, {"sender_domain_verified": "unknown_field"}),
        ({"sending": True}, {"sending": "unknown_field"}),
    ],
)
def test_what_is_wrong_with_a_setting_is_named(
    acme: Client, wrong: dict[str, Any], faults: dict[str, str]
) -> None:
    refused = acme.edit("/organization", wrong)
    assert (refused.status, refused.faults) == (422, faults)


def test_a_calendar_always_has_a_day_to_send_on(acme: Client) -> None:
    before = acme.get("/organization").json
    monday = date(2026, 11, 2)
    closed = {
        "window": {"days": ["monday"], "opens": "08:00", "minutes": 60},
        "blackout": [f"{monday + timedelta(weeks=n)}" for n in range(160)],
    }
    refused = acme.edit("/organization", closed)
    assert (refused.status, refused.faults) == (422, {"window.days": "no_sending_day"})
    assert acme.get("/organization").json == before


def test_the_switch_stops_and_starts(acme: Client) -> None:
    assert acme.post("/organization/sending", {"on": False}).json["sending"] is False
    assert acme.post("/organization/sending", {"on": True}).json["sending"] is True


def test_a_logo_is_uploaded_past_the_api(acme: Client) -> None:
    upload = acme.post("/organization/logo", {"type": "image/png"}).json
    assert upload["fields"]["key"].startswith("acme/logo/")
    assert acme.get("/organization").json["has_logo"] is True
    assert acme.post("/organization/logo", {"type": "image/svg+xml"}).faults == {"type": "not_one_of"}


def test_a_member_is_invited_changes_and_leaves(acme: Client, house: House) -> None:
    made = acme.post("/members", {"name": "Bea Collector", "email": "bea@acme.example"}).json
    assert (made["initials"], made["role"], made["active"]) == ("BC", "collector", True)
    assert isinstance(house.people, MemoryPeople)
    assert house.people.invited == ["bea@acme.example"]
    assert acme.post("/members", {"name": "B", "email": "BEA@acme.example"}).code == "email_in_use"

    path = f"/members/{made['id']}"
    assert acme.edit(path, {"role": "viewer", "signature": "B."}).json["role"] == "viewer"
    assert acme.delete(path, acme.get(path).etag).status == 204
    assert acme.get(path).json["active"] is False
    assert house.people.known == {}


def test_an_organization_keeps_an_administrator(acme: Client) -> None:
    assert acme.edit("/members/ada", {"role": "viewer"}).faults == {"role": "last_admin"}
    assert acme.delete("/members/ada", acme.get("/members/ada").etag).faults == {"role": "last_admin"}


def test_somebody_elses_address_is_not_taken(acme: Client, other: Client) -> None:
    acme.post("/members", {"name": "Bea", "email": "bea@acme.example"})
    assert other.post("/members", {"name": "Bea", "email": "bea@acme.example"}).code == "email_in_use"
    assert len(other.get("/members").json["items"]) == 1


def test_i_see_and_change_myself_but_not_my_role(acme: Client) -> None:
    viewer = acme.as_(Role.VIEWER)
    assert viewer.edit("/members/me", {"signature": "Ada", "notify_todos": False}).json["signature"] == "Ada"
    assert viewer.edit("/members/me", {"role": "admin"}).faults == {"role": "unknown_field"}


def test_a_key_opens_until_it_is_revoked_and_is_shown_once(
    acme: Client, authorize: Authorize, house: House
) -> None:
    made = acme.post("/api-keys", {"name": "ERP", "scope": "write"}).json
    key = made["key"]["id"]
    assert authorize.run(f"Bearer {made['token']}") == Caller("acme", key, Role.COLLECTOR, "key")
    assert authorize.run(f"Bearer {made['token']}x") == Stranger("key_unknown")
    assert authorize.run(f"Bearer rk_other_{key}_secret") == Stranger("key_unknown")

    (listed,) = acme.get("/api-keys").json["items"]
    assert made["token"].rsplit("_", 1)[1] not in str(listed)
    assert listed["last_used_at"] is not None

    assert acme.post(f"/api-keys/{key}/revoke").json["revoked_at"] is not None
    assert authorize.run(f"Bearer {made['token']}") == Stranger("key_revoked")


def test_a_key_is_never_shown_again_to_a_repeated_request(acme: Client) -> None:
    body, key = {"name": "ERP", "scope": "read"}, {"Idempotency-Key": "one"}
    assert acme.post("/api-keys", body, key).status == 201
    again = acme.post("/api-keys", body, key)
    assert (again.status, again.code) == (409, "key_made_before")
    (listed,) = acme.get("/api-keys").json["items"]
    assert listed["id"] in again.json["detail"]
    assert "rk_" not in again.text


def test_a_person_is_who_their_sign_in_says(acme: Client, house: House) -> None:
    class Known:
        def verify(self, token: str) -> SignedIn | Any:
            return SignedIn(*token.split("@"))

    run = Authorize(Known(), house.organizations, house.api_keys, house.clock).run
    assert run("Bearer subject-acme@acme") == Caller("acme", "ada", Role.ADMIN, "member")
    assert run("Bearer subject-acme@nowhere") == Stranger("member_unknown")
    assert run("Bearer @acme") == Stranger("member_unknown")
    assert run("Basic x") == Stranger("not_signed_in")


SIGN_UP = {"organization": "Durand SA", "name": "Dora Durand", "email": "dora@durand.example"}


def test_an_organization_signs_up_with_its_first_administrator(nobody: Client, house: House) -> None:
    made = nobody.post("/sign-up", SIGN_UP)
    assert made.status == 201, made
    admin = Client(Api(house), Caller(made.json["organization"], made.json["member"], Role.ADMIN, "member"))
    assert admin.get("/members/me").json["role"] == "admin"
    assert admin.get("/organization").json["sending"] is False
    assert isinstance(house.people, MemoryPeople)
    house.people.signs_in(SIGN_UP["email"])
    assert nobody.post("/sign-up", SIGN_UP).code == "email_in_use"


@pytest.mark.parametrize(
    ("told", "holidays"),
    [
        ({}, "FR"),
        ({"country": "DE"}, "DE"),
        ({"zone": "America/New_York"}, "US"),
        ({"zone": "Asia/Kolkata", "country": "GB"}, "GB"),
        ({"zone": "UTC"}, None),
        # A country of which no holidays are listed.
        ({"country": "AC"}, None),
    ],
)
def test_the_holidays_of_its_country_are_closed_from_the_first_day(
    nobody: Client, house: House, told: dict[str, str], holidays: str | None
) -> None:
    made = nobody.post("/sign-up", {**SIGN_UP, **told})
    assert made.status == 201, made
    assert house.organizations.get(made.json["organization"]).holidays == holidays


@pytest.mark.parametrize(
    ("country", "code"), [("ZZ", "no_such_country"), ("EU", "no_such_country"), ("fr", "wrong_form")]
)
def test_a_country_that_is_none_is_refused(nobody: Client, country: str, code: str) -> None:
    assert nobody.post("/sign-up", {**SIGN_UP, "country": country}).faults == {"country": code}


def test_a_sign_up_that_broke_off_is_taken_up_again(nobody: Client, house: House) -> None:
    left = house.people.invite("halfway", "dora@durand.example", "Dora")
    assert nobody.post("/sign-up", SIGN_UP).json["organization"] == left.org


def test_strangers_sign_up_slowly(nobody: Client) -> None:
    replies = [nobody.post("/sign-up", {}) for _ in range(11)]
    assert {reply.status for reply in replies[:10]} == {422}
    assert replies[10].code == "too_many_requests"
