"""Letters through the API: where one stands, and what a person says became of it."""

from __future__ import annotations

import pytest

from relance.domain.outreach import EmailStatus, Outreach, OutreachRef
from relance.domain.postal_address import PostalAddress
from relance.domain.posted_letter import LetterStatus, PostedLetter
from relance.house import House
from tests.unit.api.client import Client
from tests.unit.api.conftest import START

PARIS = PostalAddress("Client SARL", "", ("12 rue de Rivoli",), "75001", "Paris", "", "FR")
REF = OutreachRef("acme", "C-1", START, "outreach")
PATH = f"/customers/C-1/letters/{REF.name}"


@pytest.fixture(autouse=True)
def letter(acme: Client, house: House) -> None:
    acme.post("/customers", {"id": "C-1", "name": "Zoé", "postal_address": _given()})
    posted = PostedLetter(True, "print-shop", PARIS, LetterStatus.SUBMITTED, 1, 1, "acme/letters/x.pdf")
    house.outreaches.record(
        Outreach(REF, EmailStatus.SENT, {"Client SARL, Paris": EmailStatus.SENT}, "Notice", letter=posted)
    )


def _given() -> dict[str, object]:
    return {
        "company": "Client SARL",
        "lines": ["12 rue de Rivoli"],
        "postcode": "75001",
        "city": "Paris",
        "country": "FR",
    }


def test_it_stands_in_the_timeline_and_alone(acme: Client) -> None:
    (event,) = acme.get("/customers/C-1/timeline").json["items"]
    assert (event["kind"], event["id"], event["status"]) == ("letter_sent", REF.name, "submitted")
    shown = acme.get(PATH).json
    assert (shown["status"], shown["address"]["city"], shown["registered"]) == ("submitted", "Paris", True)
    assert "x.pdf" in shown["document"]


def test_what_came_back_marks_the_address_and_raises_a_claim(acme: Client) -> None:
    for _ in range(2):
        told = acme.post(f"{PATH}/status", {"status": "returned", "detail": "unknown there"})
        assert (told.status, told.json["status"]) == (200, "returned")
    assert acme.get("/customers/C-1").json["postal_address"]["returned_on"]
    (claim,) = acme.get("/tasks", kind="claim").json["items"]
    assert claim["why"] == "undeliverable"
    assert acme.post(f"{PATH}/status", {"status": "in_transit"}).json["status"] == "returned"


@pytest.mark.parametrize("path", ["/customers/C-1/letters/no-name", f"/customers/C-2/letters/{REF.name}"])
def test_a_letter_that_is_not_there_is_not_found(acme: Client, path: str) -> None:
    assert acme.get(path).status == 404
    assert acme.post(f"{path}/status", {"status": "returned"}).status == 404
