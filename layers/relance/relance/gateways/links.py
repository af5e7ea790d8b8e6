"""Presigned links to the objects of a bucket (port `Links`)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import quote

from relance.gateways import s3
from relance.usecases.ports.files import LINKS_LAST

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


@dataclass(frozen=True)
class S3Links:
    bucket: str
    region: str

    @cached_property
    def _client(self) -> S3Client:
        return s3.for_answers(self.region)

    def link(self, key: str, name: str) -> str:
        asked = {
            "Bucket": self.bucket,
            "Key": key,
            "ResponseContentDisposition": saved_as(name),
            "ResponseContentType": "application/octet-stream",
        }
        return self._client.generate_presigned_url(
            "get_object", Params=asked, ExpiresIn=int(LINKS_LAST.total_seconds())
        )


def saved_as(name: str) -> str:
    """A Content-Disposition header (RFC 6266) for a name that may hold anything."""
    plain = "".join(c if c.isascii() and c.isprintable() and c not in '"\\%' else "_" for c in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
