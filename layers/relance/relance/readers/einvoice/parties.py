"""Who a buyer is: the numbers it is registered under, checked, and its postal address."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from stdnum.fr import siren as siren_numbers

from relance.domain.mail_address import NOT_ON_A_LINE
from relance.domain.postal_address import LONGEST, MOST_LINES, PostalAddress

if TYPE_CHECKING:
    from relance.readers.einvoice.document import Buyer, Identifier

_SIREN: Final = "0002"
_SIRET: Final = "0009"
_NOT_A_CODE: Final = frozenset((_SIREN, _SIRET, "0225"))
"""Schemes of public registers of France: a company's number, not a code that the seller gave it."""


def siren_of(buyer: Buyer) -> str | None:
    """Of its legal id, its ids, or its VAT number: by the scheme, else where it is French; checked."""
    named = [*((buyer.legal,) if buyer.legal else ()), *buyer.ids]
    for found in named:
        if found.scheme in _NOT_A_CODE and (siren := _checked(found.value)):
            return siren
    is_french = (buyer.vat or "").upper().startswith("FR") or (
        buyer.address is not None and buyer.address.country == "FR"
    )
    if is_french and buyer.legal and not buyer.legal.scheme and (siren := _checked(buyer.legal.value)):
        return siren
    vat = vat_of(buyer.vat)
    return _checked(vat[4:]) if vat and vat.startswith("FR") and len(vat) == 13 else None


def _checked(number: str) -> str | None:
    """The SIREN of a SIREN or SIRET; None when it fails the check."""
    digits = re.sub(r"\D", "", number)[:9]
    return digits if siren_numbers.is_valid(digits) else None


def vat_of(number: str | None) -> str | None:
    """Without spaces and points, in capitals."""
    return re.sub(r"[\s.-]", "", number or "").upper() or None


def code_of(buyer: Buyer) -> str | None:
    """What the seller calls the buyer: an id of no scheme, else of one that is no register of France."""
    ids: Iterable[Identifier] = sorted(buyer.ids, key=lambda found: bool(found.scheme))
    return next((found.value for found in ids if found.scheme not in _NOT_A_CODE), None)


def postal(
    *,
    company: str | None,
    person: str | None,
    lines: Iterable[str | None],
    postcode: str | None,
    city: str | None,
    region: str | None,
    country: str | None,
) -> PostalAddress | None:
    """None where the parts are not those of an address: a country alone says nothing."""
    told = tuple(dict.fromkeys(line for line in map(_clean, lines) if line))
    address = PostalAddress(
        company=_clean(company),
        person=_clean(person),
        lines=told[:MOST_LINES],
        postcode=_clean(postcode),
        city=_clean(city),
        region=_clean(region),
        country=_clean(country).upper(),
    )
    is_one = (address.lines or address.city) and len(told) <= MOST_LINES
    return address if is_one and not any(address.faults()) else None


def _clean(text: str | None) -> str:
    return " ".join(NOT_ON_A_LINE.sub(" ", text or "").split())[: LONGEST + 1]
