"""The client of SQS."""

from __future__ import annotations

from typing import TYPE_CHECKING

import boto3
from botocore.config import Config

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient


def client(region: str) -> SQSClient:
    """Quick to give up: the API waits for it as well."""
    made: SQSClient = boto3.client(
        "sqs",
        region_name=region,
        config=Config(connect_timeout=2, read_timeout=5, retries={"total_max_attempts": 4}),
    )
    return made
