"""The due date that terms of payment give."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance.domain.payment_terms import PaymentTerms, TermsKind, net
from tests.builders import day

NET, THEN_EOM, EOM_THEN = TermsKind


@pytest.mark.parametrize(
    ("terms", "issued", "due"),
    [
        (net(30), "2027-01-31", "2027-03-02"),
        (net(0), "2027-01-31", "2027-01-31"),
        (PaymentTerms(THEN_EOM, 30), "2027-01-31", "2027-03-31"),
        (PaymentTerms(THEN_EOM, 30), "2028-01-30", "2028-02-29"),
        (PaymentTerms(THEN_EOM, 0), "2026-12-31", "2026-12-31"),
        (PaymentTerms(EOM_THEN, 45), "2027-01-05", "2027-03-17"),
        (PaymentTerms(EOM_THEN, 45, 10), "2027-01-05", "2027-04-10"),
        (PaymentTerms(THEN_EOM, 30, 10), "2027-01-31", "2027-04-10"),
        (PaymentTerms(NET, 30, 5), "2026-11-30", "2027-01-05"),
        (PaymentTerms(NET, 0, 31), "2027-02-01", "2027-02-28"),
        (PaymentTerms(THEN_EOM, 0, 31), "2027-04-10", "2027-04-30"),
    ],
)
def test_due(terms: PaymentTerms, issued: str, due: str) -> None:
    assert terms.due(day(issued)) == day(due)


@given(
    st.builds(PaymentTerms, st.sampled_from(TermsKind), st.integers(0, 365), st.none() | st.integers(1, 31)),
    st.dates(day("2000-01-01"), day("2100-01-01")),
)
def test_never_before_the_days_that_were_agreed(terms: PaymentTerms, issued: object) -> None:
    issue_date = day(f"{issued}")
    assert (terms.due(issue_date) - issue_date).days >= terms.days
