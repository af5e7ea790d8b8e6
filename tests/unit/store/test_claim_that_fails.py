"""A claim that DynamoDB refuses for another reason than the enrolment's state is an error, not "not due"."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError
from botocore.stub import Stubber

from relance.store.dynamo.enrolments import DynamoEnrolments
from relance.store.dynamo.tables import Tables, TableSettings
from relance.store.dynamo.wire import Wire
from relance.usecases.ports.enrolments import ClaimResult, DueKey, NotDue
from tests.builders import at

SETTINGS = TableSettings("core", "log", "eu-west-3", None, shards=4, inbox="inbox")
KEY = DueKey("acme", "C-1", "E-1", 1, "J+7")


def claimed(answered: str) -> ClaimResult:
    wire = Wire(SETTINGS)
    with Stubber(wire.client) as service:
        service.add_client_error("update_item", answered)
        return DynamoEnrolments(Tables.bound(SETTINGS), wire).claim(KEY, at("2026-11-09 08:00"), "a-1")


@pytest.mark.parametrize(
    "code", ["ProvisionedThroughputExceededException", "TransactionConflictException", "InternalServerError"]
)
def test_it_is_raised(code: str) -> None:
    with pytest.raises(ClientError, match=code):
        claimed(code)


def test_an_enrolment_that_is_not_there_is_not_due() -> None:
    assert claimed("ConditionalCheckFailedException") == NotDue()
