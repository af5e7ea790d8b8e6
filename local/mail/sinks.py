"""Where events and receipts go: the ports, and AWS behind them (the laptop's emulator, as a rule)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, Protocol

import boto3
from botocore.config import Config

from .ses_events import Json

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sns import SNSClient

# One attempt: the outbox does the retrying, and writes down each failure.
_PATIENCE: Final = Config(
    connect_timeout=2,
    read_timeout=10,
    retries={"total_max_attempts": 1},
    s3={"addressing_style": "path"},
)
# As long as a function may take.
_UNTIL_DONE: Final = _PATIENCE.merge(Config(read_timeout=150))


class EventSink(Protocol):
    """Takes SES events. Called from several threads; raises when the event was not taken."""

    def publish(self, event: Json) -> None: ...


class ReceiptSink(Protocol):
    """Takes mail that came in. Called from several threads; raises when it was not taken."""

    @property
    def function_arn(self) -> str: ...

    def receive(self, mail_id: str, stored: bytes, event: Json) -> None: ...


class SnsEvents:
    """Publishes each event to every topic, as a configuration set's destinations do."""

    def __init__(self, topics: Sequence[str], endpoint: str | None, region: str) -> None:
        self._topics = tuple(topics)
        self._sns: SNSClient = boto3.client(
            "sns", endpoint_url=endpoint, region_name=region, config=_PATIENCE
        )

    def publish(self, event: Json) -> None:
        message = json.dumps(event)
        for topic in self._topics:
            self._sns.publish(TopicArn=topic, Message=message, Subject="Amazon SES Email Event Notification")


class FunctionFailed(RuntimeError):
    """The receipt rule's function did not do it."""


class S3ThenLambda:
    """The receipt rule's two actions, in order.

    SES does not wait for the function; here it is waited for, and the outbox's workers bound how many run at
    once: the laptop's engine starts a process for each. What fails is told again, as Lambda would.
    """

    def __init__(
        self, bucket: str, prefix: str, function: str, endpoint: str | None, region: str, account: str
    ) -> None:
        self._bucket, self._prefix, self._function = bucket, prefix, function
        self._arn = f"arn:aws:lambda:{region}:{account}:function:{function}"
        self._s3: S3Client = boto3.client("s3", endpoint_url=endpoint, region_name=region, config=_PATIENCE)
        self._lambda: LambdaClient = boto3.client(
            "lambda", endpoint_url=endpoint, region_name=region, config=_UNTIL_DONE
        )

    @property
    def function_arn(self) -> str:
        return self._arn

    def receive(self, mail_id: str, stored: bytes, event: Json) -> None:
        self._s3.put_object(Bucket=self._bucket, Key=f"{self._prefix}{mail_id}", Body=stored)
        payload = json.dumps(event).encode()
        answer = self._lambda.invoke(FunctionName=self._function, Payload=payload)
        if "FunctionError" in answer:
            raise FunctionFailed(answer["Payload"].read().decode(errors="replace")[:500])
