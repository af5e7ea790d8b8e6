"""Text cut into records: cells of several lines, quotation marks of every kind, columns without a name."""

from __future__ import annotations

import csv as stdlib_csv
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance.readers.records import records
from tests.unit.readers.reading import csv, fault_of, only_invoice, refusal

HEADER = "Invoice number,Customer,Address,Invoice date,Total"


@pytest.mark.parametrize(
    "address",
    ["1 rue X\nBât. B, esc. 2, 3e, porte 4\n69000 Lyon", "a,b,c,d,e\n\nf,g,h,i,j", '"Le Lys"\n2, rue Y'],
)
def test_a_quoted_cell_may_have_lines_and_separators(address: str) -> None:
    quoted = address.replace('"', '""')
    reading = csv(HEADER, f'F-1,Acme,"{quoted}",2026-04-13,10.00', "F-2,Acme,x,2026-04-13,10.00")
    assert ([row.line for row in reading.rows], reading.faults) == ([2, 3 + address.count("\n")], ())


def test_a_mark_inside_a_cell_that_does_not_begin_with_one_is_a_sign() -> None:
    assert only_invoice(csv(HEADER, 'F-1,12" pipes,x,2026-04-13,10.00')).customer_name == '12" pipes'


def test_a_file_quoted_once_too_often_is_read() -> None:
    lines = HEADER, 'F-1,"Acme, Ltd",x,2026-04-13,10.00'
    reading = csv(*('"' + line.replace('"', '""') + '"' for line in lines))
    assert only_invoice(reading).customer_name == "Acme, Ltd"


def test_text_under_a_column_without_a_name_is_a_fault() -> None:
    reading = csv(
        "Invoice,Customer,Invoice date,Total,", "F-1,Acme,2026-04-13,74,50", "F-2,Acme,2026-04-13,80,"
    )
    assert (fault_of(reading).code, fault_of(reading).values["value"]) == ("text_without_header", "50")
    assert [row.line for row in reading.rows] == [3]


def test_the_numbers_of_rows_that_a_data_tool_wrote_are_no_text() -> None:
    reading = csv(f",{HEADER}", "0,F-1,Acme,x,2026-04-13,10.00", "1,F-2,Acme,x,2026-04-13,10.00")
    assert (len(reading.rows), reading.faults) == (2, ())


def test_a_header_that_nobody_knows_is_quoted() -> None:
    (fault,) = refusal(b"alpha;beta;gamma\n1;2;3")
    assert (fault.code, fault.values) == ("no_header", {"columns": "alpha, beta, gamma"})


def test_a_column_that_lacks_is_named_beside_those_that_are_there() -> None:
    (fault,) = refusal("N° facture;Client;Date facture;Remise\n1;2;3;4".encode())
    assert (fault.code, fault.field) == ("missing_column", "total")
    assert fault.values["columns"] == "N° facture, Client, Date facture, Remise"


# Not two numbers in a cell: a line with two looks like a record, whose day and amount they would be.
CELL = st.text(st.sampled_from('ab ,;"\n\r1é'), max_size=8).filter(lambda cell: cell.count("1") < 2)


@given(st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=6))
def test_what_a_csv_writer_writes_is_read_as_it_was(rows: list[list[str]]) -> None:
    out = StringIO(newline="")
    stdlib_csv.writer(out, quoting=stdlib_csv.QUOTE_ALL).writerows(rows)
    physical = list(StringIO(out.getvalue(), newline=""))
    found = [list(line.cells) for line in records(physical, ",")]
    assert found == [row for row in rows if any(cell.strip() for cell in row)]


@given(st.text(st.sampled_from('ab,"\n'), max_size=60))
def test_every_line_is_in_one_record(text: str) -> None:
    physical = list(StringIO(text, newline=""))
    numbers = [line.number for line in records(physical, ",")]
    assert numbers == sorted(set(numbers))
    assert all(1 <= number <= len(physical) for number in numbers)
