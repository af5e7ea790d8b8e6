"""Templates through the API: kept, changed, looked at."""

from __future__ import annotations

from tests.unit.api.client import Client
from tests.unit.api.company import owes

NEW = {
    "name": "Courteous",
    "messages": {"en": {"subject": "#REF#: {{ customer_name }}", "body": "Please pay {{ amount_due }}."}},
}


def test_a_template_is_kept_changed_and_thrown_away(acme: Client) -> None:
    made = acme.post("/templates", NEW)
    assert made.status == 201, made
    path = f"/templates/{made.json['id']}"
    assert acme.get(path).json == made.json

    assert acme.edit(path, {"name": "Firm"}).json["messages"] == made.json["messages"]
    assert [each["name"] for each in acme.get("/templates").json["items"]] == ["Firm"]
    assert acme.delete(path, made.etag).code == "changed_meanwhile"
    assert acme.delete(path, acme.get(path).etag).status == 204
    assert acme.get(path).status == 404


def test_what_would_not_render_is_refused_with_every_fault(acme: Client) -> None:
    broken = {"en": {"subject": "{{ customer }}", "body": "ok"}, "fr": {"subject": "x", "body": "{% for %}"}}
    refused = acme.post("/templates", {"name": "Broken", "messages": broken})
    assert refused.status == 422
    assert refused.faults == {
        "messages.en.subject": "template_field_misspelt",
        "messages.fr.body": "template_syntax",
    }
    assert acme.post("/templates", {"name": "Empty"}).faults == {"messages": "template_without_message"}


def test_a_template_is_shown_with_example_data_or_a_customers_own(acme: Client) -> None:
    path = f"/templates/{acme.post('/templates', NEW).json['id']}/preview"
    assert acme.post(path, {}).json["subject"] == "F-1042, F-1057: Duval & Fils"

    owes(acme, "F-1", "2026-10-20")
    real = acme.post(path, {"customer": "C-1"}).json
    assert real["subject"] == "F-1: Customer C-1"
    assert "€100.00" in real["text"]
    assert "<html" in real["html"]


def test_without_anything_open_there_is_nothing_real_to_show(acme: Client) -> None:
    acme.post("/customers", {"id": "C-1", "name": "Zoé"})
    preview = {"message": {"subject": "#REF#", "body": "x"}, "customer": "C-1"}
    assert acme.post("/messages/preview", preview).faults == {"customer": "nothing_open"}
    assert acme.post("/messages/preview", {**preview, "customer": "C-9"}).status == 404


def test_what_a_message_may_say_is_described_in_the_readers_language(acme: Client) -> None:
    english = acme.get("/merge-fields").json["items"]
    french = acme.get("/merge-fields", {"Accept-Language": "fr"}).json["items"]
    assert [field["name"] for field in english] == [field["name"] for field in french]
    assert english[0]["description"] == "The customer's name"
    assert french[0]["description"] != english[0]["description"]


def test_a_template_with_more_words_than_can_be_kept_is_refused(acme: Client) -> None:
    words = {f"en-A{letter}": {"subject": "x", "body": "中" * 18_000} for letter in "ABCDEFG"}
    assert acme.post("/templates", {"name": "Long", "messages": words}).faults == {
        "messages": "texts_too_large"
    }
    template = acme.post("/templates", {"name": "Long", "messages": {"en": words["en-AA"]}}).json["id"]
    assert acme.edit(f"/templates/{template}", {"messages": words}).faults == {"messages": "texts_too_large"}
