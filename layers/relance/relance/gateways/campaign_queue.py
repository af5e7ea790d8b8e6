"""The queue of campaigns that go on (port `CampaignQueue`)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from relance.gateways import sqs

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient


@dataclass(frozen=True)
class SqsCampaignQueue:
    url: str
    region: str

    @cached_property
    def _client(self) -> SQSClient:
        return sqs.client(self.region)

    def put(self, org: str, campaign: str) -> None:
        body = json.dumps({"org": org, "campaign": campaign})
        self._client.send_message(QueueUrl=self.url, MessageBody=body)
