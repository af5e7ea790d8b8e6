"""The Swiss QR-bill's slip, 210 x 105 mm at the foot of a page: receipt at the left, payment part at the
right.

Measures in millimetres and sizes in points are those of the Swiss implementation guidelines QR-bill, version
2.3.
"""

from __future__ import annotations

from typing import Final

from relance.domain.money import Money
from relance.rendering.letters.payment import SwissBill, swiss_code
from relance.rendering.letters.profile import PAGE_HEIGHT, PAGE_WIDTH, Box
from relance.rendering.letters.sheet import Sheet
from relance.rendering.texts import text

SLIP_HEIGHT: Final = 105.0
_RECEIPT: Final = 62.0
_EDGE: Final = 5.0
_CODE: Final = 46.0
_CROSS: Final = 7.0
_MM: Final = 25.4 / 72


def draw_slip(sheet: Sheet, bill: SwissBill, due: Money, language: str) -> None:
    top = PAGE_HEIGHT - SLIP_HEIGHT
    sheet.leave_room_for_a_slip()
    # Printers do not reach the paper's edge, and neither do the lines.
    sheet.stroke(_EDGE, top, PAGE_WIDTH - _EDGE, top)
    sheet.stroke(_RECEIPT, top, _RECEIPT, PAGE_HEIGHT - _EDGE)
    hint = text(language, "letters", "swiss_separate")
    sheet.line(_EDGE, top - 4.2, PAGE_WIDTH - 2 * _EDGE, hint, 7, align="R")
    _receipt(sheet, bill, due, language, top)
    _payment_part(sheet, bill, due, language, top)


def _receipt(sheet: Sheet, bill: SwissBill, due: Money, language: str, top: float) -> None:
    sheet.line(_EDGE, top + _EDGE, 52, text(language, "letters", "swiss_receipt"), 11, bold=True)
    y = top + _EDGE + 7
    for label, lines in _named(bill, message=False):
        y = _labelled(sheet, _EDGE, y, 52, text(language, "letters", label), lines, 6, 8) + 2.2
    _amount(sheet, due, language, _EDGE, top + 68, 6, 8, gap=12)
    point = text(language, "letters", "swiss_acceptance_point")
    sheet.line(_EDGE, top + 82, 52, point, 6, bold=True, align="R")


def _payment_part(sheet: Sheet, bill: SwissBill, due: Money, language: str, top: float) -> None:
    x = _RECEIPT + _EDGE
    sheet.line(x, top + _EDGE, 51, text(language, "letters", "swiss_payment_part"), 11, bold=True)
    code = Box(x, top + 17, _CODE, _CODE)
    sheet.picture(swiss_code(bill), code)
    _cross(sheet, code)
    _amount(sheet, due, language, x, top + 68, 8, 10, gap=16)
    y = top + _EDGE
    for label, lines in _named(bill, message=True):
        y = _labelled(sheet, x + 51, y, 87, text(language, "letters", label), lines, 8, 10) + 2.6


def _named(bill: SwissBill, message: bool) -> list[tuple[str, tuple[str, ...]]]:
    named: list[tuple[str, tuple[str, ...]]] = [("swiss_account", bill.creditor)]
    if bill.reference:
        named.append(("swiss_reference", (bill.reference,)))
    if message and bill.message:
        named.append(("swiss_message", (bill.message,)))
    return [*named, ("swiss_payable_by", bill.debtor)]


def _labelled(
    sheet: Sheet,
    x: float,
    y: float,
    width: float,
    label: str,
    lines: tuple[str, ...],
    small: float,
    size: float,
) -> float:
    """A heading and its lines; answers where they end."""
    sheet.line(x, y, width, label, small, bold=True)
    y += small * _MM * 1.25
    for line in lines:
        for part in sheet.wrapped(line, size, width):
            sheet.line(x, y, width, part, size)
            y += size * _MM * 1.12
    return y


def _amount(
    sheet: Sheet, due: Money, language: str, x: float, y: float, small: float, size: float, gap: float
) -> None:
    sheet.line(x, y, gap, text(language, "letters", "swiss_currency"), small, bold=True)
    sheet.line(x + gap, y, 30, text(language, "letters", "swiss_amount"), small, bold=True)
    y += small * _MM * 1.5
    sheet.line(x, y, gap, due.currency, size)
    # The standard groups by a space and has a full stop before the cents, in every language.
    sheet.line(x + gap, y, 36, f"{due.decimal():,.2f}".replace(",", "\xa0"), size)


def _cross(sheet: Sheet, code: Box) -> None:
    """The Swiss cross of 7 mm in the middle of the code."""
    x, y = code.x + (_CODE - _CROSS) / 2, code.y + (_CODE - _CROSS) / 2
    sheet.block(Box(x, y, _CROSS, _CROSS), white=True)
    sheet.block(Box(x + 0.5, y + 0.5, 6.0, 6.0))
    sheet.block(Box(x + 2.95, y + 1.6, 1.1, 3.8), white=True)
    sheet.block(Box(x + 1.6, y + 2.95, 3.8, 1.1), white=True)
