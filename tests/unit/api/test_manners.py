"""How the API behaves, whatever is asked of it."""

from __future__ import annotations

import pytest

from relance.domain.organization import Role
from relance.house import House
from tests.unit.api.client import Client

NEW = {"id": "C-1", "name": "Zoé"}


def test_nobody_known_is_told_to_sign_in(nobody: Client) -> None:
    reply = nobody.get("/customers")
    assert (reply.status, reply.code) == (401, "not_signed_in")
    assert reply.headers["www-authenticate"].startswith("Bearer")


def test_a_role_too_low_is_refused_before_the_body_is_read(acme: Client) -> None:
    reply = acme.as_(Role.VIEWER).post("/customers", {"nonsense": 1})
    assert (reply.status, reply.code) == (403, "role_too_low")


def test_what_is_another_organizations_is_not_there(acme: Client, other: Client) -> None:
    acme.post("/customers", NEW)
    assert other.get("/customers/C-1").status == 404
    assert other.patch("/customers/C-1", {"name": "X"}, '"x"').status == 404
    assert other.get("/customers").json["items"] == []


def test_a_path_that_is_not_there_and_a_method_it_does_not_take(acme: Client) -> None:
    assert acme.get("/nothing").code == "no_such_path"
    wrong = acme.delete("/invoices/F-1")
    assert (wrong.status, wrong.headers["allow"]) == (405, "GET, PATCH")


@pytest.mark.parametrize("kind", ["text/plain", "multipart/form-data", "application/xml", ""])
def test_a_body_that_is_not_json_is_refused(acme: Client, kind: str) -> None:
    assert acme.post("/customers", "{}", {"Content-Type": kind}).status == 415


def test_a_body_too_large_is_refused(acme: Client) -> None:
    assert acme.post("/customers", {**NEW, "name": "x" * 1_000_001}).status == 413


@pytest.mark.parametrize("body", ["{", "", "nonsense", "[1,"])
def test_a_body_that_is_malformed_is_told_apart_from_one_that_is_wrong(acme: Client, body: str) -> None:
    reply = acme.post("/customers", body)
    assert reply.status in (400, 422), reply


@pytest.mark.parametrize("body", ["[]", "1", '"text"', "null", "{}", "[{}]"])
def test_a_body_of_another_shape_is_invalid(acme: Client, body: str) -> None:
    assert acme.post("/customers", body).status == 422


def test_every_wrong_field_is_named_in_the_language_asked_for(acme: Client) -> None:
    wrong = {"id": 7, "nmae": "Zoé", "terms_days": "30", "language": "français"}
    reply = acme.post("/customers", wrong, {"Accept-Language": "de, fr-CH;q=0.8, en;q=0.5"})
    assert reply.status == 422
    assert reply.faults == {
        "id": "not_text",
        "name": "missing",
        "nmae": "unknown_field",
        "terms_days": "not_a_whole_number",
        "language": "wrong_form",
    }
    assert reply.headers["content-language"] == "fr"
    assert reply.json["title"] == "Requête invalide"
    assert all(error["message"] and error["hint"] for error in reply.json["errors"])


def test_a_query_parameter_nobody_knows_is_refused_and_named(acme: Client) -> None:
    assert acme.get("/customers", stauts="due").faults == {"stauts": "unknown_parameter"}


def test_a_limit_out_of_bounds_is_refused(acme: Client) -> None:
    assert acme.get("/customers", limit=0).faults == {"limit": "too_small"}
    assert acme.get("/customers", limit="x").faults == {"limit": "not_a_whole_number"}


@pytest.mark.parametrize(
    ("query", "hint"),
    [
        ({"status": "late"}, "Choisissez parmi : 'to_send', 'due', 'overdue', 'paid', 'in_dispute', 'void'."),
        ({"limit": 0}, "Écrivez un nombre ≥ 1."),
        ({"limit": 201}, "Écrivez un nombre ≤ 200."),
    ],
)
def test_what_is_possible_is_said_in_the_language_asked_for(
    acme: Client, query: dict[str, object], hint: str
) -> None:
    refused = acme.get("/invoices", {"Accept-Language": "fr"}, **query)
    assert [error["hint"] for error in refused.json["errors"]] == [hint]


def test_a_cursor_is_good_for_its_own_list_alone(acme: Client, other: Client) -> None:
    for number in range(3):
        acme.post("/customers", {"id": f"C-{number}", "name": "Zoé"})
    cursor = acme.get("/customers", limit=1).json["next"]

    assert acme.get("/customers", cursor=cursor).status == 200
    assert acme.get("/customers", cursor=cursor, q="x").code == "bad_cursor"
    assert acme.get("/customers", cursor="nonsense").code == "bad_cursor"
    assert acme.get("/customers", cursor=cursor[:-2] + "AA").code == "bad_cursor"
    assert other.get("/customers", cursor=cursor).code == "bad_cursor"


def test_a_repeated_post_is_done_once(acme: Client) -> None:
    key = {"Idempotency-Key": "one"}
    first, again = acme.post("/customers", NEW, key), acme.post("/customers", NEW, key)

    assert (first.status, again.status) == (201, 201)
    assert (first.json, first.etag) == (again.json, again.etag)
    assert again.headers["idempotency-replayed"] == "true"
    assert acme.post("/customers", {**NEW, "name": "A"}, key).code == "key_used_otherwise"


def test_a_post_that_failed_may_be_mended_under_the_same_key(acme: Client) -> None:
    key = {"Idempotency-Key": "one"}
    assert acme.post("/customers", {"id": "C-1"}, key).status == 422
    assert acme.post("/customers", NEW, key).status == 201


def test_a_post_that_only_looks_looks_again_whatever_its_key(acme: Client) -> None:
    plan, key = acme.post("/plans", {"name": "Plan", "steps": []}).json["id"], {"Idempotency-Key": "one"}
    assert acme.post(f"/plans/{plan}/validate", None, key).json["errors"]
    acme.edit(f"/plans/{plan}/draft", {"steps": [{"kind": "call", "offset_days": 1}]})
    again = acme.post(f"/plans/{plan}/validate", None, key)
    assert (again.json["errors"], again.headers.get("idempotency-replayed")) == ([], None)


def test_of_an_answer_too_long_to_keep_it_is_told_that_it_was_done(
    acme: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("relance.store.answers.MOST_BYTES", 200)
    key = {"Idempotency-Key": "one"}
    assert acme.post("/customers", NEW, key).status == 201
    again = acme.post("/customers", NEW, key)
    assert (again.status, again.code) == (409, "answer_not_kept")
    assert acme.post("/customers", {**NEW, "name": "A"}, key).code == "key_used_otherwise"


def test_a_key_is_its_callers_own(acme: Client, other: Client) -> None:
    key = {"Idempotency-Key": "one"}
    acme.post("/customers", NEW, key)
    assert other.post("/customers", NEW, key).headers.get("idempotency-replayed") is None


def test_who_asks_too_fast_waits(acme: Client, other: Client) -> None:
    replies = [acme.get("/customers") for _ in range(121)]

    assert {reply.status for reply in replies[:120]} == {200}
    assert [replies[0].headers[f"ratelimit-{name}"] for name in ("limit", "remaining")] == ["120", "119"]
    assert (replies[120].status, replies[120].code) == (429, "too_many_requests")
    assert replies[120].headers["retry-after"] == "1"
    assert other.get("/customers").status == 200


def test_what_was_not_changed_is_not_sent_again(acme: Client) -> None:
    etag = acme.post("/customers", NEW).etag
    reply = acme.get("/customers/C-1", {"If-None-Match": etag})
    assert (reply.status, reply.text, reply.etag) == (304, "", etag)


def test_a_long_answer_is_compressed_for_who_takes_it(acme: Client) -> None:
    for number in range(10):
        acme.post("/customers", {"id": f"C-{number}", "name": "Zoé"})
    packed = acme.get("/customers", {"Accept-Encoding": "br, gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.json == acme.get("/customers", {"Accept-Encoding": "gzip;q=0"}).json


def test_a_failure_of_ours_says_nothing_of_its_inside(acme: Client, house: House) -> None:
    class Broken:
        def __getattr__(self, name: str) -> object:
            raise RuntimeError("secret of the house")

    object.__setattr__(house, "listings", Broken())
    reply = acme.get("/customers")
    assert (reply.status, reply.code) == (500, "internal")
    assert "secret" not in reply.text
    assert reply.json["request_id"] == reply.headers["x-request-id"] == "request-1"
