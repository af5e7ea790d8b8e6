"""HTML bodies: made safe to show (nh3), and turned into text (inscriptis) with quotations marked by `>`."""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from typing import Final

import nh3

# inscriptis publishes no types; the one function used is wrapped below.
from inscriptis import get_annotated_text  # type: ignore[import-untyped]
from inscriptis.css_profiles import CSS_PROFILES  # type: ignore[import-untyped]
from inscriptis.model.config import ParserConfig  # type: ignore[import-untyped]

MAX_HTML: Final = 1_000_000  # characters
_MAX_DEPTH = 300  # the parsers take quadratic time, or give up, on deeper nesting
_MAX_TABLE = 8_000_000  # characters of a table that is laid out
_OPTIONAL_OR_VOID = frozenset(
    (
        "area",
        "base",
        "br",
        "col",
        "dd",
        "dt",
        "embed",
        "hr",
        "img",
        "input",
        "li",
        "link",
        "meta",
        "option",
        "p",
    )
    + ("param", "source", "td", "tfoot", "th", "thead", "tr", "wbr")
)
_TAG = re.compile(r"<(/?)([a-zA-Z]+)")
_ANY_TAG = re.compile(r"<[^<>]*>")
_HIDDEN = re.compile(r"(?is)<(script|style|title)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)")
_BORDER = re.compile(r"border-left(?!\s*:\s*(?:none|0))", re.IGNORECASE)
_QUOTE = "quote"
_ANNOTATIONS = {f"blockquote#{name}={_QUOTE}": [_QUOTE] for name in ("class", "cite", "type", "style")}


def sanitised(source: str) -> str:
    """`source` without scripts, styles, forms and remote images (which would tell the sender it was read)."""
    return _plain_markup(source) if _is_hostile(source) else _shown.clean(source)


def to_text(source: str) -> str:
    """The text of `source` as a reader sees it, one `> ` before a line for each quotation it stands in."""
    if _is_hostile(source):
        return _stripped(source)
    safe = _structure.clean(source)
    if _would_be_padded(safe):
        return _stripped(source)
    config = ParserConfig(css=CSS_PROFILES["strict"], annotation_rules=_ANNOTATIONS)
    try:
        rendered = get_annotated_text(safe, config)
    except (RecursionError, ValueError, IndexError):
        return _stripped(source)
    text = rendered.get("text", "")
    if not text.strip():  # the HTML parser gives up in silence: never lose a text to it
        return _stripped(source)
    return _marked(text, [(start, end) for start, end, label in rendered.get("label", []) if label == _QUOTE])


def _marked(text: str, quotations: list[tuple[int, int]]) -> str:
    if not quotations:
        return text.strip("\n")
    starts, ends = sorted(start for start, _ in quotations), sorted(end for _, end in quotations)
    lines, at = [], 0
    for line in text.split("\n"):
        middle = at + (len(line) - len(line.lstrip()) + len(line)) // 2
        # As many quotations are open as have begun by then and not ended.
        depth = bisect_right(starts, middle) - bisect_right(ends, middle)
        lines.append(">" * depth + " " * bool(depth) + line if line.strip() else line)
        at += len(line) + 1
    return "\n".join(_fill_gaps(lines)).strip("\n")


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


def _would_be_padded(safe: str) -> bool:
    """Whether laying out the tables could make a very long text: each row becomes as wide as the widest."""
    rows = safe.split("<tr")
    return (len(rows) - 1) * max(map(len, rows)) > _MAX_TABLE


def _is_hostile(source: str) -> bool:
    if len(source) > MAX_HTML:
        return True
    depth = 0
    for closing, name in _TAG.findall(source):
        if name.lower() not in _OPTIONAL_OR_VOID:
            depth = max(0, depth - 1) if closing else depth + 1
            if depth > _MAX_DEPTH:
                return True
    return False


def _stripped(source: str) -> str:
    return html.unescape(_ANY_TAG.sub("\n", _HIDDEN.sub("", source[: 2 * MAX_HTML]))).strip()


def _plain_markup(source: str) -> str:
    return f"<pre>{html.escape(_stripped(source))}</pre>"


def _local_images_only(tag: str, attribute: str, value: str) -> str | None:
    return None if tag == "img" and attribute == "src" and not value.lower().startswith("cid:") else value


def _quotations_only(tag: str, attribute: str, value: str) -> str | None:
    """The attributes by which mail programs tell a quotation from an indented paragraph, made one."""
    if tag != "blockquote":
        return value
    match attribute:
        case "type" | "cite":
            return _QUOTE
        case "class":
            return _QUOTE if re.search(r"quot|cite|yahoo|moz", value, re.IGNORECASE) else None
        case _:
            return _QUOTE if _BORDER.search(value) else None


_shown = nh3.Cleaner(
    url_schemes={"http", "https", "mailto", "tel", "cid"},
    attribute_filter=_local_images_only,
)
_structure = nh3.Cleaner(
    attributes={"blockquote": {"type", "cite", "class", "style"}},
    attribute_filter=_quotations_only,
    link_rel=None,
)
