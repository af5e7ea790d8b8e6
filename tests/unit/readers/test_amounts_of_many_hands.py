"""Amounts as ledgers all over write them: lakh, Dr and Cr, no cents, debit and credit, converted decimals."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from relance.domain.imports import InvoiceRow, PaymentRow, Reading
from relance.readers.amounts import written
from tests.unit.readers.reading import csv, fault_of, only_invoice, refusal

HEADER = "Invoice number;Customer;Invoice date;Total;Currency"


def total(text: str, currency: str = "EUR") -> str:
    row = only_invoice(csv(HEADER, f'F-1;Acme;2026-04-13;"{text}";{currency}'))
    return f"{'-' if row.kind == 'credit_note' else ''}{row.total}"


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("12,34,567.50", "1234567.50"),
        ("1,00,000", "100000.00"),
        ("99,99,99,999.00", "999999999.00"),
        ("250.00 Dr", "250.00"),
        ("250.00 Cr", "-250.00"),
        ("250.00CR", "-250.00"),
        ("(250.00)", "-250.00"),
        ("120.-", "120.00"),
        ("1'120.–", "1120.00"),
        ("1´120.50", "1120.50"),
        ("120,--", "120.00"),
        ("1 120,50 TTC", "1120.50"),
        ("+250.00", "250.00"),
        ("250.", "250.00"),
        (",50", "0.50"),
        ("٢٥٠", "250.00"),
        ("1.234.567,80", "1234567.80"),
        ("-0.00", "0.00"),
    ],
)
def test_an_amount_is_read_as_it_is_written(text: str, read: str) -> None:
    assert total(text) == f"{read} EUR"


@pytest.mark.parametrize(
    ("text", "currency", "read"),
    [
        ("Fr. 120.-", "CHF", "120.00 CHF"),
        ("Rs. 1,23,456.00", "INR", "123456.00 INR"),
        ("kr 1 234,50", "SEK", "1234.50 SEK"),
        ("1 234,50 Kč", "CZK", "1234.50 CZK"),
        ("1 234,50 zł", "PLN", "1234.50 PLN"),
        ("R$ 12,50", "BRL", "12.50 BRL"),
        ("C$12.50", "CAD", "12.50 CAD"),
        ("12.50 $", "CAD", "12.50 CAD"),
    ],
)
def test_a_currency_is_known_by_its_sign(text: str, currency: str, read: str) -> None:
    assert total(text, currency) == read


@pytest.mark.parametrize(
    "text", ["12 Dr Cr", "12%", "1e5", "12/13", "-(12)-", "12.5.3", "1.....a1", "0x10", "9" * 61]
)
def test_what_is_no_amount_is_a_fault_and_never_an_unknown_currency(text: str) -> None:
    reading = csv(HEADER, f'F-1;Acme;2026-04-13;"{text}";EUR', "F-2;Acme;2026-04-13;10.00;EUR")
    assert (fault_of(reading).code, fault_of(reading).field) == ("not_an_amount", "total")


@example("C.")
@example("Rs .")
@given(st.text(st.sampled_from("0123456789.,' -+()€CrDt%x"), max_size=80))
def test_any_text_is_an_amount_or_none(text: str) -> None:
    amount = written(text)
    assert amount is None or amount.digits


# --- debit and credit ---

LEDGER = "N° pièce;Client;Date;Échéance;Débit;Crédit"


def kinds(reading: Reading) -> list[tuple[str, str]]:
    assert reading.faults == ()
    return [
        (row.kind, str(row.total))
        if isinstance(row, InvoiceRow)
        else ("payment", str(getattr(row, "amount", "")))
        for row in reading.rows
    ]


def test_a_debit_is_owed_and_a_credit_is_not() -> None:
    reading = csv(LEDGER, "1;Acme;13/04/2026;13/05/2026;100,00;", "2;Acme;14/04/2026;;0,00;40,00")
    assert kinds(reading) == [("invoice", "100.00 EUR"), ("credit_note", "40.00 EUR")]
    assert [(note.line, note.fault.code) for note in reading.notes] == [(3, "credit_taken_for_credit_note")]


def test_a_journal_of_the_bank_tells_a_payment_from_a_credit_note() -> None:
    lines = "VE;1;Acme;13/04/2026;13/05/2026;100,00;", "BQ;2;Acme;14/04/2026;;;40,00"
    assert kinds(csv(f"Journal;{LEDGER}", *lines)) == [("invoice", "100.00 EUR"), ("payment", "40.00 EUR")]


def test_both_on_one_line_are_asked() -> None:
    assert fault_of(csv(LEDGER, "1;Acme;13/04/2026;;100,00;40,00")).code == "debit_and_credit"


@pytest.mark.parametrize(("side", "kind"), [("S", "invoice"), ("H", "credit_note"), ("C", "credit_note")])
def test_a_column_may_say_the_side(side: str, kind: str) -> None:
    reading = csv("Invoice number;Customer;Invoice date;Total;D/C", f"F-1;Acme;2026-04-13;100.00;{side}")
    assert kinds(reading) == [(kind, "100.00 EUR")]


# --- two columns ---


def test_net_and_gross_under_one_name_are_told_apart_by_the_tax() -> None:
    header = "N° facture;Client;Date facture;Montant;Taxes;Montant"
    reading = csv(header, "F-1;Acme;2026-04-13;50,00;10,00;60,00", "F-2;Acme;2026-04-13;10,00;2,00;12,00")
    assert kinds(reading) == [("invoice", "60.00 EUR"), ("invoice", "12.00 EUR")]
    assert [note.fault.code for note in reading.notes] == ["gross_column"]


def test_two_amounts_that_nothing_tells_apart_are_asked() -> None:
    lines = "Invoice number;Customer;Invoice date;Amount;Invoice total", "F-1;Acme;2026-04-13;50.00;60.00"
    (fault,) = refusal("\n".join(lines).encode())
    assert (fault.code, fault.values["column"], fault.values["other"]) == (
        "two_columns",
        "Invoice total",
        "Amount",
    )


def test_two_columns_that_say_the_same_are_one() -> None:
    lines = "Invoice number;Customer;Invoice date;Amount;Invoice total", "F-1;Acme;2026-04-13;50.00;50.00"
    assert kinds(csv(*lines)) == [("invoice", "50.00 EUR")]


def test_the_surer_header_is_meant_without_a_word() -> None:
    reading = csv("Facture;Client;Date;Montant;Total TTC", "F-1;Acme;2026-04-13;50,00;60,00")
    assert (kinds(reading), reading.notes) == ([("invoice", "60.00 EUR")], ())


# --- what is left ---

LEFT = "Facture;Client;Date facture;Total TTC;Restant dû"


def test_more_left_than_the_total_is_a_fault() -> None:
    reading = csv(LEFT, "F-1;Acme;2026-04-13;74,00;74000,00", "F-2;Acme;2026-04-13;10,00;10,00")
    assert (reading.faults[0].line, fault_of(reading).code) == (2, "more_left_than_total")
    assert [row.line for row in reading.rows] == [3]


def test_a_blank_among_told_balances_is_asked() -> None:
    reading = csv(LEFT, "F-1;Acme;2026-04-13;74,00;", "F-2;Acme;2026-04-13;10,00;10,00")
    assert (reading.faults[0].line, fault_of(reading).code) == (2, "balance_blank")


def test_a_dash_is_how_accountants_write_zero() -> None:
    reading = csv(LEFT, "F-1;Acme;2026-04-13;74,00;-", "F-2;Acme;2026-04-13;10,00;- €")
    left = [str(row.outstanding) for row in reading.rows if isinstance(row, InvoiceRow)]
    assert (left, reading.faults) == (["0.00 EUR", "0.00 EUR"], ())


def test_a_running_balance_is_not_what_is_left() -> None:
    header = LEFT.replace("Restant dû", "Solde")
    lines = [f"F-{n};Acme;2026-04-1{n};{n}0,00;{n * (n + 1) // 2}0,00" for n in range(1, 5)]
    assert {(fault.line, fault.fault.code) for fault in csv(header, *lines).faults} == {
        (line, "running_balance") for line in range(2, 6)
    }


def test_balances_that_happen_to_grow_are_no_running_balance() -> None:
    assert csv(LEFT, *(f"F-{n};Acme;2026-04-1{n};{n}0,00;{n}0,00" for n in range(1, 6))).faults == ()


def test_a_file_of_what_is_left_alone_is_read_by_it() -> None:
    reading = csv("Invoice number;Customer;Invoice date;Open balance", "F-1;Acme;2026-04-13;50.00")
    row = only_invoice(reading)
    assert (str(row.total), str(row.outstanding)) == ("50.00 EUR", "50.00 EUR")
    assert [note.fault.code for note in reading.notes] == ["no_total_column"]


# --- payments among invoices ---

MIXED = "Document number;Document type;Customer;Document date;Amount;Open amount"


def test_a_payment_among_invoices_counts_for_what_is_left_of_it() -> None:
    reading = csv(
        MIXED,
        "1;RV;Acme;2026-04-13;100.00;60.00",
        "2;DZ;Acme;2026-04-14;-50.00;-10.00",
        "3;DZ;Acme;2026-04-15;-5.00;0.00",
    )
    assert [str(row.amount) for row in reading.rows if isinstance(row, PaymentRow)] == ["10.00 EUR"]
    assert [(note.line, note.fault.code) for note in reading.notes] == [(4, "payment_used")]
