"""`relance read FILE…`: what Relance understands of each file, without importing anything."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.table import Table

from local.errors import LaptopError
from local.mapping_file import read_mapping
from relance.domain.errors import Refused
from relance.domain.imports import (
    ColumnMapping,
    ContactRow,
    Defaults,
    InvoiceRow,
    PaymentRow,
    Reading,
    Row,
    RowFault,
    StatusRow,
)
from relance.domain.money import Money
from relance.readers import read
from relance.readers.filetype import ACCEPTED
from relance.rendering.import_report import understood_columns, words

_COLUMNS = (
    "kind",
    "number",
    "type",
    "issue_date",
    "due_date",
    "currency",
    "total",
    "prepaid",
    "outstanding",
    "customer_id",
    "customer_name",
    "buyer_name",
    "buyer_vat",
    "buyer_legal_id",
    "buyer_email",
    "email",
)
_SHOWN = ("kind", "number", "issue_date", "due_date", "total", "outstanding", "currency", "customer_name")
_MOST_SHOWN = 50


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add(
        "files",
        type=Path,
        nargs="+",
        metavar="FILE",
        help=ACCEPTED,
    )
    add("--json", action="store_true", help="one JSON object a file, each on its own line")
    add(
        "--mapping",
        type=Path,
        metavar="MAPPING.yaml",
        help="which column is which field, and how they are written",
    )
    add("--currency", default="EUR", help="of amounts that name none; %(default)s")
    add("--language", default="fr", help="of the organization, for dates that tell no order; %(default)s")
    add("--timezone", default="Europe/Paris", metavar="ZONE", help="of the organization; %(default)s")


def run(asked: argparse.Namespace) -> int:
    """0; a file that cannot be read says so. Raises LaptopError for a file that is not there."""
    zone = ZoneInfo(asked.timezone)
    defaults = Defaults(
        asked.currency, asked.language, asked.timezone, datetime.now(UTC).astimezone(zone).date()
    )
    mapping = read_mapping(asked.mapping) if asked.mapping else None
    for path in asked.files:
        told = described(path, defaults, mapping)
        if asked.json:
            sys.stdout.write(f"{json.dumps(told, ensure_ascii=False)}\n")
        else:
            _show(told)
    return 0


def described(path: Path, defaults: Defaults, mapping: ColumnMapping | None = None) -> dict[str, Any]:
    """What `relance read --json` prints of one file."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise LaptopError(f"{path} cannot be read: {error.strerror}") from error
    empty: dict[str, Any] = {"faults": [], "notes": [], "columns": [], "rows": []}
    try:
        reading = read(data, path.name, defaults=defaults, mapping=mapping)
    except Refused as refused:
        faults = [_told(RowFault(0, fault)) for fault in refused.faults]
        error_code = refused.faults[0].code if refused.faults else "refused"
        return {
            "file": str(path),
            "format": None,
            "ok": False,
            "error": error_code,
            **empty,
            "faults": faults,
        }
    return {"file": str(path), "format": reading.facts.format, "ok": True, "error": None, **_lines(reading)}


def _lines(reading: Reading) -> dict[str, Any]:
    return {
        "faults": [_told(fault) for fault in reading.faults],
        "notes": [_told(note) for note in reading.notes],
        "columns": understood_columns(reading.facts),
        "rows": [{column: row.get(column) for column in _COLUMNS} for row in map(_row, reading.rows)],
    }


def _told(row: RowFault) -> dict[str, Any]:
    fault = row.fault
    said = {f"message_{language}": " ".join(words(fault, language)) for language in ("en", "fr")}
    return {"line": row.line or None, "field": fault.field, "code": fault.code, **said}


def _row(row: Row) -> dict[str, Any]:
    match row:
        case InvoiceRow():
            own: dict[str, Any] = {
                "kind": row.kind,
                "number": row.number,
                "type": row.type,
                "issue_date": row.issue_date.isoformat(),
                "due_date": row.due_date.isoformat() if row.due_date else None,
                "currency": row.total.currency,
                "total": _amount(row.total),
                "prepaid": _amount(row.prepaid),
                "outstanding": _amount(row.outstanding),
                "customer_name": row.customer_name,
                "email": row.email,
                "buyer_legal_id": row.legal_id or row.siren,
            }
        case PaymentRow():
            own = {
                "kind": "payment",
                "number": row.invoice_number,
                "issue_date": row.received_on.isoformat(),
                "currency": row.amount.currency,
                "total": _amount(row.amount),
            }
        case StatusRow():
            own = {"kind": "status", "number": row.number, "type": f"{row.status.code:d}"}
            own |= {"issue_date": row.status.at.isoformat()}
            return {**own, "customer_id": None}
        case ContactRow():
            own = {"kind": "contact", "customer_name": row.customer_name, "email": row.email}
            own["buyer_name"] = row.customer_name or row.name
    named = {"buyer_name": own.get("customer_name"), "buyer_email": own.get("email")}
    return {**named, "customer_id": row.customer_id, "buyer_vat": row.vat, "buyer_legal_id": row.siren, **own}


def _amount(money: Money | None) -> str | None:
    return None if money is None else f"{money.decimal():f}"


def _show(told: dict[str, Any]) -> None:
    console = Console()
    how = f"{told['format']}, {len(told['rows'])} rows" if told["ok"] else "cannot be read"
    console.print(f"[bold]{told['file']}[/bold]: {how}", highlight=False)
    if told["columns"]:
        console.print(_columns(told["columns"]))
    if told["rows"]:
        table = Table(*_SHOWN)
        for row in told["rows"][:_MOST_SHOWN]:
            table.add_row(*(row[column] or "" for column in _SHOWN))
        console.print(table)
    if len(told["rows"]) > _MOST_SHOWN:
        console.print(f"and {len(told['rows']) - _MOST_SHOWN} more rows")
    for kind, line in _said(told):
        where = f"line {line['line']}" if line["line"] else "file"
        console.print(f"{kind} {where}: {line['message_en']}", markup=False, highlight=False)


def _columns(columns: Sequence[dict[str, Any]]) -> Table:
    """Each column as it was understood, with what its first lines say."""
    table = Table("column", "field", "first lines")
    for column in columns:
        table.add_row(column["column"], column["field"] or "-", " | ".join(column["samples"]))
    return table


def _said(told: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    yield from (("fault", line) for line in told["faults"])
    yield from (("note", line) for line in told["notes"])
