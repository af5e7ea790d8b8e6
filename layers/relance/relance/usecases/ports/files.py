"""Files that people upload and download, straight from where they are kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Protocol


@dataclass(frozen=True, slots=True)
class UploadForm:
    """A form for one file of at most `largest` bytes, good for some minutes."""

    url: str
    fields: Mapping[str, str]
    largest: int


class Uploads(Protocol):
    def form(self, key: str, content_type: str, largest: int) -> UploadForm:
        """A form to upload one object to `key`, of that type alone."""
        ...


class InvoicePdfs(Protocol):
    """The PDFs of invoices, where they are kept."""

    def read(self, key: str) -> bytes | None: ...


LINKS_LAST: Final = timedelta(minutes=15)


class Links(Protocol):
    def link(self, key: str, name: str) -> str:
        """Good for `LINKS_LAST`. The file is saved under that name, and never opened in the browser."""
        ...
