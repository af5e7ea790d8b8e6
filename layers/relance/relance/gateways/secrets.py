"""Secrets Manager: read once for the life of a container."""

from __future__ import annotations

from functools import cache

import boto3
from botocore.config import Config


@cache
def secret(arn: str, region: str) -> bytes:
    client = boto3.client(
        "secretsmanager",
        region_name=region,
        config=Config(connect_timeout=2, read_timeout=5, retries={"total_max_attempts": 3}),
    )
    return str(client.get_secret_value(SecretId=arn)["SecretString"]).encode()
