"""Clients of the laptop's own cloud: never the real one, whatever the person's environment says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, cast

import boto3
from botocore.config import Config

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_scheduler import EventBridgeSchedulerClient
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_stepfunctions import SFNClient

REGION = "us-east-1"
ROOT_KEY = "test"
"""Key and secret of the engine's root user."""

# No proxy: it is loopback. No retries: a failure here is a fact to show. The longest function runs 900 s.
_CONFIG = Config(
    connect_timeout=5,
    read_timeout=900,
    retries={"total_max_attempts": 1},
    proxies={},
    s3={"addressing_style": "path"},
)


@dataclass(frozen=True, slots=True)
class Cloud:
    """The engine at `endpoint` (its URL); a client for each service the laptop's tools use."""

    endpoint: str

    def cloudformation(self) -> CloudFormationClient:
        return cast("CloudFormationClient", _client("cloudformation", self.endpoint))

    def dynamodb(self) -> DynamoDBClient:
        return cast("DynamoDBClient", _client("dynamodb", self.endpoint))

    def functions(self) -> LambdaClient:
        return cast("LambdaClient", _client("lambda", self.endpoint))

    def s3(self) -> S3Client:
        return cast("S3Client", _client("s3", self.endpoint))

    def scheduler(self) -> EventBridgeSchedulerClient:
        return cast("EventBridgeSchedulerClient", _client("scheduler", self.endpoint))

    def people(self) -> CognitoIdentityProviderClient:
        return cast("CognitoIdentityProviderClient", _client("cognito-idp", self.endpoint))

    def machines(self) -> SFNClient:
        return cast("SFNClient", _client("stepfunctions", self.endpoint))

    def sqs(self) -> SQSClient:
        return cast("SQSClient", _client("sqs", self.endpoint))


@cache
def _client(service: str, endpoint: str) -> object:
    session = boto3.Session(aws_access_key_id=ROOT_KEY, aws_secret_access_key=ROOT_KEY, region_name=REGION)
    # Its stubs know every service by name; here any of them is meant.
    client: Callable[..., object] = session.client
    return client(service, endpoint_url=endpoint, config=_CONFIG)
