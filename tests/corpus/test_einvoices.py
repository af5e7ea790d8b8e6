"""Real e-invoices of many senders: each says what the manifest says. Prints a score per format."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from relance.domain.errors import Refused
from relance.domain.imports import Defaults, InvoiceRow
from relance.readers import read

CORPUS = Path(os.environ.get("RELANCE_CORPUS", Path(__file__).parents[2] / "../shared/corpus"))
FILES = CORPUS / "einvoices"
TERMS = ("number", "issue_date", "due_date", "currency", "total", "payable")

pytestmark = pytest.mark.skipif(not FILES.exists(), reason=f"no corpus at {CORPUS}: set RELANCE_CORPUS")


def manifest() -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = json.loads((FILES / "manifest.json").read_text())
    return listed


def said(row: InvoiceRow) -> dict[str, Any]:
    sign = -1 if row.kind == "credit_note" else 1
    return {
        "number": row.number,
        "issue_date": f"{row.issue_date}",
        "due_date": f"{row.due_date}" if row.due_date else None,
        "currency": row.total.currency,
        "total": sign * row.total.decimal(),
        "payable": None if row.outstanding is None else sign * row.outstanding.decimal(),
    }


def differs(expected: dict[str, Any], row: InvoiceRow) -> list[str]:
    """The terms that are not the manifest's. A credit note's amounts may stand there without a sign."""
    found = said(row)
    wrong = []
    for term in TERMS:
        wanted, given = expected[term], found[term]
        if wanted is None:
            # The manifest knows no currency where only the amounts name it, and no total beside the payable.
            same = term in ("currency", "total") or given is None
        elif term in ("total", "payable"):
            same = given is not None and Decimal(wanted) in (given, abs(given))
        elif term == "issue_date":
            same = wanted[:10] == given  # one file has a time zone behind its day
        else:
            same = wanted == given
        if not same:
            wrong.append(f"{term}: {wanted} is read as {given}")
    return wrong


def test_every_invoice_says_what_the_manifest_says(capsys: pytest.CaptureFixture[str]) -> None:
    good: Counter[str] = Counter()
    wrong: dict[str, list[str]] = {}
    files = manifest()
    for listed in files:
        try:
            reading = read((FILES / listed["file"]).read_bytes(), listed["file"], defaults=Defaults("EUR"))
        except Refused as refused:
            if listed["expected"]["number"] is None:
                codes = {(fault.code, fault.field) for fault in refused.faults}
                assert ("term_missing", "number") in codes  # invalidV1TooMinimal.xml: nothing but a profile
                good[listed["format"]] += 1
            else:
                wrong[listed["file"]] = [str(refused)]
            continue
        (row,) = reading.rows
        assert isinstance(row, InvoiceRow)
        if differences := differs(listed["expected"], row):
            wrong[listed["file"]] = differences
        else:
            good[listed["format"]] += 1
    of = Counter(listed["format"] for listed in files)
    with capsys.disabled():
        scores = (f"{format} {good[format]}/{count}" for format, count in of.items())
        sys.stdout.write(f"\ne-invoices read as the manifest says: {', '.join(scores)}\n")
    assert wrong == {}


def test_an_invoice_cut_off_anywhere_is_refused_and_never_half_read() -> None:
    for listed in manifest()[::7]:
        if listed["format"] == "pdf":
            continue
        whole = (FILES / listed["file"]).read_bytes()
        for part in (0.1, 0.5, 0.9, 0.99):
            with pytest.raises(Refused) as refused:
                read(
                    whole.rstrip()[: int(len(whole.rstrip()) * part) - 1], "cut.xml", defaults=Defaults("EUR")
                )
            assert refused.value.faults[0].code == "malformed_xml"


def test_a_pdf_with_any_byte_broken_is_read_or_refused() -> None:
    listed = next(each for each in manifest() if each["format"] == "pdf")
    whole = (FILES / listed["file"]).read_bytes()
    for at in range(0, len(whole), max(1, len(whole) // 150)):
        broken = whole[:at] + bytes([whole[at] ^ 0x15]) + whole[at + 1 :]
        try:
            read(broken, "broken.pdf", defaults=Defaults("EUR"))
        except Refused as refused:
            assert refused.faults
