"""A file dropped in an organization's folder: read, taken in row by row, and answered beside it (E4).

`<org>/inbox/<file>` is imported, `<org>/preview/<file>` only read. The answer is a folder
`<org>/{processed|partial|failed|previewed}/<import>/` with the original, `report.json`, and `errors.csv`:
the rejected rows as they came, to be mended and dropped again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Protocol

from relance.domain.errors import Fault, NotFound, Refused
from relance.domain.imports import FileFacts, Reading, RowFault
from relance.domain.organization import Organization
from relance.usecases.change_organization import changed
from relance.usecases.import_rows import Imported, ImportRows
from relance.usecases.ports import Clock, Organizations
from relance.usecases.run_organization import RunOrganization
from relance.usecases.tenants import Tenant, Tenants

MAX_MEGABYTES = 20
# The folder of its own in which a file that was announced is dropped.
_ANNOUNCED = re.compile(r"(\d{8}T\d{6}Z-[a-z2-7]{16})/(.+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class DroppedFile:
    """`size` in bytes; `version` is the object's: a file dropped over it meanwhile is another."""

    key: str
    size: int
    version: str | None = None

    @property
    def place(self) -> tuple[str, str, str] | None:
        """(organization, folder, file name); None for what is not a drop, our own answers included."""
        parts = self.key.split("/", 2)
        is_drop = len(parts) == 3 and parts[1] in ("inbox", "preview") and all(parts)
        if not is_drop or self.key.endswith("/"):
            return None
        own = _ANNOUNCED.fullmatch(parts[2])
        return parts[0], parts[1], own[2] if own else parts[2]

    @property
    def announced(self) -> str | None:
        """The import it was announced as; None for a file dropped straight into the folder."""
        own = _ANNOUNCED.fullmatch(self.key.split("/", 2)[-1])
        return own[1] if own else None


class Outcome(StrEnum):
    PROCESSED = "processed"
    PARTIAL = "partial"
    FAILED = "failed"
    PREVIEWED = "previewed"
    ALREADY_IMPORTED = "already_imported"

    @property
    def folder(self) -> str:
        """A file that was imported before is filed where it was."""
        return self.PROCESSED if self is Outcome.ALREADY_IMPORTED else self


@dataclass(frozen=True, slots=True)
class Report:
    """What became of a file. `rows` were taken in; faults name lines that were not, notes explain others."""

    import_id: str
    organization: str
    file: str
    outcome: Outcome
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


class Reader(Protocol):
    def read(self, data: bytes, filename: str, currency: str) -> Reading:
        """Raises Refused for a file that cannot be read at all."""
        ...

    def errors_csv(self, reading: Reading, faults: Iterable[RowFault], language: str) -> bytes: ...


@dataclass(frozen=True)
class ImportFile:
    tenants: Tenants
    organizations: Organizations
    import_rows: ImportRows
    run_organization: RunOrganization
    drops: Drops
    notes: ImportNotes
    reader: Reader
    clock: Clock

    def run(self, file: DroppedFile) -> Report | None:
        """None for what is no drop, or is gone: somebody has answered it already."""
        if file.place is None:
            return None
        org, folder, name = file.place
        report = Report("", org, name, Outcome.FAILED, self.clock.now())
        tenant = self._tenant(org)
        if tenant is None:
            return self._refused(file, report, Fault("unknown_organization", "organization", {"org": org}))
        report = replace(report, language=tenant.organization.language)
        if file.size > MAX_MEGABYTES * 1024**2:
            return self._refused(file, report, Fault("too_large", "file", {"megabytes": MAX_MEGABYTES}))
        data = self.drops.read(file)
        if data is None:
            return None
        report = replace(report, import_id=sha256(data).hexdigest()[:16])
        return self._read(tenant, file, report, data, is_preview=folder == "preview")

    def _tenant(self, org: str) -> Tenant | None:
        """None unless the folder is called just as an organization: nothing but its own id may name it."""
        try:
            tenant = self.tenants.of(org, self.clock.now())
        except NotFound:
            return None
        return tenant if tenant.id == org else None

    def _read(
        self, tenant: Tenant, file: DroppedFile, report: Report, data: bytes, *, is_preview: bool
    ) -> Report:
        if not is_preview and self.drops.was_processed(tenant.id, report.import_id):
            # Nothing has changed since, and its source is still telling so.
            self._heard_from(tenant)
            return self._answered(file, replace(report, outcome=Outcome.ALREADY_IMPORTED), None)
        try:
            reading = self.reader.read(data, report.file, tenant.organization.currency)
        except Refused as refused:
            return self._refused(file, report, *refused.faults)
        imported = _previewed(reading) if is_preview else self._take_in(tenant, reading)
        faults = (*reading.faults, *imported.faults)
        outcome = Outcome.PREVIEWED if is_preview else _outcome(imported.rows, faults)
        report = replace(
            report,
            outcome=outcome,
            kind=reading.kind,
            rows=imported.rows,
            rejected=len({fault.line for fault in faults}),
            customers=imported.customers,
            faults=faults,
            notes=reading.notes,
            facts=reading.facts,
        )
        errors = self.reader.errors_csv(reading, faults, report.language) if faults else None
        return self._answered(file, report, errors)

    def _take_in(self, tenant: Tenant, reading: Reading) -> Imported:
        imported = self.import_rows.run(tenant, reading.rows)
        if imported.rows:
            self._heard_from(tenant)
        return imported

    def _heard_from(self, tenant: Tenant) -> None:
        """The receivables are as of today: what waited because they were stale is decided afresh."""
        today = tenant.calendar.today(self.clock.now())
        if tenant.organization.imported_on == today:
            return
        was_stale = tenant.organization.is_stale(today)

        def fresh(known: Organization) -> Organization:
            known = replace(known, imported_on=today)
            return known.to_decide() if was_stale else known

        changed(self.organizations, tenant.id, fresh)
        if was_stale:
            self.run_organization.decide_all(tenant.id)

    def _refused(self, file: DroppedFile, report: Report, *faults: Fault) -> Report:
        """A file that cannot be read at all is kept as it came, with the reason."""
        named = report.import_id or sha256(f"{file.key}@{file.version}".encode()).hexdigest()[:16]
        whole = tuple(RowFault(0, fault) for fault in faults)
        return self._answered(file, replace(report, import_id=named, faults=whole), None)

    def _answered(self, file: DroppedFile, report: Report, errors: bytes | None) -> Report:
        # First: once it is answered the drop is gone, and nobody would come here again.
        self.notes.note(report, file)
        self.drops.answer(report, file, errors)
        return report


def _previewed(reading: Reading) -> Imported:
    return Imported(len({row.line for row in reading.rows}), customers=0)


def _outcome(rows: int, faults: tuple[RowFault, ...]) -> Outcome:
    if not faults:
        return Outcome.PROCESSED
    return Outcome.PARTIAL if rows else Outcome.FAILED
