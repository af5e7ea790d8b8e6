"""Interest for late payment, worked out by hand to the cent."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance.domain.late_payment import (
    DayCount,
    Debtor,
    HalfYearRate,
    Interest,
    LateTerms,
    Owed,
    RateMode,
    interest,
)
from relance.domain.money import Money
from relance.gateways.late_payment import JURISDICTIONS, late_terms


def terms_of(jurisdiction: str, debtor: Debtor = Debtor.BUSINESS) -> LateTerms:
    terms = late_terms(jurisdiction, debtor)
    assert terms is not None
    return terms


def on(amount: str, due: str, until: str, terms: LateTerms) -> Interest:
    owed = (Owed(date.min, Money.parse(amount)),)
    return interest(owed, date.fromisoformat(due), date.fromisoformat(until), terms)


@pytest.mark.parametrize(
    ("jurisdiction", "amount", "due", "until", "expected"),
    [
        # 1,250.00 x 12.15 % x 15 / 365 = 6.2414
        ("fr", "1250.00 EUR", "2026-03-31", "2026-04-15", "6.24 EUR"),
        # 10,000.00: 31 days to 31 July at 12.15 %, of the second half of 2025 = 103.1918
        ("fr", "10000.00 EUR", "2025-06-30", "2025-07-31", "103.19 EUR"),
        # two half-years: 10 days of June at 13.15 % = 36.0274, 10 of July at 12.15 % = 33.2877
        ("fr", "10000.00 EUR", "2025-06-20", "2025-07-10", "69.32 EUR"),
        # three times 5.07 = 15.21 is more than 4.50 + 10 = 14.50: 1,000.00 x 15.21 % x 30 / 365 = 12.5014
        ("fr", "1000.00 EUR", "2024-01-31", "2024-03-01", "12.50 EUR"),
        # 1.27 + 9: 5,000.00 x 10.27 % x 31 / 365 = 43.6123
        ("de", "5000.00 EUR", "2025-12-31", "2026-01-31", "43.61 EUR"),
        # a leap year has 366 days: 5,000.00 x 12.62 % x 31 / 366 = 53.4454
        ("de", "5000.00 EUR", "2023-12-31", "2024-01-31", "53.45 EUR"),
        # Bank Rate 4.25 + 8, of 30 June 2025: 2,000.00 x 12.25 % x 100 / 365 = 67.1233
        ("gb", "2000.00 GBP", "2025-07-01", "2025-10-09", "67.12 GBP"),
        # the rate stays that of the start over the new year: 184 days = 123.5068, which line by line
        # is 2,000.00 x 12.25 % x 30 / 365 = 20.1370 and x 154 / 365 = 103.3699
        ("gb", "2000.00 GBP", "2025-12-01", "2026-06-03", "123.51 GBP"),
        # 2.15 + 8: 1,000.00 x 10.15 % x 60 / 365 = 16.6849
        ("eu", "1000.00 EUR", "2025-08-01", "2025-09-30", "16.68 EUR"),
    ],
)
def test_worked_by_hand(jurisdiction: str, amount: str, due: str, until: str, expected: str) -> None:
    found = on(amount, due, until, terms_of(jurisdiction))
    assert str(found.amount) == expected
    assert found.unknown is None


def test_a_consumer_owes_the_legal_rate_and_no_fee_in_france() -> None:
    terms = terms_of("fr", Debtor.CONSUMER)
    # 1,000.00 x 2.62 % x 30 / 365 = 2.1534
    assert str(on("1000.00 EUR", "2026-01-31", "2026-03-02", terms).amount) == "2.15 EUR"
    assert terms.fee_of(Money.parse("1000.00 EUR")) is None
    assert terms.from_notice


def test_a_consumer_owes_five_points_in_germany() -> None:
    # 1,000.00 x 6.27 % x 30 / 365 = 5.1534
    found = on("1000.00 EUR", "2026-01-31", "2026-03-02", terms_of("de", Debtor.CONSUMER))
    assert str(found.amount) == "5.15 EUR"


def test_no_interest_on_the_due_date_and_none_before_it() -> None:
    for until in ("2026-03-30", "2026-03-31"):
        assert on("1250.00 EUR", "2026-03-31", until, terms_of("fr")) == Interest((), Money(0, "EUR"))


def test_a_part_payment_lowers_what_bears_interest() -> None:
    owed = (Owed(date.min, Money.parse("1000.00 EUR")), Owed(date(2026, 3, 11), Money.parse("400.00 EUR")))
    found = interest(owed, date(2026, 2, 28), date(2026, 3, 20), terms_of("fr"))
    # 10 days on 1,000.00 = 3.3288, then 10 days on 400.00 = 1.3315
    assert [str(line.amount) for line in found.lines] == ["3.33 EUR", "1.33 EUR"]
    assert str(found.amount) == "4.66 EUR"


@pytest.mark.parametrize("jurisdiction", JURISDICTIONS)
def test_what_lies_behind_the_table_is_told_and_not_guessed(jurisdiction: str) -> None:
    terms = terms_of(jurisdiction)
    end = terms.known_until
    owed = (Owed(date.min, Money(1000_00, terms.fees[0].fee.currency)),)
    within = interest(owed, end - timedelta(days=10), end, terms)
    beyond = interest(owed, end, end + timedelta(days=20), terms)

    assert within.unknown is None
    assert beyond.unknown == (end + timedelta(days=1), end + timedelta(days=20))
    assert beyond.amount.minor == 0


def test_a_rate_before_the_table_is_not_guessed_either() -> None:
    found = on("1000.00 EUR", "2023-12-21", "2024-01-10", terms_of("fr"))
    assert found.unknown == (date(2023, 12, 22), date(2023, 12, 31))
    assert [line.first for line in found.lines] == [date(2024, 1, 1)]


@pytest.mark.parametrize(
    ("total", "expected"),
    [
        ("0.01 GBP", "40.00 GBP"),
        ("999.99 GBP", "40.00 GBP"),
        ("1000.00 GBP", "70.00 GBP"),
        ("9999.99 GBP", "70.00 GBP"),
        ("10000.00 GBP", "100.00 GBP"),
        ("0.00 GBP", None),
        ("500.00 EUR", None),
    ],
)
def test_the_fee_of_the_united_kingdom_rises_with_the_debt(total: str, expected: str | None) -> None:
    fee = terms_of("gb").fee_of(Money.parse(total))
    assert (str(fee) if fee else None) == expected


def test_the_fee_of_france_is_forty_euros_an_invoice() -> None:
    assert str(terms_of("fr").fee_of(Money.parse("12.00 EUR"))) == "40.00 EUR"


@pytest.mark.parametrize("jurisdiction", JURISDICTIONS)
def test_every_table_names_its_source_and_the_day_of_its_check_if_anyone_checked(jurisdiction: str) -> None:
    terms = terms_of(jurisdiction)
    assert len(terms.source) > 40
    assert terms.checked_on is None or terms.checked_on >= terms.rates[-1].first


def test_no_such_jurisdiction_and_no_such_debtor() -> None:
    with pytest.raises(KeyError):
        late_terms("xx", Debtor.BUSINESS)
    assert late_terms("gb", Debtor.CONSUMER) is None


_DAYS = st.dates(date(2024, 1, 1), date(2026, 6, 30))


@given(due=_DAYS, days=st.integers(0, 400), minor=st.integers(1, 10**9), cut=st.integers(0, 400))
def test_interest_is_counted_day_by_day(due: date, days: int, minor: int, cut: int) -> None:
    """Every day once, and no more than a cent apart for each line that another cut makes."""
    terms = terms_of("fr")
    until = min(due + timedelta(days=days), terms.known_until)
    amount = Money(minor, "EUR")
    whole = interest((Owed(date.min, amount),), due, until, terms)
    parted = interest((Owed(date.min, amount), Owed(due + timedelta(days=cut), amount)), due, until, terms)

    assert sum(line.days for line in whole.lines) == max(0, (until - due).days)
    assert sum(line.days for line in parted.lines) == sum(line.days for line in whole.lines)
    assert abs(whole.amount.minor - parted.amount.minor) <= len(parted.lines)
    assert whole.amount == Money.total((line.amount for line in whole.lines), "EUR")


def test_a_fixed_rate_that_is_unknown_at_the_start_stays_unknown() -> None:
    terms = replace(
        terms_of("gb"),
        mode=RateMode.FIXED_AT_START,
        day_count=DayCount.ACTUAL_365,
        rates=(HalfYearRate(date(2026, 1, 1), 375, 1175),),
    )
    found = on("1000.00 GBP", "2025-12-20", "2026-02-01", terms)
    assert found.unknown == (date(2025, 12, 21), date(2026, 2, 1))
    assert found.amount.minor == 0
