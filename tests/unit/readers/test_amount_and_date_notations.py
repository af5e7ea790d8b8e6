"""Amounts and dates in all the ways people write them; a column says which way it is."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance.domain.imports import ColumnMapping, InvoiceRow
from relance.domain.money import Money
from tests.unit.readers.reading import csv, fault_of, only_invoice, refusal

HEADER = "N° facture;Client;Date facture;Total TTC"


def amount(*written: str, mapping: ColumnMapping | None = None) -> list[Money]:
    lines = [f'F-{number};Acme;2026-11-30;"{text}"' for number, text in enumerate(written)]
    reading = csv(HEADER, *lines, mapping=mapping)
    assert reading.faults == ()
    return [
        row.total if row.kind == "invoice" else -row.total
        for row in reading.rows
        if isinstance(row, InvoiceRow)
    ]


def issued(*written: str, mapping: ColumnMapping | None = None) -> list[date]:
    lines = [f'F-{number};Acme;"{text}";10' for number, text in enumerate(written)]
    reading = csv(HEADER, *lines, mapping=mapping)
    assert reading.faults == ()
    return [row.issue_date for row in reading.rows if isinstance(row, InvoiceRow)]


@pytest.mark.parametrize(
    ("written", "minor"),
    [
        ("1 234,56", 123456),
        ("1\u00a0234,56 €", 123456),
        ("1\u202f234,56", 123456),
        ("1,234.56", 123456),
        ("1.234,56", 123456),
        ("1'234.50", 123450),
        ("1’234.50", 123450),
        ("0000000074,70", 7470),
        ("12,5", 1250),
        ("-12.00", -1200),
        ("−12.00", -1200),
        ("12.00-", -1200),
        ("(12.00)", -1200),
        ("(1 234,56 €)", -123456),
        ("€12.00", 1200),
        ("EUR 12.00", 1200),
        ("1234,56 EUR", 123456),
        ("1,234,567", 123456700),
        ("0.5", 50),
        ("1234", 123400),
    ],
)
def test_an_amount_is_read_in_every_notation(written: str, minor: int) -> None:
    assert amount(written) == [Money(minor, "EUR")]


def test_a_dollar_sign_names_the_currency() -> None:
    assert amount("$12.00") == [Money(1200, "USD")]


def test_a_header_can_name_the_currency() -> None:
    row = only_invoice(csv("N° facture;Client;Date facture;Montant TTC (USD)", "F-1;Acme;2026-11-30;10,50"))
    assert row.total == Money(1050, "USD")


@pytest.mark.parametrize(
    "written", ["1,23,4", "12,34.56,78", "1 23,00", "abc", "12 EUR 13", "1-2", "--5", "9" * 40]
)
def test_what_is_no_amount_is_a_fault_of_its_line(written: str) -> None:
    reading = csv(HEADER, f'F-1;Acme;2026-11-30;"{written}"', "F-2;Acme;2026-11-30;10.00")
    assert (fault_of(reading).code, fault_of(reading).field) == ("not_an_amount", "total")
    assert [row.line for row in reading.rows] == [3]


@pytest.mark.parametrize(
    ("written", "minor"), [("1234,567", 123457), ("0.125", 13), ("0,005", 1), ("12.34567", 1235)]
)
def test_more_decimals_than_the_currency_has_are_a_program_s_and_rounded(written: str, minor: int) -> None:
    reading = csv(HEADER, f"F-1;Acme;2026-11-30;{written}")
    assert only_invoice(reading).total == Money(minor, "EUR")
    assert [(note.line, note.fault.code) for note in reading.notes] == [(2, "rounded")]


def test_a_column_with_a_program_s_decimals_is_rounded_whole() -> None:
    """`1.234` alone could be thousands; beside 64982.589 it cannot."""
    assert amount("64982.589", "1.234") == [Money(6498259, "EUR"), Money(123, "EUR")]


def test_the_column_says_that_a_comma_is_decimal() -> None:
    assert amount("120,000", "99,50") == [Money(12000, "EUR"), Money(9950, "EUR")]


def test_the_column_says_that_a_point_is_decimal_and_its_amounts_are_not_multiplied() -> None:
    reading = csv(HEADER, "F-1;Acme;2026-11-30;119.988", "F-2;Acme;2026-11-30;99.5")
    assert (fault_of(reading).code, [row.line for row in reading.rows]) == ("too_many_decimals", [3])


def test_the_column_says_that_a_comma_groups() -> None:
    assert amount("120,000", "99.50") == [Money(12_000_000, "EUR"), Money(9950, "EUR")]


@pytest.mark.parametrize("written", ["120,000", "119.988", "1,234"])
def test_amounts_that_could_be_thousands_or_decimals_refuse_the_file(written: str) -> None:
    """More decimals than the currency has may be a program's, not only thousands."""
    lines = [HEADER, f"F-1;Acme;2026-11-30;{written}", "F-2;Acme;2026-11-30;450"]
    (fault,) = refusal("\n".join(lines).encode())
    assert (fault.code, fault.values) == ("ambiguous_amounts", {"column": "Total TTC", "value": written})
    assert amount("120,000", mapping=ColumnMapping(decimal_mark=",")) == [Money(12000, "EUR")]


def test_a_column_of_both_marks_refuses_the_file() -> None:
    lines = [HEADER, "F-1;Acme;2026-11-30;120,50", "F-2;Acme;2026-11-30;450.50"]
    assert [fault.code for fault in refusal("\n".join(lines).encode())] == ["mixed_amounts"]


def test_one_odd_amount_in_a_long_column_is_a_fault_of_its_line() -> None:
    lines = [f"F-{number};Acme;2026-11-30;10,50" for number in range(20)]
    assert fault_of(csv(HEADER, *lines, "F-X;Acme;2026-11-30;450.50")).code == "not_an_amount"


def test_yen_have_no_decimals() -> None:
    row = only_invoice(csv(f"{HEADER};Devise", "F-1;Acme;2026-11-30;120,000;JPY"))
    assert row.total == Money(120_000, "JPY")


def test_a_cell_in_another_currency_than_its_line_is_a_fault() -> None:
    assert fault_of(csv(f"{HEADER};Devise", "F-1;Acme;2026-11-30;12 $;EUR")).code == "currency_conflict"


def test_an_unknown_currency_is_one_fault() -> None:
    assert fault_of(csv(f"{HEADER};Devise", "F-1;Acme;2026-11-30;12;ECU")).code == "unknown_currency"


@pytest.mark.parametrize(
    "written",
    [
        "2026-11-30",
        "2026/11/30",
        "20261130",
        "30/11/2026",
        "30.11.2026",
        "30-11-26",
        "11/30/2026",
        "2026-11-30T23:59:59Z",
        "30/11/2026 14:05",
        "30 novembre 2026",
        "30-Nov-26",
        "November 30, 2026",
    ],
)
def test_a_date_is_read_in_every_notation(written: str) -> None:
    assert issued(written) == [date(2026, 11, 30)]


def test_the_column_says_whether_the_day_comes_first() -> None:
    assert issued("01/02/2026", "13/02/2026") == [date(2026, 2, 1), date(2026, 2, 13)]
    assert issued("01/02/2026", "02/13/2026") == [date(2026, 1, 2), date(2026, 2, 13)]


def test_a_column_whose_order_nothing_tells_refuses_the_file() -> None:
    header = "Invoice number;Customer;Invoice date;Total"
    (fault,) = refusal("\n".join([header, "F-1;Acme;01/02/2026;10"]).encode())
    assert (fault.code, fault.field) == ("ambiguous_dates", "issue_date")
    assert issued("01/02/2026", mapping=ColumnMapping(date_order="mdy")) == [date(2026, 1, 2)]


def test_a_day_that_is_the_same_both_ways_is_not_ambiguous() -> None:
    assert issued("05/05/2026") == [date(2026, 5, 5)]


def test_a_column_that_does_not_tell_follows_the_other_dates_of_the_file() -> None:
    reading = csv("N° facture;Client;Date facture;Échéance;Total", "F-1;Acme;01/02/2026;13/02/2026;10")
    assert only_invoice(reading).issue_date == date(2026, 2, 1)


def test_a_column_of_both_orders_refuses_the_file() -> None:
    lines = [HEADER, "F-1;Acme;13/02/2026;10", "F-2;Acme;02/13/2026;10"]
    assert [fault.code for fault in refusal("\n".join(lines).encode())] == ["mixed_dates"]


@pytest.mark.parametrize("written", ["2026-02-30", "31/02/2026", "2026-13-01", "01/01/0026"])
def test_an_impossible_date_is_a_fault_of_its_line(written: str) -> None:
    reading = csv(HEADER, f"F-1;Acme;{written};10", "F-2;Acme;28/02/2026;10")
    assert (fault_of(reading).code, len(reading.rows)) == ("impossible_date", 1)


@pytest.mark.parametrize("written", ["soon", "2026", "30 brumaire 2026", "12"])
def test_what_is_no_date_is_a_fault_of_its_line(written: str) -> None:
    assert fault_of(csv(HEADER, f"F-1;Acme;{written};10")).code == "not_a_date"


STYLES = [
    ("", ","),
    (" ", ","),
    ("\u00a0", ","),
    ("\u202f", ","),
    (".", ","),
    ("", "."),
    (",", "."),
    ("'", "."),
]
SIGNS = ["{}", "-{}", "{}-", "({})", "{} €", "€{}", "{} EUR", "-{} €"]


@given(
    minors=st.lists(st.integers(0, 10**13), min_size=1, max_size=8),
    style=st.sampled_from(STYLES),
    sign=st.sampled_from(SIGNS),
)
def test_amounts_survive_every_notation(minors: list[int], style: tuple[str, str], sign: str) -> None:
    group, mark = style
    negative = any(c in sign for c in "-(")
    texts = []
    for minor in minors:
        whole, part = f"{Decimal(minor) / 100:,.2f}".split(".")
        texts.append(sign.format(whole.replace(",", group) + mark + part))
    assert amount(*texts) == [Money(-minor if negative else minor, "EUR") for minor in minors]


FORMATS = [
    "%Y-%m-%d",
    "%Y%m%d",
    "%d/%m/%Y",
    "%m/%d/%Y",
    "%d.%m.%Y",
    "%d-%m-%y",
    "%d %B %Y",
    "%B %d, %Y",
    "%d-%b-%y",
]


@given(
    days=st.lists(st.dates(date(2000, 1, 1), date(2099, 12, 31)), min_size=1, max_size=8),
    style=st.sampled_from(FORMATS),
)
def test_dates_survive_every_notation(days: list[date], style: str) -> None:
    telling = [*days, date(2026, 11, 30)]  # one day above the twelfth tells the order of the column
    assert issued(*(day.strftime(style) for day in telling)) == telling
