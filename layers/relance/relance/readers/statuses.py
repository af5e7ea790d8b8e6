"""Statuses of e-invoices as platforms tell them: CDAR messages, and CSV of number, status, reason, date."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from relance.domain.errors import Fault, Refused
from relance.domain.imports import Defaults, Reading, RowFault, StatusRow
from relance.domain.lifecycle import LifecycleStatus, StatusCode
from relance.readers.clean import clean, normalised
from relance.readers.decoding import decode
from relance.readers.delimited import decoded_lines
from relance.readers.einvoice.markup import Element, parsed
from relance.readers.listed import reading_of
from relance.readers.records import records
from relance.readers.table import as_text

ROOT: Final = "CrossDomainAcknowledgementAndResponse"
MOST_NOTE: Final = 300
# A header stands within this many bytes.
_HEAD: Final = 2_000
HEADERS: Final = ("number", "status", "reason", "date", "note")

_SKIPPED: Final = frozenset(("SignatureInformation", "AttachmentBinaryObject"))
_STATUSES: Final[Mapping[str, StatusCode]] = {
    normalised(word): code
    for code, said in {
        StatusCode.DEPOSITED: "déposée, deposee, deposited, submitted",
        StatusCode.ISSUED: "émise, émise par la plateforme, issued",
        StatusCode.RECEIVED: "reçue, reçue par la plateforme, received",
        StatusCode.MADE_AVAILABLE: "mise à disposition, made available, available, delivered",
        StatusCode.TAKEN_IN_CHARGE: "prise en charge, taken in charge, in process, acknowledged",
        StatusCode.APPROVED: "approuvée, acceptée, approved, accepted",
        StatusCode.PARTLY_APPROVED: "approuvée partiellement, partiellement approuvée, partially approved, "
        "partly approved",
        StatusCode.IN_DISPUTE: "en litige, litige, in dispute, disputed, under query",
        StatusCode.SUSPENDED: "suspendue, suspended",
        StatusCode.COMPLETED: "complétée, completed",
        StatusCode.REFUSED: "refusée, refused",
        StatusCode.PAYMENT_SENT: "paiement transmis, payment sent, payment transmitted",
        StatusCode.COLLECTED: "encaissée, payée, collected, cashed, paid",
        StatusCode.REJECTED: "rejetée, rejected",
        StatusCode.INADMISSIBLE: "irrecevable, inadmissible",
    }.items()
    for word in said.split(",")
}
_COLUMNS: Final[Mapping[str, str]] = {
    normalised(word): column
    for column, said in {
        "number": "number,invoice number,invoice,numéro,n° facture,numéro facture,numéro de facture,"
        "facture,id facture",
        "status": "status,statut,code statut,status code,lifecycle status,statut cycle de vie,état",
        "reason": "reason,motif,reason code,code motif,raison",
        "date": "date,date statut,date du statut,status date,at,horodatage,timestamp,date heure",
        "note": "note,comment,commentaire,message,détail,libellé motif,texte",
    }.items()
    for word in said.split(",")
}
_REASON: Final = re.compile(r"[A-Z][A-Z_]{2,29}")
_COMPACT: Final = re.compile(r"(\d{8})(\d{4}(?:\d{2})?)(Z|[+-]\d{2}:?\d{2})?")
_DMY: Final = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})")


# --- CDAR ---


def read_cdar(data: bytes, defaults: Defaults) -> Reading:
    """Every status of every invoice the message names. Raises Refused for a message about anything else."""
    root = parsed(data, _SKIPPED)
    rows: list[StatusRow] = []
    faults: list[RowFault] = []
    issued = _moment(
        root.find("AcknowledgementDocument/IssueDateTime", "ExchangedDocument/IssueDateTime"), defaults
    )
    references = list(root.all("AcknowledgementDocument/ReferenceReferencedDocument"))
    if not references:
        raise Refused(Fault("cdar_no_invoice", "file"))
    for reference in references:
        number = reference.said("IssuerAssignedID")
        line = len(rows) + len(faults) + 1
        if number is None:
            faults.append(RowFault(line, Fault("cdar_no_invoice", "number")))
            continue
        found = list(_statuses_of(reference, number, issued, defaults))
        for at, each in enumerate(found):
            if isinstance(each, Fault):
                faults.append(RowFault(line + at, each))
            else:
                rows.append(replace(each, line=line + at))
    lines = {row.line: _cells(row) for row in rows}
    return reading_of("cdar", rows, kind="statuses", faults=faults, headers=HEADERS, lines=lines)


def _cells(row: StatusRow) -> tuple[str, ...]:
    """As a table of statuses has them, for `errors.csv`."""
    status = row.status
    return row.number, f"{status.code:d}", " ".join(status.reasons), status.at.isoformat(), row.note


def _statuses_of(
    reference: Element, number: str, issued: datetime | None, defaults: Defaults
) -> Iterator[StatusRow | Fault]:
    """The code is on the reference, or on each of its statuses."""
    common = reference.said("ProcessConditionCode")
    seller = _seller(reference)
    told = list(reference.all("SpecifiedDocumentStatus")) or [Element("", "")]
    for status in told:
        written = status.said("ProcessConditionCode") or common
        code = _code(written)
        at = _moment(status.find("ReferenceDateTime"), defaults) or _moment(
            reference.find("ReceiptDateTime", "IssueDateTime"), defaults
        )
        at = at or issued
        if code is None:
            yield Fault(
                "unknown_lifecycle_status", "status", {"value": (written or "")[:80], "number": number}
            )
        elif at is None:
            yield Fault("lifecycle_no_date", "date", {"number": number})
        else:
            yield StatusRow(
                1,
                number,
                LifecycleStatus(code, at, _reasons(status.said("ReasonCode"))),
                _note(status),
                seller,
            )


def _note(status: Element) -> str:
    notes = (status.said("Reason"), *(found.text for found in status.all("IncludedNote/Content")))
    return _shortened(" ".join(dict.fromkeys(" ".join(note.split()) for note in notes if note)))


def _seller(reference: Element) -> str | None:
    for name in ("IssuerTradeParty", "SellerTradeParty"):
        for found in reference.all(f"{name}/GlobalID"):
            if found.attribute("schemeID") == "0002":
                return found.text.strip() or None
    return None


def _moment(element: Element | None, defaults: Defaults) -> datetime | None:
    """Of the formats 102 (day), 203 and 204 (minutes, seconds), 205 (with a zone), or as ISO 8601."""
    if element is None:
        return None
    for child in (*element.children, element):
        if written := child.text.strip():
            return moment(written, defaults)
    return None


# --- CSV ---


def names_statuses(data: bytes) -> bool:
    """Whether the first line that says anything heads a table of statuses: number, status and date, with a
    reason or with nothing that belongs to anything else.
    """
    head = re.split(rb"[\r\n]", data[:_HEAD].lstrip(), maxsplit=1)[0]
    if not head or b"\x00" in head:
        return False
    try:
        first = _cells_of(decode(head).text)
    except Refused:
        return False
    # `_line` and the like are columns that an errors.csv added.
    names = {_column(name) for name in first if name.strip() and not name.startswith("_")}
    return {"number", "status", "date"} <= names and ("reason" in names or None not in names)


def read_statuses(data: bytes, defaults: Defaults) -> Reading:
    _, physical = decoded_lines(data)
    above = next(at for at, line in enumerate(physical) if line.strip())
    separator = _separator(physical[above])
    header, *below = records(physical, separator)
    names = [_column(as_text(name)) for name in header.cells]
    rows: list[StatusRow] = []
    faults: list[RowFault] = []
    lines_of: dict[int, tuple[str, ...]] = {}
    for line in below:
        cells = [clean(as_text(cell).strip()) for cell in line.cells]
        said = {name: cell for name, cell in zip(names, cells, strict=False) if name}
        lines_of[line.number] = tuple(said.get(name, "") for name in HEADERS)
        row = line.fault or _row(line.number, said, defaults)
        if isinstance(row, Fault):
            faults.append(RowFault(line.number, row))
        else:
            rows.append(row)
    return reading_of("csv", rows, kind="statuses", faults=faults, headers=HEADERS, lines=lines_of)


def _cells_of(header: str) -> Sequence[str]:
    return [as_text(cell) for line in records([header], _separator(header)) for cell in line.cells]


def _row(line: int, said: Mapping[str, str], defaults: Defaults) -> StatusRow | Fault:
    number, written = said.get("number", ""), said.get("status", "")
    if not number:
        return Fault("cdar_no_invoice", "number")
    code = _code(written)
    if code is None:
        return Fault("unknown_lifecycle_status", "status", {"value": written[:80], "number": number})
    at = moment(said.get("date", ""), defaults)
    if at is None:
        return Fault("lifecycle_no_date", "date", {"number": number})
    reason = said.get("reason", "")
    reasons = _reasons(reason)
    note = " ".join(filter(None, ("" if reasons else reason, said.get("note", ""))))
    return StatusRow(line, number, LifecycleStatus(code, at, reasons), _shortened(note))


def _separator(header: str) -> str:
    return max(";,\t|", key=header.count)


def _column(name: str) -> str | None:
    return _COLUMNS.get(normalised(name))


# --- what both write ---


def _code(written: str | None) -> StatusCode | None:
    """`207`, `En litige`, `207 - En litige`."""
    text = (written or "").strip()
    digits = re.match(r"\d{3}\b", text)
    try:
        return StatusCode(int(digits[0])) if digits else _STATUSES.get(normalised(text))
    except ValueError:
        return None


def _reasons(written: str | None) -> tuple[str, ...]:
    codes = re.split(r"[\s,;+]+", (written or "").strip())
    return tuple(dict.fromkeys(codes)) if codes and all(map(_REASON.fullmatch, codes)) else ()


def _shortened(note: str) -> str:
    return note if len(note) <= MOST_NOTE else f"{note[: MOST_NOTE - 1]}…"


def moment(written: str, defaults: Defaults) -> datetime | None:
    """An instant in UTC; where no zone is written, in the organization's. A day is its first instant."""
    text = " ".join(written.split())
    if found := _DMY.match(text):
        text = f"{found[3]}-{int(found[2]):02d}-{int(found[1]):02d}{text[found.end() :]}"
    elif found := _COMPACT.fullmatch(text):
        text = f"{found[1]}T{found[2]}{found[3] or ''}"
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (at if at.tzinfo else at.replace(tzinfo=ZoneInfo(defaults.zone))).astimezone(UTC)
