"""A file dropped in an organization's folder: read, taken in row by row, and answered beside it (E4).

`<org>/inbox/<file>` is imported, `<org>/preview/<file>` only read. The answer is a folder
`<org>/{processed|partial|failed|previewed}/<import>/` with the original, `report.json`, and `errors.csv`:
the rejected rows as they came, to be mended and dropped again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from relance.domain.errors import Fault, NotFound, Refused
from relance.domain.imports import ColumnMapping, Defaults, InvoiceRow, Reading, RowFault
from relance.domain.organization import Organization
from relance.usecases.deciding.tenants import Tenant, Tenants
from relance.usecases.importing.import_rows import Imported, ImportRows
from relance.usecases.importing.keep_mapping import KeepMapping
from relance.usecases.importing.keep_pdfs import KeepPdfs
from relance.usecases.organization.change_organization import changed
from relance.usecases.organization.run_organization import RunOrganization
from relance.usecases.ports.clock import Clock
from relance.usecases.ports.importing import DroppedFile, Drops, ImportNotes, ImportOutcome, Reader, Report
from relance.usecases.ports.organizations import Organizations

MAX_MEGABYTES = 20
MAPPING_FILES = ("mapping.yaml", "mapping.yml", "mapping.json")
_TO_CONFIRM = RowFault(0, Fault("sending_to_confirm", "sending"))
# Anything else could be the key of something that the organization has.
_AN_ID = re.compile(r"[\w-]{1,100}", re.ASCII)


@dataclass(frozen=True)
class ImportFile:
    tenants: Tenants
    organizations: Organizations
    import_rows: ImportRows
    keep_pdfs: KeepPdfs
    run_organization: RunOrganization
    drops: Drops
    notes: ImportNotes
    reader: Reader
    clock: Clock

    def run(self, file: DroppedFile) -> Report | None:
        """None for a file that is no drop, and for a file that is gone because another worker has answered
        it.
        """
        if file.place is None:
            return None
        org, folder, name = file.place
        report = Report("", org, name, ImportOutcome.FAILED, self.clock.now())
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

    def give_up(self, file: DroppedFile) -> Report | None:
        """Answers a file that reading failed on again and again, without reading it: a failed import.

        None where `run` gives None. It may be repeated, and the same file dropped again is imported anew.
        """
        if file.place is None or self.drops.read(file) is None:
            return None
        org, _, name = file.place
        report = Report("", org, name, ImportOutcome.FAILED, self.clock.now())
        if tenant := self._tenant(org):
            report = replace(report, language=tenant.organization.language)
        return self._refused(file, report, Fault("given_up", "file"))

    def _tenant(self, org: str) -> Tenant | None:
        """None unless the folder's name is exactly an organization's id."""
        if not _AN_ID.fullmatch(org):
            return None
        try:
            tenant = self.tenants.of(org, self.clock.now())
        except NotFound:
            return None
        return tenant if tenant.id == org else None

    def _read(
        self, tenant: Tenant, file: DroppedFile, report: Report, data: bytes, *, is_preview: bool
    ) -> Report:
        if report.file in MAPPING_FILES:
            return self._kept(tenant, file, report, data, is_preview=is_preview)
        if not is_preview and self.drops.was_processed(tenant.id, report.import_id):
            # Nothing has changed since, and its source is still telling so.
            self._heard_from(tenant)
            return self._answered(file, replace(report, outcome=ImportOutcome.ALREADY_IMPORTED), None)
        try:
            reading = self.reader.read(
                data,
                report.file,
                self._defaults(tenant),
                self._beside(file),
                tenant.organization.mappings.values(),
            )
        except Refused as refused:
            return self._refused(file, report, *refused.faults)
        notes: tuple[RowFault, ...] = ()
        if not is_preview and self._stopped_by_first(tenant.id, reading):
            # What is taken in now is decided under the switch as it stands now.
            tenant = self.tenants.of(tenant.id, self.clock.now())
            notes = (*notes, _TO_CONFIRM)
        imported = _previewed(reading) if is_preview else self._take_in(tenant, reading, file.arrived_at)
        at_fault = {fault.line for fault in reading.faults}
        # Rows come first: a PDF may show an invoice that another file of its archive has just brought.
        reading = self.keep_pdfs.run(tenant, reading, is_preview=is_preview)
        kept = len(at_fault - {fault.line for fault in reading.faults})
        if reading.pdfs and not reading.rows and not kept:
            why = {told.fault.code: told.fault for told in reading.faults}
            return self._refused(file, report, *why.values())
        # Sending may have been switched on, over what was an empty ledger, while the rows were taken in.
        if not is_preview and self._stopped_by_first(tenant.id, reading):
            self.run_organization.decide_all(tenant.id)
            notes = (*notes, _TO_CONFIRM)
        faults = (*reading.faults, *imported.faults)
        outcome = ImportOutcome.PREVIEWED if is_preview else _outcome(imported.rows, faults)
        report = replace(
            report,
            outcome=outcome,
            kind=reading.kind,
            rows=imported.rows + kept,
            rejected=len({fault.line for fault in faults}),
            customers=imported.customers,
            faults=faults,
            notes=(*reading.notes, *notes, *imported.notes),
            facts=reading.facts,
        )
        errors = self.reader.errors_csv(reading, faults, report.language) if faults else None
        return self._answered(file, report, errors)

    def _beside(self, file: DroppedFile) -> ColumnMapping | None:
        """The mapping that lies in the same folder; it may not have been taken in yet."""
        data = self.drops.read(file.beside(MAPPING_FILES[0]))
        return None if data is None else self.reader.mapping(data)

    def _kept(
        self, tenant: Tenant, file: DroppedFile, report: Report, data: bytes, *, is_preview: bool
    ) -> Report:
        """A mapping that was dropped serves all files with its columns from now on."""
        report = replace(report, kind="mapping")
        try:
            if is_preview:
                self.reader.mapping(data)
                return self._answered(file, replace(report, outcome=ImportOutcome.PREVIEWED), None)
            KeepMapping(self.organizations, self.reader).keep(tenant.id, report.file, report.file, data)
        except Refused as refused:
            return self._refused(file, report, *refused.faults)
        told = (RowFault(0, Fault("mapping_kept", "mapping")),)
        return self._answered(file, replace(report, outcome=ImportOutcome.PROCESSED, notes=told), None)

    def _defaults(self, tenant: Tenant) -> Defaults:
        organization = tenant.organization
        today = tenant.calendar.today(self.clock.now())
        return Defaults(organization.currency, organization.language, organization.zone, today)

    def _stopped_by_first(self, org: str, reading: Reading) -> bool:
        """Whether these are the first receivables of an organization that switched sending on over an empty
        ledger: sending is then off before the first row is taken in, and what leaves is to be confirmed.
        """
        if not any(isinstance(row, InvoiceRow) for row in reading.rows):
            return False

        def stopped(now: Organization) -> Organization:
            return now.begun_again() if now.sending and now.nothing_confirmed else now

        before, after = changed(self.organizations, org, stopped)
        return before != after

    def _take_in(self, tenant: Tenant, reading: Reading, come_at: datetime | None) -> Imported:
        imported = self.import_rows.run(tenant, reading.rows, come_at)
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


def _outcome(rows: int, faults: tuple[RowFault, ...]) -> ImportOutcome:
    if not faults:
        return ImportOutcome.PROCESSED
    return ImportOutcome.PARTIAL if rows else ImportOutcome.FAILED
