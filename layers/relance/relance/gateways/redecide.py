"""The queue of organizations whose customers are to be decided afresh (ports `Redecide`, `RedecideQueue`)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient


@dataclass(frozen=True)
class SqsRedecide:
    url: str
    region: str

    @cached_property
    def _client(self) -> SQSClient:
        client: SQSClient = boto3.client(
            "sqs",
            region_name=self.region,
            config=Config(connect_timeout=2, read_timeout=5, retries={"total_max_attempts": 4}),
        )
        return client

    def all_of(self, org: str) -> None:
        self.rest_of(org, None)

    def rest_of(self, org: str, after: str | None) -> None:
        self._client.send_message(QueueUrl=self.url, MessageBody=json.dumps({"org": org, "after": after}))
