"""PDF files: the e-invoice that one may carry, and what makes one unfit to be mailed on."""

from __future__ import annotations

import logging
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final

from pypdf import Configuration, PdfReader, apply_configuration
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

from relance.domain.errors import Fault, Refused

logging.getLogger("pypdf").setLevel(logging.CRITICAL)

MOST_OBJECTS: Final = 20_000
_MOST_BYTES: Final = 20 * 1024**2
# pypdf's own limits suit a desk with gigabytes; an invoice and its embedded XML stay far below these.
_LIMITS: Final = Configuration(
    maximum_declared_stream_length=_MOST_BYTES,
    array_based_stream_maximum_output_length=_MOST_BYTES,
    lzw_maximum_output_length=_MOST_BYTES,
    run_length_maximum_output_length=_MOST_BYTES,
    zlib_maximum_output_length=_MOST_BYTES,
    brotli_maximum_output_length=_MOST_BYTES,
    zlib_maximum_recovery_input_length=1024**2,
    stream_filters_maximum_length=4,
    stream_decoding_work_maximum_length=3 * _MOST_BYTES,
    jbig2dec_binary=None,
)
MOST_ATTACHMENTS: Final = 50
MOST_DEPTH: Final = 20
MOST_TEXT: Final = 500_000
"""Bytes that draw the first page."""
INVOICE_NAMES: Final = ("factur-x.xml", "zugferd-invoice.xml", "xrechnung.xml")

# What a damaged or hostile file makes pypdf raise.
_BROKEN: Final = (
    PyPdfError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    RecursionError,
    ArithmeticError,
    AssertionError,
    NotImplementedError,
    OSError,
    MemoryError,
    zlib.error,
    struct.error,
)
_ACTIONS: Final = {
    "/JavaScript": "JavaScript",
    "/Launch": "Launch",
    "/SubmitForm": "SubmitForm",
    "/ImportData": "ImportData",
    "/Rendition": "Rendition",
    "/RichMediaExecute": "RichMedia",
    "/GoToE": "GoToE",
    "/GoToR": "GoToR",
}
# Kinds of object, and of annotation, that run something or hold a program.
_TYPES: Final = {"/RichMedia": "RichMedia", "/Movie": "Movie", "/Screen": "Screen", "/3D": "3D"}


@dataclass(frozen=True, slots=True)
class Attachment:
    name: str
    content: bytes


@dataclass(frozen=True)
class Pdf:
    """A PDF that opens. Everything else about it may still be broken."""

    reader: PdfReader

    @classmethod
    @contextmanager
    def opened(cls, data: bytes) -> Iterator[Pdf]:
        """The PDF, for as long as the limits on what it may unpack are in force. Raises Refused for a damaged
        file, and for one that only opens with a password.
        """
        with apply_configuration(_LIMITS):
            yield cls._of(data)

    @classmethod
    def _of(cls, data: bytes) -> Pdf:
        try:
            reader = PdfReader(
                BytesIO(data), root_object_recovery_limit=2_000, xref_stream_maximum_entries=200_000
            )
            if reader.is_encrypted:
                raise Refused(Fault("pdf_encrypted", "file"))
            _ = reader.root_object
        except Refused:
            raise
        except _BROKEN as error:
            raise Refused(Fault("damaged_pdf", "file")) from error
        return cls(reader)

    def invoices(self) -> list[Attachment]:
        """The XML files inside, the likeliest first. Raises Refused where one is too large to unpack."""
        found: dict[int, Attachment] = {}
        try:
            for name, stream in self._embedded():
                if id(stream) not in found and (name.lower().endswith(".xml") or not name):
                    found[id(stream)] = Attachment(name, stream.get_data())
        except _BROKEN as error:
            raise Refused(Fault("damaged_pdf", "file")) from error
        return sorted(found.values(), key=lambda each: _rank(each.name))

    def _embedded(self) -> Iterator[tuple[str, StreamObject]]:
        """Files of the name tree (PDF 1.4) and associated files (PDF 2.0), as far as they can be reached."""
        root = self.reader.root_object
        specs = [*_named_files(root), *_array(root.get("/AF"))]
        for spec in specs[:MOST_ATTACHMENTS]:
            files = _dictionary(_dictionary(spec).get("/EF"))
            name = _text(_dictionary(spec).get("/UF")) or _text(_dictionary(spec).get("/F"))
            for key in ("/UF", "/F"):
                stream = _direct(files.get(key))
                if isinstance(stream, StreamObject):
                    yield name, stream
                    break

    def first_page(self) -> str:
        """The words of its first page as far as they stand in its own content, of at most MOST_TEXT bytes;
        empty where they cannot be read. What the page shows by way of other objects is left out: those may
        show each other without end.
        """
        try:
            page = self.reader.pages[0]
            contents = page.get_contents()
            if contents is None or len(contents.get_data()) > MOST_TEXT:
                return ""
            resources = _dictionary(page.get("/Resources"))
            if "/XObject" in resources:
                del resources["/XObject"]
            return page.extract_text()
        except _BROKEN:
            return ""

    def dangers(self) -> tuple[str, ...]:
        """What in it runs something when it is opened or clicked, by the names of PDF; sorted.

        A file of too many objects to look at, or with objects that cannot be read, says so: "unreadable".
        """
        found: set[str] = set()
        try:
            for at, thing in enumerate(self._objects()):
                if at >= MOST_OBJECTS:
                    found.add("unreadable")
                    break
                found |= _dangers_of(thing, 0)
        except _BROKEN:
            found.add("unreadable")
        return tuple(sorted(found))

    def _objects(self) -> Iterator[Any]:
        yield self.reader.trailer
        for generation, numbers in self.reader.xref.items():
            for number in tuple(numbers):
                if number:
                    yield _direct(IndirectObject(number, generation, self.reader))
        for number in tuple(self.reader.xref_objStm):
            yield _direct(IndirectObject(number, 0, self.reader))


def _rank(name: str) -> int:
    lowered = name.lower()
    return next((at for at, known in enumerate(INVOICE_NAMES) if known == lowered), len(INVOICE_NAMES))


def _named_files(root: DictionaryObject) -> Iterator[Any]:
    tree = _direct(_dictionary(root.get("/Names")).get("/EmbeddedFiles"))
    waiting, seen = [(tree, 0)], 0
    while waiting and seen < MOST_OBJECTS:
        node, depth = waiting.pop()
        node = _dictionary(node)
        names = _array(node.get("/Names"))
        seen += 1 + len(names)
        yield from names[1::2]
        if depth < MOST_DEPTH:
            waiting += [(kid, depth + 1) for kid in reversed(_array(node.get("/Kids")))]


def _dangers_of(thing: Any, depth: int) -> set[str]:
    """Of one object and what stands directly in it; what it refers to is an object of its own."""
    if isinstance(thing, ArrayObject) and depth < MOST_DEPTH:
        found: set[str] = set()
        for each in thing[:MOST_OBJECTS]:
            found |= _dangers_of(each, depth + 1)
        return found
    if not isinstance(thing, DictionaryObject) or depth >= MOST_DEPTH:
        return set()
    named = _ACTIONS.get(_text(_raw(thing, "/S")))
    found = {named} if named else set()
    for key in ("/Type", "/Subtype"):
        if kind := _TYPES.get(_text(_raw(thing, key))):
            found.add(kind)
    if "/JS" in thing or "/JavaScript" in thing:
        found.add("JavaScript")
    if "/XFA" in thing:
        found.add("XFA")
    for key in tuple(thing):
        found |= _dangers_of(thing.raw_get(key), depth + 1)
    return found


def _raw(thing: DictionaryObject, key: str) -> Any:
    """A name may stand behind a reference."""
    return _direct(thing.raw_get(key)) if key in thing else None


def _direct(thing: Any) -> Any:
    """What a reference, or a reference to a reference, stands for."""
    for _ in range(MOST_DEPTH):
        if not isinstance(thing, IndirectObject):
            return thing
        thing = thing.get_object()
    return None


def _dictionary(thing: Any) -> DictionaryObject:
    thing = _direct(thing)
    return thing if isinstance(thing, DictionaryObject) else DictionaryObject()


def _array(thing: Any) -> list[Any]:
    thing = _direct(thing)
    return list(thing[:MOST_OBJECTS]) if isinstance(thing, ArrayObject) else []


def _text(thing: Any) -> str:
    thing = _direct(thing)
    return thing if isinstance(thing, str) else ""
