"""Forms to upload a file past the API, straight into a bucket (port `Uploads`)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from relance.gateways import s3
from relance.usecases.ports.files import UploadForm

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_GOOD_FOR_SECONDS = 900


@dataclass(frozen=True)
class S3Uploads:
    bucket: str
    region: str

    @cached_property
    def _client(self) -> S3Client:
        return s3.for_answers(self.region)

    def form(self, key: str, content_type: str, largest: int) -> UploadForm:
        """Signed here, without a call. S3 itself refuses another key, another type, or a larger file."""
        signed = self._client.generate_presigned_post(
            self.bucket,
            key,
            Fields={"Content-Type": content_type},
            Conditions=[{"Content-Type": content_type}, ["content-length-range", 1, largest]],
            ExpiresIn=_GOOD_FOR_SECONDS,
        )
        return UploadForm(signed["url"], signed["fields"], largest)
