"""Sets a letter on paper: letterhead, address, references, text, table, payment block, signature."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from relance.domain.errors import Fault, Refused
from relance.domain.postal_address import too_long
from relance.rendering.letters.fonts import faces_for
from relance.rendering.letters.letter import Letter, LetterTable, Service, TableRow
from relance.rendering.letters.payment import epc_code, is_swiss, swiss_bill
from relance.rendering.letters.profile import Box, Profile
from relance.rendering.letters.sheet import FINE, LEADING, SIZE, SMALL, Align, Sheet, line_height
from relance.rendering.letters.swiss import SLIP_HEIGHT, draw_slip
from relance.rendering.texts import text

_ADDRESS_SIZES: Final = (10.0, 9.5, 9.0)
"""Points; posts read 9 to 12."""
_NARROWEST: Final = 85.0
"""Percent to which a long line of the address may be narrowed."""
_CLEARANCE: Final = 0.4
"""Millimetres to the end of what the window shows: ink is a little wider than its letters."""
_LOGO_HEIGHT: Final = 18.0
_LEAST_LOGO_HEIGHT: Final = 8.0
_QR: Final = 26.0
_SIGNING: Final = 12.0
"""Millimetres for a signature by hand."""
_ROW: Final = 9.0


@dataclass(frozen=True, slots=True)
class Printed:
    """A finished PDF/A-2B. Pages are counted, not sheets."""

    pdf: bytes
    pages: int


def typeset(letter: Letter, profile: Profile) -> Printed:
    """The same letter always gives the same bytes. Raises Refused when it cannot be printed whole: an address
    that does not stand in its window, a character that no font has, a Swiss bill that its standard forbids.
    """
    running = " – ".join(
        [letter.letterhead.name, letter.recipient[0] if letter.recipient else "", letter.dateline]
    )
    with Sheet(
        profile,
        faces_for([*letter.texts(), running, "0123456789/"]),
        letter.language,
        letter.subject,
        letter.author or letter.letterhead.name,
        letter.on,
        running,
        _footer(letter),
        f"{text(letter.language, 'letters', 'page')} ",
    ) as sheet:
        _letterhead(sheet, letter)
        _address(sheet, letter)
        _references(sheet, letter)
        _opening(sheet, letter)
        _body(sheet, letter)
        _closing(sheet, letter)
        _swiss_slip(sheet, letter)
        return Printed(sheet.bytes(), sheet.pages)


def _footer(letter: Letter) -> list[str]:
    return [line for line in letter.letterhead.footer.split("\n") if line.strip()]


def _letterhead(sheet: Sheet, letter: Letter) -> None:
    box, head = sheet.profile.letterhead, letter.letterhead
    lines = [line for line in (*_own_address(letter), *head.contact) if line.strip()]
    y = box.y + _logo(sheet, head.logo, len(lines))
    for part in sheet.wrapped(head.name, 12, box.width, bold=True)[:2]:
        sheet.line(box.x, y, box.width, part, 12, bold=True)
        y += line_height(12)
    for line in lines:
        if y + line_height(SMALL) <= box.bottom + 0.1:
            sheet.line(box.x, y, box.width, line, SMALL, grey=True)
            y += line_height(SMALL)
    if strip := sheet.profile.return_line:
        sender = " · ".join([head.name, *_own_address(letter)])
        size = _fitting(sheet, sender, strip.width, FINE)
        sheet.line(strip.x, strip.y, strip.width, sender, size, grey=True)
        sheet.rule(strip.x, strip.bottom - 0.4, strip.width, light=True)


def _logo(sheet: Sheet, logo: bytes | None, lines: int) -> float:
    """Draws the logo in its own place, or above the sender's name; answers the height that it takes there."""
    if logo is None:
        return 0.0
    if place := sheet.profile.logo:
        sheet.picture_at_left(logo, place)
        return 0.0
    box = sheet.profile.letterhead
    room = box.height - line_height(12) - lines * line_height(SMALL) - 1.5
    height = max(_LEAST_LOGO_HEIGHT, min(_LOGO_HEIGHT, room))
    return sheet.picture_at_left(logo, Box(box.x, box.y, box.width, height)) + 1.5


def _fitting(sheet: Sheet, words: str, width: float, size: float, least: float = 5.0) -> float:
    """The size at which the words fit on one line, not below the least."""
    taken = sheet.text_width(words, size)
    return size if taken <= width else max(least, size * width / taken * 0.99)


def _own_address(letter: Letter) -> list[str]:
    address = letter.letterhead.address
    return [*address.lines, " ".join(filter(None, [address.postcode, address.city]))]


def _address(sheet: Sheet, letter: Letter) -> None:
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


def _references(sheet: Sheet, letter: Letter) -> None:
    box = sheet.profile.references
    y = box.y
    label_width = max((sheet.text_width(each.label, SMALL) for each in letter.references), default=0) + 3
    for each in letter.references:
        # An e-mail address has no place to break at: it is written smaller before it is.
        size = _fitting(sheet, each.value, box.width - label_width, SMALL, least=6.5)
        values = sheet.wrapped(each.value, size, box.width - label_width)
        for number, value in enumerate(values):
            if y + line_height(SMALL) > box.bottom + 0.1:
                return
            if number == 0:
                sheet.line(box.x, y, label_width, each.label, SMALL, grey=True)
            sheet.line(box.x + label_width, y, box.width - label_width, value, size)
            y += line_height(SMALL)


def _opening(sheet: Sheet, letter: Letter) -> None:
    profile = sheet.profile
    sheet.y = profile.text_top
    if letter.service is Service.REGISTERED:
        sheet.line(sheet.left, sheet.y, sheet.width, letter.service_line, 9, bold=True)
    if profile.date_at_right:
        box = profile.address
        sheet.line(box.x, sheet.y, box.width, letter.dateline, SIZE)
    else:
        sheet.line(sheet.left, sheet.y, sheet.width, letter.dateline, SIZE, align="R")
    sheet.skip(line_height(SIZE) + 5)
    label = text(letter.language, "letters", "subject")
    sheet.paragraph(f"{label} {letter.subject}" if label else letter.subject, SIZE, bold=True)
    sheet.skip(4)


def _body(sheet: Sheet, letter: Letter) -> None:
    _paragraphs(sheet, letter.before)
    for table in letter.tables:
        _table(sheet, table)
    if letter.statement:
        sheet.need(3 * line_height(SMALL))
        sheet.paragraph(letter.statement, SMALL, grey=True)
        sheet.skip(3)
    _payment(sheet, letter)
    _paragraphs(sheet, letter.after)


def _paragraphs(sheet: Sheet, words: str) -> None:
    parts = [part for part in words.strip("\n").split("\n\n") if part.strip()]
    for part in parts:
        # Two lines of a paragraph stay together at the foot of a page.
        sheet.need(2 * line_height(SIZE))
        sheet.paragraph(part.strip("\n"), SIZE)
        sheet.skip(2.2)


def _table(sheet: Sheet, table: LetterTable) -> None:
    widths = _widths(sheet, table)
    aligns: list[Align] = ["R" if left < 2 else "L" for left in reversed(range(len(widths)))]
    height = line_height(_ROW) + 1.4
    foot = (len(table.sums) + 1) * height + 1
    sheet.skip(0.8)
    sheet.need(3 * height + (foot if len(table.rows) == 1 else 0))
    _headings(sheet, table, widths, aligns, height)
    for number, row in enumerate(table.rows):
        # The last row goes over the page with the sums, so that no sum stands alone.
        lines = _lines_of(sheet, row, widths)
        needed = len(lines) * height + (foot if number == len(table.rows) - 1 else 0)
        if sheet.y + needed > sheet.bottom:
            sheet.new_page()
            _headings(sheet, table, widths, aligns, height)
        for line in lines:
            sheet.row(line, widths, aligns, _ROW, height=height)
    sheet.rule(sheet.left, sheet.y + 0.2, sheet.width, light=True)
    sheet.skip(0.6)
    across = [sheet.width - widths[-1], widths[-1]]
    for each in table.sums:
        sheet.row(each, across, ["R", "R"], _ROW, height=height)
    sheet.row(table.total, across, ["R", "R"], _ROW + 0.5, bold=True, height=height + 0.6)
    sheet.rule(sheet.left, sheet.y + 0.2, sheet.width)
    sheet.skip(4)


def _headings(
    sheet: Sheet, table: LetterTable, widths: Sequence[float], aligns: Sequence[Align], height: float
) -> None:
    sheet.row(table.headings, widths, aligns, SMALL, bold=True, height=height, filled=True)


def _widths(sheet: Sheet, table: LetterTable) -> list[float]:
    """Each column as wide as its widest cell; the first takes what is left."""
    sample = table.rows if len(table.rows) <= 60 else (*table.rows[:40], *table.rows[-20:])
    others = []
    for column in range(1, len(table.headings)):
        cells = max((sheet.text_width(row.cells[column], _ROW) for row in sample), default=0)
        heading = sheet.text_width(table.headings[column], SMALL, bold=True)
        others.append(max(cells, heading) + 5.0)
    sums = [sheet.text_width(amount, _ROW + 0.5, bold=True) + 3 for _, amount in (*table.sums, table.total)]
    others[-1] = max(others[-1], *sums)
    return [sheet.width - sum(others), *others]


def _lines_of(sheet: Sheet, row: TableRow, widths: Sequence[float]) -> list[Sequence[str]]:
    """The row, and one more line for each further part of a number too long for its column."""
    first, *others = row.cells
    if sheet.text_width(first, _ROW) <= widths[0] - 2:
        return [row.cells]
    start, *parts = sheet.wrapped(first, _ROW, widths[0] - 2)
    return [[start, *others], *([part, *([""] * len(others))] for part in parts)]


def _payment(sheet: Sheet, letter: Letter) -> None:
    account, due = letter.account, letter.due
    if account is None or (is_swiss(account) and due is not None):
        return
    code = epc_code(account, due) if due else None
    said = [("holder", account.holder), ("iban", account.written_iban), ("bic", account.bare_bic)]
    said += [("payment_reference", account.reference)]
    lines = [(text(letter.language, "letters", name), value) for name, value in said if value]
    height = max(_QR if code else 0, (len(lines) + 1) * line_height(9) + 1) + 4
    sheet.need(height + 2)
    box = Box(sheet.left, sheet.y, sheet.width, height)
    sheet.frame(box)
    y = box.y + 2.5
    sheet.line(box.x + 4, y, 100, text(letter.language, "letters", "payment"), 9, bold=True)
    y += line_height(9) + 1
    labels = max(sheet.text_width(label, 9) for label, _ in lines) + 4
    for label, value in lines:
        sheet.line(box.x + 4, y, labels, label, 9, grey=True)
        sheet.line(box.x + 4 + labels, y, 90, value, 9)
        y += line_height(9)
    if code:
        right = box.right - 2 - _QR
        sheet.picture(code, Box(right, box.y + 2, _QR, _QR))
        hint = text(letter.language, "letters", "scan")
        for number, part in enumerate(sheet.wrapped(hint, FINE, 26)):
            at = box.bottom - 2.5 - line_height(FINE) * (3 - number)
            sheet.line(right - 29, at, 26, part, FINE, align="R", grey=True)
    sheet.y = box.bottom
    sheet.skip(4)


def _closing(sheet: Sheet, letter: Letter) -> None:
    """The signature, and beside it what is enclosed."""
    lines = [line for line in letter.signature if line.strip()]
    half = sheet.width / 2 - 3
    enclosed = _enclosed(sheet, letter, half)
    height = max(_SIGNING + len(lines) * line_height(SIZE), len(enclosed) * line_height(SMALL))
    sheet.need(height)
    at_right = sheet.left + sheet.width - half
    on_the_right = sheet.profile.date_at_right
    signed = sheet.profile.address.x if on_the_right else sheet.left
    listed = sheet.left if on_the_right else at_right
    y = sheet.y + height - len(lines) * line_height(SIZE)
    for number, line in enumerate(lines):
        sheet.line(signed, y + number * line_height(SIZE), half, line, SIZE, bold=number == 0)
    y = sheet.y + height - len(enclosed) * line_height(SMALL)
    for number, line in enumerate(enclosed):
        sheet.line(listed, y + number * line_height(SMALL), half, line, SMALL)
    sheet.skip(height)


def _enclosed(sheet: Sheet, letter: Letter, width: float) -> list[str]:
    if not letter.enclosures:
        return []
    label = text(letter.language, "letters", "enclosures")
    return sheet.wrapped(f"{label} {', '.join(letter.enclosures)}", SMALL, width)


def _swiss_slip(sheet: Sheet, letter: Letter) -> None:
    account, due = letter.account, letter.due
    if account is None or due is None or not is_swiss(account):
        return
    bill = swiss_bill(
        account, letter.letterhead.address, letter.debtor, due, letter.subject[:140], letter.language
    )
    if bill is None:
        return
    if sheet.y > 297 - SLIP_HEIGHT - 3:
        sheet.new_page()
    draw_slip(sheet, bill, due, letter.language)
