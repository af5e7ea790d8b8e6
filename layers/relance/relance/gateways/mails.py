"""Mail as it came in, in S3, where the mail service puts it (port `Mails`)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from relance.domain.inbox import File

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

# The prefixes that template.yaml writes to, and forgets.
RECEIVED: Final = "received/"
_NOBODYS: Final = "nobodys/"
_FILES: Final = "files/"
_GONE = ("NoSuchKey", "404")
# Whatever its sender calls it: a browser stores it, and never shows it.
_SAFE_TYPE: Final = "application/octet-stream"


@dataclass(frozen=True)
class S3Mails:
    bucket: str
    region: str

    @cached_property
    def _client(self) -> S3Client:
        client: S3Client = boto3.client(
            "s3",
            region_name=self.region,
            config=Config(
                connect_timeout=5,
                read_timeout=60,
                retries={"total_max_attempts": 4},
                s3={"addressing_style": "path"},
            ),
        )
        return client

    def read(self, mail: str) -> bytes | None:
        try:
            return self._client.get_object(Bucket=self.bucket, Key=self.key(mail))["Body"].read()
        except ClientError as error:
            if error.response["Error"]["Code"] in _GONE:
                return None
            raise

    def key(self, mail: str) -> str:
        return f"{RECEIVED}{mail}"

    def set_aside(self, mail: str) -> None:
        key = self.key(mail)
        self._client.copy_object(
            Bucket=self.bucket, Key=f"{_NOBODYS}{mail}", CopySource={"Bucket": self.bucket, "Key": key}
        )
        self._client.delete_object(Bucket=self.bucket, Key=key)

    def keep_file(self, org: str, entry: str, number: int, file: File) -> str:
        key = f"{_FILES}{org}/{entry}/{number}"
        self._client.put_object(Bucket=self.bucket, Key=key, Body=file.content, ContentType=_SAFE_TYPE)
        return key
