"""The HTML part of an e-mail, derived from its text: paragraphs, links, table, signature."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup, escape

from relance.rendering.invoice_table import InvoiceTable

# Bounded, and tried only at the start of a word: a long text without any link stays linear.
_LINK = re.compile(
    r"(https?://[^\s<>\"]{0,2000}[^\s<>\"'.,;:!?)\]»”’]"
    r"|(?<![\w.+-])[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,8}[\w-]{1,63})"
)
_PARAGRAPHS = re.compile(r"\n(?:[ \t]*\n)+")


def html_page(
    subject: str, language: str, before: str, tables: Sequence[InvoiceTable], after: str, signature: str
) -> str:
    """A whole document in `language` (BCP 47). The texts are plain: all of it is escaped."""
    return page_template("email.html.j2").render(
        subject=subject,
        language=language.replace("_", "-"),
        before=paragraphs(before),
        tables=tables,
        after=paragraphs(after),
        signature=_lines(signature),
    )


def paragraphs(text: str) -> list[Markup]:
    """The paragraphs of a plain text, which blank lines part; addresses in them become links."""
    return [_lines(each) for each in _PARAGRAPHS.split(text.strip()) if each]


def _lines(paragraph: str) -> Markup:
    linked = "@" in paragraph or "://" in paragraph
    html = _linked(paragraph) if linked else str(escape(paragraph))
    return Markup(html.replace("\n", "<br>\n"))  # noqa: S704 (escaped above, piece by piece)


def _linked(text: str) -> str:
    """Escaped, with its addresses as links: every second piece of the split is one."""
    pieces = _LINK.split(text)
    return "".join(_anchor(piece) if i % 2 else str(escape(piece)) for i, piece in enumerate(pieces))


def _anchor(address: str) -> str:
    shown = escape(address)
    target = shown if address.startswith("http") else f"mailto:{shown}"
    return f'<a href="{target}" class="link" style="color:#0b57d0">{shown}</a>'


@cache
def page_template(name: str) -> Template:
    """A page of rendering/html; whatever it is filled with is escaped."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).with_name("html")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    return environment.get_template(name)
