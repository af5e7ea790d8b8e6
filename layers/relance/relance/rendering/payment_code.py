"""The code that a banking app reads off a payment block: an EPC code (GiroCode) for SEPA accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from relance.domain.money import Money

if TYPE_CHECKING:
    from segno import QRCode

LEAST: Final = 1
MOST: Final = 999_999_999_99
"""What such a code can ask for, in cents."""


def epc_code(*, holder: str, iban: str, bic: str, reference: str, due: Money) -> QRCode | None:
    """Version 002 of the code; `iban` and `bic` without spaces. None for another currency than the euro, and
    for a sum that the code cannot hold.
    """
    from segno.helpers import make_epc_qr

    if due.currency != "EUR" or not LEAST <= due.minor <= MOST:
        return None
    structured = reference.replace(" ", "").upper()
    is_creditor_reference = structured.startswith("RF") and len(structured) <= 25
    return make_epc_qr(
        name=holder,
        iban=iban,
        amount=due.decimal(),
        bic=bic or None,
        reference=structured if is_creditor_reference else None,
        text=None if is_creditor_reference else reference or holder,
        encoding="utf-8",
    )
