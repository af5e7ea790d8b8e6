"""Customers through the API."""

from __future__ import annotations

from datetime import timedelta

from relance.runtime.memory import MemoryWorld
from tests.unit.api.client import Client

NEW = {"id": "C/1 é", "name": "Zoé & Co"}


def test_a_customer_is_made_and_found_under_its_id(acme: Client) -> None:
    made = acme.post("/customers", NEW)
    assert made.status == 201, made
    assert made.json["source_id"] == "C/1 é"
    assert made.json["id"] == "C~2F1~20~C3~A9"

    found = acme.get(f"/customers/{made.json['id']}")

    assert found.status == 200, found
    assert found.json == made.json
    assert found.etag == made.etag


def test_an_id_that_is_taken_is_a_conflict(acme: Client) -> None:
    acme.post("/customers", NEW)
    again = acme.post("/customers", NEW)
    assert (again.status, again.code) == (409, "exists")


def test_a_change_needs_the_etag_of_what_is_changed(acme: Client) -> None:
    made = acme.post("/customers", {"id": "C-1", "name": "Zoé"})

    assert acme.patch("/customers/C-1", {"name": "A"}).code == "precondition_required"
    assert acme.patch("/customers/C-1", {"name": "A"}, made.etag).json["name"] == "A"

    stale = acme.patch("/customers/C-1", {"name": "B"}, made.etag)
    assert (stale.status, stale.code) == (412, "changed_meanwhile")
    assert acme.get("/customers/C-1").json["name"] == "A"


def test_a_change_leaves_alone_what_it_does_not_name_and_takes_away_what_is_null(acme: Client) -> None:
    acme.post("/customers", {"id": "C-1", "name": "Zoé", "language": "fr", "terms_days": 45})
    changed = acme.edit("/customers/C-1", {"language": None, "plan": "none", "account_manager": "ada"}).json
    assert (changed["language"], changed["terms_days"]) == (None, 45)
    assert (changed["plan"], changed["account_manager"]) == ("none", "ada")


def test_what_a_customer_names_must_exist(acme: Client) -> None:
    bad = {"id": "C-1", "name": "A", "plan": "no", "account_manager": "nobody", "parent": "P"}
    refused = acme.post("/customers", bad)
    assert refused.status == 422
    assert refused.faults == {
        "plan": "unknown_plan",
        "account_manager": "unknown_member",
        "parent": "unknown_customer",
    }


def test_no_customer_stands_above_itself(acme: Client) -> None:
    acme.post("/customers", {"id": "A", "name": "A"})
    acme.post("/customers", {"id": "B", "name": "B", "parent": "A"})
    assert acme.edit("/customers/A", {"parent": "B"}).faults == {"parent": "parent_of_itself"}


def test_the_list_goes_on_page_by_page(acme: Client) -> None:
    for number in range(5):
        acme.post("/customers", {"id": f"C-{number}", "name": f"Customer {number}"})
    first = acme.get("/customers", limit=2).json
    second = acme.get("/customers", limit=2, cursor=first["next"]).json
    third = acme.get("/customers", limit=2, cursor=second["next"]).json

    pages = [[item["id"] for item in page["items"]] for page in (first, second, third)]
    assert pages == [["C-0", "C-1"], ["C-2", "C-3"], ["C-4"]]
    assert third["next"] is None


def test_a_search_finds_by_all_its_words(acme: Client) -> None:
    acme.post("/customers", {"id": "C-1", "name": "Boulangerie Durand"})
    acme.post("/customers", {"id": "C-2", "name": "Boulangerie Martin"})
    found = acme.get("/customers", q="DURAND boul").json
    assert [item["id"] for item in found["items"]] == ["C-1"]


def test_a_key_used_again_another_day_changes_no_contact(acme: Client, world: MemoryWorld) -> None:
    acme.post("/customers", {"id": "C-1", "name": "Zoé"})
    contacts, key = "/customers/C-1/contacts", {"Idempotency-Key": "one"}
    first = acme.post(contacts, {"name": "A"}, key)
    world.clock.forward(timedelta(hours=25))

    assert acme.post(contacts, {"name": "B"}, key).code == "exists"
    assert acme.post(contacts, {"name": "A"}, key).json == first.json

    corrected = acme.edit(f"{contacts}/{first.json['id']}", {"name": "Ann"}).json
    world.clock.forward(timedelta(hours=25))
    assert acme.post(contacts, {"name": "A"}, key).code == "exists"
    assert acme.get(contacts).json["items"] == [corrected]


def test_a_contact_is_deleted_as_it_was_read(acme: Client) -> None:
    acme.post("/customers", {"id": "C-1", "name": "Zoé"})
    made = acme.post("/customers/C-1/contacts", {"name": "A"})
    contact = f"/customers/C-1/contacts/{made.json['id']}"
    etag = acme.edit(contact, {"name": "B"}).etag
    assert acme.delete(contact).code == "precondition_required"
    assert acme.delete(contact, made.etag).code == "changed_meanwhile"
    assert acme.delete(contact, etag).status == 204
    assert acme.get(contact).status == 404


LYON = {"lines": ["12 rue X"], "postcode": "69002", "city": "Lyon", "country": "FR"}


def test_a_customer_and_a_contact_have_postal_addresses(acme: Client) -> None:
    made = acme.post("/customers", {"id": "C-1", "name": "Duval", "postal_address": LYON})
    assert made.status == 201, made
    shown = {"company": "Duval", "person": "", "region": "", "returned_on": None, **LYON}
    assert made.json["postal_address"] == shown

    contact = acme.post(
        "/customers/C-1/contacts", {"name": "Zoé", "postal_address": {"person": "Zoé", **LYON}}
    )
    assert contact.status == 201, contact
    assert contact.json["postal_address"] == {**shown, "company": "", "person": "Zoé"}

    path = f"/customers/C-1/contacts/{contact.json['id']}"
    moved = acme.edit(path, {"postal_address": {**LYON, "lines": ["13 rue X"]}}).json
    assert moved["postal_address"]["lines"] == ["13 rue X"]
    assert acme.edit(path, {"role": "CFO"}).json["postal_address"]["lines"] == ["13 rue X"]
    assert acme.edit(path, {"postal_address": None}).json["postal_address"] is None
    assert acme.edit("/customers/C-1", {"postal_address": None}).json["postal_address"] is None


def test_an_address_is_checked_by_the_rules_of_its_country(acme: Client) -> None:
    def faults(**change: object) -> object:
        body = {"id": "C-1", "name": "Duval", "postal_address": {**LYON, **change}}
        refused = acme.post("/customers", body)
        assert refused.status == 422, refused
        return refused.faults

    assert faults(postcode="6900") == {"postal_address.postcode": "postal_postcode"}
    assert faults(city="") == {"postal_address.city": "postal_field_required"}
    assert faults(lines=["x" * 39]) == {"postal_address.lines": "postal_line_too_long"}
    assert faults(country="ZZ") == {"postal_address.country": "postal_country"}
    assert faults(country="France") == {"postal_address.country": "wrong_form"}
    assert faults(returned_on="2026-01-01") == {"postal_address.returned_on": "unknown_field"}
    assert faults(lines=["a"] * 5) == {"postal_address.lines": "too_many"}


def test_a_private_link_is_made_and_closed(acme: Client) -> None:
    acme.post("/customers", {"id": "C-1", "name": "Zoé"})
    link = acme.post("/customers/C-1/portal-links")
    assert (link.status, link.json["path"].startswith("/portal?key=acme.")) == (201, True)
    assert link.json["expires_at"] == "2027-01-01T09:00:00Z"
    assert acme.call("DELETE", "/customers/C-1/portal-links").status == 204
    assert acme.post("/customers/C-9/portal-links").status == 404
