"""Mail as it came in, in S3, where the mail service puts it (port `Mails`)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from botocore.exceptions import ClientError

from relance.domain.inbox import File
from relance.gateways import s3

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

# The prefixes that template.yaml writes to, and forgets.
RECEIVED: Final = "received/"
_NOBODYS: Final = "nobodys/"
_FILES: Final = "files/"
# Whatever its sender calls it: a browser stores it, and never shows it.
_SAFE_TYPE: Final = "application/octet-stream"


@dataclass(frozen=True)
class S3Mails:
    bucket: str
    region: str

    @cached_property
    def _client(self) -> S3Client:
        return s3.for_work(self.region)

    def read(self, mail: str) -> bytes | None:
        try:
            return self._client.get_object(Bucket=self.bucket, Key=self.key(mail))["Body"].read()
        except ClientError as error:
            if s3.is_gone(error):
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

    def remove(self, key: str) -> None:
        self._client.delete_object(Bucket=self.bucket, Key=key)

    def keep_file(self, org: str, entry: str, number: int, file: File) -> str:
        key = f"{_FILES}{org}/{entry}/{number}"
        self._client.put_object(Bucket=self.bucket, Key=key, Body=file.content, ContentType=_SAFE_TYPE)
        return key
