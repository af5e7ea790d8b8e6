"""The queue between finding what is due and doing it (port `DueQueue`)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property, partial
from itertools import batched, count
from typing import TYPE_CHECKING, Final

from relance.gateways import sqs
from relance.usecases.ports.dispatching import AT_ONCE
from relance.usecases.ports.enrolments import DueEntry, due_place

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.literals import QueueAttributeNameType
    from mypy_boto3_sqs.type_defs import SendMessageBatchRequestEntryTypeDef

_A_CALL = 10
# What waits, what a worker has, and what is put off; SQS knows them within about a minute.
_COUNTS: Final[list[QueueAttributeNameType]] = [
    "ApproximateNumberOfMessages",
    "ApproximateNumberOfMessagesNotVisible",
    "ApproximateNumberOfMessagesDelayed",
]


class NotQueued(RuntimeError):
    """SQS took some messages and not others; what was not queued is still due, and found again."""


@dataclass(frozen=True)
class SqsDueQueue:
    url: str
    region: str

    @cached_property
    def _client(self) -> SQSClient:
        return sqs.client(self.region)

    def put(self, batches: Iterable[tuple[str, tuple[DueEntry, ...]]], after: timedelta = AT_ONCE) -> None:
        """Raises NotQueued when some were left."""
        entry = partial(_entry, int(after.total_seconds()))
        for entries in batched(map(entry, count(), batches), _A_CALL, strict=False):
            answer = self._client.send_message_batch(QueueUrl=self.url, Entries=list(entries))
            if failed := answer.get("Failed"):
                raise NotQueued(", ".join(sorted({entry["Code"] for entry in failed})))

    def is_idle(self) -> bool:
        answer = self._client.get_queue_attributes(QueueUrl=self.url, AttributeNames=_COUNTS)
        return not any(int(number) for number in answer.get("Attributes", {}).values())


def _entry(
    delay_seconds: int, number: int, batch: tuple[str, tuple[DueEntry, ...]]
) -> SendMessageBatchRequestEntryTypeDef:
    """The organization is the message group: a large tenant does not make the small ones wait."""
    org, keys = batch
    body = {"org": org, "entries": [due_place(waits)[1:] for waits in keys]}
    entry: SendMessageBatchRequestEntryTypeDef = {
        "Id": str(number),
        "MessageBody": json.dumps(body),
        "MessageGroupId": org,
    }
    if delay_seconds:
        entry["DelaySeconds"] = delay_seconds
    return entry
