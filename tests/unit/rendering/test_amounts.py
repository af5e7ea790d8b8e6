"""Amounts, dates and lists in each language."""

from __future__ import annotations

from datetime import date

import pytest

from relance.domain.money import Money
from relance.rendering.amounts import amount, amounts, long_date, short_date


@pytest.mark.parametrize(
    ("language", "money", "written"),
    [
        ("en", "1234567.50 EUR", "€1,234,567.50"),
        ("en", "1000 JPY", "JP¥1,000"),
        ("en-US", "-3.00 USD", "-$3.00"),
        ("fr", "1234567.50 EUR", "1\xa0234\xa0567,50\xa0€"),
        ("fr", "1.250 KWD", "1,250\xa0KWD"),
        ("fr-CH", "20.00 CHF", "20,00\xa0CHF"),
        ("de", "1234.50 EUR", "1.234,50\xa0€"),
        ("es", "1234567.50 EUR", "1.234.567,50\xa0€"),
        ("it", "1234.50 EUR", "1.234,50\xa0€"),
        ("nl", "-12.00 EUR", "€\xa0-12,00"),
        ("xx-nonsense", "3.00 EUR", "€3.00"),
    ],
)
def test_an_amount_is_written_as_the_language_does(language: str, money: str, written: str) -> None:
    assert amount(Money.parse(money), language) == written


@pytest.mark.parametrize(
    ("language", "long", "short"),
    [
        ("en", "1 March 2026", "1 Mar 2026"),
        ("en-US", "March 1, 2026", "Mar 1, 2026"),
        ("fr", "1er mars 2026", "1 mars 2026"),
        ("de", "1. März 2026", "01.03.2026"),
        ("es", "1 de marzo de 2026", "1 mar 2026"),
        ("it", "1 marzo 2026", "1 mar 2026"),
        ("nl", "1 maart 2026", "1 mrt 2026"),
    ],
)
def test_a_date_is_written_as_the_language_does(language: str, long: str, short: str) -> None:
    assert (long_date(date(2026, 3, 1), language), short_date(date(2026, 3, 1), language)) == (long, short)


def test_the_eleventh_has_no_ordinal_in_french() -> None:
    assert long_date(date(2026, 3, 11), "fr") == "11 mars 2026"


def test_sums_of_several_currencies_stand_side_by_side() -> None:
    sums = [Money(10_00, "EUR"), Money(20_00, "CHF"), Money(5_00, "GBP")]
    assert amounts(sums, "en") == "€10.00, CHF\xa020.00 and £5.00"
    assert amounts(sums[:1], "en") == "€10.00"
    assert amounts([], "en") == ""
