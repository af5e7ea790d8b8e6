"""Instalments, terms of payment and numbers that begin again each year, through the API."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from relance.domain.imports import InvoiceRow
from relance.domain.money import Money
from relance.runtime.memory import MemoryWorld
from tests.builders import ORG
from tests.unit.api.client import Client

DUES = (date(2026, 10, 15), date(2026, 11, 15), date(2026, 12, 15))


def eur(minor: int) -> dict[str, Any]:
    return {"minor": minor, "currency": "EUR"}


@pytest.fixture
def in_instalments(acme: Client, world: MemoryWorld) -> Client:
    """F-1: three times 100.00."""
    acme.post("/customers", {"id": "C-1", "name": "Zoé"})
    rows = (
        InvoiceRow(line, "F-1", "C-1", date(2026, 9, 15), Money.parse("100.00 EUR"), due_date=due)
        for line, due in enumerate(DUES, start=2)
    )
    house = world.house
    assert house.import_rows.run(house.tenants.of(ORG, world.clock.now()), tuple(rows)).faults == ()
    return acme


def test_the_number_shows_all_of_them(in_instalments: Client) -> None:
    shown = in_instalments.get("/invoices/F-1").json
    assert [(part["number"], part["due_date"]) for part in shown["instalments"]] == [
        ("F-1", f"{due}") for due in DUES
    ]
    first = shown["instalments"][0]
    assert (shown["id"], shown["due_date"], first["instalment_of"]) == (first["id"], f"{DUES[0]}", "F-1")
    for part in shown["instalments"]:
        one = in_instalments.get(f"/invoices/{part['id']}")
        assert (one.status, one.json["due_date"]) == (200, part["due_date"])


def test_a_dispute_holds_all_unless_it_names_one(in_instalments: Client) -> None:
    one = in_instalments.get("/invoices/F-1").json["instalments"][1]["id"]
    assert in_instalments.edit(f"/invoices/{one}", {"disputed": True}).status == 200
    assert statuses(in_instalments) == ["overdue", "in_dispute", "due"]
    assert in_instalments.edit("/invoices/F-1", {"disputed": True}).status == 200
    assert statuses(in_instalments) == ["in_dispute"] * 3


def statuses(acme: Client) -> list[str]:
    return [part["status"] for part in acme.get("/invoices/F-1").json["instalments"]]


def test_a_due_date_is_one_instalment_s(in_instalments: Client) -> None:
    refused = in_instalments.edit("/invoices/F-1", {"due_date": "2026-11-20"})
    assert refused.faults == {"due_date": "several_instalments"}
    one = in_instalments.get("/invoices/F-1").json["instalments"][1]["id"]
    assert (
        in_instalments.edit(f"/invoices/{one}", {"due_date": "2026-11-20"}).json["due_date"] == "2026-11-20"
    )


def test_a_payment_of_the_number_or_of_one_settles_the_whole(in_instalments: Client) -> None:
    one = in_instalments.get("/invoices/F-1").json["instalments"][2]["id"]
    for name, invoice, left in (("P-1", "F-1", 200_00), ("P-2", one, 100_00)):
        paid = in_instalments.post(
            "/customers/C-1/payments",
            {
                "id": name,
                "received_on": "2026-11-01",
                "amount": eur(100_00),
                "allocations": [{"invoice": invoice, "amount": eur(100_00)}],
            },
        )
        assert (paid.status, paid.json["allocations"][0]["invoice"]) == (201, "F-1")
        assert in_instalments.get("/customers/C-1").json["balances"] == {"EUR": eur(left)}
    assert statuses(in_instalments) == ["paid", "paid", "due"]


def test_a_payment_of_more_than_all_of_them_is_refused(in_instalments: Client) -> None:
    parts = [{"invoice": "F-1", "amount": eur(400_00)}]
    body = {"received_on": "2026-11-01", "amount": eur(400_00), "allocations": parts}
    refused = in_instalments.post("/customers/C-1/payments", body)
    assert refused.faults == {"allocations[0].amount": "more_than_outstanding"}


def test_the_number_is_taken(in_instalments: Client) -> None:
    body = {"customer": "C-1", "number": "F-1", "issue_date": "2026-10-01", "total": eur(100)}
    assert in_instalments.post("/invoices", body).code == "exists"


def test_why_pause_and_promise_go_by_the_number(in_instalments: Client) -> None:
    assert in_instalments.get("/invoices/F-1/why").status == 200
    paused = in_instalments.post("/customers/C-1/pause", {"invoice": "F-1"})
    assert paused.status == 200, paused
    assert len(in_instalments.get("/customers/C-1").json["holds"]) == 3
    assert in_instalments.post("/customers/C-1/resume", {"invoice": "F-1"}).status == 200
    assert in_instalments.get("/customers/C-1").json["holds"] == []
    made = in_instalments.post("/customers/C-1/promises", {"promised_for": "2026-11-20", "invoices": ["F-1"]})
    assert (made.status, made.json["amount"]) == (201, eur(300_00))


def test_terms_of_a_customer_count_before_those_of_the_organization(acme: Client) -> None:
    own = {"kind": "eom_then_net", "days": 45, "day_of_month": 10}
    assert acme.post("/customers", {"id": "C-1", "name": "Zoé", "terms": own}).json["terms"] == own
    acme.post("/customers", {"id": "C-2", "name": "Max"})
    theirs = {"kind": "net_then_eom", "days": 30, "day_of_month": None}
    assert acme.edit("/organization", {"terms": theirs}).json["terms"] == theirs
    dues = []
    for customer in ("C-1", "C-2"):
        body = {"customer": customer, "number": f"F-{customer}", "issue_date": "2026-10-31"}
        dues.append(acme.post("/invoices", {**body, "total": eur(100)}).json["due_date"])
    assert dues == ["2027-01-10", "2026-11-30"]
    assert acme.edit("/customers/C-1", {"terms": None}).json["terms"] is None
    refused = acme.edit("/customers/C-1", {"terms": {"kind": "net", "days": 30, "day_of_month": 32}})
    assert refused.faults == {"terms.day_of_month": "too_large"}


def test_numbers_begin_again_each_year(acme: Client) -> None:
    acme.post("/customers", {"id": "C-1", "name": "Zoé"})
    assert acme.edit("/organization", {"numbers_restart": True}).json["numbers_restart"] is True
    for year in (2025, 2026):
        body = {"customer": "C-1", "number": "1", "issue_date": f"{year}-01-10", "total": eur(100)}
        made = acme.post("/invoices", body)
        assert (made.status, made.json["id"], made.json["number"]) == (201, f"1~40{year}", "1")
