"""What a file is, by its first bytes; everything that is no table is refused by its own name."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Literal
from zipfile import BadZipFile, ZipFile

from relance.domain.errors import Fault, Refused

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

# Looked for in the first 4 KB of something that begins like XML; the first that is there names it.
_XML = (
    ("FatturaElettronica", "FatturaPA (XML)"),
    ("SCRDMCCBDACIOMessageStructure", "Order-X (XML)"),
    ("CrossIndustryInvoice", "CII (XML)"),
    ("oasis:names:specification:ubl", "UBL (XML)"),
    ("urn:iso:std:iso:20022", "ISO 20022 (XML)"),
    ("schemas-microsoft-com:office:spreadsheet", "Excel 2003 (XML)"),
    ("<html", "HTML"),
    ("<!doctype html", "HTML"),
    ("<table", "HTML"),
)

# Looked for among the names inside a ZIP.
_ZIPPED = (
    ("xl/workbook.bin", "Excel (.xlsb)"),
    ("word/", "Word (.docx)"),
    ("ppt/", "PowerPoint (.pptx)"),
    ("content.xml", "OpenDocument (.ods, .odt)"),
    ("Index/", "Apple Numbers"),
)


def file_format(data: bytes) -> Literal["csv", "xlsx"]:
    """`csv` stands for any text; its encoding and separator are for the reader to find."""
    if not data.strip(b"\x00\t\n\r\x1a \xef\xbb\xbf\xff\xfe"):
        raise Refused(Fault("empty_file", "file"))
    if data.startswith(b"PK\x03\x04"):
        return _zipped(data)
    if data.startswith(_OLE):
        if _OLE_ENCRYPTED in data:
            raise Refused(Fault("protected_workbook", "file"))
        raise _unsupported("Excel 97-2003 (.xls)")
    if b"%PDF-" in data[:1024]:
        raise _unsupported("PDF")
    for signature, name in _SIGNATURES:
        if data.startswith(signature):
            raise _unsupported(name)
    _refuse_xml_and_fec(data)
    return "csv"


def _refuse_xml_and_fec(data: bytes) -> None:
    # Without NULs and byte-order marks, the ASCII of UTF-16 and UTF-8 looks alike.
    head = data[:4096].replace(b"\x00", b"").decode("latin-1").lstrip("\xef\xbb\xbf\xff\xfe \t\r\n")
    if re.match(r"<[?!a-z]", head, re.IGNORECASE):
        lowered = head.lower()
        raise _unsupported(next((name for mark, name in _XML if mark.lower() in lowered), "XML"))
    first_line = head.split("\n", 1)[0]
    if "JournalCode" in first_line and "EcritureNum" in first_line:
        raise _unsupported("FEC")


def _zipped(data: bytes) -> Literal["xlsx"]:
    try:
        with ZipFile(BytesIO(data)) as archive:
            names = archive.namelist()
    except (BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise Refused(Fault("damaged_workbook", "file")) from error
    if "xl/workbook.xml" in names:
        return "xlsx"
    raise _unsupported(
        next((kind for mark, kind in _ZIPPED if any(name.startswith(mark) for name in names)), "ZIP")
    )


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


def _unsupported(found: str) -> Refused:
    if found in _SPREADSHEETS:
        return Refused(Fault("other_spreadsheet", "file", {"found": found}))
    if found in _PACKED:
        return Refused(Fault("packed_file", "file", {"found": found}))
    return Refused(Fault("unsupported_type", "file", {"found": found, "accepted": "CSV, XLSX"}))
