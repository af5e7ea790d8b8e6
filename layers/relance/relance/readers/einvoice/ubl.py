"""UBL 2.x invoices and credit notes: Peppol BIS, XRechnung, NLCIUS, EHF and plain UBL, by local names."""

from __future__ import annotations

from typing import Final

from relance.domain.postal_address import PostalAddress
from relance.readers.einvoice.document import Buyer, Document, Identifier
from relance.readers.einvoice.markup import Element
from relance.readers.einvoice.parties import postal

INVOICES: Final = frozenset(("Invoice", "SelfBilledInvoice", "CreditNote", "SelfBilledCreditNote"))
SPACE: Final = "urn:oasis:names:specification:ubl:schema:xsd:"

SKIPPED: Final = frozenset(
    ("InvoiceLine", "CreditNoteLine", "AdditionalDocumentReference", "UBLExtensions", "Signature", "TaxTotal")
)
_DUE: Final = (
    "DueDate",
    "PaymentMeans/PaymentDueDate",
    "PaymentTerms/PaymentDueDate",
    "PaymentTerms/InstallmentDueDate",
)


def document(root: Element) -> Document:
    totals = root.find("LegalMonetaryTotal", "RequestedMonetaryTotal") or Element("", "")
    payable = totals.find("PayableAmount", "TaxInclusiveAmount", "LineExtensionAmount")
    is_credit_note = "CreditNote" in root.name
    due = next((found for path in _DUE if (found := _texts(root, path))), ())
    return Document(
        syntax="ubl",
        is_credit_note=is_credit_note,
        number=root.said("ID"),
        type=root.said("InvoiceTypeCode", "CreditNoteTypeCode") or ("381" if is_credit_note else None),
        issued=root.said("IssueDate"),
        due=due,
        currency=root.said("DocumentCurrencyCode") or (payable and payable.attribute("currencyID")) or None,
        total=totals.said("TaxInclusiveAmount"),
        prepaid=totals.said("PrepaidAmount"),
        payable=totals.said("PayableAmount"),
        terms=root.said("PaymentTerms/Note"),
        buyer=_buyer(root),
    )


def _texts(root: Element, path: str) -> tuple[str, ...]:
    return tuple(text for found in root.all(path) if (text := found.text.strip()))


def _buyer(root: Element) -> Buyer:
    customer = root.find("AccountingCustomerParty") or Element("", "")
    party = customer.find("Party") or Element("", "")
    ids = [Identifier(text) for text in _texts(customer, "SupplierAssignedAccountID")]
    ids += [_identifier(found) for found in party.all("PartyIdentification/ID") if found.text.strip()]
    if (endpoint := party.find("EndpointID")) and endpoint.attribute("schemeID") in ("0002", "0009", "0225"):
        ids.append(_identifier(endpoint))
    legal = party.find("PartyLegalEntity/CompanyID")
    return Buyer(
        name=party.said("PartyName/Name", "PartyLegalEntity/RegistrationName") or _person(party),
        ids=tuple(ids),
        legal=_identifier(legal) if legal and legal.text.strip() else None,
        vat=_vat(party),
        email=party.said("Contact/ElectronicMail"),
        address=_address(party),
    )


def _person(party: Element) -> str | None:
    names = (party.said("Person/FirstName"), party.said("Person/FamilyName"))
    return " ".join(name for name in names if name) or None


def _identifier(element: Element) -> Identifier:
    return Identifier(" ".join(element.text.split()), element.attribute("schemeID"))


def _vat(party: Element) -> str | None:
    for scheme in party.all("PartyTaxScheme"):
        if "VAT" in (scheme.said("TaxScheme/ID") or "VAT").upper() and (vat := scheme.said("CompanyID")):
            return vat
    return None


def _address(party: Element) -> PostalAddress | None:
    place = party.find("PostalAddress", "PartyLegalEntity/RegistrationAddress")
    if place is None:
        return None
    street = " ".join(filter(None, (place.said("StreetName"), place.said("BuildingNumber"))))
    return postal(
        company=party.said("PartyLegalEntity/RegistrationName", "PartyName/Name"),
        person=party.said("Contact/Name"),
        lines=(street, place.said("AdditionalStreetName"), *_texts(place, "AddressLine/Line")),
        postcode=place.said("PostalZone"),
        city=place.said("CityName"),
        region=place.said("CountrySubentity"),
        country=place.said("Country/IdentificationCode"),
    )
