"""`errors.csv`: the rejected lines as they came, and why; to be mended and dropped again."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from io import StringIO

from relance.domain.errors import Fault
from relance.domain.imports import Reading, RowFault
from relance.readers.table import guarded

OUR_COLUMNS = ("_line", "_field", "_code", "_message", "_hint")

type Words = Callable[[Fault], tuple[str, str]]
"""What is wrong and what to do about it, in the reader's language."""


def errors_csv(reading: Reading, faults: Iterable[RowFault], words: Words) -> bytes:
    """One row for each line of `faults` (the reading's own, and any found since), in the file's own format.

    A workbook's lines come as UTF-8 with a byte-order mark and semicolons, which Excel opens.
    """
    by_line: dict[int, list[Fault]] = {}
    for row_fault in faults:
        by_line.setdefault(row_fault.line, []).append(row_fault.fault)
    headers = reading.facts.headers
    out = StringIO(newline="")
    writer = csv.writer(out, delimiter=reading.facts.separator or ";")
    writer.writerow([*(guarded(name) for name in headers), *OUR_COLUMNS])
    for line, found in sorted(by_line.items()):
        cells = reading.lines[line]
        padding = ("",) * (len(headers) - len(cells))
        row = (*cells, *padding, str(line), *_explained(found, words))
        writer.writerow([guarded(cell) for cell in row])
    # Only our own words can have a letter the file's encoding has not.
    return out.getvalue().encode(reading.facts.encoding or "utf-8-sig", errors="replace")


def _explained(faults: Iterable[Fault], words: Words) -> Iterable[str]:
    """The four columns that say what is wrong; of several faults one after the other."""
    told = [(fault.field, fault.code, *words(fault)) for fault in faults]
    for position, parts in enumerate(zip(*told, strict=True)):
        yield " | ".join(parts) if position < 2 else " ".join(dict.fromkeys(parts))
