"""What was imported, and when: one line a file, whether it came by the API or straight into the folder."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from relance.domain.errors import NotFound
from relance.usecases.ports.importing import DroppedFile, ImportLine, ImportLines, Report


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
