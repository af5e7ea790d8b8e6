"""An import's report as JSON, its faults in words; and the words for `errors.csv`."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from relance.domain.errors import Fault
from relance.domain.imports import FileFacts, RowFault
from relance.rendering.texts import catalogue, text
from relance.usecases.ports.importing import Report

# A file of nothing but faults must not make a report nobody can open; errors.csv has them all.
_SHOWN = 1_000


def words(fault: Fault, language: str) -> tuple[str, str]:
    """What is wrong, and what to do about it. A text may name the fault's field as people do: {field}."""
    subject = "postal" if fault.code.startswith("postal_") else "imports"
    values = {"field": catalogue(language, "columns").get(fault.field, fault.field), **fault.values}
    message, hint = (
        text(language, subject, f"{fault.code}.{part}", **values) for part in ("message", "hint")
    )
    return message, hint


def as_json(report: Report) -> bytes:
    facts = asdict(report.facts) if report.facts else None
    said = {
        "import": report.import_id,
        "organization": report.organization,
        "file": report.file,
        "outcome": report.outcome,
        "at": report.at.isoformat(),
        "kind": report.kind,
        "rows_imported": report.rows,
        "lines_rejected": report.rejected,
        "customers": report.customers,
        "faults": [_row(fault, report.language) for fault in report.faults[:_SHOWN]],
        "notes": [_row(note, report.language) for note in report.notes[:_SHOWN]],
        "columns": understood_columns(report.facts) if report.facts else [],
        "file_facts": facts,
    }
    return json.dumps(said, ensure_ascii=False, indent=1, default=str).encode()


def understood_columns(facts: FileFacts) -> list[dict[str, Any]]:
    """Each column of the file: its name, the field it was read as (None: nothing), and its first cells."""
    if not facts.header_line:
        return []  # an e-invoice or an accounting file: its fields have their fixed places
    fields = facts.mapping.columns
    return [
        {
            "column": name,
            "field": fields.get(name),
            "samples": [line[at][:60] for line in facts.samples if at < len(line)],
        }
        for at, name in enumerate(facts.headers)
    ]


def _row(row: RowFault, language: str) -> dict[str, Any]:
    message, hint = words(row.fault, language)
    said = {"field": row.fault.field, "code": row.fault.code, "message": message, "hint": hint}
    return {"line": row.line, **said} if row.line else said
