"""HTML bodies made safe to show (nh3). Their text is read by `html_text`."""

from __future__ import annotations

import html
import re
from typing import Final

import nh3

from relance.inbound.html_text import to_text

MAX_HTML: Final = 1_000_000  # characters
# The parser takes quadratic time on deep nesting, and opens what stands open again in each new paragraph.
_MAX_DEPTH = 300
_MOST_WORK = 4_000_000  # tags, each times the elements that stand open at it
_OPTIONAL_OR_VOID = frozenset(
    [
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
        "param",
        "source",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "wbr",
    ]
)
_TAG = re.compile(r"<(/?)([a-zA-Z]++)")


def sanitised(source: str) -> str:
    """`source` without scripts, styles, forms and remote images (which would tell the sender it was read)."""
    return _plain_markup(source) if _is_hostile(source) else _shown.clean(source)


def _is_hostile(source: str) -> bool:
    if len(source) > MAX_HTML:
        return True
    depth = work = 0
    for tag in _TAG.finditer(source):
        work += depth
        if tag[2].lower() not in _OPTIONAL_OR_VOID:
            depth = max(0, depth - 1) if tag[1] else depth + 1
        if depth > _MAX_DEPTH or work > _MOST_WORK:
            return True
    return False


def _plain_markup(source: str) -> str:
    return f"<pre>{html.escape(to_text(source[: 2 * MAX_HTML]))}</pre>"


def _local_images_only(tag: str, attribute: str, value: str) -> str | None:
    return None if tag == "img" and attribute == "src" and not value.lower().startswith("cid:") else value


_shown = nh3.Cleaner(
    url_schemes={"http", "https", "mailto", "tel", "cid"},
    attribute_filter=_local_images_only,
)
