"""Paper: the pages of one letter, drawn with fpdf2. The one module that imports it, for its import costs a
cold start a quarter of a second.

Rows are drawn by `cell()` and fonts are cut beforehand: each halves the time of a page.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from typing import Final, Literal, Self, cast

from fpdf import FPDF
from fpdf.enums import TextEmphasis
from fpdf.fonts import TTFFont
from PIL import Image

from relance.rendering.letters.fonts import Faces
from relance.rendering.letters.profile import PAGE_HEIGHT, PAGE_WIDTH, Box, Profile
from relance.rendering.letters.wrapping import Measure
from relance.rendering.letters.xmp import xmp

type Align = Literal["L", "C", "R"]

SIZE: Final = 10.0
SMALL: Final = 8.0
FINE: Final = 7.0
_MM_PER_POINT: Final = 25.4 / 72
LEADING: Final = 1.28
_GREY: Final = (85, 85, 85)
_LIGHT: Final = (190, 190, 190)
_FONT: Final = "letter"
_PAGES: Final = "{nb}"
_PROGRAM: Final = "Relance"


def line_height(size: float) -> float:
    """Millimetres from one line to the next, for a size in points."""
    return size * _MM_PER_POINT * LEADING


class _Pages(FPDF):
    """fpdf2 asks for what repeats on every page by these two methods."""

    sheet: Sheet

    def header(self) -> None:
        self.sheet.draw_header()

    def footer(self) -> None:
        self.sheet.draw_footer()


class Sheet:
    """`y` is how far the text has come. `running` stands at the top of every page but the first, `footer` at
    the bottom of each.
    """

    def __init__(
        self,
        profile: Profile,
        faces: Faces,
        language: str,
        title: str,
        author: str,
        on: date,
        running: str,
        footer: Sequence[str],
        page_label: str,
    ) -> None:
        self.profile, self._running, self._footer, self._page_label = profile, running, footer, page_label
        self._footless = 0
        pdf = self._pdf = _Pages(unit="mm", format="A4", enforce_compliance="PDF/A-2B")
        pdf.sheet = self
        at = datetime.combine(on, time(), UTC)
        pdf.set_creation_date(at)
        pdf.set_lang(language)
        pdf.set_title(title)
        pdf.set_author(author)
        pdf.set_producer(_PROGRAM)
        pdf.set_creator(_PROGRAM)
        pdf.set_xmp_metadata(xmp(title, author, language, _PROGRAM, at))
        pdf.add_font(_FONT, "", faces.regular)
        pdf.add_font(_FONT, "B", faces.bold)
        pdf.c_margin = 0
        for font in pdf.fonts.values():
            # The fonts are cut already, and their boxes right: working these out again takes a quarter of a
            # page's time.
            font.ttfont.recalcBBoxes = False  # type: ignore[union-attr]
        regular, bold = (Measure(cast("dict[int, float]", font.cw)) for font in pdf.fonts.values())
        self._measures = {False: regular, True: bold}
        margins = profile.margins
        pdf.set_margins(margins.left, margins.top, margins.right)
        pdf.set_auto_page_break(True, margin=self._foot_height)
        self._font(SIZE)
        pdf.add_page()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Closes the fonts' files: a letter that is refused half-way would leave them open."""
        for font in self._pdf.fonts.values():
            if isinstance(font, TTFFont):
                font.close()

    @property
    def y(self) -> float:
        return self._pdf.get_y()

    @y.setter
    def y(self, y: float) -> None:
        self._pdf.set_xy(self.left, y)

    @property
    def left(self) -> float:
        return self.profile.margins.left

    @property
    def width(self) -> float:
        return self.profile.text_width

    @property
    def bottom(self) -> float:
        """Where the text must end."""
        return PAGE_HEIGHT - self._foot_height

    @property
    def page(self) -> int:
        return self._pdf.page

    @property
    def _foot_height(self) -> float:
        return self.profile.margins.bottom + len(self._footer) * line_height(FINE) + 4.0

    def need(self, height: float) -> None:
        """Begins a page when less than this is left of it."""
        if self.y + height > self.bottom:
            self.new_page()

    def new_page(self) -> None:
        self._pdf.add_page()

    def skip(self, height: float) -> None:
        self.y = self.y + height

    def text_width(self, text: str, size: float, bold: bool = False) -> float:
        return self._measures[bold].width(text, size)

    def line(
        self,
        x: float,
        y: float,
        width: float,
        text: str,
        size: float = SIZE,
        *,
        bold: bool = False,
        align: Align = "L",
        grey: bool = False,
        stretch: float = 100.0,
    ) -> None:
        """One line at a place; the text cursor stays where it is."""
        kept = self._pdf.get_x(), self._pdf.get_y()
        self._font(size, bold)
        self._pdf.set_text_color(*(_GREY if grey else (0, 0, 0)))
        if stretch != 100.0:
            self._pdf.set_stretching(stretch)
        with self._no_page_break():
            self._pdf.set_xy(x, y)
            self._pdf.cell(width, line_height(size), text, align=align)
        if stretch != 100.0:
            self._pdf.set_stretching(100.0)
        self._pdf.set_text_color(0, 0, 0)
        self._pdf.set_xy(*kept)

    def paragraph(self, text: str, size: float = SIZE, *, bold: bool = False, grey: bool = False) -> None:
        """Lines that wrap at the width, from the cursor on, over as many pages as they need."""
        height = line_height(size)
        for line in self.wrapped(text, size, self.width, bold):
            self.need(height)
            self.line(self.left, self.y, self.width, line, size, bold=bold, grey=grey)
            self.skip(height)

    def wrapped(self, text: str, size: float, width: float, bold: bool = False) -> list[str]:
        """The lines that a paragraph of that width has."""
        return self._measures[bold].wrapped(text, size, width)

    def row(
        self,
        cells: Sequence[str],
        widths: Sequence[float],
        aligns: Sequence[Align],
        size: float,
        *,
        bold: bool = False,
        height: float | None = None,
        filled: bool = False,
    ) -> None:
        """One row of a table at the cursor, which moves below it."""
        self._font(size, bold)
        height = height or line_height(size) + 1.2
        y = self.y
        if filled:
            self._pdf.set_fill_color(238, 240, 243)
        x = self.left
        for cell, width, align in zip(cells, widths, aligns, strict=True):
            self._pdf.set_xy(x, y)
            self._pdf.cell(width, height, cell, align=align, fill=filled)
            x += width
        self.y = y + height

    def rule(self, x: float, y: float, width: float, *, light: bool = False, thickness: float = 0.2) -> None:
        self._pdf.set_line_width(thickness)
        self._pdf.set_draw_color(*(_LIGHT if light else (60, 60, 60)))
        self._pdf.line(x, y, x + width, y)

    def stroke(self, x: float, y: float, to_x: float, to_y: float, thickness: float = 0.2) -> None:
        self._pdf.set_line_width(thickness)
        self._pdf.set_draw_color(0, 0, 0)
        self._pdf.line(x, y, to_x, to_y)

    def frame(self, box: Box) -> None:
        self._pdf.set_line_width(0.2)
        self._pdf.set_draw_color(*_LIGHT)
        self._pdf.rect(box.x, box.y, box.width, box.height)

    def block(self, box: Box, *, white: bool = False) -> None:
        self._pdf.set_fill_color(255 if white else 0)
        self._pdf.rect(box.x, box.y, box.width, box.height, style="F")

    def picture(self, content: bytes, box: Box) -> None:
        """As large as fits into the box, at its upper left corner, its proportions kept."""
        self._pdf.image(io.BytesIO(content), box.x, box.y, box.width, box.height, keep_aspect_ratio=True)

    def picture_at_left(self, content: bytes, box: Box) -> float:
        """The same, touching the left edge; answers the height that it takes."""
        with Image.open(io.BytesIO(content)) as image:
            across, down = image.size
        scale = min(box.width / across, box.height / down)
        self._pdf.image(io.BytesIO(content), box.x, box.y, across * scale, down * scale)
        return down * scale

    def bytes(self) -> bytes:
        return bytes(self._pdf.output())

    @property
    def pages(self) -> int:
        return len(self._pdf.pages)

    def leave_room_for_a_slip(self) -> None:
        """This page, the last, has no footer."""
        self._footless = self._pdf.page

    def draw_header(self) -> None:
        """Once for every page, called back by fpdf2."""
        if self._pdf.page == 1:
            for mark in self.profile.marks:
                self.rule(5, mark, 3 if mark == PAGE_HEIGHT / 2 else 4, light=True)
            return
        self.line(self.left, 9, self.width, self._running, SMALL, grey=True)
        self.rule(self.left, 13.5, self.width, light=True)
        self._pdf.set_xy(self.left, self.profile.margins.top + 2)

    def draw_footer(self) -> None:
        if self._pdf.page == self._footless:
            return
        y = self.bottom + 3.0
        for text in self._footer:
            self.line(self.left, y, self.width, text, FINE, align="C", grey=True)
            y += line_height(FINE)
        # fpdf2 puts the number of pages in the place of its sign when all are drawn, hence no other
        # alignment.
        number = f"{self._page_label}{self._pdf.page}/{_PAGES}"
        x = PAGE_WIDTH - self.profile.margins.right - self.text_width(f"{self._page_label}00/00", SMALL)
        at = PAGE_HEIGHT - self.profile.margins.bottom + 1.0
        self.line(x, at, 30, number, SMALL, grey=True)

    def _font(self, size: float, bold: bool = False) -> None:
        self._pdf.set_font(_FONT, TextEmphasis.B if bold else "", size)

    @contextmanager
    def _no_page_break(self) -> Iterator[None]:
        kept = self._pdf.auto_page_break
        self._pdf.auto_page_break = False
        try:
            yield
        finally:
            self._pdf.auto_page_break = kept
