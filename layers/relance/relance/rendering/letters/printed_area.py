"""Where ink is on a page, by rendering it: what paper shows is checked, whatever the PDF says."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import pypdfium2
from PIL import Image

from relance.domain.errors import Fault
from relance.rendering.letters.profile import PAGE_HEIGHT, PAGE_WIDTH, Box, Profile

_DPI: Final = 150
_PER_MM: Final = _DPI / 25.4
_INK: Final = 250
"""Grey values below this are ink; 255 is white paper."""


@dataclass(frozen=True, slots=True)
class Paper:
    """One rendered page, in grey."""

    image: Image.Image

    def ink(self, box: Box) -> Box | None:
        """The smallest rectangle with all the ink inside the box; None when there is none."""
        left, top, right, bottom = _pixels(box)
        black = self.image.crop((left, top, right, bottom)).point(lambda grey: 255 if grey < _INK else 0)
        found = black.getbbox()
        if found is None:
            return None
        x, y, to_x, to_y = found
        return Box((left + x) / _PER_MM, (top + y) / _PER_MM, (to_x - x) / _PER_MM, (to_y - y) / _PER_MM)

    def without(self, *zones: Box) -> Paper:
        """The page with these zones painted white."""
        image = self.image.copy()
        for zone in zones:
            left, top, right, bottom = _pixels(zone)
            image.paste(255, (left, top, right, bottom))
        return Paper(image)


def _pixels(box: Box) -> tuple[int, ...]:
    """Left, top, right and bottom."""
    return tuple(round(each * _PER_MM) for each in (box.x, box.y, box.right, box.bottom))


WHOLE: Final = Box(0, 0, PAGE_WIDTH, PAGE_HEIGHT)


@contextmanager
def opened(pdf: bytes) -> Iterator[pypdfium2.PdfDocument]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        yield document
    finally:
        document.close()


def papers(pdf: bytes) -> Iterator[Paper]:
    """Each page of an A4 document."""
    with opened(pdf) as document:
        for number in range(len(document)):
            page = document[number]
            yield Paper(page.render(scale=_DPI / 72, grayscale=True).to_pil().convert("L"))
            page.close()


def area_faults(pdf: bytes, profile: Profile, margin: float) -> Iterator[Fault]:
    """Ink at the edge of any page, in a zone of the first page that stays clear, or beside the address in
    what the envelope's window shows.
    """
    inside = Box(margin, margin, PAGE_WIDTH - 2 * margin, PAGE_HEIGHT - 2 * margin)
    for number, paper in enumerate(papers(pdf), start=1):
        if paper.without(inside).ink(WHOLE):
            yield Fault("letter_outside_printable_area", "letter", {"page": number, "margin": f"{margin:g}"})
        if number == 1:
            yield from _first_page_faults(paper, profile)


def _first_page_faults(paper: Paper, profile: Profile) -> Iterator[Fault]:
    if any(paper.ink(zone) for zone in profile.clear):
        yield Fault("letter_reserved_zone", "letter", {"page": 1})
    address = paper.ink(profile.address)
    if address is None or not profile.address_zone.holds(address):
        yield Fault("letter_address_not_in_window", "address", {"page": 1})
    elif profile.envelope and paper.without(*_belongs_in_window(profile)).ink(_ever_shown(profile)):
        yield Fault("letter_window_shows_more", "letter", {"page": 1})


def _belongs_in_window(profile: Profile) -> tuple[Box, ...]:
    own = (profile.address,)
    # A line has some breadth, and stands out of its box by half of it.
    return (*own, profile.return_line.grown(0.5)) if profile.return_line else own


def _ever_shown(profile: Profile) -> Box:
    """All that the window shows in one position of the sheet or another."""
    if profile.envelope is None:
        return profile.address
    (left, right), (up, down) = profile.envelope.shifts
    window = profile.envelope.window
    x, y = window.x - right, window.y - down
    return Box(x, y, window.right - left - x, window.bottom - up - y).meets(
        Box(0, 0, PAGE_WIDTH, profile.envelope.fold)
    )
