"""The other messages functions are woken by: due enrolments, and a dropped file."""

from __future__ import annotations

import json

import pytest
from pydantic import ValidationError

from relance.contracts.dropped import ObjectCreated
from relance.contracts.due import DueEnrolments
from relance.usecases.ports.enrolments import DueKey
from relance.usecases.ports.importing import DroppedFile


def due(entries: int = 1, **more: object) -> str:
    return json.dumps({"org": "acme", "entries": [["C-1", "e", 2, "J+7"]] * entries, **more})


def test_the_organization_is_said_once() -> None:
    assert DueEnrolments.model_validate_json(due()).keys == (DueKey("acme", "C-1", "e", 2, "J+7"),)


@pytest.mark.parametrize(
    "body", [due(26), due(org=None), due(more=1), "{}", "", '{"org":"a","entries":[["C"]]}']
)
def test_any_other_message_is_refused(body: str) -> None:
    with pytest.raises(ValidationError):
        DueEnrolments.model_validate_json(body)


def test_a_key_is_taken_as_it_is_written() -> None:
    """EventBridge does not encode it: a plus sign is one, and %20 is in the file's own name."""
    detail = {"object": {"key": "acme/inbox/été + 1%20.csv", "size": 7, "version-id": "v1", "etag": "x"}}
    created = ObjectCreated.model_validate_json(json.dumps({"source": "aws.s3", "detail": detail}))
    assert created.file == DroppedFile("acme/inbox/été + 1%20.csv", 7, "v1")


def test_a_bucket_without_versions_names_none() -> None:
    created = ObjectCreated.model_validate({"detail": {"object": {"key": "acme/inbox/a.csv", "size": 1}}})
    assert created.file.version is None


def test_an_event_without_a_key_is_refused() -> None:
    with pytest.raises(ValidationError):
        ObjectCreated.model_validate({"detail": {"object": {}}})
