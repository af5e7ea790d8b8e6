"""Files taken in."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from relance.house.organization import Organization

if TYPE_CHECKING:
    from relance.usecases.importing.import_file import ImportFile
    from relance.usecases.importing.import_log import ImportLog
    from relance.usecases.importing.import_rows import ImportRows
    from relance.usecases.importing.keep_mapping import KeepMapping
    from relance.usecases.importing.keep_pdfs import KeepPdfs
    from relance.usecases.importing.start_import import Imports


class Importing(Organization):
    @cached_property
    def import_rows(self) -> ImportRows:
        from relance.usecases.importing.import_rows import ImportRows

        return ImportRows(change_account=self.change_account)

    @cached_property
    def keep_pdfs(self) -> KeepPdfs:
        from relance.usecases.importing.keep_pdfs import KeepPdfs

        return KeepPdfs(change_account=self.change_account, files=self.import_files)

    @cached_property
    def keep_mapping(self) -> KeepMapping:
        from relance.usecases.importing.keep_mapping import KeepMapping

        return KeepMapping(organizations=self.organizations, reader=self.file_reader)

    @cached_property
    def import_log(self) -> ImportLog:
        from relance.usecases.importing.import_log import ImportLog

        return ImportLog(lines=self.import_lines)

    @cached_property
    def import_file(self) -> ImportFile:
        from relance.usecases.importing.import_file import ImportFile

        return ImportFile(
            tenants=self.tenants,
            organizations=self.organizations,
            import_rows=self.import_rows,
            keep_pdfs=self.keep_pdfs,
            run_organization=self.run_organization,
            drops=self.drops,
            notes=self.import_log,
            reader=self.file_reader,
            clock=self.clock,
        )

    @cached_property
    def imports(self) -> Imports:
        from relance.usecases.importing.start_import import Imports

        return Imports(lines=self.import_lines, files=self.import_files, uploads=self.uploads)
