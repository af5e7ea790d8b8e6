"""Secrets Manager: each secret is read again after some minutes, so that a changed one is soon in use."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Final

import boto3
from botocore.config import Config

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

_READ_EACH_SECONDS: Final = 300


@dataclass(frozen=True, slots=True)
class Secrets:
    """`earlier` are secrets that were in use before and are still good."""

    current: bytes
    earlier: tuple[bytes, ...] = ()

    @classmethod
    def read(cls, text: str, today: date) -> Secrets:
        """Either the secret itself, or after a rotation (docs/runbook.md) JSON that also holds earlier ones:

        {"current": "...", "earlier": [{"secret": "...", "until": "2027-12-31"}]}
        """
        try:
            known = json.loads(text)
            current = known["current"]
        except (ValueError, TypeError, KeyError):
            return cls(text.encode())
        earlier = known.get("earlier", ())
        good = (each["secret"] for each in earlier if date.fromisoformat(each["until"]) >= today)
        return cls(current.encode(), tuple(secret.encode() for secret in good))


_read: dict[tuple[str, str], tuple[float, str]] = {}


def secret(arn: str, region: str, now: Callable[[], float] = time.monotonic) -> str:
    """The secret's text, at most five minutes old."""
    read_at, text = _read.get((arn, region), (float("-inf"), ""))
    if now() - read_at >= _READ_EACH_SECONDS:
        text = str(_client(region).get_secret_value(SecretId=arn)["SecretString"])
        _read[arn, region] = (now(), text)
    return text


def forget() -> None:
    """As a new container begins."""
    _read.clear()
    _client.cache_clear()


@cache
def _client(region: str) -> SecretsManagerClient:
    client: SecretsManagerClient = boto3.client(
        "secretsmanager",
        region_name=region,
        config=Config(connect_timeout=2, read_timeout=5, retries={"total_max_attempts": 3}),
    )
    return client
