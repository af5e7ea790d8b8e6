"""Short ways to read a file in a test."""

from __future__ import annotations

from io import BytesIO

import pytest
from openpyxl import Workbook

from relance.domain.errors import Fault, Refused
from relance.domain.imports import ColumnMapping, Defaults, InvoiceRow, Reading
from relance.readers import read

EUR = Defaults("EUR")


def csv(
    *lines: str, encoding: str = "utf-8", filename: str = "export.csv", mapping: ColumnMapping | None = None
) -> Reading:
    return read("\n".join(lines).encode(encoding), filename, mapping=mapping, defaults=EUR)


def xlsx(*rows: tuple[object, ...]) -> bytes:
    book = Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(list(row))
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def only_invoice(reading: Reading) -> InvoiceRow:
    assert reading.faults == ()
    (row,) = reading.rows
    assert isinstance(row, InvoiceRow)
    return row


def fault_of(reading: Reading) -> Fault:
    (row_fault,) = reading.faults
    return row_fault.fault


def refusal(data: bytes, filename: str = "export.csv", mapping: ColumnMapping | None = None) -> list[Fault]:
    with pytest.raises(Refused) as refused:
        read(data, filename, mapping=mapping, defaults=EUR)
    return list(refused.value.faults)
