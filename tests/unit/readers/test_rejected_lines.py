"""`errors.csv` gives back what was rejected, says why in the reader's language, and can be dropped again."""

from __future__ import annotations

import ast
import csv as stdlib_csv
import string
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import relance.readers
from relance.domain.errors import Fault
from relance.domain.imports import InvoiceRow, Reading
from relance.readers import errors_csv, read
from relance.readers.table import guarded, unguarded
from relance.rendering.import_report import words
from relance.rendering.texts import catalogue
from tests.unit.readers.reading import EUR, csv, xlsx

HEADER = "N° facture;Client;Date facture;Total TTC"


def in_french(fault: Fault) -> tuple[str, str]:
    return words(fault, "fr")


def rejected(reading: Reading) -> bytes:
    return errors_csv(reading, reading.faults, in_french)


def table(data: bytes, encoding: str, separator: str = ";") -> list[list[str]]:
    return list(stdlib_csv.reader(StringIO(data.decode(encoding), newline=""), delimiter=separator))


def test_rejected_lines_keep_their_columns_encoding_and_separator() -> None:
    reading = csv(
        HEADER + ";Note", "F-1;Chloé;30/11/2026;10;ok", "F-2;Chloé;31/11/2026;dix;à voir", encoding="cp1252"
    )
    header, row = table(rejected(reading), "cp1252")
    assert header == [*HEADER.split(";"), "Note", "_line", "_field", "_code", "_message", "_hint"]
    assert row[:5] == ["F-2", "Chloé", "31/11/2026", "dix", "à voir"]
    assert row[5:8] == ["3", "issue_date | total", "impossible_date | not_an_amount"]
    assert "31/11/2026" in row[8]
    assert "jour" in row[9]


def test_a_mended_file_can_be_dropped_again() -> None:
    reading = csv(HEADER, "F-1;=Acme;30/11/2026;10", "F-2;=Acme;31/11/2026;-10,50", encoding="cp1252")
    data = rejected(reading)
    assert b";'=Acme;31/11/2026;-10,50;" in data
    again = read(data.replace(b"31/11", b"30/11", 1), "errors.csv", defaults=EUR)
    assert (again.faults, again.facts.headers) == ((), tuple(HEADER.split(";")))
    assert [row.customer_id for row in again.rows] == ["=Acme"]


@pytest.mark.parametrize(
    "line", ["F-2;Acme;30/11/2026", "F-2;Acme;30/11/2026;1;5", 'F-2;"Ac"me;30/11/2026;10']
)
def test_a_line_that_was_not_understood_is_not_understood_again_until_mended(line: str) -> None:
    first = csv(HEADER, line)
    (row,) = table(rejected(first), "utf-8")[1:]
    assert row[:4] == [line, "", "", ""] or row[0].replace('"', "") == line.replace('"', "")
    again = read(rejected(first), "errors.csv", defaults=EUR)
    assert (again.rows, len(again.lines)) == ((), 1)


def test_the_rejected_rows_of_a_workbook_come_as_text_that_excel_opens() -> None:
    reading = read(xlsx(tuple(HEADER.split(";")), ("F-1", "Chloé", "never", 10.5)), "x.xlsx", defaults=EUR)
    data = rejected(reading)
    assert data.startswith(b"\xef\xbb\xbf")
    assert table(data, "utf-8-sig")[1][:4] == ["F-1", "Chloé", "never", "10.5"]


def test_the_amounts_of_a_workbook_s_rejected_rows_are_those_it_was_read_with() -> None:
    """What a formula gave, dropped again as text, would be a thousand times as much."""
    header = (*HEADER.split(";"), "Restant dû", "Devise")
    data = xlsx(
        header, ("F-1", "Chloé", "never", 99.99 * 1.2, 1 / 3, ""), ("F-2", "Chloé", "x", 7.5, 1200, "JPY")
    )
    first = rejected(read(data, "x.xlsx", defaults=EUR))
    cells = [row[3:6] for row in table(first, "utf-8-sig")[1:]]
    assert cells == [["119.99", "0.33", ""], ["8", "1200", "JPY"]]
    again = read(first.replace(b"never", b"2026-11-30"), "errors.csv", defaults=EUR)
    assert [str(row.total) for row in again.rows if isinstance(row, InvoiceRow)] == ["119.99 EUR"]


@pytest.mark.parametrize("cell", ["=1+1", "+cmd", "-x", "@sum", "\tx", "\rx", "-1+cmd"])
def test_a_text_cell_cannot_be_a_formula(cell: str) -> None:
    assert guarded(cell) == "'" + cell
    assert unguarded(guarded(cell)) == cell


@pytest.mark.parametrize("cell", ["-10", "-10,50", "+33 1 23 45 67 89", "-1 234,56 €", "10-", "Acme"])
def test_numbers_and_plain_text_are_left_alone(cell: str) -> None:
    assert guarded(cell) == cell


@given(st.text(max_size=20).filter(lambda cell: not cell.startswith("'")))
def test_the_guard_comes_off_as_it_was_put_on(cell: str) -> None:
    assert unguarded(guarded(cell)) == cell


# Where each call that makes a fault takes its code.
CODE_ARGUMENT = {"Fault": 0, "_Unreadable": 0, "fault": 1, "note": 1, "tell": 1, "word": 2}


def codes_raised() -> Iterator[str]:
    """The code of every fault that the readers' source can make."""
    for source in Path(relance.readers.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = (
                    node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                )
                if name in CODE_ARGUMENT and len(node.args) > CODE_ARGUMENT[name]:
                    yield from codes_in(node.args[CODE_ARGUMENT[name]])


def codes_in(argument: ast.expr) -> Iterator[str]:
    match argument:
        case ast.Constant(value=str(code)):
            yield code
        case ast.IfExp(body=one, orelse=other):
            yield from (*codes_in(one), *codes_in(other))
        case ast.JoinedStr(values=[ast.Constant(value=str(prefix)), _]):
            yield from (f"{prefix}{subject}" for subject in ("dates", "amounts"))


def places(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_every_code_has_a_message_and_a_hint_in_both_languages() -> None:
    codes = set(codes_raised())
    for language in ("en", "fr"):
        # What is wrong with an address is said in the same words wherever an address comes in.
        texts = {**catalogue(language, "imports"), **catalogue(language, "postal")}
        assert codes <= set(texts)
        assert all(set(told) == {"message", "hint"} for told in texts.values())


def test_both_languages_say_the_same_things_with_the_same_values() -> None:
    english, french = catalogue("en", "imports"), catalogue("fr", "imports")
    assert english.keys() == french.keys()
    for code, told in english.items():
        assert {part: places(sentence) for part, sentence in told.items()} == {
            part: places(sentence) for part, sentence in french[code].items()
        }, code
