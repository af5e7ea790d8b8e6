"""A file imported by way of the API: announced, uploaded straight to the drop-folder, and followed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Final

from relance.domain.errors import Fault, Refused
from relance.usecases.importing.import_file import MAX_MEGABYTES
from relance.usecases.ports.files import UploadForm, Uploads
from relance.usecases.ports.importing import ImportFiles, ImportLine, ImportLines, ImportOutcome

# The kinds of file an import may be, and as what they are uploaded.
CONTENT_TYPES: Final[Mapping[str, str]] = {
    ".csv": "text/csv",
    ".txt": "text/plain",
    ".tsv": "text/tab-separated-values",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".xlsm": "application/vnd.ms-excel.sheet.macroenabled.12",
    ".xml": "application/xml",
    ".pdf": "application/pdf",
    ".zip": "application/zip",
}


class Progress(StrEnum):
    AWAITING_FILE = "awaiting_file"
    READING = "reading"
    PROCESSED = "processed"
    PARTIAL = "partial"
    FAILED = "failed"
    PREVIEWED = "previewed"
    ALREADY_IMPORTED = "already_imported"


@dataclass(frozen=True, slots=True)
class Followed:
    """An import, how far it is, and what there is to read: the report as JSON, links to the files."""

    line: ImportLine
    progress: Progress
    report: bytes | None = None
    original: str | None = None
    errors: str | None = None


@dataclass(frozen=True)
class Imports:
    lines: ImportLines
    files: ImportFiles
    uploads: Uploads

    def announce(self, line: ImportLine) -> UploadForm:
        """Gives the place to upload its file to. Raises Refused for a kind of file that is none."""
        content_type = _content_type(line.file)
        self.lines.save(line)
        return self.uploads.form(line.drop, content_type, MAX_MEGABYTES * 1024**2)

    def take(self, line: ImportLine, content: bytes) -> None:
        """The same with the content at hand."""
        content_type = _content_type(line.file)
        self.lines.save(line)
        self.files.put(line.drop, content, content_type)

    def follow(self, org: str, line: str) -> Followed:
        """Raises NotFound."""
        found = self.lines.get(org, line)
        if found.answer is None or found.outcome is None:
            arrived = self.files.holds(found.drop)
            return Followed(found, Progress.READING if arrived else Progress.AWAITING_FILE)
        name = "again" if found.outcome is ImportOutcome.ALREADY_IMPORTED else "report"
        errors = f"{found.answer}/errors.csv"
        return Followed(
            found,
            Progress(found.outcome.value),
            report=self.files.read(f"{found.answer}/{name}.json"),
            original=self.files.link(f"{found.answer}/original/{found.file}", found.file),
            errors=self.files.link(errors, f"errors of {found.file}") if found.rejected else None,
        )


def _content_type(file: str) -> str:
    suffix = PurePosixPath(file).suffix.lower()
    if suffix not in CONTENT_TYPES or not file.isprintable() or "/" in file or "\\" in file:
        raise Refused(Fault("file_name", "file", {"types": ", ".join(CONTENT_TYPES)}))
    return CONTENT_TYPES[suffix]
