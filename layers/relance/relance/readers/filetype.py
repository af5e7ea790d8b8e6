"""What a file is, by its first bytes; everything that is no table is refused by its own name."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Final, Literal
from zipfile import BadZipFile, ZipFile

from relance.domain.errors import Fault, Refused
from relance.readers.clean import normalised

type FileKind = Literal["csv", "xlsx", "xml", "pdf", "fec", "zip"]

ACCEPTED: Final = "CSV, XLSX, UBL, CII, Factur-X, ZUGFeRD, FEC, ZIP"

_SIGNATURES = (
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"\x1f\x8b", "gzip"),
    (b"7z\xbc\xaf\x27\x1c", "7-Zip"),
    (b"Rar!", "RAR"),
    (b"{\\rtf", "RTF"),
    (b'{"', "JSON"),
    (b"[{", "JSON"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")

# Looked for in the first 4 KB of something that begins like XML: tables that a spreadsheet program opens.
_TABLES = (
    ("schemas-microsoft-com:office:spreadsheet", "Excel 2003 (XML)"),
    ("<html", "HTML"),
    ("<!doctype html", "HTML"),
    ("<table", "HTML"),
)
# How files of EDI begin.
_EDI = ((b"UNA:", "EDIFACT"), (b"UNB+", "EDIFACT"), (b"ISA*00*", "ANSI X12"))

# Looked for among the names inside a ZIP.
_ZIPPED = (
    ("xl/workbook.bin", "Excel (.xlsb)"),
    ("word/", "Word (.docx)"),
    ("ppt/", "PowerPoint (.pptx)"),
    ("content.xml", "OpenDocument (.ods, .odt)"),
    ("Index/", "Apple Numbers"),
)


def file_format(data: bytes) -> FileKind:
    """`csv` stands for any text; its encoding and separator are for the reader to find."""
    if not data.strip(b"\x00\t\n\r\x1a \xef\xbb\xbf\xff\xfe"):
        raise Refused(Fault("empty_file", "file"))
    if data.startswith(b"PK\x03\x04"):
        return _zipped(data)
    if data.startswith(_OLE):
        if _OLE_ENCRYPTED in data:
            raise Refused(Fault("protected_workbook", "file"))
        raise unsupported("Excel 97-2003 (.xls)")
    if b"%PDF-" in data[:1024]:
        return "pdf"
    for signature, name in (*_SIGNATURES, *_EDI):
        if data.startswith(signature):
            raise unsupported(name)
    return _text(data)


def _text(data: bytes) -> FileKind:
    # Without NULs and byte-order marks, the ASCII of UTF-16 and UTF-8 looks alike.
    head = data[:4096].replace(b"\x00", b"").decode("latin-1").lstrip("\xef\xbb\xbf\xff\xfe \t\r\n")
    if re.match(r"<[?!a-z_]", head, re.IGNORECASE):
        lowered = head.lower()
        if table := next((name for mark, name in _TABLES if mark in lowered), None):
            raise unsupported(table)
        return "xml"
    return "fec" if is_fec(head) else "csv"


def is_fec(text: str) -> bool:
    """By its first line: the names of the columns that the law gives, however they are spelled."""
    names = {normalised(name) for name in re.split(r"[\t|;]", text.split("\n", 1)[0])}
    return {"journalcode", "ecriturenum", "comptenum"} <= names


def _zipped(data: bytes) -> FileKind:
    try:
        with ZipFile(BytesIO(data)) as archive:
            names = archive.namelist()
    except (BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise Refused(Fault("damaged_workbook", "file")) from error
    if "xl/workbook.xml" in names:
        return "xlsx"
    kind = next((kind for mark, kind in _ZIPPED if any(name.startswith(mark) for name in names)), None)
    if kind:
        raise unsupported(kind)
    return "zip"


# What a spreadsheet program opens and can save again; many packages call an HTML table `.xls`.
_SPREADSHEETS = frozenset(
    (
        "Excel 97-2003 (.xls)",
        "Excel (.xlsb)",
        "Excel 2003 (XML)",
        "OpenDocument (.ods, .odt)",
        "Apple Numbers",
        "HTML",
    )
)
_PACKED = frozenset(("ZIP", "gzip", "7-Zip", "RAR"))


def unsupported(found: str) -> Refused:
    """The refusal of a file of a kind that is not read, by its name."""
    if found in _SPREADSHEETS:
        return Refused(Fault("other_spreadsheet", "file", {"found": found}))
    if found in _PACKED:
        return Refused(Fault("packed_file", "file", {"found": found}))
    return Refused(Fault("unsupported_type", "file", {"found": found, "accepted": ACCEPTED}))
