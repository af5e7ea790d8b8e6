"""Files that go with a letter: whether each can be printed, and what a printer must not be handed."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import pypdfium2
from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, PdfObject

from relance.domain.errors import Fault
from relance.rendering.letters.printed_area import opened
from relance.rendering.letters.profile import PAGE_HEIGHT, PAGE_WIDTH

MOST_PAGES: Final = 200
"""Pages of one file that are looked at: no provider prints as many."""
_TOLERANCE: Final = 3.0
_MM_PER_POINT: Final = 25.4 / 72
_RISKY_ACTIONS: Final = frozenset({"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/Rendition"})
_RISKY_ANNOTATIONS: Final = frozenset({"/RichMedia", "/Movie", "/Screen", "/3D", "/FileAttachment", "/Sound"})


@dataclass(frozen=True, slots=True)
class LetterFile:
    """`name` is as its owner knows it: "F-2026-1042.pdf"."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Looked:
    """`pages` is 0 for a file that cannot be read."""

    pages: int
    faults: tuple[Fault, ...]


def look_at(file: LetterFile) -> Looked:
    """The pages of a file, and every fault of it. Never raises, whatever the file is."""
    if not file.content[:1024].lstrip().startswith(b"%PDF-"):
        return Looked(0, (Fault("letter_attachment_type", file.name, {"name": file.name}),))
    try:
        with opened(file.content) as document:
            pages = len(document)
            sizes = [document.get_page_size(number) for number in range(min(pages, MOST_PAGES))]
    except pypdfium2.PdfiumError as error:
        locked = error.err_code == pypdfium2.raw.FPDF_ERR_PASSWORD
        code = "letter_attachment_encrypted" if locked else "letter_attachment_unreadable"
        return Looked(0, (Fault(code, file.name, {"name": file.name}),))
    faults = [
        Fault("letter_attachment_page_size", file.name, {"name": file.name, "page": number})
        for number, (across, down) in enumerate(sizes, start=1)
        if not _is_a4(across, down)
    ]
    if pages > MOST_PAGES:
        values: dict[str, str | int] = {"name": file.name, "pages": pages, "limit": MOST_PAGES}
        return Looked(pages, (*faults[:10], Fault("letter_attachment_too_long", file.name, values)))
    return Looked(pages, (*faults[:10], *_risks(file)))


def _is_a4(across: float, down: float) -> bool:
    """Upright or across: printers turn pages."""
    short, long = sorted((across * _MM_PER_POINT, down * _MM_PER_POINT))
    return abs(short - PAGE_WIDTH) <= _TOLERANCE and abs(long - PAGE_HEIGHT) <= _TOLERANCE


def _risks(file: LetterFile) -> Iterator[Fault]:
    try:
        reader = PdfReader(io.BytesIO(file.content), strict=False)
        # What opens without a password may be locked all the same: against printing.
        if reader.is_encrypted:
            yield Fault("letter_attachment_encrypted", file.name, {"name": file.name})
            return
        risky = next(_risky_parts(reader), None)
    except (PyPdfError, ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError, OSError):
        # The library has no one error for what it cannot follow; a printer may not follow it either.
        yield Fault("letter_attachment_unreadable", file.name, {"name": file.name})
        return
    if risky:
        what, page = risky
        yield Fault("letter_attachment_risky", file.name, {"name": file.name, "what": what, "page": page})


def _risky_parts(reader: PdfReader) -> Iterator[tuple[str, int]]:
    """What acts by itself or carries other files, and its page: 1 for what belongs to the whole document."""
    root = _dictionary(reader.trailer["/Root"])
    names = _dictionary(root.get("/Names"))
    for name in ("/JavaScript", "/EmbeddedFiles"):
        if name in names:
            yield name.removeprefix("/"), 1
    if "/XFA" in _dictionary(root.get("/AcroForm")):
        yield "XFA", 1
    for holder in (root, _dictionary(root.get("/AcroForm"))):
        yield from ((what, 1) for what in _actions(holder))
    for number, page in enumerate(reader.pages, start=1):
        yield from ((what, number) for what in _actions(page))
        annotations = _resolved(page.get("/Annots"))
        for each in annotations if isinstance(annotations, ArrayObject) else ():
            annotation = _dictionary(each)
            if str(annotation.get("/Subtype")) in _RISKY_ANNOTATIONS:
                yield str(annotation["/Subtype"]).removeprefix("/"), number
            yield from ((what, number) for what in _actions(annotation))


def _actions(holder: DictionaryObject) -> Iterator[str]:
    given = [_dictionary(holder.get(name)) for name in ("/OpenAction", "/A")]
    given += [_dictionary(each) for each in _dictionary(holder.get("/AA")).values()]
    for action in given:
        if str(action.get("/S")) in _RISKY_ACTIONS:
            yield str(action["/S"]).removeprefix("/")


def _resolved(value: PdfObject | None) -> PdfObject | None:
    return value.get_object() if value is not None else None


def _dictionary(value: PdfObject | None) -> DictionaryObject:
    found = _resolved(value)
    return found if isinstance(found, DictionaryObject) else DictionaryObject()
