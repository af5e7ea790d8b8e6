"""Dropped files: the folder they come from, what became of them, and who reads them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Protocol, Self

from relance.domain.ids import derived, stamp
from relance.domain.imports import ColumnMapping, Defaults, FileFacts, Reading, RowFault
from relance.usecases.ports.files import Links
from relance.usecases.ports.listings import Page

# The folder of its own in which a file that was announced is dropped.
_ANNOUNCED = re.compile(r"(\d{8}T\d{6}Z-[a-z2-7]{16})/(.+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class DroppedFile:
    """`size` in bytes; `version` is the object's: a file dropped over it meanwhile is another. `arrived_at`
    None: just now.
    """

    key: str
    size: int
    version: str | None = None
    arrived_at: datetime | None = None

    @property
    def place(self) -> tuple[str, str, str] | None:
        """(organization, folder, file name); None for what is not a drop, our own answers included."""
        parts = self.key.split("/", 2)
        is_drop = len(parts) == 3 and parts[1] in ("inbox", "preview") and all(parts)
        if not is_drop or self.key.endswith("/"):
            return None
        own = _ANNOUNCED.fullmatch(parts[2])
        return parts[0], parts[1], own[2] if own else parts[2]

    def beside(self, name: str) -> DroppedFile:
        """Another file in the same folder."""
        return DroppedFile(f"{self.key.rpartition('/')[0]}/{name}", 0)

    @property
    def announced(self) -> str | None:
        """The import it was announced as; None for a file dropped straight into the folder."""
        own = _ANNOUNCED.fullmatch(self.key.split("/", 2)[-1])
        return own[1] if own else None


class ImportOutcome(StrEnum):
    PROCESSED = "processed"
    PARTIAL = "partial"
    FAILED = "failed"
    PREVIEWED = "previewed"
    ALREADY_IMPORTED = "already_imported"

    @property
    def folder(self) -> str:
        """A file that was imported before is filed where it was."""
        return self.PROCESSED if self is ImportOutcome.ALREADY_IMPORTED else self


@dataclass(frozen=True, slots=True)
class Report:
    """What became of a file. `rows` were taken in; faults name lines that were not, notes explain others."""

    import_id: str
    organization: str
    file: str
    outcome: ImportOutcome
    at: datetime
    language: str = "en"
    kind: str | None = None
    rows: int = 0
    rejected: int = 0
    customers: int = 0
    faults: tuple[RowFault, ...] = ()
    notes: tuple[RowFault, ...] = ()
    facts: FileFacts | None = None


class Drops(Protocol):
    """The drop-folder."""

    def read(self, file: DroppedFile) -> bytes | None:
        """None when it is not there (any more)."""
        ...

    def was_processed(self, org: str, import_id: str) -> bool:
        """Whether the very same content was imported without a fault before."""
        ...

    def answer(self, report: Report, file: DroppedFile, errors: bytes | None) -> None:
        """Files the original, the report and the rejected rows; then takes the file out of the inbox.

        Safe to repeat. The order loses nothing: the drop goes last.
        """
        ...


class ImportNotes(Protocol):
    def note(self, report: Report, file: DroppedFile) -> None:
        """Keeps what became of a file for those who ask later. Safe to repeat for an announced one."""
        ...


type Mappings = Iterable[ColumnMapping]


class Reader(Protocol):
    def read(
        self, data: bytes, filename: str, defaults: Defaults, mapping: ColumnMapping | None, kept: Mappings
    ) -> Reading:
        """By `mapping`, else by the one of the `kept` that fits. Raises Refused for a file that cannot be
        read at all.
        """
        ...

    def mapping(self, written: object) -> ColumnMapping:
        """From what a person wrote, as bytes of YAML or JSON, or parsed. Raises Refused with every fault."""
        ...

    def errors_csv(self, reading: Reading, faults: Iterable[RowFault], language: str) -> bytes: ...


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
    outcome: ImportOutcome | None = None
    content: str = ""
    kind: str | None = None
    rows: int = 0
    rejected: int = 0
    customers: int = 0

    @staticmethod
    def identity(at: datetime, *about: str) -> str:
        return f"{stamp(at)}-{derived('import', *about)}"

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


class ImportFiles(Links, Protocol):
    """The drop-folder, as who uploads and downloads sees it. Keys are whole."""

    def put(self, key: str, content: bytes, content_type: str) -> None: ...

    def holds(self, key: str) -> bool: ...

    def read(self, key: str) -> bytes | None: ...

    def remove(self, key: str) -> None:
        """Removes every version of the file. Safe to repeat."""
        ...
