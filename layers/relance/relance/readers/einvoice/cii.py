"""UN/CEFACT Cross Industry Invoice: Factur-X, ZUGFeRD 2 and XRechnung (D16B, D22B), and ZUGFeRD 1."""

from __future__ import annotations

from typing import Final

from relance.domain.postal_address import PostalAddress
from relance.readers.einvoice.document import CREDIT_NOTES, Buyer, Document, Identifier, day
from relance.readers.einvoice.markup import Element
from relance.readers.einvoice.parties import postal

INVOICES: Final = frozenset(("CrossIndustryInvoice", "CrossIndustryDocument"))

SKIPPED: Final = frozenset(
    (
        "IncludedSupplyChainTradeLineItem",
        "AdditionalReferencedDocument",
        "ApplicableTradeTax",
        "SpecifiedTradeAllowanceCharge",
        "IncludedNote",
    )
)
# What ZUGFeRD 1 calls otherwise stands behind what is called so since.
_HEAD: Final = ("ExchangedDocument", "HeaderExchangedDocument")
_TRANSACTION: Final = ("SupplyChainTradeTransaction", "SpecifiedSupplyChainTradeTransaction")
_AGREEMENT: Final = ("ApplicableHeaderTradeAgreement", "ApplicableSupplyChainTradeAgreement")
_SETTLEMENT: Final = ("ApplicableHeaderTradeSettlement", "ApplicableSupplyChainTradeSettlement")
_TOTALS: Final = (
    "SpecifiedTradeSettlementHeaderMonetarySummation",
    "SpecifiedTradeSettlementMonetarySummation",
)
_NOTHING: Final = Element("", "")


def document(root: Element) -> Document:
    head = root.find(*_HEAD) or _NOTHING
    deal = root.find(*_TRANSACTION) or _NOTHING
    settlement = deal.find(*_SETTLEMENT) or _NOTHING
    totals = settlement.find(*_TOTALS) or _NOTHING
    kind = head.said("TypeCode")
    currency = settlement.said("InvoiceCurrencyCode") or _currency_of(totals)
    return Document(
        syntax="cii" if root.name == "CrossIndustryInvoice" else "zugferd1",
        is_credit_note=kind in CREDIT_NOTES,
        number=head.said("ID"),
        type=kind,
        issued=_day(head, "IssueDateTime"),
        due=_due(settlement),
        currency=currency,
        total=_amount(totals, "GrandTotalAmount", currency),
        prepaid=_amount(totals, "TotalPrepaidAmount", currency),
        payable=_amount(totals, "DuePayableAmount", currency),
        terms=settlement.said("SpecifiedTradePaymentTerms/Description"),
        buyer=_buyer((deal.find(*_AGREEMENT) or _NOTHING).find("BuyerTradeParty") or _NOTHING),
    )


def _day(element: Element, path: str) -> str | None:
    """As an ISO date where the format code says which day is meant, else as written."""
    return next((said for found in element.all(path) if (said := _written(found))), None)


def _written(moment: Element) -> str | None:
    for child in (*moment.children, moment):
        if written := child.text.strip():
            meant = day(written, child.attribute("format"))
            return meant.isoformat() if meant else written
    return None


def _due(settlement: Element) -> tuple[str, ...]:
    terms = settlement.all("SpecifiedTradePaymentTerms/DueDateDateTime")
    return tuple(said for found in terms if (said := _written(found)))


def _amount(totals: Element, name: str, currency: str | None) -> str | None:
    """In the currency of the invoice, where the amount stands there in a second currency too."""
    found = [element for element in totals.all(name) if element.text.strip()]
    own = [element for element in found if element.attribute("currencyID") in ("", currency)]
    return next((element.text.strip() for element in (*own, *found)), None)


def _currency_of(totals: Element) -> str | None:
    named = (element.attribute("currencyID") for element in totals.children)
    return next((currency for currency in named if currency), None)


def _buyer(party: Element) -> Buyer:
    ids = [Identifier(_text(found), found.attribute("schemeID")) for found in party.all("ID")]
    ids += [Identifier(_text(found), found.attribute("schemeID")) for found in party.all("GlobalID")]
    legal = party.find("SpecifiedLegalOrganization/ID")
    return Buyer(
        name=party.said("Name", "SpecifiedLegalOrganization/TradingBusinessName"),
        ids=tuple(found for found in ids if found.value),
        legal=Identifier(_text(legal), legal.attribute("schemeID")) if legal and _text(legal) else None,
        vat=_vat(party),
        email=party.said("DefinedTradeContact/EmailURIUniversalCommunication/URIID"),
        address=_address(party),
    )


def _text(element: Element) -> str:
    return " ".join(element.text.split())


def _vat(party: Element) -> str | None:
    """A VAT number (scheme VA), not the tax office's own (FC)."""
    numbers = party.all("SpecifiedTaxRegistration/ID")
    return next((_text(n) for n in numbers if n.attribute("schemeID") in ("VA", "VAT") and _text(n)), None)


def _address(party: Element) -> PostalAddress | None:
    place = party.find("PostalTradeAddress")
    if place is None:
        return None
    return postal(
        company=party.said("Name"),
        person=party.said("DefinedTradeContact/PersonName"),
        lines=tuple(place.said(name) for name in ("LineOne", "LineTwo", "LineThree", "StreetName")),
        postcode=place.said("PostcodeCode"),
        city=place.said("CityName"),
        region=place.said("CountrySubDivisionName"),
        country=place.said("CountryID"),
    )
