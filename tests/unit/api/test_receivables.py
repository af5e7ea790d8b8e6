"""Invoices, payments, credit notes and contacts through the API."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from relance.domain.money import Money
from relance.domain.plan import DunningPlan
from relance.domain.receivables import Invoice
from relance.house import House
from relance.runtime.memory import MemoryWorld
from tests.builders import day, email, plan
from tests.unit.api.client import Client


def eur(minor: int, currency: str = "EUR") -> dict[str, Any]:
    return {"minor": minor, "currency": currency}


def bill(acme: Client, number: str = "F/1", due: str = "2026-10-30", minor: int = 1000_00) -> dict[str, Any]:
    body = {"customer": "C-1", "number": number, "issue_date": "2026-10-01", "due_date": due}
    made = acme.post("/invoices", {**body, "total": eur(minor)})
    assert made.status == 201, made
    return dict(made.json)


@pytest.fixture(autouse=True)
def customer(acme: Client) -> None:
    acme.post("/customers", {"id": "C-1", "name": "Zoé", "terms_days": 10})


def test_an_invoice_is_made_and_found_by_its_number_in_a_path(acme: Client) -> None:
    made = bill(acme)
    assert (made["id"], made["number"], made["status"]) == ("F~2F1", "F/1", "overdue")
    assert acme.get("/invoices/F~2F1").json == made
    assert acme.get("/customers/C-1").json["balances"] == {"EUR": eur(1000_00)}


def test_an_invoice_without_a_due_date_takes_the_customers_terms(acme: Client) -> None:
    body = {"customer": "C-1", "number": "F-1", "issue_date": "2026-10-30", "total": eur(100)}
    made = acme.post("/invoices", body).json
    assert (made["due_date"], made["status"]) == ("2026-11-09", "due")


def test_an_invoice_number_is_an_organizations_once(acme: Client) -> None:
    acme.post("/customers", {"id": "C-2", "name": "Other"})
    bill(acme, "F-1")
    body = {"customer": "C-2", "number": "F-1", "issue_date": "2026-10-30", "total": eur(100)}
    assert acme.post("/invoices", body).code == "exists"


@pytest.mark.parametrize(
    ("wrong", "faults"),
    [
        ({"total": eur(0)}, {"total.minor": "too_small"}),
        ({"total": eur(10**16)}, {"total.minor": "too_large"}),
        ({"total": {"minor": 1.5, "currency": "EUR"}}, {"total.minor": "not_a_whole_number"}),
        ({"total": eur(1, "euro")}, {"total.currency": "wrong_form"}),
        ({"issue_date": 0}, {"issue_date": "iso_date"}),
        ({"issue_date": "2026-02-30"}, {"issue_date": "iso_date"}),
        ({"issue_date": "2026-10-30T00:00:00Z"}, {"issue_date": "iso_date"}),
        ({"issue_date": "9999-12-31"}, {"issue_date": "date_out_of_range"}),
        ({"due_date": "2026-09-01"}, {"due_date": "due_before_issue"}),
        ({"number": "x" * 151}, {"number": "too_long"}),
        ({"number": "é" * 76}, {"number": "id_too_long"}),
        ({"number": "a\u0000b"}, {"number": "not_one_line"}),
        ({"customer": "~ZZ"}, {"customer": "not_an_id"}),
        ({"to_send": "yes"}, {"to_send": "not_true_or_false"}),
    ],
)
def test_what_is_wrong_with_an_invoice_is_named(
    acme: Client, wrong: dict[str, Any], faults: dict[str, str]
) -> None:
    right = {"customer": "C-1", "number": "F-1", "issue_date": "2026-10-01", "total": eur(100)}
    refused = acme.post("/invoices", {**right, **wrong})
    assert (refused.status, refused.faults) == (422, faults)


def test_an_invoice_of_a_customer_that_is_not_there_is_not_made(acme: Client) -> None:
    body = {"customer": "C-9", "number": "F-1", "issue_date": "2026-10-01", "total": eur(100)}
    assert acme.post("/invoices", body).faults == {"customer": "unknown_customer"}


def test_invoices_are_listed_by_status_and_page_by_page(acme: Client) -> None:
    for number, due in enumerate(("2026-10-30", "2026-11-01", "2026-11-02", "2026-12-01")):
        bill(acme, f"F-{number}", due)
    acme.edit("/invoices/F-1", {"disputed": True, "dispute_reason": "Broken"})
    acme.edit("/invoices/F-3", {"void": True})

    def listed(**query: object) -> list[str]:
        numbers, cursor = [], None
        while True:
            asked = {"limit": 1, **query, **({"cursor": cursor} if cursor else {})}
            page = acme.call("GET", "/invoices", query=asked).json
            numbers += [item["number"] for item in page["items"]]
            if (cursor := page["next"]) is None:
                return numbers

    assert listed(status="overdue") == ["F-0"]
    assert listed(status="due") == ["F-2"]
    assert listed(status="in_dispute") == ["F-1"]
    assert listed(status="void") == ["F-3"]
    assert listed(status="paid") == []
    assert listed() == ["F-0", "F-2", "F-1", "F-3"]
    assert listed(due_from="2026-11-01", due_to="2026-11-30") == ["F-2", "F-1"]
    assert listed(due_from="2026-11-30", due_to="2026-11-01") == []
    assert listed(status="due", due_to="2026-10-30") == []
    assert acme.get("/invoices", status="late").faults == {"status": "not_one_of"}


def test_the_reason_of_a_dispute_ends_with_it(acme: Client) -> None:
    bill(acme, "F-1")
    disputed = acme.edit("/invoices/F-1", {"disputed": True, "dispute_reason": "Broken"}).json
    assert (disputed["status"], disputed["dispute_reason"]) == ("in_dispute", "Broken")
    assert acme.edit("/invoices/F-1", {"disputed": False}).json["dispute_reason"] == ""


def test_a_payment_settles_what_it_is_allocated_to_and_reopens_it_when_taken_back(acme: Client) -> None:
    bill(acme, "F-1", minor=500_00)
    body = {"received_on": "2026-11-02", "amount": eur(600_00)}
    made = acme.post(
        "/customers/C-1/payments", {**body, "allocations": [{"invoice": "F-1", "amount": eur(500_00)}]}
    )
    assert (made.status, made.json["unapplied"]) == (201, eur(100_00))
    assert acme.get("/invoices/F-1").json["status"] == "paid"

    path = f"/customers/C-1/payments/{made.json['id']}"
    assert acme.post(f"{path}/reverse", {}).json["reversed_on"] == "2026-11-02"
    assert acme.get("/invoices/F-1").json["outstanding"] == eur(500_00)
    again = acme.post(f"{path}/reverse", {"on": "2026-11-05"})
    assert again.json["reversed_on"] == "2026-11-02"


def test_a_payment_is_allocated_anew_under_its_etag(acme: Client) -> None:
    bill(acme, "F-1", minor=500_00), bill(acme, "F-2", minor=500_00)
    body = {"id": "P/1", "received_on": "2026-11-02", "amount": eur(500_00)}
    made = acme.post("/customers/C-1/payments", body)
    path = f"/customers/C-1/payments/{made.json['id']}/allocations"
    parts = {"allocations": [{"invoice": "F-2", "amount": eur(500_00)}]}

    assert acme.call("PUT", path, parts).code == "precondition_required"
    assert acme.call("PUT", path, parts, {"If-Match": made.etag}).json["unapplied"] == eur(0)
    assert acme.get("/invoices/F-2").json["status"] == "paid"
    assert acme.call("PUT", path, {"allocations": []}, {"If-Match": made.etag}).status == 412


@pytest.mark.parametrize(
    ("parts", "faults"),
    [
        ([("F-9", eur(1))], {"allocations[0].invoice": "unknown_invoice"}),
        ([("F-1", eur(1, "USD"))], {"allocations[0].amount.currency": "allocation_currency"}),
        ([("F-1", eur(501_00))], {"allocations[0].amount": "more_than_outstanding"}),
        (
            [("F-1", eur(1)), ("F-1", eur(1))],
            {"allocations[0].invoice": "invoice_twice", "allocations[1].invoice": "invoice_twice"},
        ),
        ([("F-1", eur(400_00)), ("F-2", eur(400_00))], {"allocations": "more_than_received"}),
    ],
)
def test_a_payment_is_applied_only_where_it_can_be(
    acme: Client, parts: list[tuple[str, dict[str, Any]]], faults: dict[str, str]
) -> None:
    bill(acme, "F-1", minor=500_00), bill(acme, "F-2", minor=500_00)
    allocations = [{"invoice": invoice, "amount": amount} for invoice, amount in parts]
    body = {"received_on": "2026-11-02", "amount": eur(700_00), "allocations": allocations}
    assert acme.post("/customers/C-1/payments", body).faults == faults
    assert acme.get("/customers/C-1/payments").json["items"] == []


def test_a_credit_note_settles_until_it_is_void(acme: Client) -> None:
    bill(acme, "F-1", minor=500_00)
    note = {"number": "A-1", "issue_date": "2026-11-01", "amount": eur(500_00)}
    body = {**note, "allocations": [{"invoice": "F-1", "amount": eur(500_00)}]}
    assert acme.post("/customers/C-1/credit-notes", body).status == 201
    assert acme.post("/customers/C-1/credit-notes", body).code == "exists"
    assert acme.get("/invoices/F-1").json["status"] == "paid"

    assert acme.post("/customers/C-1/credit-notes/A-1/void").json["void"] is True
    assert acme.get("/invoices/F-1").json["status"] == "overdue"


def test_closed_invoices_and_credits_stay_in_the_customers_lists(acme: Client) -> None:
    bill(acme, "F-2"), bill(acme, "F-1", minor=500_00)
    part = {"invoice": "F-1", "amount": eur(500_00)}
    payment = {"id": "P", "received_on": "2026-11-02", "amount": eur(500_00), "allocations": [part]}
    acme.post("/customers/C-1/payments", payment)

    invoices = acme.get("/customers/C-1/invoices").json["items"]
    assert [(item["number"], item["status"]) for item in invoices] == [("F-2", "overdue"), ("F-1", "paid")]
    assert [item["id"] for item in acme.get("/customers/C-1/payments").json["items"]] == ["P"]
    assert acme.get("/customers/C-9/payments").status == 404


def test_a_payment_stops_the_reminder_in_the_same_moment(acme: Client, world: MemoryWorld) -> None:
    steps: DunningPlan = plan(email(+1))
    world.house.run_organization.publish("acme", steps)
    acme.post("/customers/C-1/contacts", {"name": "Zoé", "email": "zoe@customer.example"})
    bill(acme, "F-1", minor=500_00)
    (enrolment,) = world.house.accounts.load("acme", "C-1").enrolments.values()
    assert enrolment.next_at is not None

    part = {"invoice": "F-1", "amount": eur(500_00)}
    body = {"received_on": "2026-11-02", "amount": eur(500_00), "allocations": [part]}
    acme.post("/customers/C-1/payments", body)

    (enrolment,) = world.house.accounts.load("acme", "C-1").enrolments.values()
    assert enrolment.next_at is None


def test_one_contact_is_the_main_one(acme: Client) -> None:
    path = "/customers/C-1/contacts"
    first = acme.post(path, {"name": "Zoé", "email": "zoe@customer.example"}).json
    second = acme.post(path, {"name": "Yan", "email": "yan@customer.example", "main": True}).json
    assert (first["main"], second["main"]) == (True, True)
    assert [c["name"] for c in acme.get(path).json["items"] if c["main"]] == ["Yan"]

    assert acme.delete(f"{path}/{second['id']}", acme.get(f"{path}/{second['id']}").etag).status == 204
    assert [c["name"] for c in acme.get(path).json["items"] if c["main"]] == ["Zoé"]
    assert acme.delete(f"{path}/{second['id']}").status == 404


def test_a_contact_keeps_to_the_rules(acme: Client) -> None:
    path = "/customers/C-1/contacts"
    assert acme.post(path, {}).faults == {"name": "contact_without_name"}
    assert acme.post(path, {"email": "zoe"}).faults == {"email": "wrong_form"}
    made = acme.post(path, {"name": "Zoé", "email": "zoe@customer.example"}).json
    assert acme.post(path, {"email": "ZOE@customer.example"}).faults == {"email": "address_twice"}
    changed = acme.edit(f"{path}/{made['id']}", {"email": None, "role": "Accounting"}).json
    assert (changed["email"], changed["role"], changed["name"]) == (None, "Accounting", "Zoé")


def test_a_due_date_too_far_away_is_refused_before_anything_is_kept(acme: Client) -> None:
    body = {"customer": "C-1", "number": "F-1", "issue_date": "2199-12-29", "total": eur(100)}
    assert acme.post("/invoices", body).faults == {"due_date": "date_out_of_range"}
    assert acme.get("/invoices").json["items"] == []

    assert acme.post("/invoices", {**body, "due_date": "2199-12-30"}).status == 201
    assert acme.edit("/invoices/F-1", {"due_date": None}).faults == {"due_date": "date_out_of_range"}


def test_what_is_kept_is_shown_however_far_or_large(acme: Client, world: MemoryWorld, house: House) -> None:
    """A file may bring what nobody may post, and sums are larger than what they are of."""
    for number in ("F-1", "F-2"):
        bill(acme, number, minor=10**15)
    far = Invoice("F-3", day("2199-12-20"), day("2200-01-19"), Money(100, "EUR"))
    tenant = house.tenants.of("acme", world.clock.now())
    house.change_account.run(
        tenant, "C-1", lambda known: replace(known, receivables=known.receivables.with_invoices([far]))
    )

    assert acme.get("/customers/C-1").json["balances"]["EUR"]["minor"] == 2 * 10**15 + 100
    assert len(acme.get("/invoices").json["items"]) == 3
    assert len(acme.get("/customers/C-1/invoices").json["items"]) == 3
    assert acme.edit("/invoices/F-3", {"void": True}).json["due_date"] == "2200-01-19"


def test_money_that_is_to_come_counts_from_its_day_on(acme: Client) -> None:
    amount = {"minor": 100_00, "currency": "EUR"}
    acme.post(
        "/invoices",
        {"customer": "C-1", "number": "F-1", "issue_date": "2026-10-01", "total": amount},
    )
    parts = [{"invoice": "F-1", "amount": amount}]
    made = acme.post(
        "/customers/C-1/payments",
        {"id": "P-1", "received_on": "2026-11-03", "amount": amount, "allocations": parts},
    )
    assert (made.status, made.json["announced"]) == (201, True)
    assert acme.get("/invoices/F-1").json["outstanding"] == amount
    for why in (acme.get("/invoices/F-1/why").json, acme.get("/customers/C-1/why").json):
        (announced,) = why["announced"]
        assert (announced["on"], announced["amount"]) == ("2026-11-03", amount)
        assert announced["text"].startswith("A payment of ")
    withdrawn = acme.post("/customers/C-1/payments/P-1/reverse", {})
    assert (withdrawn.status, withdrawn.json["announced"]) == (200, False)
    assert acme.get("/invoices/F-1/why").json["announced"] == []


def test_a_payment_may_be_taken_back_on_a_day_to_come(acme: Client) -> None:
    amount = {"minor": 100_00, "currency": "EUR"}
    acme.post("/customers/C-1/payments", {"id": "P-1", "received_on": "2026-11-01", "amount": amount})
    back = acme.post("/customers/C-1/payments/P-1/reverse", {"on": "2027-05-01"})
    assert (back.json["reversed_on"], back.json["unapplied"]) == ("2027-05-01", amount)
