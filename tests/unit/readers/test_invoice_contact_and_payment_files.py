"""What files of each kind say: which kind it is, which column is what, which line is what row."""

from __future__ import annotations

from datetime import date

import pytest

from relance.domain.imports import ColumnMapping, ContactRow, InvoiceRow, PaymentRow
from relance.domain.money import Money
from relance.domain.postal_address import PostalAddress
from relance.readers.clean import normalised
from relance.readers.vocabulary import VOCABULARIES, Vocabulary
from tests.unit.readers.reading import csv, fault_of, only_invoice, refusal

LEDGER = "number,customer_id,customer_name,email,issue_date,due_date,amount,currency,paid_on,disputed"


def test_a_ledger_line_is_an_invoice_and_its_payment() -> None:
    reading = csv(LEDGER, "F-1,C1,Acme,pay@acme.fr,2026-01-02,2026-02-01,1200.00,EUR,2026-02-15,no")
    assert reading.kind == "invoices"
    assert reading.rows == (
        InvoiceRow(
            line=2,
            number="F-1",
            customer_id="C1",
            customer_name="Acme",
            email="pay@acme.fr",
            issue_date=date(2026, 1, 2),
            due_date=date(2026, 2, 1),
            total=Money(1200_00, "EUR"),
            disputed=False,
        ),
        paid_so_far("1200.00 EUR"),
    )


def paid_so_far(amount: str) -> PaymentRow:
    return PaymentRow(
        2, date(2026, 2, 15), Money.parse(amount), invoice_number="F-1", customer_id="C1", so_far=True
    )


@pytest.mark.parametrize(
    ("column", "value"), [("outstanding", "200.00"), ("paid_amount", "1000.00"), ("paid_amount", "-1000.00")]
)
def test_a_line_that_says_when_and_how_much_was_paid_is_paid_that_much(column: str, value: str) -> None:
    reading = csv(f"{LEDGER},{column}", f"F-1,C1,Acme,,2026-01-02,,1200.00,EUR,2026-02-15,no,{value}")
    assert reading.rows[1:] == (paid_so_far("1000.00 EUR"),)


def test_a_line_with_a_day_of_payment_and_nothing_paid_is_not_paid() -> None:
    row = "F-1,C1,Acme,,2026-01-02,,1200.00,EUR,2026-02-15,no,1200.00"
    assert only_invoice(csv(f"{LEDGER},outstanding", row)).outstanding == Money.parse("1200.00 EUR")


def test_a_credit_note_counts_for_what_its_line_leaves_of_it() -> None:
    row = "A-1,C1,Acme,,2026-01-02,,-1200.00,EUR,2026-02-15,no,-200.00"
    assert only_invoice(csv(f"{LEDGER},outstanding", row)).outstanding == Money.parse("200.00 EUR")


def test_a_ledger_line_that_is_not_paid_is_an_invoice_alone() -> None:
    invoice = only_invoice(csv(LEDGER, "F-1,C1,Acme,,2026-01-02,,1200.00,EUR,,yes"))
    assert (invoice.due_date, invoice.email, invoice.disputed) == (None, None, True)


def test_french_headers_after_title_lines() -> None:
    reading = csv(
        "Société Dupont - Export des factures",
        "",
        "N° de Facture;Nom du client;Date d'Émission;ÉCHÉANCE;Total TTC;Restant dû;Commentaire",
        "F-1;Élan;30/11/2026;30/12/2026;1 200,00;200,00;bon client",
    )
    invoice = only_invoice(reading)
    assert (invoice.customer_id, invoice.outstanding) == ("Élan", Money(200_00, "EUR"))
    assert (reading.facts.header_line, reading.facts.separator) == (3, ";")
    assert reading.facts.ignored_columns == ("Commentaire",)


def test_the_customer_is_known_by_id_then_siren_then_name() -> None:
    header = "Facture;Date;Total;Code client;SIREN;Client"
    lines = (
        "F-1;2026-11-30;10;C1;732 829 320;Acme",
        "F-2;2026-11-30;10;;73282932000074;Acme",
        "F-3;2026-11-30;10;;;Acme",
    )
    rows = csv(header, *lines).rows
    assert [row.customer_id for row in rows] == ["C1", "732829320", "Acme"]


@pytest.mark.parametrize(
    ("kind", "amount"),
    [("Avoir", "100,00"), ("Avoir", "-100,00"), ("", "-100,00"), ("Facture", "-100,00"), ("381", "100,00")],
)
def test_a_credit_note_is_one_by_type_or_by_sign(kind: str, amount: str) -> None:
    line = f"A-1;Acme;2026-11-30;{amount};{amount};{kind}"
    invoice = only_invoice(csv("Facture;Client;Date;Total;Solde;Type", line))
    assert (invoice.kind, invoice.total, invoice.outstanding) == (
        "credit_note",
        Money(100_00, "EUR"),
        Money(100_00, "EUR"),
    )


def test_what_is_left_follows_from_what_was_paid() -> None:
    invoice = only_invoice(csv("Facture;Client;Date;Total;Montant réglé", "F-1;Acme;2026-11-30;100,00;40,00"))
    assert invoice.outstanding == Money(60_00, "EUR")


def test_a_paid_status_leaves_nothing_and_a_void_one_is_said() -> None:
    header = "Facture;Client;Date;Total;Statut"
    rows = csv(header, "F-1;Acme;2026-11-30;100;Payée", "F-2;Acme;2026-11-30;100;Annulée").rows
    assert [(row.outstanding, row.status) for row in rows if isinstance(row, InvoiceRow)] == [
        (Money.zero("EUR"), "paid"),
        (None, "void"),
    ]


def test_the_last_line_of_a_number_wins_with_a_note() -> None:
    header = "Facture;Client;Date;Total;Payé le"
    reading = csv(header, "F-1;Acme;2026-11-30;100;2026-12-01", "F-1;Acme;2026-11-30;90;")
    assert only_invoice(reading).total == Money(90_00, "EUR")
    (note,) = reading.notes
    assert (note.line, note.fault.code, note.fault.values) == (2, "superseded", {"number": "F-1", "by": 3})


def test_a_file_of_parents() -> None:
    reading = csv("Code client;Société mère", "C1;GROUPE", "C2;")
    assert (reading.kind, reading.faults) == ("contacts", ())
    assert [(row.customer_id, row.parent) for row in reading.rows if isinstance(row, ContactRow)] == [
        ("C1", "GROUPE"),
        ("C2", None),
    ]


def test_a_contacts_file() -> None:
    reading = csv(
        "Code client,Société,Nom,Prénom,E-mail,Fonction,"
        "Adresse,Complément d'adresse,Code postal,Ville,Pays,Langue",
        "C1,Acme,Durand,Zoé,zoe@acme.fr,Comptable,1 rue des Lilas,Bâtiment B,06000,Nice,FR,Français",
    )
    assert reading.kind == "contacts"
    assert reading.rows == (
        ContactRow(
            line=2,
            customer_id="C1",
            customer_name="Acme",
            name="Zoé Durand",
            email="zoe@acme.fr",
            role="Comptable",
            language="fr",
            street="1 rue des Lilas\nBâtiment B",
            postcode="06000",
            city="Nice",
            country="FR",
            postal_address=PostalAddress(
                "Acme", "Zoé Durand", ("1 rue des Lilas", "Bâtiment B"), "06000", "Nice", "", "FR"
            ),
        ),
    )


def test_a_payments_file() -> None:
    reading = csv("Payment ID,Payment date,Amount,Invoice number", "P-9,2026-11-30,-12.50,F-1")
    assert reading.kind == "payments"
    assert reading.rows == (PaymentRow(2, date(2026, 11, 30), Money(-12_50, "EUR"), "P-9", "F-1", None),)


def test_a_mapping_says_what_headers_do_not() -> None:
    mapping = ColumnMapping(
        {"Zone 1": "number", "Zone 2": "customer_id", "Zone 3": "issue_date", "Zone 4": "total"}
    )
    reading = csv("Zone 1;Zone 2;Zone 3;Zone 4", "F-1;C1;2026-11-30;10", mapping=mapping)
    assert only_invoice(reading).number == "F-1"


def test_the_mapping_used_gives_the_same_reading_again() -> None:
    lines = "Facture;Client;Date;Total TTC;Autre", "F-1;Acme;13/02/2026;1 200,50;x"
    reading = csv(*lines)
    assert reading.facts.mapping == ColumnMapping(
        {"Facture": "number", "Client": "customer_name", "Date": "issue_date", "Total TTC": "total"},
        kind="invoices",
        date_order="dmy",
        decimal_mark=",",
    )
    assert csv(*lines, mapping=reading.facts.mapping) == reading


def test_a_mapping_that_does_not_fit_the_file_is_refused() -> None:
    data = b"Facture;Client;Date;Total\nF-1;Acme;2026-11-30;10"
    assert [f.code for f in refusal(data, mapping=ColumnMapping({"Gone": "total"}))] == [
        "mapped_column_missing"
    ]
    assert [f.code for f in refusal(data, mapping=ColumnMapping({"Total": "colour"}))] == [
        "mapped_field_unknown"
    ]


def test_needed_columns_that_lack_are_all_named() -> None:
    faults = refusal(b"Invoice number,Due date,Currency\nF-1,2026-11-30,EUR")
    assert {(fault.code, fault.field) for fault in faults} == {
        ("missing_column", "customer_id"),
        ("missing_column", "issue_date"),
        ("missing_column", "total"),
    }


@pytest.mark.parametrize(
    ("line", "field", "code"),
    [
        (",C1,Acme,,2026-01-02,,10,EUR,,", "number", "missing_value"),
        ("F-1,,,,2026-01-02,,10,EUR,,", "customer_id", "missing_value"),
        ("F-1,C1,Acme,,,,10,EUR,,", "issue_date", "missing_value"),
        ("F-1,C1,Acme,,2026-01-02,,,EUR,,", "total", "missing_value"),
        ("F-1,C1,Acme,,2026-01-02,,10,EUR,,perhaps", "disputed", "not_yes_or_no"),
        ("F-1,C1,#REF!,,2026-01-02,,10,EUR,,", "customer_name", "cell_error"),
        (f"{'9' * 201},C1,Acme,,2026-01-02,,10,EUR,,", "number", "text_too_long"),
        ("F-1,C1,Acme,,2026-01-02,,10,EUR", "line", "cells_missing"),
        ("F-1,C1,Acme,,2026-01-02,,1,234.56,EUR,,", "line", "cells_extra"),
        ('F-1,C1,"Ac"me,,2026-01-02,,10,EUR,,', "line", "broken_quotes"),
    ],
)
def test_a_bad_line_is_a_fault_and_the_others_are_rows(line: str, field: str, code: str) -> None:
    reading = csv(LEDGER, line, "F-2,C1,Acme,,2026-01-02,,10,EUR,,")
    fault = fault_of(reading)
    assert (reading.faults[0].line, fault.field, fault.code) == (2, field, code)
    assert [row.line for row in reading.rows] == [3]


def test_an_unknown_kind_of_document_is_a_fault() -> None:
    assert (
        fault_of(csv("Facture;Client;Date;Total;Type", "D-1;Acme;2026-11-30;10;Devis")).code == "unknown_kind"
    )


def test_a_line_with_several_faults_tells_them_all() -> None:
    reading = csv(LEDGER, "F-1,C1,Acme,,2026-02-30,,ten,EUR,,perhaps")
    assert {row_fault.fault.field for row_fault in reading.faults} == {"disputed", "issue_date", "total"}


@pytest.mark.parametrize("words", VOCABULARIES, ids=lambda words: words.kind)
def test_a_header_stands_for_one_field(words: Vocabulary) -> None:
    meanings: dict[str, set[str]] = {}
    for field, aliases in words.headers.items():
        for alias in aliases:
            meanings.setdefault(normalised(alias), set()).add(field)
    assert {alias: fields for alias, fields in meanings.items() if len(fields) > 1} == {}
