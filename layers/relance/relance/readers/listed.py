"""Rows of a file that is no table, as a reading: their errors.csv is a table that can be dropped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from relance.domain.imports import (
    ColumnMapping,
    FileFacts,
    FileFormat,
    InvoiceRow,
    Reading,
    ReadingKind,
    Row,
    RowFault,
)

HEADERS: Final = (
    "number", "type", "issue_date", "due_date", "total", "outstanding", "currency", "customer_id",
    "customer_name", "siren", "vat", "email",
)  # fmt: skip


def reading_of(
    format: FileFormat,
    rows: Sequence[Row],
    *,
    kind: ReadingKind = "invoices",
    faults: Iterable[RowFault] = (),
    notes: Iterable[RowFault] = (),
    headers: tuple[str, ...] = HEADERS,
    lines: Mapping[int, tuple[str, ...]] | None = None,
) -> Reading:
    """`lines` are the cells of each line under `headers`. Without them, an invoice's line in `errors.csv`
    says what its row says, in columns that Relance reads again.
    """
    facts = FileFacts(
        format=format,
        header_line=0,
        headers=headers,
        mapping=ColumnMapping(kind=kind),
        ignored_columns=(),
        samples=(),
    )
    faults = tuple(faults)
    told = {row.line: _cells(row) if isinstance(row, InvoiceRow) else () for row in rows}
    return Reading(
        kind=kind,
        rows=tuple(rows),
        faults=faults,
        notes=tuple(notes),
        facts=facts,
        lines={**{fault.line: () for fault in faults if fault.line}, **told, **(lines or {})},
    )


def _cells(row: InvoiceRow) -> tuple[str, ...]:
    is_credit = row.kind == "credit_note"
    left = row.outstanding
    return (
        row.number,
        "credit note" if is_credit else "invoice",
        f"{row.issue_date}",
        f"{row.due_date}" if row.due_date else "",
        f"{row.total.decimal()}",
        f"{left.decimal()}" if left is not None else "",
        row.total.currency,
        row.customer_id,
        row.customer_name or "",
        row.siren or "",
        row.vat or "",
        row.email or "",
    )
