"""PDFs of invoices: kept with the invoice that they carry, or that their name or first page names."""

from __future__ import annotations

from hashlib import sha256

import pytest
from pypdf import PdfWriter
from pypdf.generic import NameObject

from relance.domain.organization import Organization
from relance.domain.receivables import Invoice
from relance.store.documents import document, reader
from relance.store.memory_logs import MemoryImportFiles
from relance.usecases.ports.importing import DroppedFile, ImportOutcome
from tests.unit.readers.einvoices import action, cii, pdf
from tests.unit.readers.test_archives import packed
from tests.unit.readers.test_pdf_names import showing
from tests.unit.usecases.importing import ORG, Importing, credit_note_row, invoice_row
from tests.unit.usecases.test_import_einvoices import dropped
from tests.unit.usecases.test_import_file import GOOD, Folder


def kept(acme: Importing) -> dict[str, bytes]:
    files = acme.world.house.import_files
    assert isinstance(files, MemoryImportFiles)
    return files.files


def test_a_pdf_with_an_e_invoice_is_kept_with_the_invoice_it_brings(acme: Importing) -> None:
    data = pdf(cii())
    assert dropped(acme, data, "a.pdf").outcome is ImportOutcome.PROCESSED
    (invoice,) = acme.world.house.accounts.load(ORG, "Acme").receivables.invoices.values()
    assert invoice.pdf is not None
    assert (invoice.pdf.size, invoice.pdf.sha256) == (len(data), sha256(data).hexdigest())
    assert (invoice.pdf.is_risky, kept(acme)[invoice.pdf.key]) == (False, data)
    assert invoice.pdf.key.startswith(f"{ORG}/pdf/"), "the tenant comes first"


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (showing("Hello"), "F-1.pdf"),
        (showing("Hello"), "Invoice F-1.pdf"),
        (showing("Invoice F-100", "of 7 May"), "scan.pdf"),
    ],
    ids=["by its name", "by a word of its name", "by its first page"],
)
def test_a_plain_pdf_is_kept_with_the_invoice_it_names(acme: Importing, data: bytes, name: str) -> None:
    acme.rows(invoice_row("F-1"), invoice_row("F-100"))
    report = dropped(acme, data, name)
    assert (report.outcome, report.rows, report.faults) == (ImportOutcome.PROCESSED, 1, ())
    assert [note.fault.code for note in report.notes] == ["pdf_kept"]
    number = str(report.notes[0].fault.values["number"])
    found = acme.invoice(number).pdf
    assert found is not None
    assert kept(acme)[found.key] == data


def test_a_pdf_that_names_no_invoice_is_refused_by_name(acme: Importing) -> None:
    acme.rows(invoice_row("F-1"))
    report = dropped(acme, showing("Hello"), "letter.pdf")
    assert (report.outcome, [fault.fault.code for fault in report.faults]) == (
        ImportOutcome.FAILED,
        ["pdf_without_invoice"],
    )
    assert kept(acme) == {}


def test_a_pdf_that_names_several_invoices_is_kept_with_none(acme: Importing) -> None:
    acme.rows(invoice_row("F-101"), invoice_row("F-102"))
    report = dropped(acme, showing("Statement: F-101, F-102"), "statement.pdf")
    assert [fault.fault.code for fault in report.faults] == ["pdf_of_several_invoices"]
    assert acme.invoice("F-101").pdf is None


def test_a_table_and_its_pdfs_may_come_in_one_archive(acme: Importing) -> None:
    archive = packed(("F-1.pdf", showing("x")), ("other.pdf", showing("y")), ("ledger.csv", GOOD))
    report = dropped(acme, archive, "month.zip")
    assert (report.outcome, report.rows, report.rejected) == (ImportOutcome.PARTIAL, 2, 1)
    assert acme.invoice("F-1").pdf is not None


def test_a_risky_pdf_is_kept_and_says_so(acme: Importing) -> None:
    writer = PdfWriter()
    writer.root_object[NameObject("/OpenAction")] = action("/JavaScript")
    acme.rows(invoice_row("F-1"))
    report = dropped(acme, pdf(writer=writer), "F-1.pdf")
    assert [note.fault.code for note in report.notes] == ["pdf_kept", "pdf_active_content"]
    found = acme.invoice("F-1").pdf
    assert found is not None
    assert found.dangers == ("JavaScript",)


def test_a_preview_keeps_nothing(acme: Importing) -> None:
    acme.rows(invoice_row("F-1"))
    folder, data = Folder(acme), showing("x")
    folder.drops.files[f"{ORG}/preview/F-1.pdf"] = data
    report = folder.import_file.run(DroppedFile(f"{ORG}/preview/F-1.pdf", len(data)))
    assert report is not None
    assert (report.outcome, [note.fault.code for note in report.notes]) == (
        ImportOutcome.PREVIEWED,
        ["pdf_kept"],
    )
    assert (acme.invoice("F-1").pdf, kept(acme)) == (None, {})


def test_the_pdf_of_a_credit_note_is_no_invoice_s(acme: Importing) -> None:
    acme.rows(credit_note_row("A-1"))
    report = dropped(acme, showing("x"), "A-1.pdf")
    assert report.outcome is ImportOutcome.FAILED
    assert kept(acme) == {}


def test_where_numbers_begin_again_the_latest_year_is_meant(acme: Importing) -> None:
    acme.world.house.organizations.save(
        Organization(ORG, "Acme", sending=True, numbers_restart=True, revision=1)
    )
    acme.rows(invoice_row("1"))
    dropped(acme, showing("x"), "1.pdf")
    assert acme.invoice("1@2026").pdf is not None


def test_a_file_imported_again_leaves_the_pdf(acme: Importing) -> None:
    acme.rows(invoice_row("F-1"))
    dropped(acme, showing("x"), "F-1.pdf")
    before = acme.invoice("F-1").pdf
    acme.rows(invoice_row("F-1", "120.00 EUR"))
    assert acme.invoice("F-1").pdf == before


def test_an_invoice_stored_before_pdfs_were_kept_is_still_read() -> None:
    stored = (
        '{"number":"F-1","issue_date":"2026-10-01","due_date":"2026-10-31",'
        '"total":{"minor":1000,"currency":"EUR"}}'
    )
    invoice = reader(Invoice)(stored)
    assert (invoice.pdf, document(invoice)) == (None, stored)
