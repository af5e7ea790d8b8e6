"""Money is a whole number of minor units and a currency."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance.domain.money import CurrencyMismatch, Money

amounts = st.builds(
    Money,
    st.integers(-(10**14), 10**14),
    st.sampled_from(["EUR", "USD", "JPY", "KWD"]),
)


def test_it_reads_as_it_is_written() -> None:
    assert Money(99_00, "EUR") == Money.parse("99.00 EUR")
    assert str(Money(-5, "EUR")) == "-0.05 EUR"


@pytest.mark.parametrize(
    ("text", "minor"), [("1200 JPY", 1200), ("1200.00 EUR", 120_000), ("1.234 KWD", 1234), ("-3.5 USD", -350)]
)
def test_minor_units_are_the_currencys_own(text: str, minor: int) -> None:
    assert Money.parse(text).minor == minor


@given(amounts)
def test_writing_and_reading_again_loses_nothing(amount: Money) -> None:
    assert Money.parse(str(amount)) == amount
    assert Money.of(amount.decimal(), amount.currency) == amount


@pytest.mark.parametrize(
    "text",
    [
        "0.001 EUR",
        "1.5 JPY",
        "NaN EUR",
        "sNaN EUR",
        "Infinity EUR",
        "1e99 EUR",
        "1e999999999 EUR",
        "12",
        "x EUR",
        "",
    ],
)
def test_what_is_no_amount_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match=r"1200\.00 EUR"):
        Money.parse(text)


@given(st.decimals(), st.sampled_from(["EUR", "JPY"]))
def test_a_decimal_is_taken_exactly_or_refused(amount: Decimal, currency: str) -> None:
    try:
        taken = Money.of(amount, currency)
    except ValueError:
        return
    assert taken.decimal() == amount


@pytest.mark.parametrize("minor", [1.0, True, "1", None])
def test_minor_units_are_integers(minor: object) -> None:
    with pytest.raises(TypeError, match="integer"):
        Money(minor, "EUR")  # type: ignore[arg-type] # the mistake under test


@pytest.mark.parametrize("currency", ["eur", "EURO", "€", ""])
def test_a_currency_is_an_iso_code(currency: str) -> None:
    with pytest.raises(ValueError, match="three capital letters"):
        Money(1, currency)


def test_currencies_never_add_or_compare() -> None:
    euro, dollar = Money(1, "EUR"), Money(1, "USD")
    for mixed in (
        lambda: euro + dollar,
        lambda: euro - dollar,
        lambda: euro < dollar,
        lambda: euro >= dollar,
        lambda: Money.total([euro, dollar], "EUR"),
    ):
        with pytest.raises(CurrencyMismatch):
            mixed()
    assert euro != dollar


@given(st.lists(st.integers(-1000, 1000)))
def test_a_total_is_the_sum_and_zero_of_nothing(minors: list[int]) -> None:
    assert Money.total([Money(minor, "EUR") for minor in minors], "EUR") == Money(sum(minors), "EUR")


def test_only_zero_is_false() -> None:
    assert not Money.zero("EUR")
    assert Money(-1, "EUR")


def test_amounts_of_one_currency_are_ordered() -> None:
    small, large = Money(1, "EUR"), Money(2, "EUR")
    assert small < large <= large
    assert large > small >= small
    assert -large < -small
