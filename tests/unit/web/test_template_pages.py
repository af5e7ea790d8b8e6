"""Templates are kept, changed and thrown away on the pages."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.api.client import Client
from tests.unit.web.browser import Browser


@pytest.fixture
def at(acme: Client, ada: Browser) -> str:
    said: dict[str, Any] = {"subject_en": "We are closed", "body_en": "Dear {{ customer_name }}"}
    assert ada.post("/templates/new", name="Closed", **said).goes_to == "/templates"
    (made,) = acme.get("/templates").json["items"]
    return f"/templates/{made['id']}"


def test_it_is_kept_seen_and_changed(acme: Client, ada: Browser, at: str) -> None:
    assert at in ada.get("/templates").page.links
    assert "Dear Duval & Fils" in ada.get(at).text
    known = acme.get(at).json["messages"]
    acme.edit(at, {"messages": {**known, "de": {"subject": "Zu", "body": "Guten Tag"}}})
    assert ada.post(at, subject_fr="Nous fermons", body_fr="Bonjour").goes_to == "/templates"
    kept = acme.get(at).json["messages"]
    assert {language: kept[language]["subject"] for language in kept} == {
        "en": "We are closed",
        "fr": "Nous fermons",
        "de": "Zu",
    }


@pytest.mark.parametrize(
    ("field", "value"), [("name", " "), ("body_en", "{{ nobody }}"), ("body_en", "{% if %}")]
)
def test_what_would_not_render_comes_back(
    acme: Client, ada: Browser, at: str, field: str, value: str
) -> None:
    before = acme.get(at).json
    typed: dict[str, str] = {"subject_fr": "Nous fermons", field: value}
    reply = ada.send("POST", at, {**ada.get(at).page.form(at).fields, **typed})
    assert reply.status == 422 and "Nous fermons" in reply.html
    assert acme.get(at).json == before


def test_two_people_at_once_overwrite_nothing(acme: Client, ada: Browser, at: str) -> None:
    form = ada.get(at).page.form(at).fields
    acme.edit(at, {"name": "First"})
    late = ada.send("POST", at, {**form, "name": "Second"})
    assert late.status == 422 and 'value="Second"' in late.html
    assert ada.send("POST", f"{at}/delete", form).status == 422
    assert acme.get(at).json["name"] == "First"


def test_it_is_thrown_away(acme: Client, ada: Browser, at: str) -> None:
    assert ada.send("POST", f"{at}/delete", ada.get(at).page.form(at).fields).goes_to == "/templates"
    assert acme.get(at).status == 404
