"""The queue of organizations whose customers are to be decided afresh (ports `Redecide`, `RedecideQueue`)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from relance.gateways import sqs

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient


@dataclass(frozen=True)
class SqsRedecide:
    url: str
    region: str

    @cached_property
    def _client(self) -> SQSClient:
        return sqs.client(self.region)

    def all_of(self, org: str) -> None:
        self._send({"org": org})

    def rest_of(self, org: str, after: str, revision: int) -> None:
        self._send({"org": org, "rest": {"after": after, "revision": revision}})

    def _send(self, message: Mapping[str, object]) -> None:
        self._client.send_message(QueueUrl=self.url, MessageBody=json.dumps(message))
