"""The document of the API: complete, committed, and served with a page that reads it."""

from __future__ import annotations

import json

import pytest

from local.openapi import DOCUMENT
from relance.api.app import OPERATIONS, described
from relance.api.permissions import PUBLIC
from tests.unit.api.client import Client

API = json.loads(described())
TOLD = {told["operationId"]: told for path in API["paths"].values() for told in path.values()}


def test_the_committed_document_is_the_apis() -> None:
    """Else: python -m local.openapi, and look at what changed for who calls it."""
    assert DOCUMENT.read_text(encoding="utf-8") == described()


def test_every_operation_is_described() -> None:
    assert TOLD.keys() == OPERATIONS.keys() - {"openapi_document", "documentation"}
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
