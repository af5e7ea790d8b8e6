"""The first page above its text: letterhead, address in the window, references."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from relance.domain.errors import Fault, Refused
from relance.domain.postal_address import too_long
from relance.rendering.letters.letter import Letter
from relance.rendering.letters.profile import Box
from relance.rendering.letters.sheet import FINE, LEADING, SMALL, Sheet, line_height

_ADDRESS_SIZES: Final = (10.0, 9.5, 9.0)
"""Points; posts read 9 to 12."""
_NARROWEST: Final = 85.0
"""Percent to which a long line of the address may be narrowed."""
_CLEARANCE: Final = 0.4
"""Millimetres to the end of what the window shows: ink is a little wider than its letters."""
_LOGO_HEIGHT: Final = 18.0
_LEAST_LOGO_HEIGHT: Final = 8.0
_SLACK: Final = 2.0
"""Millimetres by which a block of lines may outgrow its box: as much is free below each."""


def draw_letterhead(sheet: Sheet, letter: Letter) -> None:
    box, head = sheet.profile.letterhead, letter.letterhead
    lines = [line for line in (*_own_address(letter), *head.contact) if line.strip()]
    size = _fitting(sheet, head.name, box.width, 12, least=8)
    name = sheet.wrapped(head.name, size, box.width, bold=True)
    taken = len(name) * line_height(size) + len(lines) * line_height(SMALL)
    y = box.y + _logo(sheet, head.logo, box.height - taken)
    for part in name:
        sheet.line(box.x, y, box.width, part, size, bold=True)
        y += line_height(size)
    for line in (part for each in lines for part in sheet.wrapped(each, SMALL, box.width)):
        sheet.line(box.x, y, box.width, line, SMALL, grey=True)
        y += line_height(SMALL)
    if y > box.bottom + _SLACK:
        raise Refused(Fault("letter_letterhead_full", "letterhead", {"lines": len(lines)}))
    if sheet.profile.return_line:
        _return_line(sheet, " · ".join([head.name, *_own_address(letter)]), sheet.profile.return_line)


def _return_line(sheet: Sheet, sender: str, strip: Box) -> None:
    """The sender above the address, on one line or on two smaller ones."""
    size = _fitting(sheet, sender, strip.width, FINE, least=5.5)
    lines = sheet.wrapped(sender, size, strip.width)
    if len(lines) > 2:
        raise Refused(Fault("letter_letterhead_full", "letterhead", {"lines": len(lines)}))
    for number, line in enumerate(reversed(lines), start=1):
        y = strip.bottom - 0.5 - number * line_height(size)
        sheet.line(strip.x, y, strip.width, line, size, grey=True)
    sheet.rule(strip.x, strip.bottom - 0.4, strip.width, light=True)


def _logo(sheet: Sheet, logo: bytes | None, room: float) -> float:
    """Draws the logo in its own place, or above the sender's name; answers the height that it takes there."""
    if logo is None:
        return 0.0
    if place := sheet.profile.logo:
        sheet.picture_at_left(logo, place)
        return 0.0
    box = sheet.profile.letterhead
    height = max(_LEAST_LOGO_HEIGHT, min(_LOGO_HEIGHT, room - 1.5))
    return sheet.picture_at_left(logo, Box(box.x, box.y, box.width, height)) + 1.5


def _fitting(sheet: Sheet, words: str, width: float, size: float, least: float = 5.0) -> float:
    """The size at which the words fit on one line, not below the least."""
    taken = sheet.text_width(words, size)
    return size if taken <= width else max(least, size * width / taken * 0.99)


def _own_address(letter: Letter) -> list[str]:
    address = letter.letterhead.address
    return [*address.lines, " ".join(filter(None, [address.postcode, address.city]))]


def draw_address(sheet: Sheet, letter: Letter) -> None:
    """As large as fits; never cut, and never out of the window."""
    zone, lines = sheet.profile.address_zone.inside(_CLEARANCE), letter.recipient
    size = next((each for each in _ADDRESS_SIZES if len(lines) * line_height(each) <= zone.height), 0.0)
    size = size or _ADDRESS_SIZES[-1]
    pitch = min(line_height(size), zone.height / max(1, len(lines)))
    if pitch < _tightest_line(size):
        limit = int(zone.height / _tightest_line(size))
        raise Refused(Fault("postal_too_many_lines", "lines", {"count": len(lines), "limit": limit}))
    size = min(size, max(_ADDRESS_SIZES[-1], size * zone.width / max(_widest(sheet, lines, size), 1.0)))
    stretch = min(100.0, 100.0 * zone.width / max(_widest(sheet, lines, size), 1.0))
    if stretch < _NARROWEST:
        longest = max(lines, key=len)
        limit = int(len(longest) * stretch / _NARROWEST)
        raise Refused(too_long("lines", longest, limit))
    for number, line in enumerate(lines):
        sheet.line(zone.x, zone.y + number * pitch, zone.width, line, size, stretch=stretch)


def _widest(sheet: Sheet, lines: Sequence[str], size: float) -> float:
    return max((sheet.text_width(line, size) for line in lines), default=0.0)


def _tightest_line(size: float) -> float:
    """Millimetres: a twentieth more than the letters themselves."""
    return line_height(size) / LEADING * 1.05


def draw_references(sheet: Sheet, letter: Letter) -> None:
    box = sheet.profile.references
    y = box.y
    label_width = max((sheet.text_width(each.label, SMALL) for each in letter.references), default=0) + 3
    for each in letter.references:
        # An e-mail address has no place to break at: it is written smaller before it is.
        size = _fitting(sheet, each.value, box.width - label_width, SMALL, least=6.5)
        values = sheet.wrapped(each.value, size, box.width - label_width)
        for number, value in enumerate(values):
            if number == 0:
                sheet.line(box.x, y, label_width, each.label, SMALL, grey=True)
            sheet.line(box.x + label_width, y, box.width - label_width, value, size)
            y += line_height(SMALL)
    if y > box.bottom + _SLACK:
        raise Refused(Fault("letter_references_full", "references", {"lines": len(letter.references)}))
