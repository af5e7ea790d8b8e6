"""The worst files known for the readers of imports: each generator makes one of about `n` bytes.

`read` reads a file as an import does, and writes the errors.csv of what it rejects.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from io import BytesIO
from typing import Final

from relance.domain.errors import Refused
from relance.domain.imports import Defaults
from relance.readers import errors_csv
from relance.readers import read as read_file

_HEADER = b"number;customer_id;customer_name;email;issue_date;due_date;total;outstanding\n"
_DEFAULTS = Defaults("EUR", "fr", "Europe/Paris", date(2026, 11, 26))


def read(data: bytes) -> None:
    try:
        reading = read_file(data, "invoices", defaults=_DEFAULTS)
    except Refused:
        return
    errors_csv(reading, reading.faults, lambda fault: (fault.code, ""))


def _cell(column: int, start: bytes, middle: bytes, end: bytes = b"") -> Callable[[int], bytes]:
    """A good line in which one cell is `n` bytes long."""

    def made(n: int) -> bytes:
        cells = [b"F-1", b"C1", b"Acme", b"a@b.example", b"2026-01-01", b"2026-02-01", b"100.00", b"100.00"]
        cells[column] = start + middle * (n // len(middle)) + end
        return _HEADER + b";".join(cells) + b"\n"

    return made


def _lines(line: bytes, header: bytes = _HEADER) -> Callable[[int], bytes]:
    """`n` bytes of one line; `%d` in it counts."""

    def made(n: int) -> bytes:
        count = n // len(line) + 1
        lines = (line.replace(b"%d", b"%d" % at) for at in range(count)) if b"%d" in line else [line] * count
        return header + b"\n".join(lines)

    return made


def _raw(part: bytes, start: bytes = b"") -> Callable[[int], bytes]:
    return lambda n: start + part * (n // len(part))


_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_EMPTY_BOOK = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/>'
    f'<Override PartName="/xl/sharedStrings.xml" ContentType="{_TYPE}.sharedStrings+xml"/></Types>',
    "xl/workbook.xml": '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
    '<sheet name="F" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
    'relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
    "xl/styles.xml": '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs>'
    '<xf numFmtId="0"/></cellXfs></styleSheet>',
    "xl/sharedStrings.xml": '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"></sst>',
}
_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_NAMES = ("number", "customer_id", "issue_date", "total")


def _book(n: int, part: str, rows: Callable[[int], Iterator[str]], before: str, after: str) -> bytes:
    """A workbook of about `n` bytes, one of whose parts is made of `rows`: as many as fit."""
    count = 64
    while True:
        out = BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in _EMPTY_BOOK.items():
                if name != part:
                    archive.writestr(name, content)
            if part != "xl/worksheets/sheet1.xml":
                archive.writestr("xl/worksheets/sheet1.xml", f"<worksheet {_MAIN}><sheetData/></worksheet>")
            archive.writestr(part, before + "".join(rows(count)) + after)
        if out.tell() >= n or count > 2_000_000:
            return out.getvalue()
        count = count * max(2, min(16, n // max(out.tell(), 1)))


def _sheet(row: Callable[[int], str]) -> Callable[[int], bytes]:
    header = "".join(f'<c t="inlineStr"><is><t>{name}</t></is></c>' for name in _NAMES)

    def made(n: int) -> bytes:
        before = f"<worksheet {_MAIN}><sheetData><row>{header}</row>"
        return _book(
            n,
            "xl/worksheets/sheet1.xml",
            lambda count: map(row, range(count)),
            before,
            "</sheetData></worksheet>",
        )

    return made


def _strings(n: int) -> bytes:
    def rows(count: int) -> Iterator[str]:
        return (f"<si><t>{at * 2_654_435_761 % 4_294_967_296:x}</t></si>" for at in range(count))

    return _book(n, "xl/sharedStrings.xml", rows, f"<sst {_MAIN}>", "</sst>")


def _styles(n: int) -> bytes:
    def rows(count: int) -> Iterator[str]:
        return (f'<xf numFmtId="{at * 2_654_435_761 % 4_096}"/>' for at in range(count))

    return _book(n, "xl/styles.xml", rows, f"<styleSheet {_MAIN}><cellXfs>", "</cellXfs></styleSheet>")


def _merged(n: int) -> bytes:
    row = "<row><c><v>1</v></c></row>"
    before = f"<worksheet {_MAIN}><sheetData>{row * 1_000}</sheetData><mergeCells>"

    def rows(count: int) -> Iterator[str]:
        return (
            f'<mergeCell ref="A{at * 7_919 % 900 + 1}:B{at * 104_729 % 99_991 + 1_000}"/>'
            for at in range(count)
        )

    return _book(n, "xl/worksheets/sheet1.xml", rows, before, "</mergeCells></worksheet>")


def _number(at: int) -> str:
    return f"<c><v>{at * 2_654_435_761 % 4_294_967_296}</v></c>"


GENERATORS: Final[Mapping[str, Callable[[int], bytes]]] = {
    # Cells that an expression could walk twice.
    "a formula of digits": _cell(0, b"-", b"1", b"x"),
    "an amount of points": _cell(6, b"1", b".", b"a1"),
    "an amount of digits": _cell(6, b"", b"9"),
    "an amount of spaces": _cell(6, b"1", b" ", b"x"),
    "an amount of groups": _cell(6, b"1", b",111", b"x"),
    "an amount of brackets": _cell(6, b"", b"("),
    "a date of spaces": _cell(4, b"1", b" ", b"a"),
    "a date of digits": _cell(4, b"", b"20260101"),
    "a date of words": _cell(4, b"1 ", b"mar "),
    "an address of points": _cell(3, b"a@", b"b."),
    "an address of ats": _cell(3, b"", b"a@"),
    "addresses": _cell(3, b"", b"a@b.example,"),
    "an address of nothing": _cell(3, b"", b" ,;|/"),
    "a name of accents": _cell(2, b"e", "\u0301".encode()),
    "a name of invisible signs": _cell(2, b"a", "\u200b".encode()),
    "a name of Mac letters": _cell(2, b"a", b"\x8e"),
    "a name decoded twice": _cell(2, b"", "Ã©".encode()),
    "text forced": _cell(0, b'="', b'""', b'"'),
    # Quotation marks.
    "broken quotes": _lines(b'"a"b;C1;x;y;2026-01-01;2026-02-01;1;1'),
    "quotes never closed": _lines(b'F-%d;"C1;x;y;2026-01-01;2026-02-01;1;1'),
    "one mark a line": _lines(b'"'),
    "marks inside marks": _lines(b'a"";"""b;c'),
    "a cell of doubled marks": _cell(2, b'"', b'""', b'"'),
    "a cell of lines": _cell(2, b'"', b"a;b\n", b'"'),
    "quoted twice": _lines(b'"F-%d;C1;""x"";y;2026-01-01;2026-02-01;1;1"', b'"' + _HEADER.strip() + b'"\n'),
    # Many of everything.
    "good lines": _lines(b"F-%d;C%d;Acme;a%d@b.example;2026-01-13;2026-02-01;100.00;50.00"),
    "lines of one number": _lines(b"F-1;C1;Acme;a@b.example;2026-01-13;2026-02-01;100.00;100.00"),
    "instalments of one number": _lines(b"F-1;C1;Acme;a@b.example;13/01/2026;%d;100.00;100.00"),
    "lines of faults": _lines(b"F-%d;C1;Acme;a;2026-13-45;x;y;z"),
    "empty lines": _raw(b"\n", _HEADER),
    "empty cells": _raw(b";", _HEADER),
    "columns": _raw(b"c;"),
    "columns of one name": _raw(b"total;"),
    "a header of one cell": _raw(b"a "),
    "a header in capitals": _raw(b"aA"),
    "a header of brackets": _raw(b"( "),
    "lines without a header": _lines(b"a,b;c|d", b""),
    "zeros": _raw(b"a\x00\x00"),
    "bytes of no encoding": _raw(b"\x80\xff\xe9a", _HEADER),
    "half UTF-8": _raw("é".encode() + b"\xe9\n", _HEADER),
    # Workbooks.
    "a workbook of numbers": _sheet(lambda at: f"<row>{_number(at)}{_number(at + 1)}{_number(at + 2)}</row>"),
    "a workbook of one row": _sheet(lambda at: _number(at) if at else "<row>"),
    "a workbook of empty rows": _sheet(lambda at: "<row/>"),
    "a workbook of far cells": _sheet(lambda at: f'<row r="{at + 2}"><c r="SF{at + 2}"><v>1</v></c></row>'),
    "a workbook of text": _sheet(lambda at: f'<row><c t="inlineStr"><is><t>{at:x}</t></is></c></row>'),
    "shared strings": _strings,
    "styles": _styles,
    "merged cells": _merged,
}
