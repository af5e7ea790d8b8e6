"""HTML -> the text that a reader sees, in one pass over its tags, with quotations marked by `>`.

Mails are laid out with tables: their cells follow each other, nothing is padded into columns. Text that the
sender hid (`display:none`, as newsletters do with a preview line) is left out.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

_TAG: Final = re.compile(
    r"<(/?)([a-zA-Z][^\s/<>]*+)((?:=\s*+(?:\"[^\"]*+\"|'[^']*+')|[^<>])*+)>?",
)
_ATTRIBUTE: Final = re.compile(r"([a-zA-Z-]+)\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"'>]++))|\bhidden\b")
_LONGEST_ATTRIBUTES: Final = 2_000  # characters of a tag in which attributes are looked for
_SPACES: Final = re.compile(r"[ \t\n\r\f\xa0]+")
_BLANK_LINES: Final = 3  # in a row, at most
_DEEPEST: Final = 40

_UNSEEN: Final = ("script", "style", "title", "template", "noembed", "noframes")
_BLOCKS: Final = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "optgroup",
        "option",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "tr",
        "ul",
    ]
)
_SPACED: Final = frozenset(["p", "h1", "h2", "h3", "h4", "h5", "h6", "dl"])  # a blank line before and after
_CELLS: Final = frozenset(("td", "th"))
_VOID: Final = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
        "basefont",
        "bgsound",
        "frame",
    ]
)
# Elements that another one of their kind closes.
_SELF_CLOSING: Final = frozenset(["p", "li", "td", "th", "tr", "dd", "dt", "option"])
_QUOTATION_CLASS: Final = re.compile(r"quot|cite|yahoo|moz", re.IGNORECASE)
_BORDER: Final = re.compile(r"border-left(?!\s*+:\s*+(?:none|0))", re.IGNORECASE)
_HIDING: Final = re.compile(
    r"display\s*+:\s*+none|visibility\s*+:\s*+hidden|mso-hide\s*+:\s*+all|font-size\s*+:\s*+0(?![.\d]*[1-9])",
    re.IGNORECASE,
)


def to_text(source: str) -> str:
    """The text of `source`, one `>` before a line for each quotation that it stands in."""
    text = _Page().of(source)
    # Everything hidden, or all of it in a style that never closes: never lose a text to that.
    return text if text.strip() else _Page(shows_all=True).of(source)


def _tokens(source: str) -> Iterator[tuple[str, re.Match[str] | None]]:
    """Texts, and tags in their order. Each character is looked at a bounded number of times."""
    at, end, sought = 0, len(source), dict[str, int]()

    def find(what: str, start: int) -> int:
        """As `str.find`; what was not found once is not looked for again."""
        if sought.get(what) == -1:
            return -1
        sought[what] = source.find(what, start)
        return sought[what]

    while at < end:
        opened = source.find("<", at)
        if opened < 0:
            yield source[at:], None
            return
        if opened > at:
            yield source[at:opened], None
        if tag := _TAG.match(source, opened):
            yield "", tag
            at = tag.end()
            name = tag[2].lower()
            if name in _UNSEEN and not tag[1]:
                closing = _closing(source, name, at, sought)
                at = closing if closing >= 0 else at
        elif source.startswith(("<!", "<?"), opened):
            is_comment = source.startswith("<!--", opened)
            mark = "-->" if is_comment else ">"
            closed = find(mark, opened + 2)
            at = closed + len(mark) if closed >= 0 else opened + (4 if is_comment else 2)
        else:
            yield "<", None
            at = opened + 1


def _closing(source: str, name: str, at: int, sought: dict[str, int]) -> int:
    """Where `</style` begins, in whatever case; -1 when there is none."""
    if sought.get(name) == -1:
        return -1
    found = re.compile(rf"</{name}\b", re.IGNORECASE).search(source, at)
    sought[name] = found.start() if found else -1
    return sought[name]


@dataclass(slots=True)
class _Page:
    """The lines so far, and the one that is being written."""

    shows_all: bool = False
    lines: list[str] = field(default_factory=list)
    line: list[str] = field(default_factory=list)
    is_spaced: bool = True
    """Whether the line is empty or ends with a space."""
    wants_blank: bool = False
    quotes: list[bool] = field(default_factory=list)
    """For each blockquote that is open, whether it is a quotation."""
    depth: int = 0
    preformatted: int = 0
    lists: list[int] = field(default_factory=list)
    """For each list that is open, the number of its last item; -1 for one without numbers."""
    hidden: str = ""
    """The element that hides what it holds."""
    hidden_inside: int = 0

    def of(self, source: str) -> str:
        for text, tag in _tokens(source):
            if tag is None:
                self._write(html.unescape(text))
            elif not self._is_hidden_by(tag):
                name = tag[2].lower()
                self._close(name) if tag[1] else self._open(name, tag[3])
        self._break()
        return "\n".join(_fill_gaps(self.lines)).strip("\n")

    def _is_hidden_by(self, tag: re.Match[str]) -> bool:
        """Whether the tag belongs to what is hidden; follows where that ends."""
        name, closes = tag[2].lower(), bool(tag[1])
        if not self.hidden:
            if closes or self.shows_all or name in _VOID or not tag[3] or not _hides(tag[3]):
                return False
            self.hidden, self.hidden_inside = name, 0
            if name in _BLOCKS:
                self._break()
            return True
        ends_itself = self.hidden in _SELF_CLOSING and not closes
        if ends_itself and (name == self.hidden or (self.hidden == "p" and name in _BLOCKS)):
            self.hidden = ""
            return self._is_hidden_by(tag)
        if name == self.hidden:
            self.hidden_inside += -1 if closes else 1
            if self.hidden_inside < 0:
                self.hidden = ""
        return True

    def _open(self, name: str, attributes: str) -> None:
        if name == "br":
            self._new_line()
        elif name in _CELLS:
            self._add("  " if self.line else "")
        elif name in _BLOCKS:
            self._break()
            self.wants_blank = self.wants_blank or name in _SPACED
        if name == "blockquote":
            self.quotes.append(_quotes(attributes))
            self.depth += self.quotes[-1]
        elif name == "pre":
            self.preformatted += 1
        elif name in ("ul", "ol", "menu"):
            self.lists.append(0 if name == "ol" else -1)
        elif name == "li":
            self._write(f"{self._item()} ")

    def _close(self, name: str) -> None:
        if name in _BLOCKS:
            self._break()
            self.wants_blank = self.wants_blank or name in _SPACED
        if name == "blockquote" and self.quotes:
            self.depth -= self.quotes.pop()
        elif name == "pre":
            self.preformatted = max(0, self.preformatted - 1)
        elif name in ("ul", "ol", "menu") and self.lists:
            self.lists.pop()

    def _item(self) -> str:
        if not self.lists or self.lists[-1] < 0:
            return "*"
        self.lists[-1] += 1
        return f"{self.lists[-1]}."

    def _write(self, text: str) -> None:
        if self.hidden or not text:
            return
        if self.preformatted:
            first, *others = text.replace("\r\n", "\n").split("\n")
            self._add(first)
            for other in others:
                self._new_line()
                self._add(other)
            return
        flat = _SPACES.sub(" ", text)
        self._add(flat[1:] if self.is_spaced and flat.startswith(" ") else flat)

    def _add(self, text: str) -> None:
        if text:
            self.line.append(text)
            self.is_spaced = text.endswith(" ")

    def _break(self) -> None:
        """A block begins or ends: a new line, unless this one is empty."""
        if "".join(self.line).strip():
            self._new_line()
        else:
            self.line.clear()
            self.is_spaced = True

    def _new_line(self) -> None:
        text = "".join(self.line).rstrip()
        self.line.clear()
        self.is_spaced = True
        if not text:
            if self.lines[-_BLANK_LINES:] != [""] * _BLANK_LINES:
                self.lines.append("")
            return
        if self.wants_blank and self.lines and self.lines[-1]:
            self.lines.append("")
        self.wants_blank = False
        depth = min(self.depth, _DEEPEST)
        self.lines.append(f"{'>' * depth} {text}" if depth else text)


def _quotes(attributes: str) -> bool:
    """The attributes by which mail programs tell a quotation from an indented paragraph."""
    named = _named(attributes)
    return (
        "cite" in named
        or "type" in named
        or bool(_QUOTATION_CLASS.search(named.get("class", "")))
        or bool(_BORDER.search(named.get("style", "")))
    )


def _hides(attributes: str) -> bool:
    if "hidden" not in attributes.lower() and "style" not in attributes.lower():
        return False
    named = _named(attributes)
    return "hidden" in named or bool(_HIDING.search(named.get("style", "")))


def _named(attributes: str) -> dict[str, str]:
    found = _ATTRIBUTE.finditer(attributes[:_LONGEST_ATTRIBUTES])
    return {
        (each[1] or "hidden").lower(): html.unescape(each[2] or each[3] or each[4] or "") for each in found
    }


def _fill_gaps(lines: list[str]) -> list[str]:
    """Blank lines between two quoted lines are quoted too."""
    filled = list(lines)
    quoted_before = -1
    for index, line in enumerate(lines):
        if line.startswith(">"):
            if quoted_before >= 0:
                filled[quoted_before + 1 : index] = [">"] * (index - quoted_before - 1)
            quoted_before = index
        elif line.strip():
            quoted_before = -1
    return filled
