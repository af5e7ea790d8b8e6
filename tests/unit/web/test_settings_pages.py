"""Settings are changed on the pages: the company, its hours, how it is paid, its switch, people and keys."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from relance.domain.api_key import Token
from relance.domain.organization import Role
from relance.house import House
from relance.runtime.memory import MemoryWorld
from relance.usecases.organization.authorize import Caller
from tests.unit.api.client import Client
from tests.unit.api.company import email, owes, published
from tests.unit.web.browser import Browser, Reply, colleague

AT = "/settings"


def change(ada: Browser, panel: str, **fields: Any) -> Reply:
    return ada.post(f"{AT}/{panel}", on=AT, **fields)


def test_the_company_is_changed_and_nothing_else(acme: Client, ada: Browser) -> None:
    before = acme.get("/organization").json
    said = {"name": "Acme & Fils", "zone": "Europe/Brussels", "language": "fr", "terms_days": "45"}
    assert change(ada, "company", **said).goes_to == AT
    after = acme.get("/organization").json
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"name", "zone", "language", "terms_days"}
    assert (after["name"], after["terms_days"]) == ("Acme & Fils", 45)


@pytest.mark.parametrize(
    ("panel", "field", "value"),
    [
        ("company", "zone", "Mars/Base"),
        ("company", "terms_days", "x"),
        ("window", "opens", "25:00"),
        ("window", "minutes", "0"),
        ("window", "blackout", "tomorrow"),
        ("pay", "iban", "FR00 1234"),
    ],
)
def test_what_cannot_be_comes_back_with_what_was_typed(
    acme: Client, ada: Browser, panel: str, field: str, value: str
) -> None:
    before = acme.get("/organization").json
    typed: dict[str, Any] = {field: value}
    reply = change(ada, panel, **typed)
    assert reply.status == 422 and reply.page.title.startswith("Problem:")
    assert f'value="{value}"' in reply.html or field == "blackout"
    assert acme.get("/organization").json == before


def test_the_hours_and_closed_days_are_changed(acme: Client, ada: Browser) -> None:
    days = ["tuesday", "thursday"]
    said = {"opens": "09:30", "minutes": "90", "holidays": "FR", "blackout": "2026-12-24\n2026-12-31"}
    assert change(ada, "window", days=days, **said).status == 303
    after = acme.get("/organization").json
    assert after["window"] == {"days": days, "opens": "09:30", "minutes": 90}
    assert (after["holidays"], after["blackout"]) == ("FR", ["2026-12-24", "2026-12-31"])


def test_without_a_day_to_send_on_nothing_is_saved(acme: Client, ada: Browser) -> None:
    assert change(ada, "window", days=[]).status == 422


def test_the_bank_account_is_changed_and_taken_away(acme: Client, ada: Browser) -> None:
    said = {"iban": "fr76 3000 6000 0112 3456 7890 189", "holder": "Acme SAS", "reference": "ACME #REF#"}
    assert change(ada, "pay", payment_details="", **said).status == 303
    assert acme.get("/organization").json["bank_details"]["iban"] == "FR7630006000011234567890189"
    assert change(ada, "pay", iban="", payment_details="By cheque.").status == 303
    after = acme.get("/organization").json
    assert (after["bank_details"], after["payment_details"]) == (None, "By cheque.")


def test_two_people_at_once_overwrite_nothing(acme: Client, ada: Browser) -> None:
    form = ada.get(AT).page.form(f"{AT}/company").fields
    acme.edit("/organization", {"name": "First"})
    late = ada.send("POST", f"{AT}/company", {**form, "name": "Second"})
    assert late.status == 422 and 'value="Second"' in late.html
    assert acme.get("/organization").json["name"] == "First"


# --- the switch ---


@pytest.fixture
def off(house: House, acme: Client) -> None:
    """Never switched on yet, and a mail that would leave."""
    published(acme, email(7))
    owes(acme, "F-1", "2026-10-27")
    house.organizations.save(
        replace(house.organizations.get("acme"), sending=False, stopped_on=date(2026, 1, 1))
    )


@pytest.mark.usefixtures("off")
def test_it_is_switched_on_once_one_has_seen_what_would_leave(acme: Client, ada: Browser) -> None:
    shown = ada.get(f"{AT}/sending")
    assert "Customer C-1" in shown.text
    assert ada.post(f"{AT}/sending", on=f"{AT}/sending").goes_to == AT
    assert acme.get("/organization").json["sending"] is True
    assert ada.post(f"{AT}/sending", on=f"{AT}/sending").goes_to == AT
    assert acme.get("/organization").json["sending"] is False


@pytest.mark.usefixtures("off")
def test_what_has_changed_meanwhile_is_shown_anew(acme: Client, ada: Browser) -> None:
    form = ada.get(f"{AT}/sending").page.form(f"{AT}/sending").fields
    owes(acme, "F-2", "2026-10-27", customer="C-2")
    reply = ada.send("POST", f"{AT}/sending", form)
    assert reply.status == 409 and "Something changed since you looked" in reply.text
    assert "Customer C-2" in reply.text
    assert acme.get("/organization").json["sending"] is False
    assert ada.send("POST", f"{AT}/sending", reply.page.form(f"{AT}/sending").fields).goes_to == AT


@pytest.mark.usefixtures("off")
def test_without_a_way_to_pay_it_stays_off(acme: Client, ada: Browser) -> None:
    acme.edit("/organization", {"bank_details": None, "payment_details": ""})
    reply = ada.post(f"{AT}/sending", on=f"{AT}/sending")
    assert reply.status == 422
    assert acme.get("/organization").json["sending"] is False


# --- people and keys ---


def test_somebody_is_invited_changes_role_and_leaves(
    world: MemoryWorld, house: House, acme: Client, ada: Browser
) -> None:
    assert ada.post(f"{AT}/members", on=AT, name="Mia", email="mia@acme.example", role="viewer").goes_to == AT
    (mia,) = [one for one in acme.get("/members").json["items"] if one["name"] == "Mia"]
    assert (mia["role"], "mia@acme.example" in world.house.people.known) == ("viewer", True)
    own = f"{AT}/members/{mia['id']}"
    assert ada.post(own, on=AT, role="collector").status == 303
    inside = Browser.of(house, Caller("acme", mia["id"], Role.COLLECTOR, "member"))
    assert inside.get("/me").status == 200
    form = ada.get(AT).page.form(own).fields
    assert ada.send("POST", f"{own}/remove", form).goes_to == AT
    assert acme.get(f"/members/{mia['id']}").json["active"] is False
    assert inside.get("/me").goes_to.startswith("/sign-in")


def test_an_address_that_signs_in_elsewhere_is_told(ada: Browser, stranger: Browser) -> None:
    assert stranger.post(f"{AT}/members", on=AT, name="Mia", email="mia@acme.example").status == 303
    reply = ada.post(f"{AT}/members", on=AT, name="Mia", email="mia@acme.example")
    assert reply.status == 422 and 'value="mia@acme.example"' in reply.html


def test_the_last_administrator_stays_one(house: House, acme: Client) -> None:
    second = Browser.of(house, colleague(house, "acme", Role.ADMIN))
    assert second.post(f"{AT}/members/ada", on=AT, role="viewer").status == 303
    # Nobody takes the role from themselves on this page.
    assert f"{AT}/members/m-admin" not in [form.action for form in second.get(AT).page.forms]


def test_a_key_is_shown_once_and_revoked(house: House, acme: Client, ada: Browser) -> None:
    made = ada.post(f"{AT}/keys", on=AT, name="ERP", scope="read")
    (key,) = acme.get("/api-keys").json["items"]
    shown = made.html.partition('id="token"')[2].partition('value="')[2].partition('"')[0]
    token = Token.parse(shown)
    assert token and (made.status, token.key, key["scope"]) == (200, key["id"], "read")
    assert shown not in ada.get(AT).html
    assert [line.operation for line in house.audit.page("acme", 1, None).lines] == ["create_api_key"]
    assert ada.post(f"{AT}/keys/{key['id']}/revoke", on=AT).goes_to == AT
    assert acme.get("/api-keys").json["items"][0]["revoked_at"]


def test_a_viewer_is_offered_no_change(viewer: Browser) -> None:
    assert [form.action for form in viewer.get(AT).page.forms] == ["/sign-out"]
