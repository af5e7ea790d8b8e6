"""E-invoices written for tests: as little as a reader needs, in each syntax and inside PDF files."""

from __future__ import annotations

from io import BytesIO

from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from relance.domain.imports import InvoiceRow, Reading
from relance.readers import read
from tests.unit.readers.reading import EUR

UBL = "urn:oasis:names:specification:ubl:schema:xsd"
CBC, CAC = f"{UBL}:CommonBasicComponents-2", f"{UBL}:CommonAggregateComponents-2"
CII = "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"
RAM = "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100"
UDT = "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100"

BUYER = (
    "<cac:AccountingCustomerParty><cac:Party><cac:PartyName><cbc:Name>Acme</cbc:Name></cac:PartyName>"
    "</cac:Party></cac:AccountingCustomerParty>"
)


def ubl(
    root: str = "Invoice",
    *,
    number: str = "F-1",
    issued: str = "2026-11-02",
    due: str = "<cbc:DueDate>2026-12-02</cbc:DueDate>",
    type: str = "<cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode>",
    currency: str = "<cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>",
    buyer: str = BUYER,
    more: str = "",
    total: str = '<cbc:TaxInclusiveAmount currencyID="EUR">120.00</cbc:TaxInclusiveAmount>',
    payable: str = '<cbc:PayableAmount currencyID="EUR">120.00</cbc:PayableAmount>',
) -> str:
    return (
        f'<{root} xmlns="{UBL}:{root}-2" xmlns:cbc="{CBC}" xmlns:cac="{CAC}">'
        f"<cbc:ID>{number}</cbc:ID><cbc:IssueDate>{issued}</cbc:IssueDate>{due}{type}{currency}{buyer}{more}"
        f"<cac:LegalMonetaryTotal>{total}{payable}</cac:LegalMonetaryTotal></{root}>"
    )


def cii(
    *,
    number: str = "F-1",
    type: str = "380",
    issued: str = '<udt:DateTimeString format="102">20261102</udt:DateTimeString>',
    terms: str = (
        "<ram:SpecifiedTradePaymentTerms><ram:DueDateDateTime>"
        '<udt:DateTimeString format="102">20261202</udt:DateTimeString>'
        "</ram:DueDateDateTime></ram:SpecifiedTradePaymentTerms>"
    ),
    buyer: str = "<ram:Name>Acme</ram:Name>",
    total: str = "<ram:GrandTotalAmount>120.00</ram:GrandTotalAmount>",
    payable: str = "<ram:DuePayableAmount>120.00</ram:DuePayableAmount>",
) -> str:
    return (
        f'<rsm:CrossIndustryInvoice xmlns:rsm="{CII}" xmlns:ram="{RAM}" xmlns:udt="{UDT}">'
        f"<rsm:ExchangedDocument><ram:ID>{number}</ram:ID><ram:TypeCode>{type}</ram:TypeCode>"
        f"<ram:IssueDateTime>{issued}</ram:IssueDateTime></rsm:ExchangedDocument>"
        "<rsm:SupplyChainTradeTransaction><ram:ApplicableHeaderTradeAgreement>"
        f"<ram:BuyerTradeParty>{buyer}</ram:BuyerTradeParty></ram:ApplicableHeaderTradeAgreement>"
        "<ram:ApplicableHeaderTradeSettlement><ram:InvoiceCurrencyCode>EUR</ram:InvoiceCurrencyCode>"
        f"{terms}<ram:SpecifiedTradeSettlementHeaderMonetarySummation>{total}{payable}"
        "</ram:SpecifiedTradeSettlementHeaderMonetarySummation></ram:ApplicableHeaderTradeSettlement>"
        "</rsm:SupplyChainTradeTransaction></rsm:CrossIndustryInvoice>"
    )


def pdf(xml: str | None = None, name: str = "factur-x.xml", writer: PdfWriter | None = None) -> bytes:
    writer = writer or PdfWriter()
    writer.add_blank_page(72, 72)
    if xml is not None:
        writer.add_attachment(name, xml.encode())
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def action(kind: str) -> DictionaryObject:
    return DictionaryObject(
        {NameObject("/S"): NameObject(kind), NameObject("/JS"): TextStringObject("app.alert(1)")}
        if kind == "/JavaScript"
        else {NameObject("/S"): NameObject(kind), NameObject("/F"): TextStringObject("a.exe")}
    )


def read_one(data: str | bytes, filename: str = "invoice.xml") -> tuple[InvoiceRow, Reading]:
    reading = read(data.encode() if isinstance(data, str) else data, filename, defaults=EUR)
    (row,) = reading.rows
    assert isinstance(row, InvoiceRow)
    return row, reading
