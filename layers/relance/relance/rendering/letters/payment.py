"""What a payment block's QR code says: an EPC code (GiroCode) for SEPA accounts, the Swiss code for Swiss
ones.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Final

import segno

from relance.domain.errors import Fault, Refused
from relance.domain.money import Money
from relance.domain.postal_address import PostalAddress
from relance.rendering.letters.letter import Account
from relance.rendering.payment_code import LEAST, MOST, epc_code

_SWISS: Final = ("CH", "LI")
_LONGEST_HOLDER: Final = 70
_LONGEST_TEXT: Final = 140


@dataclass(frozen=True, slots=True)
class SwissBill:
    """`payload` is what the code says; the other lines are printed beside it."""

    payload: str
    creditor: tuple[str, ...]
    debtor: tuple[str, ...]
    reference: str
    message: str


def account_faults(account: Account) -> tuple[Fault, ...]:
    """A payment to a mistyped IBAN is lost: its check digits are counted."""
    from stdnum import bic, iban

    faults = []
    if not iban.is_valid(account.bare_iban, check_country=False):
        faults.append(Fault("letter_iban", "iban", {"value": account.iban}))
    if account.bic and not bic.is_valid(account.bare_bic):
        faults.append(Fault("letter_bic", "bic", {"value": account.bic}))
    for name, text, limit in (
        ("holder", account.holder, _LONGEST_HOLDER),
        ("reference", account.reference, _LONGEST_TEXT),
    ):
        if len(text) > limit:
            faults.append(Fault("letter_payment_text", name, {"size": len(text), "limit": limit}))
    return tuple(faults)


def is_swiss(account: Account) -> bool:
    return account.bare_iban.startswith(_SWISS)


def epc_picture(account: Account, due: Money) -> bytes | None:
    """The picture (PNG) of the code; None where there is none."""
    code = epc_code(
        holder=account.holder,
        iban=account.bare_iban,
        bic=account.bare_bic,
        reference=account.reference,
        due=due,
    )
    return _picture(code) if code else None


def swiss_bill(
    account: Account, creditor: PostalAddress, debtor: PostalAddress, due: Money, message: str, language: str
) -> SwissBill | None:
    """None for a currency that a QR-bill does not know. Refused (swiss_bill) when the standard forbids what
    the addresses or the reference say.
    """
    from qrbill import QRBill

    if due.currency not in QRBill.allowed_currencies or not LEAST <= due.minor <= MOST:
        return None
    reference = "".join(account.reference.split())
    is_structured = reference.upper().startswith("RF") or (reference.isdigit() and len(reference) == 27)
    note = message if is_structured or not account.reference else account.reference
    try:
        bill = QRBill(
            account=account.bare_iban,
            creditor=_party(creditor, account.holder),
            debtor=_party(debtor, ""),
            amount=str(due.decimal()),
            currency=due.currency,
            reference_number=reference if is_structured else None,
            additional_information=note,
            language=language if language in ("de", "fr", "it") else "en",
        )
    except ValueError as error:
        raise Refused(Fault("letter_swiss_bill", "account", {"reason": str(error)[:200]})) from error
    return SwissBill(
        payload=bill.qr_data(),
        creditor=(account.written_iban, *bill.creditor.as_paragraph(38)),
        debtor=tuple(bill.debtor.as_paragraph(38)),
        reference=_grouped(bill.reference_number or ""),
        message=note,
    )


def swiss_code(bill: SwissBill) -> bytes:
    """The picture (PNG) of the code, without the cross that stands in its middle."""
    return _picture(segno.make_qr(bill.payload, error="m", boost_error=False, encoding="utf-8"), border=0)


def _party(address: PostalAddress, holder: str) -> dict[str, str]:
    return {
        "name": holder or address.company or address.person,
        "street": ", ".join(address.lines),
        "pcode": address.postcode,
        "city": address.city,
        "country": address.country,
    }


def _grouped(reference: str) -> str:
    """A QR reference as the standard prints it: two digits, then fives. Creditor references in fours."""
    if reference.startswith("RF"):
        return " ".join(reference[start : start + 4] for start in range(0, len(reference), 4))
    return " ".join([reference[:2], *(reference[at : at + 5] for at in range(2, len(reference), 5))]).strip()


def _picture(code: segno.QRCode, border: int = 2) -> bytes:
    out = io.BytesIO()
    code.save(out, kind="png", scale=6, border=border)
    return out.getvalue()
