"""Secrets are read once for the life of a container."""

from __future__ import annotations

from collections.abc import Iterator

import boto3
import pytest
from moto import mock_aws

from relance.gateways.secrets import secret

REGION = "eu-west-3"


@pytest.fixture(autouse=True)
def anew() -> Iterator[None]:
    secret.cache_clear()
    with mock_aws():
        yield
    secret.cache_clear()


def test_a_secret_is_read_once() -> None:
    manager = boto3.client("secretsmanager", region_name=REGION)
    arn = manager.create_secret(Name="reply", SecretString="été")["ARN"]
    assert secret(arn, REGION) == "été".encode()
    manager.put_secret_value(SecretId=arn, SecretString="another")
    assert secret(arn, REGION) == "été".encode()


def test_a_secret_that_is_not_there_is_no_empty_one() -> None:
    missing = f"arn:aws:secretsmanager:{REGION}:123456789012:secret:missing-abcdef"
    with pytest.raises(Exception, match="ResourceNotFoundException"):
        secret(missing, REGION)
