"""What was imported, and when: one line a file, whether it came by the API or straight into the folder."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Protocol, Self

from relance.domain.errors import NotFound
from relance.domain.ids import derived
from relance.usecases.api_ports import Page
from relance.usecases.import_file import DroppedFile, Outcome, Report


@dataclass(frozen=True, slots=True)
class ImportLine:
    """`id` begins with the instant it was announced or read, so ids sort by time. `outcome` None: the file
    is still to come or to be read. `content` is that of the import its answer is filed under.
    """

    org: str
    id: str
    file: str
    preview: bool
    started_at: datetime
    started_by: str | None = None
    finished_at: datetime | None = None
    outcome: Outcome | None = None
    content: str = ""
    kind: str | None = None
    rows: int = 0
    rejected: int = 0
    customers: int = 0

    @staticmethod
    def identity(at: datetime, *about: str) -> str:
        return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}-{derived('import', *about)}"

    @property
    def drop(self) -> str:
        """Where in the drop-folder its file goes: the key of an object."""
        return f"{self.org}/{'preview' if self.preview else 'inbox'}/{self.id}/{self.file}"

    @property
    def answer(self) -> str | None:
        """The folder of the answer; None while there is none."""
        return self.outcome and f"{self.org}/{self.outcome.folder}/{self.content}"

    def finished(self, report: Report) -> Self:
        return replace(
            self,
            finished_at=report.at,
            outcome=report.outcome,
            content=report.import_id,
            kind=report.kind,
            rows=report.rows,
            rejected=report.rejected,
            customers=report.customers,
        )


class ImportLines(Protocol):
    def get(self, org: str, line: str) -> ImportLine:
        """Raises NotFound."""
        ...

    def save(self, line: ImportLine) -> None: ...

    def page(self, org: str, limit: int, before: str | None = None) -> Page[ImportLine]:
        """The latest first; those whose id sorts before `before`."""
        ...


@dataclass(frozen=True)
class ImportLog:
    """Notes what became of a dropped file (port `ImportNotes`)."""

    lines: ImportLines

    def note(self, report: Report, file: DroppedFile) -> None:
        self.lines.save(self._line(report, file).finished(report))

    def _line(self, report: Report, file: DroppedFile) -> ImportLine:
        org, named = report.organization, file.announced
        if named:
            # Not found: somebody called a folder of theirs like an import of ours.
            with suppress(NotFound):
                return self.lines.get(org, named)
        named = named or ImportLine.identity(report.at, org, file.key, file.version or "")
        return ImportLine(org, named, report.file, file.key.startswith(f"{org}/preview/"), report.at)
