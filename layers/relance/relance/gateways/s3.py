"""The clients of S3, and what its errors say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import boto3
from botocore.config import Config

if TYPE_CHECKING:
    from botocore.exceptions import ClientError
    from mypy_boto3_s3 import S3Client

_GONE: Final = ("NoSuchKey", "NoSuchVersion", "404")


def for_work(region: str) -> S3Client:
    """A client for a worker, which has minutes for a large file."""
    return _client(region, connect_seconds=5, read_seconds=60, attempts=4)


def for_answers(region: str) -> S3Client:
    """A client for an answer that somebody waits for."""
    return _client(region, connect_seconds=3, read_seconds=10, attempts=3)


def _client(region: str, *, connect_seconds: int, read_seconds: int, attempts: int) -> S3Client:
    client: S3Client = boto3.client(
        "s3",
        region_name=region,
        config=Config(
            connect_timeout=connect_seconds,
            read_timeout=read_seconds,
            retries={"total_max_attempts": attempts},
            signature_version="s3v4",
            s3={"addressing_style": "path"},
        ),
    )
    return client


def is_gone(error: ClientError) -> bool:
    """Whether it says that there is no such object."""
    return error.response["Error"]["Code"] in _GONE
