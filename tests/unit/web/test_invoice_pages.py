"""The invoices, and one of them: why it is reminded of, and what a person changes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from relance.runtime.memory import MemoryWorld
from tests.unit.api.client import Client
from tests.unit.api.company import email, owes, pays, published
from tests.unit.web.browser import Browser

AT = "/invoices/F~2F1"


@pytest.fixture(autouse=True)
def invoice(acme: Client) -> None:
    published(acme, email(7))
    owes(acme, "F/1", "2026-10-20")


def test_each_status_is_a_list_and_the_address_says_which(ada: Browser, acme: Client) -> None:
    owes(acme, "F-2", "2026-12-01")
    owes(acme, "F-3", "2026-10-02")
    pays(acme, "F-3")
    assert {AT, "/invoices/F-2", "/invoices/F-3"} <= set(ada.get("/invoices").page.links)
    late = ada.get("/invoices?status=overdue")
    assert AT in late.page.links and "Late 13 days" in late.text
    assert "/invoices/F-2" not in late.page.links and "/invoices/F-3" not in late.page.links
    assert "/invoices/F-3" in ada.get("/invoices?status=paid").page.links


def test_a_long_list_goes_on(ada: Browser, acme: Client, world: MemoryWorld) -> None:
    for n in range(60):
        world.clock.forward(timedelta(seconds=2))
        owes(acme, f"G-{n:02}", "2026-12-01")
    first = ada.get("/invoices?status=due").page
    (more,) = [link for link in first.links if "cursor=" in link]
    second = ada.get(more).page
    listed = [link for page in (first, second) for link in page.links if link.startswith("/invoices/G-")]
    assert sorted(listed) == [f"/invoices/G-{n:02}" for n in range(60)]


def test_one_invoice_says_what_is_left_and_why_it_is_reminded_of(ada: Browser, acme: Client) -> None:
    shown = ada.get(AT)
    assert "€100.00" in shown.text and "13 days late" in shown.text and "20 October 2026" in shown.text
    why = acme.get(f"{AT}/why", {"Accept-Language": "en"}).json["present"][0]["decision"]["text"]
    assert why in shown.text


def test_put_in_dispute_it_is_not_reminded_of_until_the_dispute_ends(ada: Browser, acme: Client) -> None:
    assert ada.post(f"{AT}/dispute", on=AT, dispute_reason="Two boxes missing").goes_to == AT
    shown = ada.get(AT)
    assert "In dispute" in shown.text and "Two boxes missing" in shown.text
    assert ada.post(f"{AT}/settle", on=AT).goes_to == AT
    found = acme.get(AT).json
    assert (found["status"], found["dispute_reason"]) == ("overdue", "")


def test_its_due_date_is_moved_never_before_it_was_issued(ada: Browser, acme: Client) -> None:
    refused = ada.post(f"{AT}/due-date", on=AT, due_date="2026-09-01")
    assert refused.status == 422 and "#due_date" in refused.page.links
    assert refused.page.form(f"{AT}/due-date").fields["due_date"] == ["2026-09-01"]
    for unclear in ("", "tomorrow"):
        assert ada.post(f"{AT}/due-date", on=AT, due_date=unclear).status == 422
    assert ada.post(f"{AT}/due-date", on=AT, due_date="2026-11-30").goes_to == AT
    assert acme.get(AT).json["due_date"] == "2026-11-30"


def test_its_next_reminder_is_mailed_to_the_visitor_alone(ada: Browser, world: MemoryWorld) -> None:
    assert ada.post(f"{AT}/test-reminder", on=AT).goes_to == AT
    assert world.mailer.sent == []
