"""The drop-folder in S3 (port `Drops`)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NotRequired, TypedDict

from botocore.exceptions import ClientError

from relance.gateways import s3
from relance.usecases.ports.importing import DroppedFile, ImportOutcome, Report

if TYPE_CHECKING:
    from collections.abc import Callable

    from mypy_boto3_s3 import S3Client


class _Object(TypedDict):
    Bucket: str
    Key: str
    VersionId: NotRequired[str]


@dataclass(frozen=True)
class S3Drops:
    """`as_json` words the report in the organization's language."""

    bucket: str
    region: str
    as_json: Callable[[Report], bytes]

    @cached_property
    def _client(self) -> S3Client:
        return s3.for_work(self.region)

    def read(self, file: DroppedFile) -> bytes | None:
        try:
            return self._client.get_object(**self._object(file))["Body"].read()
        except ClientError as error:
            if s3.is_gone(error):
                return None
            raise

    def was_processed(self, org: str, import_id: str) -> bool:
        folder = f"{org}/{ImportOutcome.PROCESSED}/{import_id}/"
        found = self._client.list_objects_v2(Bucket=self.bucket, Prefix=f"{folder}report.json", MaxKeys=1)
        return bool(found.get("KeyCount"))

    def answer(self, report: Report, file: DroppedFile, errors: bytes | None) -> None:
        folder = f"{report.organization}/{report.outcome.folder}/{report.import_id}"
        original = f"{folder}/original/{report.file}"
        try:
            self._client.copy_object(Bucket=self.bucket, Key=original, CopySource=self._object(file))
        except ClientError as error:
            if s3.is_gone(error):
                return  # answered before: the drop goes last
            raise
        if errors is not None:
            self._put(f"{folder}/errors.csv", errors, "text/csv")
        name = "again.json" if report.outcome is ImportOutcome.ALREADY_IMPORTED else "report.json"
        self._put(f"{folder}/{name}", self.as_json(report), "application/json")
        # This version for good: it is filed now, and a second event about it must find it gone.
        self._client.delete_object(**self._object(file))

    def _object(self, file: DroppedFile) -> _Object:
        named: _Object = {"Bucket": self.bucket, "Key": file.key}
        if file.version:
            named["VersionId"] = file.version
        return named

    def _put(self, key: str, body: bytes, content_type: str) -> None:
        self._client.put_object(Bucket=self.bucket, Key=key, Body=body, ContentType=content_type)
