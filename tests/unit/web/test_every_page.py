"""What holds of every page: a title and one heading in each language, a role, and no way in from outside."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

import relance.web
from relance.access.permissions import may
from relance.domain.organization import Role
from relance.house import House
from relance.rendering.texts import LANGUAGES
from relance.web.app import ROUTES
from relance.web.routing import Route
from tests.unit.api.client import Client
from tests.unit.api.company import call, email, owes, published
from tests.unit.api.test_inbox import mail
from tests.unit.web.browser import Browser, colleague

WORDS = {"subject": "We are closed", "body": "Dear {{ customer_name }}"}
CAMPAIGN = {"name": "Holidays", "messages": {"en": WORDS}}
TEMPLATES = Path(relance.web.__file__).with_name("templates")
SHOWN = [route for route in ROUTES if route.method == "GET" and not route.rule.endswith(".csv")]
DONE = [route for route in ROUTES if route.method == "POST"]
# What a viewer may do: to oneself, and mails to oneself that change nothing.
VIEWERS_OWN = {"update_me", "mail_simulation"}
NEVER = re.compile(r'\sstyle="|\shx-on|<script(?![^>]*\ssrc=)|javascript:|\son\w+="')


@pytest.fixture
def places(acme: Client, house: House) -> dict[str, str]:
    """Something of the organization's for each place of an address."""
    plan = published(acme, email(7), call(15))
    owes(acme, "F-1", "2026-10-20")
    started = acme.post("/imports", {"file": "ledger.csv", "content": "number;total\n1;2\n"}).json
    draft = acme.post(f"/plans/{plan}/draft", {}).json
    return {
        "customer": "C-1",
        "invoice": "F-1",
        "plan": plan,
        "step": draft["steps"][0]["id"],
        "template": acme.post("/templates", {"name": "Closed", "messages": {"en": WORDS}}).json["id"],
        "campaign": acme.post("/campaigns", CAMPAIGN).json["id"],
        "member": colleague(house, "acme", Role.COLLECTOR).id,
        "api_key": acme.post("/api-keys", {"name": "ERP", "scope": "read"}).json["key"]["id"],
        "mail": mail(house),
        "import_id": started["id"],
        "task": acme.get("/tasks").json["items"][0]["id"],
    }


def name_of(route: Route) -> str:
    return f"{route.method} {route.rule}"


def address(route: Route, places: dict[str, str]) -> str:
    return re.sub(r"<(\w+)>", lambda place: places[place[1]], route.rule)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("route", SHOWN, ids=name_of)
def test_a_page_is_whole_in_each_language(
    ada: Browser, places: dict[str, str], route: Route, language: str
) -> None:
    shown = ada.in_(language).get(address(route, places))
    page = shown.page
    assert shown.status == 200, shown.text
    assert f'<html lang="{language}">' in shown.html
    assert len(page.title.removesuffix(" · Relance")) > 1
    assert shown.html.count("<h1") == 1
    assert not NEVER.search(shown.html)
    assert [one for one, times in Counter(page.ids).items() if times > 1] == []
    assert {one for one in page.labels if one} <= set(page.ids)
    assert {link[1:] for link in page.links if link.startswith("#")} <= set(page.ids)
    posted = [form for form in page.forms if form.method == "post" and form.action != "/sign-out"]
    assert all("token" in form.fields for form in posted)


@pytest.mark.parametrize("template", sorted(TEMPLATES.glob("*.html")), ids=lambda file: file.name)
def test_a_link_says_its_whole_path(template: Path) -> None:
    """`?cursor=…` alone would lead elsewhere from a form that came back, under the address it was sent to."""
    assert 'href="?' not in template.read_text()


@pytest.mark.parametrize("route", SHOWN, ids=name_of)
def test_every_link_of_a_page_leads_to_a_page(ada: Browser, places: dict[str, str], route: Route) -> None:
    links = {link for link in ada.get(address(route, places)).page.links if link.startswith("/")}
    for link in sorted(links - {address(route, places)}):
        assert ada.get(link).status == 200, link


@pytest.mark.parametrize("route", SHOWN, ids=name_of)
def test_a_page_is_for_members_alone(
    viewer: Browser, stranger: Browser, places: dict[str, str], route: Route
) -> None:
    at = address(route, places)
    assert viewer.get(at).status == (200 if may(Role.VIEWER, route.may) else 403)
    assert stranger.get(at).status == (404 if "<" in route.rule else 200)
    assert Browser(viewer.web).get(at).goes_to.startswith("/sign-in")


@pytest.mark.parametrize("route", SHOWN, ids=name_of)
def test_a_viewer_is_offered_nothing_they_may_not_do(
    viewer: Browser, places: dict[str, str], route: Route
) -> None:
    offered = {form.action for form in viewer.get(address(route, places)).page.forms if form.method == "post"}
    allowed = {address(one, places) for one in DONE if one.may in VIEWERS_OWN}
    assert offered - {"/sign-out"} <= allowed


@pytest.mark.parametrize("route", DONE, ids=name_of)
def test_only_who_may_does_it(house: House, ada: Browser, places: dict[str, str], route: Route) -> None:
    refused = Browser.of(house, colleague(house, "acme", Role.VIEWER))
    token = refused.get("/me").page.form("/me").fields["token"]
    answer = refused.send("POST", address(route, places), {"token": token})
    assert (answer.status == 403) is (route.may not in VIEWERS_OWN), answer.text


@pytest.mark.parametrize("route", DONE, ids=name_of)
def test_what_another_organization_has_is_not_there(
    stranger: Browser, places: dict[str, str], route: Route
) -> None:
    token = stranger.get("/me").page.form("/me").fields["token"]
    at = address(route, places)
    answer = stranger.send("POST", at, {"token": token, "text": "x", "to": "a@b.example", "plan": "none"})
    if "<" in route.rule:
        told = "meanwhile" in answer.headers.get("location", "")
        assert answer.status in (404, 422) or told


@pytest.mark.parametrize("route", DONE, ids=name_of)
@pytest.mark.parametrize("site", ["cross-site", "same-site", "none"])
def test_a_form_of_another_site_is_refused(
    ada: Browser, places: dict[str, str], route: Route, site: str
) -> None:
    token = ada.get("/me").page.form("/me").fields["token"]
    answer = ada.send("POST", address(route, places), {"token": token}, {"sec-fetch-site": site})
    assert answer.status == 403


@pytest.mark.parametrize("route", DONE, ids=name_of)
@pytest.mark.parametrize("token", ["", "made-up"])
def test_a_form_without_the_sessions_token_is_refused(
    ada: Browser, places: dict[str, str], route: Route, token: str
) -> None:
    assert ada.send("POST", address(route, places), {"token": token}).status == 403
