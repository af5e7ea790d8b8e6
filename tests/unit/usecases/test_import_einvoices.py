"""E-invoices and accounting files dropped: whose they are, what they leave, and what they never re-open."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from relance.domain.imports import InvoiceRow
from relance.domain.money import Money
from relance.domain.receivables import CreditNote
from relance.usecases.ports.importing import DroppedFile, ImportOutcome, Report
from tests.unit.readers.einvoices import cii, pdf, ubl
from tests.unit.readers.test_accounting_files import fec, line
from tests.unit.readers.test_archives import packed
from tests.unit.usecases.importing import ISSUED, ORG, Importing, codes, contact_row, invoice_row, payment_row
from tests.unit.usecases.test_import_file import Folder

SIREN, OTHER = "732829320", "552100554"


def buyer(code: str = "", siren: str = "", name: str = "Acme") -> str:
    said = f"<ram:ID>{code}</ram:ID>" if code else ""
    legal = f'<ram:ID schemeID="0002">{siren}</ram:ID>' if siren else ""
    legal = f"<ram:SpecifiedLegalOrganization>{legal}</ram:SpecifiedLegalOrganization>"
    return f"{said}<ram:Name>{name}</ram:Name>{legal}"


def dropped(acme: Importing, data: str | bytes, name: str = "invoice.xml") -> Report:
    folder, key = Folder(acme), f"{ORG}/inbox/{name}"
    content = data.encode() if isinstance(data, str) else data
    folder.drops.files[key] = content
    report = folder.import_file.run(DroppedFile(key, len(content)))
    assert report
    return report


def xml_row(
    number: str = "F-1", amount: str = "100.00 EUR", *, left: str | None = None, **more: Any
) -> InvoiceRow:
    """A row of an e-invoice: what it leaves is true on the day of issue."""
    return invoice_row(number, amount, outstanding=Money.parse(left or amount), as_of=ISSUED, **more)


# --- files ---


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (ubl(), "a.xml"),
        (cii(), "a.xml"),
        (pdf(cii()), "a.pdf"),
        (packed(("a.xml", ubl())), "a.zip"),
        (fec(line("120,00", customer="Acme")), "FEC.txt"),
    ],
    ids=["UBL", "CII", "Factur-X", "ZIP", "FEC"],
)
def test_a_file_of_each_kind_is_imported_and_dropped_again_changes_nothing(
    data: str | bytes, name: str
) -> None:
    acme = Importing()
    report = dropped(acme, data, name)
    assert (report.outcome, report.rows, report.customers) == (ImportOutcome.PROCESSED, 1, 1)
    before = acme.account("Acme").receivables
    assert [str(before.outstanding(invoice)) for invoice in before.open] == ["120.00 EUR"]
    assert dropped(acme, data, name).rows == 1
    assert acme.account("Acme").receivables == before


def test_a_hostile_file_fails_with_its_name_and_touches_nothing() -> None:
    acme = Importing()
    report = dropped(acme, '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')
    assert report.outcome is ImportOutcome.FAILED
    assert [fault.fault.code for fault in report.faults] == ["xml_doctype"]
    assert list(acme.world.house.accounts.customers(ORG)) == []


def test_a_flagged_pdf_is_imported_and_told() -> None:
    from pypdf import PdfWriter

    from tests.unit.readers.einvoices import action
    from tests.unit.readers.test_einvoices import on_opening

    writer = PdfWriter()
    on_opening(writer, action("/JavaScript"))
    report = dropped(Importing(), pdf(cii(), writer=writer), "a.pdf")
    assert report.outcome is ImportOutcome.PROCESSED
    assert [note.fault.code for note in report.notes] == ["pdf_active_content"]


# --- what is left: BT-115 is what was due at issue ---


def test_dropped_again_after_it_was_paid_it_stays_paid() -> None:
    acme = Importing()
    acme.rows(xml_row())
    acme.rows(payment_row("100.00 EUR"))
    acme.rows(xml_row())
    assert acme.left() == "0.00 EUR"


def test_dropped_again_after_a_ledger_said_that_it_was_paid_it_stays_paid() -> None:
    acme = Importing()
    acme.rows(xml_row())
    acme.rows(invoice_row(outstanding=Money.parse("0.00 EUR")))
    acme.rows(xml_row())
    assert acme.left() == "0.00 EUR"


def test_what_was_prepaid_counts_once_beside_a_later_payment() -> None:
    acme = Importing()
    acme.rows(xml_row(left="70.00 EUR"))
    assert acme.left() == "70.00 EUR"
    acme.rows(payment_row("70.00 EUR"))
    assert acme.left() == "0.00 EUR"
    acme.rows(xml_row(left="70.00 EUR"))
    assert acme.left() == "0.00 EUR"


def test_a_ledger_wins_over_an_e_invoice_that_comes_later() -> None:
    acme = Importing()
    acme.rows(invoice_row(outstanding=Money.parse("40.00 EUR")))
    acme.rows(xml_row())
    assert acme.left() == "40.00 EUR"


def test_a_credit_note_that_was_used_stays_used() -> None:
    acme = Importing()
    note = replace(xml_row("A-1"), kind="credit_note")
    acme.rows(note)
    acme.rows(replace(note, outstanding=Money.parse("0.00 EUR"), as_of=None))
    acme.rows(note)
    (known,) = acme.account().receivables.credits
    assert isinstance(known, CreditNote)
    assert known.amount == Money.parse("0.00 EUR")


# --- whose it is ---


def test_a_known_code_says_whose_it_is() -> None:
    acme = Importing()
    acme.rows(invoice_row(customer_id="C-1", siren=SIREN))
    assert dropped(acme, cii(number="F-2", buyer=buyer("C-1", SIREN))).faults == ()
    assert set(acme.account("C-1").receivables.invoices) == {"F-1", "F-2"}


def test_a_siren_says_whose_it_is_though_the_code_is_the_buyers_own() -> None:
    acme = Importing()
    acme.rows(invoice_row(customer_id="C-1", siren=SIREN))
    assert dropped(acme, cii(number="F-2", buyer=buyer("THEIR-OWN", SIREN))).faults == ()
    assert set(acme.account("C-1").receivables.invoices) == {"F-1", "F-2"}


def test_an_exact_name_says_whose_it_is() -> None:
    acme = Importing()
    acme.rows(invoice_row(customer_id="Acme", customer_name="Acme"))
    dropped(acme, cii(number="F-2", buyer=buyer("THEIR-OWN", SIREN)))
    assert set(acme.account("Acme").receivables.invoices) == {"F-1", "F-2"}


def test_two_companies_of_one_name_are_not_one() -> None:
    acme = Importing()
    acme.rows(invoice_row(customer_id="Acme", customer_name="Acme", siren=OTHER))
    dropped(acme, cii(number="F-2", buyer=buyer("", SIREN)))
    assert set(acme.account("Acme").receivables.invoices) == {"F-1"}
    assert set(acme.account(SIREN).receivables.invoices) == {"F-2"}


@pytest.mark.parametrize("known", [True, False])
def test_a_code_and_a_siren_of_two_companies_are_asked_about(known: bool) -> None:
    acme = Importing()
    acme.rows(invoice_row(customer_id="C-1", siren=OTHER))
    if known:
        acme.rows(invoice_row("F-9", customer_id="C-2", siren=SIREN))
    report = dropped(acme, cii(number="F-2", buyer=buyer("C-1", SIREN)))
    assert [fault.fault.code for fault in report.faults] == ["several_customers"]
    assert set(acme.account("C-1").receivables.invoices) == {"F-1"}


def test_an_invoice_that_is_known_stays_where_it_is_though_its_number_is_anothers_too() -> None:
    acme = Importing()
    first, second = (cii(number=f"F-{n}", buyer=buyer(f"C-{n}", SIREN)) for n in (1, 2))
    acme.rows(invoice_row("F-8", customer_id="C-1"), invoice_row("F-9", customer_id="C-2"))
    assert dropped(acme, first).faults == ()
    report = dropped(acme, second)
    assert [fault.fault.code for fault in report.faults] == ["several_customers"]
    acme.rows(invoice_row("F-2", customer_id="C-2"))
    assert dropped(acme, second).faults == ()
    assert set(acme.account("C-2").receivables.invoices) == {"F-9", "F-2"}


def test_two_codes_of_one_siren_in_one_archive_are_one_customer() -> None:
    acme = Importing()
    files = packed(*((f"{n}.xml", cii(number=f"F-{n}", buyer=buyer(f"X-{n}", SIREN))) for n in (1, 2)))
    assert dropped(acme, files, "a.zip").customers == 1


def test_contacts_of_an_archive_find_the_customer_of_its_e_invoices() -> None:
    acme = Importing()
    acme.rows(xml_row(siren=SIREN), contact_row("a@acme.example", siren=SIREN))
    assert acme.account("C-1").emails == {"a@acme.example"}


def test_without_a_buyer_it_is_asked_for_unless_the_number_is_known() -> None:
    acme = Importing()
    assert codes(acme.rows(xml_row(customer_id=""))) == [(2, "no_buyer")]
    acme.rows(invoice_row())
    assert codes(acme.rows(xml_row(customer_id=""))) == []
