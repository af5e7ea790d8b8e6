"""Whether a workbook is safe to open: measured while inflating, for a ZIP directory may lie."""

from __future__ import annotations

from io import BytesIO
from zipfile import BadZipFile, ZipFile, ZipInfo
from zlib import error as ZlibError

from relance.domain.errors import Fault, Refused

MAX_MEGABYTES = 20
MAX_ENTRIES = 2_000
MAX_INFLATED = 400 * 1024**2
# Real sheets stay below 40; a megabyte is nothing, whatever it was packed into.
MAX_RATIO = 60
RATIO_FREE = 1024**2
# Of the sheets and their texts together. A cell is at least two tags, mostly four.
MAX_TAGS = 8_000_000
TAGS_FREE, TAGS_A_BYTE = 500_000, 2.5
# Of any other part that is read: styles, names, relations. Bloated workbooks have some 40,000.
MAX_OTHER_TAGS = 100_000

TABLES = ("xl/worksheets/", "xl/sharedStrings")
WORKBOOK = "xl/workbook.xml"
_UNREAD = (
    *("xl/pivotCache/", "xl/pivotTables/", "xl/drawings/", "xl/charts/", "xl/calcChain", "xl/comments"),
    *("xl/threadedComments/", "xl/externalLinks/", "xl/queryTables/", "customXml/", "xl/model/"),
)
_CHUNK = 256 * 1024
_DOCTYPE = b"<!DOCTYPE"


def check_workbook(data: bytes) -> None:
    """Refuses a workbook that is too large, or not made by a spreadsheet program."""
    if len(data) > MAX_MEGABYTES * 1024**2:
        raise Refused(Fault("too_large", "file", {"megabytes": MAX_MEGABYTES}))
    tags_left = min(MAX_TAGS, TAGS_FREE + int(len(data) * TAGS_A_BYTE))
    bytes_left = MAX_INFLATED
    try:
        with ZipFile(BytesIO(data)) as archive:
            entries = archive.infolist()
            if len(entries) > MAX_ENTRIES:
                raise _bomb()
            for entry in entries:
                is_table = entry.filename.startswith(TABLES)
                size, tags = _measure(archive, entry, bytes_left, tags_left if is_table else _other(entry))
                bytes_left -= size
                tags_left -= tags if is_table else 0
    except (BadZipFile, ZlibError, EOFError, OSError, ValueError, NotImplementedError, RuntimeError) as error:
        if isinstance(error, Refused):
            raise
        raise Refused(Fault("damaged_workbook", "file")) from error


def _other(entry: ZipInfo) -> int:
    """How many tags a part may have that is no table; of parts that nobody reads, as many as it likes."""
    return MAX_TAGS if entry.filename.startswith(_UNREAD) else MAX_OTHER_TAGS


def _measure(archive: ZipFile, entry: ZipInfo, bytes_left: int, tags_left: int) -> tuple[int, int]:
    """The entry's real size in bytes and its count of XML tags; refuses it as soon as either is too much."""
    size = tags = 0
    allowed = max(RATIO_FREE, entry.compress_size * MAX_RATIO)
    tail = b""
    is_xml = entry.filename.lower().endswith((".xml", ".rels", ".vml"))
    with archive.open(entry) as stream:
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            if size > min(allowed, bytes_left):
                raise _bomb()
            tags += chunk.count(b"<") if is_xml else 0
            if tags > tags_left:
                raise Refused(Fault("workbook_too_large", "file"))
            # Without NULs UTF-16 looks like ASCII; no spreadsheet program declares a document type.
            seen = tail + chunk.replace(b"\x00", b"")
            if is_xml and _DOCTYPE in seen:
                raise Refused(Fault("damaged_workbook", "file"))
            tail = seen[-len(_DOCTYPE) :]
    return size, tags


def _bomb() -> Refused:
    return Refused(Fault("workbook_too_large", "file"))


_STRICT = b"http://purl.oclc.org/ooxml/"
_TRANSITIONAL = (
    (
        b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    ),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
    (b"http://purl.oclc.org/ooxml/drawingml/main", b"http://schemas.openxmlformats.org/drawingml/2006/main"),
)


def transitional(data: bytes) -> bytes:
    """A workbook saved as "Strict Open XML" with the names of an ordinary one, which openpyxl knows; others
    as they are. For workbooks that `check_workbook` has let pass.
    """
    with ZipFile(BytesIO(data)) as archive:
        if _STRICT not in archive.read("xl/workbook.xml"):
            return data
        out = BytesIO()
        with ZipFile(out, "w") as written:
            for entry in archive.infolist():
                content = archive.read(entry)
                for strict, usual in _TRANSITIONAL:
                    content = content.replace(strict, usual)
                written.writestr(entry.filename, content)
    return out.getvalue()
