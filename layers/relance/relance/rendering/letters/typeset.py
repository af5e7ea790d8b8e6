"""Sets a letter on paper: letterhead, address, references, text, table, payment block, signature."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from relance.domain.errors import Fault, Refused
from relance.rendering.letters.first_page import draw_address, draw_letterhead, draw_references
from relance.rendering.letters.fonts import faces_for
from relance.rendering.letters.letter import Account, Letter, LetterTable, Service, TableRow
from relance.rendering.letters.logo import logo_faults
from relance.rendering.letters.payment import SwissBill, epc_picture, is_swiss, swiss_bill
from relance.rendering.letters.profile import PAGE_HEIGHT, Box, Profile
from relance.rendering.letters.sheet import FINE, SIZE, SMALL, Align, Sheet, line_height
from relance.rendering.letters.swiss import SLIP_HEIGHT, draw_slip
from relance.rendering.texts import text

_QR: Final = 26.0
_SIGNING: Final = 12.0
"""Millimetres for a signature by hand."""
_ROW: Final = 9.0
_MOST_SIGNED: Final = 15
"""Lines of a signature."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A finished PDF/A-2B. Pages are counted, not sheets."""

    pdf: bytes
    pages: int


def typeset(letter: Letter, profile: Profile) -> Printed:
    """The same letter always gives the same bytes. Raises Refused when it cannot be printed whole: an address
    that does not stand in its window, a character that no font has, a Swiss bill that its standard forbids.
    """
    if letter.letterhead.logo and (faults := logo_faults(letter.letterhead.logo)):
        raise Refused(*faults)
    running = " – ".join(
        [letter.letterhead.name, letter.recipient[0] if letter.recipient else "", letter.dateline]
    )
    bill = _swiss_bill(letter)
    with Sheet(
        profile,
        faces_for([*letter.texts(), running, "0123456789/"]),
        letter.language,
        letter.subject,
        letter.author or letter.letterhead.name,
        letter.on,
        running,
        letter.letterhead.footer,
        f"{text(letter.language, 'letters', 'page')} ",
    ) as sheet:
        draw_letterhead(sheet, letter)
        draw_address(sheet, letter)
        draw_references(sheet, letter)
        _opening(sheet, letter)
        _body(sheet, letter, bill)
        _closing(sheet, letter)
        if bill and letter.due:
            if sheet.y > PAGE_HEIGHT - SLIP_HEIGHT - 3:
                sheet.new_page()
            draw_slip(sheet, bill, letter.due, letter.language)
        return Printed(sheet.bytes(), sheet.pages)


def _opening(sheet: Sheet, letter: Letter) -> None:
    profile = sheet.profile
    sheet.y = profile.text_top
    if letter.service is Service.REGISTERED:
        # It shares its line with the date.
        room = (profile.address.x if profile.date_at_right else sheet.left + 110) - sheet.left - 4
        size = min(9.0, 9.0 * room / sheet.text_width(letter.service_line, 9, bold=True))
        sheet.line(sheet.left, sheet.y, room, letter.service_line, size, bold=True)
    if profile.date_at_right:
        box = profile.address
        sheet.line(box.x, sheet.y, box.width, letter.dateline, SIZE)
    else:
        sheet.line(sheet.left, sheet.y, sheet.width, letter.dateline, SIZE, align="R")
    sheet.skip(line_height(SIZE) + 5)
    label = text(letter.language, "letters", "subject")
    sheet.paragraph(f"{label} {letter.subject}" if label else letter.subject, SIZE, bold=True)
    sheet.skip(4)


def _body(sheet: Sheet, letter: Letter, bill: SwissBill | None) -> None:
    _paragraphs(sheet, letter.before)
    for table in letter.tables:
        _table(sheet, table)
    if letter.statement:
        sheet.need(3 * line_height(SMALL))
        sheet.paragraph(letter.statement, SMALL, grey=True)
        sheet.skip(3)
    if letter.account and not bill:
        _payment(sheet, letter, letter.account)
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


def _payment(sheet: Sheet, letter: Letter, account: Account) -> None:
    code = epc_picture(account, letter.due) if letter.due else None
    said = [("holder", account.holder), ("iban", account.written_iban), ("bic", account.bare_bic)]
    said += [("payment_reference", account.reference)]
    named = [(text(letter.language, "letters", name), value) for name, value in said if value]
    labels = max(sheet.text_width(label, 9) for label, _ in named) + 4
    right = _QR + 33 if code else 4
    lines = [
        (label if number == 0 else "", part)
        for label, value in named
        for number, part in enumerate(sheet.wrapped(value, 9, sheet.width - 4 - labels - right))
    ]
    height = max(_QR if code else 0, (len(lines) + 1) * line_height(9) + 1) + 4
    sheet.need(height + 2)
    box = Box(sheet.left, sheet.y, sheet.width, height)
    sheet.frame(box)
    y = box.y + 2.5
    sheet.line(box.x + 4, y, 100, text(letter.language, "letters", "payment"), 9, bold=True)
    y += line_height(9) + 1
    for label, part in lines:
        sheet.line(box.x + 4, y, labels, label, 9, grey=True)
        sheet.line(box.x + 4 + labels, y, 90, part, 9)
        y += line_height(9)
    if code:
        _code(sheet, code, box, text(letter.language, "letters", "scan"))
    sheet.y = box.bottom
    sheet.skip(4)


def _code(sheet: Sheet, code: bytes, box: Box, hint: str) -> None:
    left = box.right - 2 - _QR
    sheet.picture(code, Box(left, box.y + 2, _QR, _QR))
    for number, part in enumerate(sheet.wrapped(hint, FINE, 26)):
        at = box.bottom - 2.5 - line_height(FINE) * (3 - number)
        sheet.line(left - 29, at, 26, part, FINE, align="R", grey=True)


def _closing(sheet: Sheet, letter: Letter) -> None:
    """The signature, and beside it what is enclosed."""
    half = sheet.width / 2 - 3
    lines = [part for line in letter.signature if line.strip() for part in sheet.wrapped(line, SIZE, half)]
    if len(lines) > _MOST_SIGNED:
        raise Refused(
            Fault("letter_signature_too_long", "signature", {"lines": len(lines), "limit": _MOST_SIGNED})
        )
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


def _swiss_bill(letter: Letter) -> SwissBill | None:
    account, due = letter.account, letter.due
    if account is None or due is None or not is_swiss(account):
        return None
    creditor, debtor = letter.letterhead.address, letter.debtor
    return swiss_bill(account, creditor, debtor, due, letter.subject[:140], letter.language)
