"""Column mappings: for one file, or kept for all files with their columns; written down and checked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance.domain.errors import Refused
from relance.domain.imports import ColumnMapping
from relance.readers import read
from relance.readers.mapping_file import mapping_of, parsed
from tests.unit.readers.reading import EUR, only_invoice

FILE = b"Zone 1;Zone 2;Zone 3;Zone 4;Zone 5\nF-1;Acme;03/04/2026;12,50;99,00"
ZONES = {"Zone 1": "number", "Zone 2": "customer_id", "Zone 3": "issue_date", "Zone 4": "total"}
MAPPING = ColumnMapping(ZONES, kind="invoices", date_order="dmy")
HEADERS = ("Zone 5", "Zone 4", "Zone 3", "Zone 2", "Zone 1")


def total(*kept: ColumnMapping) -> str:
    return str(only_invoice(read(FILE, "x.csv", defaults=EUR, kept=kept)).total)


def test_a_kept_mapping_serves_the_files_that_have_its_columns() -> None:
    assert total(ColumnMapping({"Montant net": "total"}), MAPPING) == "12.50 EUR"


def test_of_several_the_one_that_names_most_columns_is_used() -> None:
    more = ColumnMapping({**ZONES, "Zone 4": "outstanding", "Zone 5": "total"}, date_order="dmy")
    assert total(MAPPING, more) == "99.00 EUR"
    assert total(more, MAPPING) == "99.00 EUR"


def test_a_mapping_with_all_headers_serves_files_with_just_these() -> None:
    exact = ColumnMapping(
        {**ZONES, "Zone 4": "outstanding", "Zone 5": "total"}, date_order="dmy", headers=HEADERS
    )
    assert total(MAPPING, exact) == "99.00 EUR"
    other = ColumnMapping({**ZONES, "Zone 5": "paid_amount"}, date_order="dmy", headers=(*HEADERS, "Zone 6"))
    assert total(MAPPING, other) == "12.50 EUR"


def test_a_mapping_for_the_file_counts_before_all_that_are_kept() -> None:
    own = ColumnMapping({**ZONES, "Zone 4": "outstanding", "Zone 5": "total"}, date_order="dmy")
    reading = read(FILE, "x.csv", defaults=EUR, mapping=own, kept=[MAPPING])
    assert str(only_invoice(reading).total) == "99.00 EUR"


def test_the_first_lines_show_whether_columns_are_right() -> None:
    reading = read(FILE, "x.csv", defaults=EUR, kept=[MAPPING])
    assert reading.facts.samples == (("F-1", "Acme", "03/04/2026", "12,50", "99,00"),)


YAML = b"""
kind: invoices
columns:
  Zone 4: total
  "N\xc2\xb0": number
date_order: dmy
decimal_mark: ","
headers: [Zone 4, "N\xc2\xb0"]
"""


def test_a_mapping_is_read_as_it_is_written() -> None:
    assert mapping_of(parsed(YAML)) == ColumnMapping(
        {"Zone 4": "total", "N°": "number"}, "invoices", "dmy", ",", ("Zone 4", "N°")
    )


@pytest.mark.parametrize(
    ("written", "code"),
    [
        (b"- a", "mapping_no_object"),
        (b"kind: bills", "mapping_choice"),
        (b"colums: {}", "mapping_unknown_setting"),
        (b"columns: [a]", "mapping_columns"),
        (b"columns: {a: colour}", "mapped_field_unknown"),
        (b"kind: payments\ncolumns: {a: due_date}", "mapped_field_unknown"),
        (b"headers: 5", "mapping_headers"),
        (b"a: [", "mapping_unreadable"),
        (b"\xff\xfe\x00", "mapping_unreadable"),
        (b"a: &a [x]\nb: *a", "mapping_unreadable"),
        (b"a: " + b"[" * 5_000, "mapping_unreadable"),
        (b"#" * 200_000, "mapping_unreadable"),
    ],
)
def test_a_mapping_that_is_none_says_why(written: bytes, code: str) -> None:
    with pytest.raises(Refused) as refused:
        mapping_of(parsed(written))
    assert refused.value.faults[0].code == code


@given(st.binary(max_size=60))
def test_any_bytes_are_a_mapping_or_a_refusal(data: bytes) -> None:
    try:
        mapping_of(parsed(data))
    except Refused as refused:
        assert refused.faults
