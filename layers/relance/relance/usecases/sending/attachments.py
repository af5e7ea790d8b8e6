"""Files that people upload to send them along with a message."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from relance.domain.attachment import Uploaded
from relance.domain.errors import Fault, Refused
from relance.domain.inbox import File
from relance.usecases.ports.files import UploadForm, Uploads
from relance.usecases.ports.importing import ImportFiles

LARGEST: Final = 25_000_000
"""Bytes of one file: more does not fit into a mail."""


@dataclass(frozen=True)
class Attachments:
    """Kept under the organization's own prefix: nobody reads another organization's by its id."""

    uploads: Uploads
    files: ImportFiles

    def form(self, org: str, id: str, content_type: str) -> UploadForm:
        return self.uploads.form(_key(org, id), content_type, LARGEST)

    def read(self, org: str, uploaded: Iterable[Uploaded]) -> tuple[File, ...]:
        """Raises Refused for a file that has not arrived."""
        return tuple(self._read(org, place, each) for place, each in enumerate(uploaded))

    def _read(self, org: str, place: int, uploaded: Uploaded) -> File:
        content = self.files.read(_key(org, uploaded.id))
        if content is None:
            raise Refused(Fault("not_uploaded", f"attachments.{place}.id", {"name": uploaded.name}))
        return File(uploaded.name, uploaded.content_type, content)


def _key(org: str, id: str) -> str:
    return f"{org}/attached/{id}"
