"""E-invoices of every syntax and hand: the same terms, whatever prefixes, encodings, profiles and dates."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject

from relance.domain.errors import Fault
from relance.domain.imports import RowFault
from relance.domain.money import Money
from relance.domain.payment_terms import PaymentTerms, net
from relance.domain.postal_address import PostalAddress
from relance.readers import errors_csv, read
from tests.unit.readers.einvoices import action, cii, pdf, read_one, ubl
from tests.unit.readers.reading import EUR, refusal

ISSUED, DUE = date(2026, 11, 2), date(2026, 12, 2)


def codes(data: str | bytes) -> list[str]:
    return [fault.code for fault in refusal(data.encode() if isinstance(data, str) else data)]


@pytest.mark.parametrize(
    ("data", "format"),
    [(ubl(), "ubl"), (cii(), "cii"), (pdf(cii()), "facturx"), (pdf(ubl(), "xrechnung.xml"), "facturx")],
    ids=["UBL", "CII", "Factur-X", "UBL in a PDF"],
)
def test_an_invoice_is_one_row(data: str | bytes, format: str) -> None:
    row, reading = read_one(data)
    assert reading.facts.format == format
    assert (row.number, row.kind, row.type, row.issue_date, row.due_date) == (
        "F-1",
        "invoice",
        "380",
        ISSUED,
        DUE,
    )
    assert row.total == row.outstanding == Money(120_00, "EUR")
    assert (row.customer_id, row.customer_name, row.as_of) == ("Acme", "Acme", ISSUED)
    assert reading.notes == ()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "latin-1"])
@pytest.mark.parametrize("declared", ["", '<?xml version="1.0" encoding="{}"?>'])
def test_every_encoding_is_read(encoding: str, declared: str) -> None:
    named = {"utf-8-sig": "UTF-8", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16", "latin-1": "ISO-8859-1"}
    head = declared.format(named.get(encoding, encoding))
    buyer = (
        "<cac:AccountingCustomerParty><cac:Party><cac:PartyName><cbc:Name>Café Zoë</cbc:Name>"
        "</cac:PartyName></cac:Party></cac:AccountingCustomerParty>"
    )
    row, _ = read_one(f"{head}{ubl(buyer=buyer)}".encode(encoding))
    assert row.customer_name == "Café Zoë"


@pytest.mark.parametrize(
    "head", ['\n  <?xml version="1.0"?>', '<?xml version="1.0" encoding="utf8"?>', "<!-- ours -->", "\n"]
)
def test_what_stands_before_the_root_does_not_matter(head: str) -> None:
    assert read_one(f"{head}{ubl()}\n\0\0")[0].number == "F-1"


def test_a_declared_encoding_that_is_not_the_real_one_does_not_matter() -> None:
    head = '<?xml version="1.0" encoding="UTF-16"?>'
    assert read_one(head + ubl())[0].number == "F-1"


@pytest.mark.parametrize("prefix", ["", "ns0:", "n-1.a:", "ubl:", "_:"])
def test_prefixes_are_the_writers_own(prefix: str) -> None:
    data = (
        ubl().replace("<Invoice xmlns", f"<{prefix}Invoice xmlns").replace("</Invoice", f"</{prefix}Invoice")
    )
    if prefix:
        data = data.replace("xmlns=", f"xmlns:{prefix[:-1]}=")
    assert read_one(data.replace("cbc", "q1").replace("cac", "q2"))[0].number == "F-1"


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("20261102", "102"),
        ("2026-11-02", "102"),
        ("202611021030", "203"),
        ("20261102103000", "204"),
        ("261102", "101"),
        ("021126", "2"),
        ("110226", "3"),
        ("02112026", "4"),
        ("2026-11-02T10:30:00", ""),
        ("2026-11-02T10:30:00+01:00", "102"),
        ("2026-11-02Z", ""),
        ("20261102", ""),
    ],
)
def test_a_day_by_its_format_code(written: str, code: str) -> None:
    issued = f'<udt:DateTimeString format="{code}">{written}</udt:DateTimeString>'
    assert read_one(cii(issued=issued))[0].issue_date == ISSUED


def test_a_day_as_a_date_time_element() -> None:
    assert read_one(cii(issued="<udt:DateTime>2026-11-02T00:00:00</udt:DateTime>"))[0].issue_date == ISSUED
    assert read_one(ubl(issued="2026-11-02+01:00"))[0].issue_date == ISSUED


@pytest.mark.parametrize(
    "more",
    [
        "<cac:PaymentMeans><cbc:PaymentDueDate>2026-12-02</cbc:PaymentDueDate></cac:PaymentMeans>",
        "<cac:PaymentMeans><cbc:ID/></cac:PaymentMeans>"
        "<cac:PaymentMeans><cbc:PaymentDueDate>2026-12-02</cbc:PaymentDueDate></cac:PaymentMeans>",
        "<cac:PaymentTerms><cbc:PaymentDueDate>2026-12-02</cbc:PaymentDueDate></cac:PaymentTerms>",
    ],
)
def test_a_credit_note_says_its_due_date_elsewhere(more: str) -> None:
    row, _ = read_one(ubl("CreditNote", due="", type="", more=more))
    assert (row.kind, row.due_date) == ("credit_note", DUE)


def test_an_invoice_of_instalments_is_due_when_the_first_is() -> None:
    day = '<udt:DateTimeString format="102">2026120{}</udt:DateTimeString>'
    day = f"<ram:DueDateDateTime>{day}</ram:DueDateDateTime>"
    terms = "".join(
        f"<ram:SpecifiedTradePaymentTerms>{day.format(n)}</ram:SpecifiedTradePaymentTerms>" for n in (2, 9)
    )
    row, reading = read_one(cii(terms=terms))
    assert row.due_date == DUE
    assert [note.fault.code for note in reading.notes] == ["term_several_due"]


def test_without_a_due_date_the_terms_of_the_customer_serve() -> None:
    assert read_one(cii(terms=""))[0].due_date is None
    row, reading = read_one(ubl(due="<cbc:DueDate>soon</cbc:DueDate>"))
    assert row.due_date is None
    assert [note.fault.code for note in reading.notes] == ["term_due_left_out"]


@pytest.mark.parametrize(
    ("written", "terms"),
    [
        ("Payment within 30 days", net(30)),
        ("Zahlbar sofort ohne Abzug.", net(0)),
        ("Zahlbar innerhalb 30 Tagen netto bis 12.08.2018, 3% Skonto innerhalb 10 Tagen", net(30)),
        ("Skontovereinbarung: 2% bei Zahlung innerhalb 10 Tagen nach Rechnungsdatum", None),
        ("D.LGS. 231/2002 S.M.I", None),
    ],
)
def test_terms_in_words_serve_where_there_is_no_due_date(written: str, terms: PaymentTerms | None) -> None:
    note = f"<cac:PaymentTerms><cbc:Note>{written}</cbc:Note></cac:PaymentTerms>"
    assert read_one(ubl(due="", more=note))[0].terms == terms
    assert read_one(ubl(more=note))[0].terms is None


@pytest.mark.parametrize("type", ["381", "396", "261", "262", "503", "81", "83"])
@pytest.mark.parametrize("sign", ["", "-"])
def test_a_credit_note_by_its_type_whatever_its_sign(type: str, sign: str) -> None:
    row, _ = read_one(
        cii(
            type=type,
            total=f"<ram:GrandTotalAmount>{sign}50</ram:GrandTotalAmount>",
            payable=f"<ram:DuePayableAmount>{sign}50</ram:DuePayableAmount>",
        )
    )
    assert (row.kind, row.total, row.outstanding) == ("credit_note", Money(50_00, "EUR"), Money(50_00, "EUR"))


def test_a_negative_invoice_is_a_credit_note() -> None:
    amount = '<cbc:{0} currencyID="EUR">-50.00</cbc:{0}>'
    row, _ = read_one(ubl(total=amount.format("TaxInclusiveAmount"), payable=amount.format("PayableAmount")))
    assert (row.kind, row.total) == ("credit_note", Money(50_00, "EUR"))


def test_more_prepaid_than_the_total_leaves_less_than_nothing() -> None:
    payable = "<cbc:PrepaidAmount>150</cbc:PrepaidAmount><cbc:PayableAmount>-30</cbc:PayableAmount>"
    row, _ = read_one(ubl(payable=payable))
    assert (row.kind, row.prepaid, row.outstanding) == ("invoice", Money(150_00, "EUR"), Money(-30_00, "EUR"))


def test_the_total_in_the_currency_of_the_invoice_counts() -> None:
    total = (
        '<ram:GrandTotalAmount currencyID="USD">999</ram:GrandTotalAmount>'
        '<ram:GrandTotalAmount currencyID="EUR">120</ram:GrandTotalAmount>'
    )
    assert read_one(cii(total=total))[0].total == Money(120_00, "EUR")


@pytest.mark.parametrize(
    ("written", "minor"),
    [("120", 120_00), ("120.0000", 120_00), (" 120.5 ", 120_50), ("+1.", 1_00), (".5", 50)],
)
def test_amounts_as_xml_allows_them(written: str, minor: int) -> None:
    row, _ = read_one(cii(total=f"<ram:GrandTotalAmount>{written}</ram:GrandTotalAmount>", payable=""))
    assert (row.total, row.outstanding) == (Money(minor, "EUR"), None)


def test_parts_of_a_cent_are_rounded_and_told() -> None:
    row, reading = read_one(cii(total="<ram:GrandTotalAmount>10.005</ram:GrandTotalAmount>", payable=""))
    assert row.total == Money(10_01, "EUR")
    assert [note.fault.code for note in reading.notes] == ["term_rounded"]


def test_without_a_total_what_is_payable_counts() -> None:
    currency = read_one(
        ubl(total="", currency="", payable='<cbc:PayableAmount currencyID="GBP">9</cbc:PayableAmount>')
    )
    assert currency[0].total == Money(9_00, "GBP")


def test_a_proforma_is_nothing_to_collect() -> None:
    assert read_one(cii(type="325"))[0].status == "draft"


BUYER = """<ram:ID>C-9</ram:ID><ram:Name>Acme</ram:Name>
<ram:SpecifiedLegalOrganization><ram:ID schemeID="0002">732829320</ram:ID></ram:SpecifiedLegalOrganization>
<ram:DefinedTradeContact><ram:PersonName>Zoe</ram:PersonName><ram:EmailURIUniversalCommunication>
<ram:URIID>zoe@acme.example</ram:URIID></ram:EmailURIUniversalCommunication></ram:DefinedTradeContact>
<ram:PostalTradeAddress><ram:PostcodeCode>75002</ram:PostcodeCode><ram:LineOne>1 rue de la Paix</ram:LineOne>
<ram:CityName>Paris</ram:CityName><ram:CountryID>FR</ram:CountryID></ram:PostalTradeAddress>
<ram:SpecifiedTaxRegistration><ram:ID schemeID="FC">1/2/3</ram:ID></ram:SpecifiedTaxRegistration>
<ram:SpecifiedTaxRegistration><ram:ID schemeID="VA">FR 44 732 829 320</ram:ID>
</ram:SpecifiedTaxRegistration>"""


def test_who_the_buyer_is() -> None:
    row, _ = read_one(cii(buyer=BUYER))
    assert (row.customer_id, row.siren, row.vat, row.email, row.legal_id) == (
        "C-9",
        "732829320",
        "FR44732829320",
        "zoe@acme.example",
        "732829320",
    )
    assert row.postal == PostalAddress("Acme", "Zoe", ("1 rue de la Paix",), "75002", "Paris", "", "FR")


@pytest.mark.parametrize(
    ("buyer", "siren", "customer"),
    [
        (
            '<ram:GlobalID schemeID="0009">73282932000074</ram:GlobalID><ram:Name>A</ram:Name>',
            "732829320",
            "732829320",
        ),
        (
            '<ram:GlobalID schemeID="0088">4012345000009</ram:GlobalID><ram:Name>A</ram:Name>',
            None,
            "4012345000009",
        ),
        ('<ram:GlobalID schemeID="0002">732829321</ram:GlobalID><ram:Name>A</ram:Name>', None, "A"),
        ("<ram:Name>A</ram:Name>", None, "A"),
    ],
    ids=["SIRET", "GLN", "SIREN that fails its check", "name"],
)
def test_a_buyer_goes_by_its_code_else_siren_else_name(buyer: str, siren: str | None, customer: str) -> None:
    row, _ = read_one(cii(buyer=buyer))
    assert (row.siren, row.customer_id) == (siren, customer)


def test_a_bad_address_costs_the_address() -> None:
    buyer = BUYER.replace("zoe@acme.example", "call Zoe").replace(">FR<", ">France<")
    row, reading = read_one(cii(buyer=buyer))
    assert (row.email, row.postal) == (None, None)
    assert [note.fault.code for note in reading.notes] == ["term_email_left_out"]


def test_an_address_to_which_no_letter_can_go_costs_the_address() -> None:
    row, reading = read_one(cii(buyer=BUYER.replace(">75002<", ">7502<")))
    assert (row.customer_name, row.postal) == ("Acme", None)
    assert [(note.fault.field, note.fault.code) for note in reading.notes] == [
        ("postcode", "postal_postcode")
    ]


def test_an_envelope_is_opened() -> None:
    wrapped = (
        '<StandardBusinessDocument xmlns="http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader">'
        f"<StandardBusinessDocumentHeader/>{ubl()}</StandardBusinessDocument>"
    )
    assert read_one(wrapped)[0].number == "F-1"


def test_lines_and_attachments_are_passed_over() -> None:
    price = "<cac:Price><cbc:PriceAmount>1</cbc:PriceAmount></cac:Price>"
    line = f"<cac:InvoiceLine><cbc:ID>999</cbc:ID>{price}</cac:InvoiceLine>"
    assert read_one(ubl(more=line * 9_000))[0].number == "F-1"


@pytest.mark.parametrize(
    ("data", "fields"),
    [
        (ubl(number=""), ["number"]),
        (ubl(issued=""), ["issue_date"]),
        (ubl(issued="2026-02-30"), ["issue_date"]),
        (ubl(total="", payable=""), ["total"]),
        (ubl(total="<cbc:TaxInclusiveAmount>a lot</cbc:TaxInclusiveAmount>"), ["total"]),
        (ubl(currency="<cbc:DocumentCurrencyCode>XXY</cbc:DocumentCurrencyCode>"), ["currency"]),
        (ubl(number="9" * 400), ["number"]),
        (cii(total="<ram:GrandTotalAmount>1e400</ram:GrandTotalAmount>"), ["total"]),
        (cii(total="<ram:GrandTotalAmount>NaN</ram:GrandTotalAmount>"), ["total"]),
    ],
)
def test_what_every_invoice_must_have(data: str, fields: list[str]) -> None:
    assert [fault.field for fault in refusal(data.encode())] == fields


@pytest.mark.parametrize(
    ("data", "found"),
    [
        ("<SCRDMCCBDACIOMessageStructure xmlns='urn:un:unece:uncefact:data:100'/>", "Order-X (XML)"),
        ("<p:FatturaElettronica xmlns:p='http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.2'/>",
         "FatturaPA (XML)"),
        ("<fe:Facturae xmlns:fe='http://www.facturae.es/Facturae/2014/v3.2.1/Facturae'/>", "Facturae (XML)"),
        ("<Document xmlns='urn:iso:std:iso:20022:tech:xsd:camt.053.001.02'/>", "ISO 20022 (XML)"),
        ("<Order xmlns='urn:oasis:names:specification:ubl:schema:xsd:Order-2'/>", "UBL Order-2 (XML)"),
        ("<Invoice xmlns='urn:sfti:documents:BasicInvoice:1:0'/>", "XML <Invoice>"),
        ("<Faktura xmlns='http://crd.gov.pl/wzor/2023/06/29/12648/'/>", "KSeF FA (XML)"),
        ("<a/>", "XML <a>"),
    ],
)  # fmt: skip
def test_a_foreign_format_is_refused_by_its_name(data: str, found: str) -> None:
    (fault,) = refusal(data.encode())
    assert (fault.code, fault.values["found"]) == ("unsupported_type", found)
    (inside,) = refusal(pdf(data, "order-x.xml"))
    assert (inside.code, inside.values["found"]) == ("unsupported_type", found)


def test_a_pdf_without_an_invoice_says_so() -> None:
    assert codes(pdf()) == ["pdf_without_invoice"]
    assert codes(b"%PDF-1.7 and nothing else") == ["damaged_pdf"]


def test_a_protected_pdf_says_so() -> None:
    writer = PdfWriter()
    writer.encrypt("", "owner", algorithm="RC4-128")
    assert codes(pdf(cii(), writer=writer)) == ["pdf_encrypted"]


def on_opening(writer: PdfWriter, thing: DictionaryObject) -> None:
    writer.root_object[NameObject("/OpenAction")] = thing


def on_a_page(writer: PdfWriter, thing: DictionaryObject) -> None:
    writer.add_blank_page(9, 9)[NameObject("/AA")] = DictionaryObject({NameObject("/O"): thing})


def on_an_annotation(writer: PdfWriter, thing: DictionaryObject) -> None:
    kind = {NameObject("/Type"): NameObject("/Annot"), NameObject("/A"): writer._add_object(thing)}
    page = writer.add_blank_page(9, 9)
    page[NameObject("/Annots")] = ArrayObject([writer._add_object(DictionaryObject(kind))])


@pytest.mark.parametrize("kind", ["/JavaScript", "/Launch", "/SubmitForm", "/ImportData"])
@pytest.mark.parametrize("placed", [on_opening, on_a_page, on_an_annotation])
def test_a_pdf_that_runs_something_is_flagged(kind: str, placed: object) -> None:
    writer = PdfWriter()
    assert callable(placed)
    placed(writer, action(kind))
    _, reading = read_one(pdf(cii(), writer=writer), "invoice.pdf")
    (note,) = reading.notes
    assert (note.fault.code, note.fault.values) == ("pdf_active_content", {"found": kind[1:]})


def test_a_pdf_that_only_opens_at_a_page_is_harmless() -> None:
    writer = PdfWriter()
    page = writer.add_blank_page(9, 9)
    writer.root_object[NameObject("/OpenAction")] = ArrayObject([page.indirect_reference, NameObject("/Fit")])
    assert read_one(pdf(cii(), writer=writer))[1].notes == ()


def test_a_rejected_invoice_can_be_mended_as_a_table() -> None:
    row, reading = read_one(ubl())
    errors = errors_csv(reading, [], lambda fault: (fault.code, ""))
    assert errors.startswith("\ufeffnumber;type;issue_date".encode())
    mended = errors_csv(reading, [RowFault(1, Fault("any", "number"))], lambda fault: (fault.code, ""))
    (again,) = read(mended, "errors.csv", defaults=EUR).rows
    assert (again.number, again.total, again.due_date) == (row.number, row.total, row.due_date)  # type: ignore[union-attr]


@given(st.binary(max_size=300))
def test_any_bytes_are_refused_and_never_break(data: bytes) -> None:
    for start in (b"<?xml version='1.0'?>", b"<a>", b"%PDF-1.7\n"):
        assert codes(start + data)


@given(
    st.integers(0, 1_000), st.sampled_from([b"", b"<", b"&", b"]]>", b"\0", b"\xff", b"</cbc:ID>", b"<!--"])
)
def test_a_file_broken_anywhere_is_read_or_refused(at: int, put: bytes) -> None:
    whole = ubl().encode()
    at %= len(whole)
    try:
        read(whole[:at] + put + whole[at + 1 :], "broken.xml", defaults=EUR)
    except ValueError as error:
        assert getattr(error, "faults", ())
