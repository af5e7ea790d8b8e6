"""The drop-folder as who uploads and downloads sees it (port `ImportFiles`)."""

from __future__ import annotations

from dataclasses import dataclass

from botocore.exceptions import ClientError

from relance.gateways import s3
from relance.gateways.links import S3Links


@dataclass(frozen=True)
class S3ImportFiles(S3Links):
    def put(self, key: str, content: bytes, content_type: str) -> None:
        self._client.put_object(Bucket=self.bucket, Key=key, Body=content, ContentType=content_type)

    def holds(self, key: str) -> bool:
        try:
            self._client.head_object(Bucket=self.bucket, Key=key)
        except ClientError as error:
            if s3.is_gone(error):
                return False
            raise
        return True

    def read(self, key: str) -> bytes | None:
        try:
            return self._client.get_object(Bucket=self.bucket, Key=key)["Body"].read()
        except ClientError as error:
            if s3.is_gone(error):
                return None
            raise

    def remove(self, key: str) -> None:
        """The bucket keeps versions: none is left."""
        pages = self._client.get_paginator("list_object_versions").paginate(Bucket=self.bucket, Prefix=key)
        for page in pages:
            for version in (*page.get("Versions", ()), *page.get("DeleteMarkers", ())):
                if version["Key"] == key:
                    self._client.delete_object(Bucket=self.bucket, Key=key, VersionId=version["VersionId"])
