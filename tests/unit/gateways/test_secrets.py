"""Secrets: read again after five minutes; after a rotation the earlier ones are good until their day."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date

import boto3
import pytest
from moto import mock_aws

from relance.gateways import secrets
from relance.gateways.secrets import Secrets, secret

REGION = "eu-west-3"
TODAY = date(2026, 11, 26)


@pytest.fixture
def arn() -> Iterator[str]:
    secrets.forget()
    with mock_aws():
        client = boto3.client("secretsmanager", region_name=REGION)
        yield client.create_secret(Name="reply", SecretString="first")["ARN"]
    secrets.forget()


def changed(arn: str, text: str) -> None:
    boto3.client("secretsmanager", region_name=REGION).put_secret_value(SecretId=arn, SecretString=text)


def test_a_secret_is_read_once_in_five_minutes(arn: str) -> None:
    assert secret(arn, REGION, lambda: 1_000.0) == "first"
    changed(arn, "second")
    assert secret(arn, REGION, lambda: 1_299.0) == "first"
    assert secret(arn, REGION, lambda: 1_300.0) == "second"


def test_a_text_is_the_secret_itself() -> None:
    for text in ("a secret", "12345", '"quoted"', "[1]", '{"other": 1}'):
        assert Secrets.read(text, TODAY) == Secrets(text.encode())


def test_after_a_rotation_earlier_secrets_are_good_until_their_day() -> None:
    earlier = [
        {"secret": "one", "until": "2026-11-25"},
        {"secret": "two", "until": "2026-11-26"},
        {"secret": "three", "until": "2027-12-26"},
    ]
    text = json.dumps({"current": "four", "earlier": earlier})
    assert Secrets.read(text, TODAY) == Secrets(b"four", (b"two", b"three"))
    assert Secrets.read('{"current": "four"}', TODAY) == Secrets(b"four")
