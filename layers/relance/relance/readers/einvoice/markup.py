"""XML from anybody, as a small tree: no document type, no entity, nothing fetched, every size bounded.

The parser is expat of the standard library. It never builds what is not asked for: the lines and attachments
of an invoice pass by without being kept, so an invoice of 20 MB needs little more memory than its bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat

from relance.domain.errors import Fault, Refused

MAX_MEGABYTES: Final = 20
"""With attachments inside. Real invoices stay below 1 MB."""
MAX_DEPTH: Final = 60
MAX_ELEMENTS: Final = 1_000_000
MAX_KEPT: Final = 20_000
"""Elements in the tree; the parties, terms and totals of an invoice are about two hundred."""
MAX_ATTRIBUTES: Final = 200_000
"""Of all elements together. An invoice of ten thousand lines has some 50,000."""
MAX_TAG: Final = 100_000
"""Bytes of one tag: expat needs memory for all attributes of a tag before anybody can count them."""
MAX_TEXT: Final = 20_000
"""Characters of one element's text that are kept."""

_SPACE: Final = b" \t\r\n"
_WIDE: Final = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")
"""How UTF-16 begins."""
_DECLARED: Final = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")
_LONG_TAG: Final = re.compile(rb"<[^<>]{%d}" % MAX_TAG)
# The bytes after `<` of what is no tag, and may be long: text in a CDATA section, a comment.
_NO_TAG: Final = (b"<!", b"<?")


@dataclass(slots=True)
class Element:
    """`name` is the local name and `space` its namespace; prefixes are the writer's own affair."""

    name: str
    space: str
    attributes: dict[str, str] = field(default_factory=dict)
    text: str = ""
    children: list[Element] = field(default_factory=list)

    def all(self, path: str) -> Iterator[Element]:
        """Every element at the path, in order: `all("PaymentMeans/PaymentDueDate")`."""
        first, _, rest = path.partition("/")
        for child in self.children:
            if child.name == first:
                if rest:
                    yield from child.all(rest)
                else:
                    yield child

    def find(self, *paths: str) -> Element | None:
        """The first element at the first path that has any."""
        return next((found for path in paths for found in self.all(path)), None)

    def said(self, *paths: str) -> str | None:
        """The first text that is not blank at the first path that has one, on one line."""
        texts = (" ".join(found.text.split()) for path in paths for found in self.all(path))
        return next((text for text in texts if text), None)

    def attribute(self, name: str) -> str:
        return self.attributes.get(name, "").strip()


class _Builder:
    """Builds the tree as expat tells the tags; what stands in an element of `skipped` is only counted."""

    def __init__(self, skipped: frozenset[str]) -> None:
        self.skipped = skipped
        self.root: Element | None = None
        self.path: list[Element] = []
        self.depth = self.inside = self.count = self.kept = self.attributes = 0
        self.pieces: list[str] = []
        self.length = 0

    def start(self, tag: str, attributes: list[str]) -> None:
        self.depth += 1
        self.count += 1
        self.attributes += len(attributes) // 2
        if self.depth > MAX_DEPTH:
            raise _refused("xml_too_deep", limit=MAX_DEPTH)
        if self.count > MAX_ELEMENTS or self.attributes > MAX_ATTRIBUTES:
            raise _refused("xml_too_large")
        if self.inside:
            self.inside += 1
            return
        space, _, name = tag.rpartition("\n")
        if name in self.skipped:
            self.inside = 1
            return
        self.kept += 1
        if self.kept > MAX_KEPT:
            raise _refused("xml_too_large")
        named = zip(attributes[::2], attributes[1::2], strict=True)
        element = Element(name, space, {key.rpartition("\n")[2]: value for key, value in named})
        self._write()
        if self.path:
            self.path[-1].children.append(element)
        else:
            self.root = element
        self.path.append(element)

    def end(self, _: str) -> None:
        self.depth -= 1
        if self.inside:
            self.inside -= 1
            return
        self._write()
        self.path.pop()

    def text(self, piece: str) -> None:
        if not self.inside and self.length < MAX_TEXT:
            self.pieces.append(piece)
            self.length += len(piece)

    def _write(self) -> None:
        """The pieces of text belong to the element that is open now."""
        if self.path and self.pieces:
            self.path[-1].text = f"{self.path[-1].text}{''.join(self.pieces)}"[:MAX_TEXT]
        self.pieces, self.length = [], 0


def parsed(data: bytes, skipped: frozenset[str] = frozenset()) -> Element:
    """The root of the document. Raises Refused with what is wrong with it."""
    if len(data) > MAX_MEGABYTES * 1024**2:
        raise _refused("too_large", megabytes=MAX_MEGABYTES)
    if not data.startswith(_WIDE):
        data = data.lstrip(_SPACE).rstrip(b"\x00")
    builder = _Builder(skipped)
    parser = expat.ParserCreate(_encoding(data), namespace_separator="\n")
    parser.ordered_attributes = True
    parser.buffer_text = True
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.text
    parser.StartDoctypeDeclHandler = _no_doctype
    _refuse_long_tags(data)
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        why = expat.ErrorString(error.code)
        raise _refused("malformed_xml", at=error.lineno, why=why) from error
    except (ValueError, LookupError, UnicodeError) as error:
        if isinstance(error, Refused):
            raise
        raise _refused("malformed_xml", at=1, why="unknown encoding") from error
    if builder.root is None:
        raise _refused("malformed_xml", at=1, why="no element found")
    return builder.root


def _no_doctype(*_: object) -> None:
    raise _refused("xml_doctype")


def _refuse_long_tags(data: bytes) -> None:
    for found in _LONG_TAG.finditer(data.replace(b"\x00", b"") if b"\x00" in data[:200] else data):
        if not found[0].startswith(_NO_TAG):
            raise _refused("xml_too_large")


def _encoding(data: bytes) -> str | None:
    """What to tell the parser, where the document says UTF-8 or UTF-16 of itself and is written otherwise."""
    if data.startswith(_WIDE):
        return None
    declared = _DECLARED.match(data.removeprefix(b"\xef\xbb\xbf")[:300])
    named = declared[1].lower().replace(b"_", b"-") if declared else b"utf-8"
    if named in (b"utf-16", b"utf-16le", b"utf-16be", b"ucs-2", b"utf8", b"unicode"):
        named = b"utf-8"
    elif data.startswith(b"\xef\xbb\xbf"):
        return "utf-8"
    elif named != b"utf-8":
        return None
    try:
        data.decode()
    except UnicodeDecodeError:
        return "windows-1252"
    return "utf-8"


def _refused(code: str, **values: str | int) -> Refused:
    return Refused(Fault(code, "file", values))
