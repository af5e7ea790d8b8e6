"""E-invoices: UBL, CII, and PDF files that carry one (Factur-X, ZUGFeRD)."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from relance.domain.errors import Fault, Refused
from relance.domain.imports import Defaults, FileFormat, InvoiceRow, PdfFile, Reading, RowFault
from relance.readers.einvoice import cii, ubl
from relance.readers.einvoice.document import Document
from relance.readers.einvoice.markup import Element, parsed
from relance.readers.einvoice.row import row_of
from relance.readers.filetype import ACCEPTED, unsupported
from relance.readers.listed import reading_of

_SKIPPED: Final = ubl.SKIPPED | cii.SKIPPED
_ENVELOPES: Final = frozenset(("StandardBusinessDocument", "XHE", "Payload", "Payloads"))

# Roots of foreign formats: (local name, or part of its namespace) -> what people call it.
_FOREIGN: Final = (
    ("SCRDMCCBDACIOMessageStructure", "Order-X (XML)"),
    ("FatturaElettronica", "FatturaPA (XML)"),
    ("fatturapa", "FatturaPA (XML)"),
    ("CrossDomainAcknowledgementAndResponse", "CDAR (XML)"),
    ("facturae", "Facturae (XML)"),
    ("ebinterface", "ebInterface (XML)"),
    ("Finvoice", "Finvoice (XML)"),
    ("cfd", "CFDI (XML)"),
    ("crd.gov.pl", "KSeF FA (XML)"),
    ("OSA", "NAV Online Számla (XML)"),
    ("cXML", "cXML"),
    ("rrn.org:xcbl", "xCBL (XML)"),
    ("e-SLOG", "e-SLOG (XML)"),
    ("urn:iso:std:iso:20022", "ISO 20022 (XML)"),
    ("sfti.se", "Svefaktura (XML)"),
    ("schemas-microsoft-com:office:spreadsheet", "Excel 2003 (XML)"),
    ("xhtml", "HTML"),
    ("html", "HTML"),
)


def read_xml(data: bytes, filename: str, defaults: Defaults) -> Reading:
    """Raises Refused: malformed, of a foreign format, or without what every invoice has."""
    said = document(data)
    row, notes = row_of(said, defaults.currency)
    format: FileFormat = "ubl" if said.syntax == "ubl" else "cii"
    return reading_of(format, [row], notes=[RowFault(row.line, note) for note in notes])


def read_pdf(data: bytes, filename: str, defaults: Defaults) -> Reading:
    """The e-invoice inside, else a reading without a row whose only line is at fault; with the PDF itself.

    Raises Refused for a PDF that cannot be looked into, and for an e-invoice that cannot be read.
    """
    from relance.readers.einvoice.pdf import Pdf
    from relance.readers.pdf_names import mentioned_in, named_by

    refused: list[Refused] = []
    with Pdf.opened(data) as pdf:
        dangers = pdf.dangers()
        warned = _not_to_be_mailed(dangers)
        for attached in pdf.invoices():
            try:
                reading = read_xml(attached.content, attached.name, defaults)
            except Refused as error:
                refused.append(error)
                continue
            notes = (*reading.notes, *(RowFault(1, note) for note in warned))
            told = next(row for row in reading.rows if isinstance(row, InvoiceRow))
            kept = PdfFile(1, data, told.number, told.issue_date, dangers=dangers)
            facts = replace(reading.facts, format="facturx")
            return replace(reading, facts=facts, notes=notes, pdfs=(kept,))
        if refused:
            raise refused[0]
        mentioned = mentioned_in(pdf.first_page())
    faults = (Fault("pdf_without_invoice", "file", {"accepted": ACCEPTED}), *warned)
    plain = PdfFile(1, data, named=named_by(filename), mentioned=mentioned, dangers=dangers)
    reading = reading_of("pdf", [], faults=[RowFault(1, fault) for fault in faults])
    return replace(reading, pdfs=(plain,))


def _not_to_be_mailed(dangers: tuple[str, ...]) -> list[Fault]:
    return [Fault("pdf_active_content", "file", {"found": ", ".join(dangers)})] if dangers else []


def document(data: bytes) -> Document:
    root = _unwrapped(parsed(data, _SKIPPED))
    if root.name in ubl.INVOICES and root.space.startswith(ubl.SPACE) and root.space.endswith("-2"):
        return ubl.document(root)
    if root.name in cii.INVOICES:
        return cii.document(root)
    raise unsupported(_called(root))


def _unwrapped(root: Element) -> Element:
    """The document inside an envelope (SBDH)."""
    while root.name in _ENVELOPES:
        inside = [child for child in root.children if not child.name.endswith("Header")]
        if not inside:
            break
        root = inside[-1]
    return root


def _called(root: Element) -> str:
    for mark, name in _FOREIGN:
        if root.name.lower().startswith(mark.lower()) or mark.lower() in root.space.lower():
            return name
    if root.space.startswith("urn:oasis:names:specification:ubl"):
        return f"UBL {root.space.rpartition(':')[2] or root.name}"[:60] + " (XML)"
    return f"XML <{root.name[:40]}>"
