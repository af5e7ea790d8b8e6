"""Column mappings through the API: kept, listed, replaced, thrown away."""

from __future__ import annotations

from tests.unit.api.client import Client

SAGE = {
    "name": "Sage",
    "columns": {"Zone 4": "total"},
    "kind": "invoices",
    "date_order": "dmy",
    "decimal_mark": ",",
}


def kept(acme: Client) -> str:
    answer = acme.post("/column-mappings", SAGE)
    assert answer.status == 201
    return str(answer.json["id"])


def test_a_mapping_is_kept_and_shown(acme: Client) -> None:
    id = kept(acme)
    assert acme.get("/column-mappings").json["items"] == [{"id": id, "headers": [], **SAGE}]


def test_a_mapping_takes_the_place_of_another(acme: Client) -> None:
    answer = acme.call("PUT", f"/column-mappings/{kept(acme)}", {**SAGE, "date_order": "mdy"})
    assert answer.status == 200
    assert [each["date_order"] for each in acme.get("/column-mappings").json["items"]] == ["mdy"]
    assert acme.call("PUT", "/column-mappings/other", SAGE).status == 404


def test_a_mapping_is_thrown_away(acme: Client) -> None:
    id = kept(acme)
    assert acme.delete(f"/column-mappings/{id}").status == 204
    assert acme.get("/column-mappings").json["items"] == []
    assert acme.delete(f"/column-mappings/{id}").status == 404


def test_a_field_that_nothing_has_is_refused_with_those_there_are(acme: Client) -> None:
    answer = acme.post("/column-mappings", {"name": "Sage", "columns": {"Zone 4": "colour"}})
    assert (answer.status, answer.faults) == (422, {"colour": "mapped_field_unknown"})
    assert "total" in answer.json["errors"][0]["hint"]


def test_there_is_an_end_to_how_many_are_kept(acme: Client) -> None:
    answers = [acme.post("/column-mappings", SAGE).status for _ in range(51)]
    assert answers == [201] * 50 + [422]
