"""The organization's own domain to send from, through the API."""

from __future__ import annotations

import pytest

from relance.domain.sender_domain import DomainState
from relance.house import House
from relance.store.memory_sender_domains import MemorySenderDomains
from tests.unit.api.client import Client, Reply

PATH = "/organization/sender-domain"


@pytest.fixture
def ses(house: House) -> MemorySenderDomains:
    service = house.verify_sender_domain.service
    assert isinstance(service, MemorySenderDomains)
    return service


def put(client: Client, domain: object, language: str = "en") -> Reply:
    return client.call("PUT", PATH, {"domain": domain}, {"Accept-Language": language})


def test_from_nothing_to_verified_and_back(acme: Client, ses: MemorySenderDomains) -> None:
    assert acme.get(PATH).json["state"] == "none"

    begun = put(acme, "acme.example")
    assert (begun.status, begun.json["state"], len(begun.json["records"])) == (200, "pending", 3)
    assert begun.json["records"][0] == {
        "type": "CNAME",
        "name": "a._domainkey.acme.example",
        "value": "a.dkim.example.com",
    }
    assert acme.get(PATH).json == begun.json

    ses.states["acme.example"] = DomainState.VERIFIED
    assert acme.post(f"{PATH}/check").json["state"] == "verified"
    shown = acme.get("/organization").json
    assert (shown["sender_domain"], shown["sender_domain_verified"]) == ("acme.example", True)

    assert acme.delete(PATH).status == 204
    assert acme.get(PATH).json == {**acme.get(PATH).json, "domain": "", "state": "none", "records": []}


def test_what_to_do_next_is_said_in_the_language_asked_for(acme: Client) -> None:
    words = {language: put(acme, "acme.example", language).json["next"] for language in ("en", "fr")}
    assert words["en"].startswith("Publish the records in the DNS of acme.example")
    assert words["fr"].startswith("Publiez les enregistrements dans le DNS de acme.example")


def test_another_organizations_domain_is_not_to_be_had_and_nothing_tells_whose_it_is(
    acme: Client, other: Client
) -> None:
    put(acme, "acme.example")

    refused = put(other, "acme.example")

    assert (refused.status, refused.code) == (409, "domain_in_use")
    assert "other" not in refused.text
    assert "organization" not in refused.json["detail"].lower()
    assert other.get(PATH).json["state"] == "none"


@pytest.mark.parametrize("given", ["Acme.Example", " acme.example. "])
def test_a_domain_is_taken_as_people_copy_it(acme: Client, given: str) -> None:
    assert put(acme, given).json["domain"] == "acme.example"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("gmail.com", "public_mail_domain"),
        ("ada@acme.example", "domain_name"),
        ("https://acme.example", "domain_name"),
        ("acme", "domain_name"),
        ("", "domain_name"),
        ("société.fr", "domain_name"),
        ("-acme.example", "domain_name"),
        (f"{'a.' * 130}example", "domain_name"),
        (7, "not_text"),
    ],
)
def test_what_is_wrong_with_a_domain_is_named(acme: Client, given: object, code: str) -> None:
    refused = put(acme, given)
    assert (refused.status, refused.faults) == (422, {"domain": code})


def test_a_domain_with_letters_of_its_own_is_taken_as_the_dns_has_it(acme: Client) -> None:
    assert put(acme, "xn--socit-esab.xn--p1ai").json["state"] == "pending"


def test_while_the_mail_service_is_away_one_is_told_to_come_back(
    acme: Client, ses: MemorySenderDomains
) -> None:
    ses.is_down = True
    later = put(acme, "acme.example")
    assert (later.status, later.code, later.headers["retry-after"]) == (429, "verification_later", "60")

    ses.is_down = False
    assert put(acme, "acme.example").json["state"] == "pending"


def test_the_settings_show_the_domain_and_do_not_change_it(acme: Client) -> None:
    assert acme.edit("/organization", {"sender_domain": "acme.example"}).faults == {
        "sender_domain": "unknown_field"
    }
