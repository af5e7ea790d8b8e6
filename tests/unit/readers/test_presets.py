"""Mappings of named packages: data files that a mapping may name."""

from __future__ import annotations

from datetime import date

import pytest

from relance.contracts.api.column_mappings import _PRESET
from relance.domain.errors import Refused
from relance.domain.imports import InvoiceRow
from relance.readers.mapping_file import mapping_of
from relance.readers.presets import presets
from tests.unit.readers.reading import csv

VALUES = {
    "number": "F-1", "customer_id": "C1", "customer_name": "Lys", "email": "a@lys.example", "currency": "EUR",
    "total": "1200{}50", "outstanding": "200{}00", "kind": "Invoice", "status": "open",
}  # fmt: skip
ORDERS = {"dmy": "02/03/2026", "mdy": "03/02/2026", "ymd": "2026-03-02"}


@pytest.mark.parametrize("preset", presets())
def test_a_preset_reads_what_its_package_writes(preset: str) -> None:
    mapping = mapping_of({"preset": preset})
    assert mapping.date_order and mapping.decimal_mark
    day = ORDERS[mapping.date_order]
    cells = [VALUES.get(field, day).format(mapping.decimal_mark) for field in mapping.columns.values()]
    (row,) = csv("\t".join(mapping.columns), "\t".join(cells), mapping=mapping).rows
    assert isinstance(row, InvoiceRow)
    assert (row.issue_date, row.total.minor, row.outstanding and row.outstanding.minor) == (
        date(2026, 3, 2),
        1200_50,
        200_00,
    )


def test_every_preset_says_where_it_comes_from_and_the_api_names_them() -> None:
    assert {preset.source for preset in presets().values()} <= {"documentation", "export"}
    assert all(preset in _PRESET for preset in presets())


def test_what_is_written_wins_over_the_preset() -> None:
    mapping = mapping_of({"preset": "xero", "date_order": "mdy", "columns": None})
    assert (mapping.date_order, mapping.columns["ContactName"]) == ("mdy", "customer_name")


def test_a_preset_that_is_none_names_those_there_are() -> None:
    with pytest.raises(Refused) as refused:
        mapping_of({"preset": "abacus"})
    assert refused.value.faults[0].field == "preset"
    assert "xero-us" in str(refused.value.faults[0].values["choices"])
