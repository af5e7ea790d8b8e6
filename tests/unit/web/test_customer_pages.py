"""The customers, and one of them: what is owed, the line, what happened, and what a person does."""

from __future__ import annotations

import pytest

from relance.domain.hold import HoldKind
from relance.runtime.memory import MemoryWorld
from tests.unit.api.client import Client
from tests.unit.api.company import email, owes, pays, published, until
from tests.unit.web.browser import Browser

AT = "/customers/C-1"


@pytest.fixture(autouse=True)
def customer(acme: Client) -> None:
    published(acme, email(7, automatic=True), email(30), email(60), min_contact_delay_days=5)
    owes(acme, "F-1", "2026-10-28")


def holds(acme: Client) -> list[str]:
    return [hold["kind"] for hold in acme.get(AT).json["holds"]]


def test_each_customer_is_listed_with_what_is_owed_and_late(ada: Browser, acme: Client) -> None:
    owes(acme, "F-2", "2026-12-01", customer="C-2", amount=250_00)
    listed = ada.get("/customers")
    assert {AT, "/customers/C-2"} <= set(listed.page.links)
    assert "Customer C-1 C-1 €100.00 €100.00 5 days Plan" in listed.text
    assert "Customer C-2 C-2 €250.00 Plan" in listed.text
    assert "C-2" not in ada.get("/customers?q=c-1").text


def test_currencies_stand_side_by_side_and_are_never_added(ada: Browser, acme: Client) -> None:
    invoice = {"customer": "C-1", "number": "F-9", "issue_date": "2026-10-01", "due_date": "2026-10-02"}
    acme.post("/invoices", {**invoice, "total": {"minor": 50_00, "currency": "CHF"}})
    shown = ada.get(AT).text
    assert "CHF 50.00" in shown and "€100.00" in shown and "150" not in shown


def test_the_line_shows_what_is_behind_where_today_is_and_what_comes_next(
    ada: Browser, world: MemoryWorld
) -> None:
    before = ada.get(AT).text
    assert "D+7 4 Nov 2026 Next." in before and "D+30 27 Nov 2026 To come." in before
    assert "Due 28 Oct 2026" in before
    until(world, "2026-11-05")
    ada = ada.back()
    after = ada.get(AT)
    assert "D+7 4 Nov 2026 Done." in after.text and "D+30 27 Nov 2026 Next." in after.text
    assert "Today is between this step and the next." in after.text
    assert "F-1 is late" in after.text and "zoe@c-1.example" in after.text


def test_a_customer_without_a_plan_says_so(ada: Browser) -> None:
    assert ada.post(f"{AT}/plan", on=AT, plan="none").goes_to == AT
    assert "No plan" in ada.get(AT).text


def test_paused_and_resumed(ada: Browser, acme: Client) -> None:
    assert ada.post(f"{AT}/pause", on=AT, until="2026-11-01").status == 422
    assert ada.post(f"{AT}/pause", on=AT, until="2026-12-01", reason="On holiday").goes_to == AT
    assert holds(acme) == [HoldKind.PAUSE] and "Paused until 1 Dec 2026" in ada.get(AT).text
    assert ada.post(f"{AT}/resume", on=AT).goes_to == AT
    assert holds(acme) == []


def test_a_note_is_kept_once_however_often_its_form_is_sent(ada: Browser, acme: Client) -> None:
    form = ada.get(AT).page.form(f"{AT}/notes").fields
    for _ in range(2):
        assert ada.send("POST", f"{AT}/notes", {**form, "text": "Pays on Fridays."}).goes_to == AT
    assert [note["text"] for note in acme.get(f"{AT}/notes").json["items"]] == ["Pays on Fridays."]
    assert "Pays on Fridays." in ada.get(AT).text
    assert ada.post(f"{AT}/notes", on=AT, text=" ").status == 422


def test_a_promise_holds_the_plan(ada: Browser, acme: Client) -> None:
    assert ada.post(f"{AT}/promises", on=AT, promised_for="2026-11-01").status == 422
    assert ada.post(f"{AT}/promises", on=AT, promised_for="2026-11-13", invoices=["F-1"]).goes_to == AT
    (promise,) = acme.get(f"{AT}/promises").json["items"]
    assert (promise["promised_for"], promise["state"]) == ("2026-11-13", "open")
    assert "€100.00 by 13 Nov 2026" in ada.get(AT).text


def test_a_promise_without_a_day_names_its_field(ada: Browser) -> None:
    back = ada.post(f"{AT}/promises", on=AT)
    assert back.status == 422 and "#promised_for" in back.page.links


def test_the_next_mail_leaves_at_once_and_once(ada: Browser, world: MemoryWorld) -> None:
    form = ada.get(AT).page.form(f"{AT}/send-next").fields
    assert ada.send("POST", f"{AT}/send-next", form).goes_to == AT
    assert ada.send("POST", f"{AT}/send-next", form).goes_to == AT
    assert len(world.mailer.sent) == 1
    assert "F-1 is late" in ada.get(AT).text


def test_soon_after_a_contact_it_is_asked_whether_it_shall_leave_all_the_same(
    ada: Browser, world: MemoryWorld
) -> None:
    ada.post(f"{AT}/send-next", on=AT)
    refused = ada.post(f"{AT}/send-next", on=AT)
    assert refused.status == 422 and "#sooner" in refused.page.links
    assert ada.post(f"{AT}/send-next", on=AT, sooner="1").goes_to == AT
    assert len(world.mailer.sent) == 2


def test_what_is_paid_is_owed_no_more(ada: Browser, acme: Client) -> None:
    pays(acme, "F-1")
    assert "Nothing is owed." in ada.get(AT).text


def test_what_happened_goes_on_page_by_page(ada: Browser, acme: Client) -> None:
    for n in range(35):
        acme.post(f"{AT}/notes", {"text": f"Note number {n}."})
    first = ada.get(AT)
    (earlier,) = [link for link in first.page.links if "?before=" in link]
    second = ada.get(earlier)
    for n in range(35):
        assert f"Note number {n}." in first.text or f"Note number {n}." in second.text


def test_and_does_so_on_a_form_that_came_back_with_its_faults(ada: Browser, acme: Client) -> None:
    for n in range(35):
        acme.post(f"{AT}/notes", {"text": f"Note number {n}."})
    refused = ada.post(f"{AT}/notes", on=AT, text="")
    assert refused.status == 422
    (earlier,) = [link for link in refused.page.links if "?before=" in link]
    text = refused.text + ada.get(earlier).text
    assert all(f"Note number {n}." in text for n in range(35))
