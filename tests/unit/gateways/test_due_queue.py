"""Due enrolments into the queue: ten messages a call, and nothing lost in silence."""

from __future__ import annotations

import json
from collections.abc import Iterator

import boto3
import pytest
from botocore.stub import ANY, Stubber
from moto import mock_aws

from relance.contracts.due import DueEnrolments
from relance.gateways.due_queue import NotQueued, SqsDueQueue
from relance.usecases.ports.enrolments import DueKey

REGION = "eu-west-3"


def batch(org: str, size: int = 1) -> tuple[str, tuple[DueKey, ...]]:
    return org, tuple(DueKey(org, "Société #1", f"enrolment-{n}", n, "J+7") for n in range(size))


@pytest.fixture
def queue() -> Iterator[SqsDueQueue]:
    with mock_aws():
        url = boto3.client("sqs", region_name=REGION).create_queue(QueueName="execute_step")["QueueUrl"]
        yield SqsDueQueue(url, REGION)


@pytest.fixture
def stubbed() -> Iterator[tuple[SqsDueQueue, Stubber]]:
    queue = SqsDueQueue("https://sqs.example/queue", REGION)
    with Stubber(queue._client) as stubber:
        yield queue, stubber
        stubber.assert_no_pending_responses()


def test_what_is_queued_is_what_the_worker_reads(queue: SqsDueQueue) -> None:
    org, keys = batch("acme", 25)
    queue.put([(org, keys)])
    (message,) = queue._client.receive_message(
        QueueUrl=queue.url, MessageSystemAttributeNames=["MessageGroupId"]
    )["Messages"]
    due = DueEnrolments.model_validate_json(message["Body"])
    assert (due.org, due.keys) == (org, keys)


def test_eleven_messages_are_two_calls(stubbed: tuple[SqsDueQueue, Stubber]) -> None:
    queue, stubber = stubbed
    for expected in (range(10), range(10, 11)):
        entries = [{"Id": str(n), "MessageBody": ANY, "MessageGroupId": f"org{n}"} for n in expected]
        stubber.add_response(
            "send_message_batch",
            {"Successful": [], "Failed": []},
            {"QueueUrl": queue.url, "Entries": entries},
        )
    queue.put(batch(f"org{n}") for n in range(11))


def test_a_message_that_was_not_taken_is_not_passed_over(stubbed: tuple[SqsDueQueue, Stubber]) -> None:
    queue, stubber = stubbed
    failed = [{"Id": "0", "SenderFault": False, "Code": "InternalError"}]
    stubber.add_response("send_message_batch", {"Successful": [], "Failed": failed})
    with pytest.raises(NotQueued, match="InternalError"):
        queue.put([batch("acme")])


def test_nothing_due_is_no_call(stubbed: tuple[SqsDueQueue, Stubber]) -> None:
    queue, _ = stubbed
    queue.put([])


def test_a_full_message_is_far_below_the_queue_s_limit(queue: SqsDueQueue) -> None:
    long = tuple(DueKey("o" * 16, "é" * 75, "e" * 16, 999_999, "s" * 64) for _ in range(25))
    queue.put([("o" * 16, long)])
    (message,) = queue._client.receive_message(QueueUrl=queue.url)["Messages"]
    # Ten such messages may go in one call of 256 KiB.
    assert len(message["Body"]) < 25_000
    assert json.loads(message["Body"])["org"] == "o" * 16
