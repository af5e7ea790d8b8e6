"""The readers behind the port of the import (`Reader`)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from relance.domain.errors import Fault
from relance.domain.imports import Defaults, Reading, RowFault
from relance.readers import errors_csv, read


@dataclass(frozen=True)
class FileReader:
    """`words` says a fault in a language: message and hint."""

    words: Callable[[Fault, str], tuple[str, str]]

    def read(self, data: bytes, filename: str, defaults: Defaults) -> Reading:
        return read(data, filename, defaults=defaults)

    def errors_csv(self, reading: Reading, faults: Iterable[RowFault], language: str) -> bytes:
        return errors_csv(reading, faults, lambda fault: self.words(fault, language))
