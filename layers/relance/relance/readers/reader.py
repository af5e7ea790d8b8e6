"""The readers behind the port of the import (`Reader`)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from relance.domain.errors import Fault
from relance.domain.imports import ColumnMapping, Defaults, Reading, Row, RowFault, StatusRow
from relance.readers import errors_csv, read_with_pdfs
from relance.readers.mapping_file import mapping_of, parsed


@dataclass(frozen=True)
class FileReader:
    """`words` says a fault in a language: message and hint."""

    words: Callable[[Fault, str], tuple[str, str]]

    def read(
        self,
        data: bytes,
        filename: str,
        defaults: Defaults,
        mapping: ColumnMapping | None = None,
        kept: Iterable[ColumnMapping] = (),
    ) -> Reading:
        reading = read_with_pdfs(data, filename, defaults=defaults, mapping=mapping, kept=kept)
        if reading.kind == "statuses":
            rows = tuple(self._said(row, defaults.language or "en") for row in reading.rows)
            return replace(reading, rows=rows)
        return reading

    def _said(self, row: Row, language: str) -> Row:
        """A status with its words: what it is, why, and what the buyer wrote."""
        if not isinstance(row, StatusRow):
            return row
        codes = [f"lifecycle_{row.status.code:d}", *(f"lifecycle_{reason}" for reason in row.status.reasons)]
        words = [self._words(code, language) for code in codes]
        said = ", ".join((f"{words[0]}: {words[1]}", *words[2:]) if words[1:] else words)
        told = f"{said}. “{row.note}”" if row.note else said
        return replace(row, status=replace(row.status, said=told))

    def _words(self, code: str, language: str) -> str:
        """A reason that is none of the rule set stands as it came."""
        try:
            return self.words(Fault(code, "status"), language)[0]
        except KeyError:
            return code.removeprefix("lifecycle_")

    def mapping(self, written: object) -> ColumnMapping:
        return mapping_of(parsed(written) if isinstance(written, bytes) else written)

    def errors_csv(self, reading: Reading, faults: Iterable[RowFault], language: str) -> bytes:
        return errors_csv(reading, faults, lambda fault: self.words(fault, language))
