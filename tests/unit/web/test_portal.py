"""The customer's own page: who opens it, what it shows, and what a debtor says there."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from relance.domain.portal import LINK_LASTS
from relance.domain.receivables import InvoicePdf
from relance.house import House
from relance.runtime.memory import MemoryWorld
from relance.web.app import Web
from relance.web.browser import PORTAL
from tests.unit.api.client import Client
from tests.unit.api.company import owes
from tests.unit.web.browser import Browser, Reply

AT = "/customers/C-1"


@pytest.fixture
def link(acme: Client, ada: Browser) -> str:
    """Made by a member, on the customer's page: its path."""
    owes(acme, "F-1", "2026-10-20")
    owes(acme, "F-2", "2026-12-01", amount=50_00)
    shown = ada.post(f"{AT}/portal-links", on=AT)
    assert shown.status == 200
    (url,) = [part for part in shown.html.split('"') if "/portal?key=" in part]
    return url.removeprefix("https://relance.example.com")


@pytest.fixture
def nobody(house: House) -> Browser:
    return Browser(Web(house))


@pytest.fixture
def guest(nobody: Browser, link: str) -> Browser:
    """Whoever followed the link."""
    return arrived(nobody, link)


def arrived(browser: Browser, link: str) -> Browser:
    reply = browser.get(link)
    assert (reply.status, reply.headers["location"]) == (303, "/portal")
    (cookie,) = reply.cookies
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; ")[1:])
    name, _, secret = cookie.partition(";")[0].partition("=")
    assert name == PORTAL
    return replace(browser, guest=secret)


def says(guest: Browser, path: str, **fields: Any) -> Reply:
    return guest.post(path, on="/portal", **fields)


def test_the_page_shows_what_is_open_and_how_to_pay(guest: Browser) -> None:
    page = guest.get("/portal")
    assert page.status == 200
    for words in ("Acme", "Customer C-1", "F-1", "F-2", "€150.00", "13 days late", "€100.00 late"):
        assert words in page.text, words
    assert "FR14 2004 1010 0505 0001 3M02 606" in page.text
    assert "<svg" in page.html and "style=" not in page.html
    assert (page.headers["referrer-policy"], page.headers["x-robots-tag"]) == (
        "no-referrer",
        "noindex, nofollow",
    )
    assert page.headers["cache-control"] == "no-store"


def test_it_is_in_their_language_and_in_the_one_they_choose(acme: Client, guest: Browser) -> None:
    acme.edit(AT, {"language": "fr"})
    assert 'lang="fr"' in guest.get("/portal").html
    assert "What is open between us" in guest.get("/portal?lang=en").text
    assert 'lang="fr"' in guest.get("/portal?lang=xx").html


def test_who_is_signed_in_sees_there_what_the_customer_sees(ada: Browser, guest: Browser) -> None:
    shown = replace(ada, guest=guest.guest).get("/portal")
    assert "What is open between us" in shown.text and "Simulation" not in shown.text


@pytest.mark.parametrize("path", ["/portal", "/portal?key=", "/portal?key=acme.x", "/portal?key=é"])
def test_without_a_link_that_opens_there_is_nothing(nobody: Browser, link: str, path: str) -> None:
    reply = nobody.get(path)
    assert (reply.status, reply.cookies) == (404, ())
    assert "This link opens nothing any more" in reply.text
    assert "Customer C-1" not in reply.html


def test_a_link_ends_or_is_closed(
    world: MemoryWorld, ada: Browser, nobody: Browser, guest: Browser, link: str
) -> None:
    assert ada.post(f"{AT}/portal-links/close", on=AT).goes_to == AT
    assert guest.get("/portal").status == 404
    assert nobody.get(link).status == 404
    world.clock.forward(LINK_LASTS + timedelta(days=1))
    assert nobody.get(link).status == 404


def test_a_promise_is_the_debtors_word(acme: Client, guest: Browser) -> None:
    form = guest.get("/portal").page.form("/portal/promise").fields
    assert form["invoices"] == ["F-1"]
    for _ in range(2):
        reply = guest.send("POST", "/portal/promise", {**form, "promised_for": "2026-11-20"})
        assert reply.status == 303
    assert "They know" in guest.get(reply.headers["location"]).text
    (promise,) = acme.get(f"{AT}/promises").json["items"]
    assert (promise["promised_for"], promise["taken_by"], promise["invoices"]) == (
        "2026-11-20",
        "debtor",
        ["F-1"],
    )
    assert "promised for" in guest.get("/portal").text


@pytest.mark.parametrize("day", ["", "x", "2026-11-01", "2027-11-20"])
def test_a_day_that_will_not_do_comes_back_with_its_reason(acme: Client, guest: Browser, day: str) -> None:
    reply = says(guest, "/portal/promise", promised_for=day)
    assert reply.status == 422 and reply.page.title.startswith("Problem:")
    assert acme.get(f"{AT}/promises").json["items"] == []


def test_what_is_wrong_stops_its_reminders(acme: Client, guest: Browser) -> None:
    assert says(guest, "/portal/object", invoice="F-1", words="").status == 422
    assert says(guest, "/portal/object", invoice="F-9", words="What is that?").status == 422
    assert says(guest, "/portal/object", invoice="F-1", words="Never delivered.").status == 303
    found = acme.get("/invoices/F-1").json
    assert (found["status"], found["dispute_reason"]) == ("in_dispute", "Never delivered.")
    assert "in dispute" in guest.get("/portal").text
    says(guest, "/portal/object", invoice="F-2", words="Nor this one.")
    assert guest.get("/portal").page.forms == []


def test_a_form_of_another_site_or_page_changes_nothing(acme: Client, guest: Browser) -> None:
    form = guest.get("/portal").page.form("/portal/object").fields
    said = {**form, "invoice": "F-1", "words": "Never delivered."}
    forged = {"sec-fetch-site": "cross-site", "origin": "https://evil.example"}
    assert guest.send("POST", "/portal/object", said, forged).status == 403
    assert guest.send("POST", "/portal/object", {**said, "token": "x"}).status == 403
    assert replace(guest, guest="").send("POST", "/portal/object", said).status in (403, 404)
    assert acme.get("/invoices/F-1").json["status"] == "overdue"


def test_nobody_says_more_than_a_person_would(guest: Browser) -> None:
    form = guest.get("/portal").page.form("/portal/promise").fields
    days = [f"2026-11-{day:02}" for day in range(10, 24)]
    answers = [
        guest.send("POST", "/portal/promise", {**form, "once": day, "promised_for": day}).status
        for day in days
    ]
    assert answers.count(303) == 10 and set(answers[10:]) == {422}


def test_a_pdf_is_that_of_an_invoice_on_the_page(guest: Browser) -> None:
    for path in ("/portal/invoices/F-1/pdf", "/portal/invoices/F-9/pdf", "/portal/invoices/%00/pdf"):
        assert guest.get(path).status in (404, 422)
    assert guest.get("/portal/else").status == 404


def test_a_viewer_makes_no_link(viewer: Browser, link: str) -> None:
    assert viewer.send("POST", f"{AT}/portal-links", {}).status == 403


@pytest.mark.parametrize(("dangers", "status"), [((), 303), (("JavaScript",), 404)])
def test_a_pdf_is_given_unless_it_runs_something(
    world: MemoryWorld, house: House, guest: Browser, dangers: tuple[str, ...], status: int
) -> None:
    kept = InvoicePdf("acme/pdf/F-1.pdf", 1_000, "0" * 64, world.clock.now(), dangers)
    before = house.accounts.load("acme", "C-1")
    (one,) = before.receivables.named("F-1")
    receivables = before.receivables.with_invoices([replace(one, pdf=kept)])
    house.accounts.save("acme", before, replace(before, receivables=receivables))

    reply = guest.get("/portal/invoices/F-1/pdf")

    assert reply.status == status
    assert ("/portal/invoices/F-1/pdf" in guest.get("/portal").page.links) is (status == 303)
    assert status == 404 or "acme/pdf/F-1.pdf" in reply.headers["location"]
