"""What a letter asks for beside the invoices, and how it says where that comes from."""

from __future__ import annotations

from datetime import date

from relance.domain.late_payment import Debtor, LateTerms
from relance.domain.money import Money
from relance.gateways.late_payment import late_terms
from relance.rendering.facts import AdjustmentKind, InvoiceLine
from relance.rendering.letters.charges import charges


def terms(jurisdiction: str, debtor: Debtor = Debtor.BUSINESS) -> LateTerms:
    found = late_terms(jurisdiction, debtor)
    assert found is not None
    return found


def line(number: str, due: str, total: str, left: str | None = None) -> InvoiceLine:
    day = date.fromisoformat(due)
    return InvoiceLine(number, day, day, Money.parse(total), Money.parse(left or total))


TWO = (line("F-1", "2026-03-31", "1250.00 EUR"), line("F-2", "2026-04-08", "640.00 EUR", "340.00 EUR"))


def test_interest_and_fees_of_each_overdue_invoice() -> None:
    found = charges(TWO, terms("fr"), date(2026, 4, 15), "fr")
    # 6.24 and 340.00 x 12.15 % x 7 / 365 = 0.79; 40.00 each
    assert [(each.kind, str(each.amount)) for each in found.adjustments] == [
        (AdjustmentKind.INTEREST, "7.03 EUR"),
        (AdjustmentKind.RECOVERY_FEE, "80.00 EUR"),
    ]
    assert "12,15 % l'an du 1er avril 2026 au 15 avril 2026" in found.statement
    assert found.unknown_from is None


def test_an_invoice_due_today_bears_nothing() -> None:
    assert charges(TWO, terms("fr"), date(2026, 3, 31), "fr").adjustments == ()


def test_a_debtor_in_insolvency_bears_no_fee() -> None:
    found = charges(TWO, terms("fr"), date(2026, 4, 15), "fr", fees=False)
    assert [each.kind for each in found.adjustments] == [AdjustmentKind.INTEREST]


def test_a_consumer_in_france_bears_interest_from_the_notice_and_never_a_fee() -> None:
    consumer = terms("fr", Debtor.CONSUMER)
    assert charges(TWO, consumer, date(2026, 4, 15), "fr").adjustments == ()
    found = charges(TWO, consumer, date(2026, 5, 10), "fr", notice_on=date(2026, 4, 10))
    # 1,250.00 and 340.00 at 2.62 % for 30 days: 2.69 and 0.73
    assert [str(each.amount) for each in found.adjustments] == ["3.42 EUR"]


def test_a_table_past_its_period_is_flagged_in_the_result_and_in_the_letter() -> None:
    known = terms("fr").known_until
    found = charges(TWO, terms("fr"), date(known.year + 1, 1, 31), "en")
    assert found.unknown_from == date(2026, 7, 1)
    assert "It is counted to 30 June 2026 only" in found.statement


def test_two_half_years_are_told_apart() -> None:
    found = charges((line("F-1", "2025-06-20", "10000.00 EUR"),), terms("fr"), date(2025, 7, 10), "en")
    assert "13.15% a year from 21 June 2025 to 30 June 2025" in found.statement
    assert "12.15% a year from 1 July 2025 to 10 July 2025" in found.statement


def test_a_fee_in_another_currency_than_the_invoice_is_not_invented() -> None:
    found = charges((line("F-1", "2026-03-31", "100.00 USD"),), terms("fr"), date(2026, 4, 15), "en")
    assert [each.kind for each in found.adjustments] == [AdjustmentKind.INTEREST]
