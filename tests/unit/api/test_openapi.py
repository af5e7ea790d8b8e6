"""The document of the API: complete, committed, and served with a page that reads it."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from pydantic import BaseModel

from local.openapi import DOCUMENT
from relance.access.permissions import PUBLIC
from relance.api.app import OPERATIONS, described
from relance.contracts.api.base import Output
from tests.unit.api.client import Client

API = json.loads(described())
TOLD = {told["operationId"]: told for path in API["paths"].values() for told in path.values()}


def test_the_committed_document_is_the_apis() -> None:
    """Else: python -m local.openapi, and look at what changed for who calls it."""
    assert DOCUMENT.read_text(encoding="utf-8") == described()


def test_every_operation_is_described() -> None:
    assert TOLD.keys() == OPERATIONS.keys() - {"openapi_document", "documentation", "export_figures"}
    assert all(told["summary"] and told["tags"] for told in TOLD.values())


@pytest.mark.parametrize("operation", sorted(TOLD))
def test_an_operation_says_who_may_and_what_may_go_wrong(operation: str) -> None:
    told = TOLD[operation]
    assert ("x-least-role" in told) != (operation in PUBLIC)
    errors = {status: answer for status, answer in told["responses"].items() if status >= "400"}
    assert errors
    for status, answer in errors.items():
        problem = API["components"]["responses"][f"Problem{status}"]
        assert answer == {"$ref": f"#/components/responses/Problem{status}"}
        assert set(problem["content"]) == {"application/problem+json"}


def test_only_what_changes_something_conflicts_and_whoever_is_too_fast_is_told_when_to_go_on() -> None:
    for path in API["paths"].values():
        assert "409" not in path.get("get", {"responses": {}})["responses"]
    assert "Retry-After" in API["components"]["responses"]["Problem429"]["headers"]


def test_every_tag_and_every_parameter_is_described() -> None:
    tags = {tag["name"]: tag["description"] for tag in API["tags"]}
    assert tags.keys() == {tag for told in TOLD.values() for tag in told["tags"]}
    assert all(tags.values())
    undescribed = {
        (operation, parameter["name"])
        for operation, told in TOLD.items()
        for parameter in told["parameters"]
        if not parameter.get("description")
    }
    assert undescribed == set()


def test_a_summary_is_one_sentence() -> None:
    assert TOLD["create_api_key"]["summary"] == "Make a key"
    assert all("\n" not in told["summary"] and ". " not in told["summary"] for told in TOLD.values())


def test_a_change_has_no_defaults_since_what_is_left_out_stays_as_it_is() -> None:
    changes = {name: each for name, each in API["components"]["schemas"].items() if name.endswith("Change")}
    assert len(changes) > 5
    for name, schema in changes.items():
        assert not [field for field, of in schema["properties"].items() if "default" in of], name


def test_schemas_have_the_names_of_things() -> None:
    assert [name for name in API["components"]["schemas"] if not name.isalnum()] == []


def test_every_example_is_one_that_is_accepted() -> None:
    shown = {
        model: example
        for model in models(BaseModel)
        if model.__module__.startswith("relance.contracts.api")
        for example in model.model_json_schema().get("examples", ())
    }
    assert len(shown) > 8
    for model, example in shown.items():
        assert model.model_validate_json(json.dumps(example))


def models(base: type[BaseModel]) -> Iterator[type[BaseModel]]:
    for model in base.__subclasses__():
        yield model
        yield from models(model)


def test_every_reference_leads_somewhere() -> None:
    for kind, known in API["components"].items():
        named = {part.split('"')[0] for part in described().split(f'"#/components/{kind}/')[1:]}
        assert kind == "securitySchemes" or named == known.keys()


def test_anybody_may_read_it(nobody: Client) -> None:
    served = nobody.get("/openapi.json")
    assert (served.status, served.json["openapi"]) == (200, "3.1.0")
    page = nobody.get("/docs")
    assert page.headers["content-type"].startswith("text/html")
    assert "//" not in page.text


def test_no_rule_of_what_comes_in_binds_what_goes_out() -> None:
    """Else one odd record, which a file may bring, would keep a whole list from being shown."""
    bound = {
        f"{model.__name__}.{name}"
        for model in models(Output)
        for name, field in model.model_fields.items()
        if "_of_our_time" in f"{field.annotation} {field.metadata}"
    }
    assert bound == set()
