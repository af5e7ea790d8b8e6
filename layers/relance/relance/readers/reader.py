"""The readers behind the port of the import (`Reader`)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from relance.domain.errors import Fault
from relance.domain.imports import ColumnMapping, Defaults, Reading, RowFault
from relance.readers import errors_csv, read
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
        return read(data, filename, defaults=defaults, mapping=mapping, kept=kept)

    def mapping(self, written: object) -> ColumnMapping:
        return mapping_of(parsed(written) if isinstance(written, bytes) else written)

    def errors_csv(self, reading: Reading, faults: Iterable[RowFault], language: str) -> bytes:
        return errors_csv(reading, faults, lambda fault: self.words(fault, language))
