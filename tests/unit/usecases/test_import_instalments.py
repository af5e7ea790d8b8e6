"""Lines that are the instalments of one invoice: which are known again, and what is left of each."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from relance.domain import importing_instalments
from relance.domain.imports import InvoiceRow
from relance.domain.money import Money
from tests.unit.usecases.importing import (
    Importing,
    codes,
    credit_note_row,
    invoice_row,
    payment_row,
)

OCTOBER, NOVEMBER, DECEMBER = date(2026, 10, 15), date(2026, 11, 15), date(2026, 12, 15)
EUR_100 = "100.00 EUR"


def part(due: date | None, amount: str = EUR_100, *, left: str | None = None, **more: Any) -> InvoiceRow:
    outstanding = Money.parse(left) if left else None
    return invoice_row("F-1", amount, due_date=due, outstanding=outstanding, **more)


def lefts(acme: Importing) -> list[str]:
    """What is left of each instalment, the oldest first."""
    owed = acme.account().receivables
    return [str(owed.outstanding(each)).removesuffix(".00 EUR") for each in owed.named("F-1")]


def dues(acme: Importing) -> list[date]:
    return [each.due_date for each in acme.account().receivables.named("F-1")]


@pytest.fixture
def in_three(acme: Importing) -> Importing:
    acme.rows(part(OCTOBER), part(NOVEMBER), part(DECEMBER))
    return acme


@pytest.mark.parametrize(
    ("left", "of_each"),
    [
        ("300.00 EUR", ["100", "100", "100"]),
        ("150.00 EUR", ["0", "50", "100"]),
        ("100.00 EUR", ["0", "0", "100"]),
        ("0.00 EUR", ["0", "0", "0"]),
    ],
)
def test_a_line_about_the_whole_says_what_is_left_of_the_last_instalments(
    in_three: Importing, left: str, of_each: list[str]
) -> None:
    for _ in range(2):
        in_three.rows(part(None, "300.00 EUR", left=left))
        assert (lefts(in_three), dues(in_three)) == (of_each, [OCTOBER, NOVEMBER, DECEMBER])


def test_a_line_about_the_whole_that_says_nothing_of_what_is_left_changes_nothing(
    in_three: Importing,
) -> None:
    in_three.rows(part(OCTOBER, left="20.00 EUR"), part(NOVEMBER), part(DECEMBER))
    in_three.rows(part(None, "300.00 EUR"))
    assert lefts(in_three) == ["20", "100", "100"]
    in_three.rows(part(None, "300.00 EUR", status="paid"))
    assert lefts(in_three) == ["0", "0", "0"]


def test_a_line_for_another_total_or_with_a_due_date_is_an_instalment_itself(in_three: Importing) -> None:
    in_three.rows(part(NOVEMBER, "300.00 EUR"))
    assert (lefts(in_three), dues(in_three)) == (["300"], [NOVEMBER])


def test_an_invoice_has_so_many_instalments_and_no_more(
    acme: Importing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing_instalments, "MOST", 2)
    three = acme.rows(part(OCTOBER, line=2), part(NOVEMBER, line=3), part(DECEMBER, line=4))
    assert {code for _, code in codes(three)} == {"too_many_instalments"}
    assert acme.account().receivables.invoices == {}
    assert acme.rows(part(OCTOBER), part(NOVEMBER)).faults == ()


def test_all_instalments_are_in_the_currency_that_is_known(in_three: Importing) -> None:
    for other in (
        (part(OCTOBER, "100.00 USD"), part(NOVEMBER, "100.00 USD")),
        (part(OCTOBER), part(NOVEMBER, "100.00 USD")),
    ):
        assert {code for _, code in codes(in_three.rows(*other))} == {"currency_changed"}
    assert lefts(in_three) == ["100", "100", "100"]


def test_an_instalment_that_a_file_leaves_out_is_no_more(in_three: Importing) -> None:
    in_three.rows(part(OCTOBER), part(DECEMBER, "200.00 EUR"))
    assert (lefts(in_three), dues(in_three)) == (["100", "200"], [OCTOBER, DECEMBER])


def test_one_that_is_paid_stays_while_the_file_changes_nothing_of_the_others(in_three: Importing) -> None:
    in_three.rows(payment_row(EUR_100))
    in_three.rows(part(NOVEMBER), part(DECEMBER))
    assert (lefts(in_three), dues(in_three)) == (["0", "100", "100"], [OCTOBER, NOVEMBER, DECEMBER])
    in_three.rows(part(NOVEMBER, "150.00 EUR"), part(DECEMBER))
    assert dues(in_three) == [NOVEMBER, DECEMBER]


def test_one_with_another_due_date_beside_those_that_are_known_is_new(in_three: Importing) -> None:
    later = DECEMBER + timedelta(days=31)
    in_three.rows(part(OCTOBER), part(NOVEMBER), part(DECEMBER), part(later))
    assert (lefts(in_three), dues(in_three)) == (["100"] * 4, [OCTOBER, NOVEMBER, DECEMBER, later])


@pytest.mark.parametrize(("due", "goes_on"), [(NOVEMBER, NOVEMBER), (date(2026, 9, 30), OCTOBER)])
def test_an_invoice_that_was_whole_goes_on_as_the_instalment_of_its_day_or_as_the_first(
    acme: Importing, due: date, goes_on: date
) -> None:
    acme.rows(part(due, "300.00 EUR"))
    acme.rows(part(OCTOBER), part(NOVEMBER), part(DECEMBER))
    by_due = {each.due_date: each for each in acme.account().receivables.named("F-1")}
    assert by_due[goes_on].number == "F-1"
    assert {each.document for each in by_due.values()} == {"F-1"}
    assert list(by_due) == [OCTOBER, NOVEMBER, DECEMBER]


def test_what_was_paid_of_the_whole_before_counts_for_the_oldest_instalments(acme: Importing) -> None:
    acme.rows(part(OCTOBER, "300.00 EUR"))
    acme.rows(payment_row("130.00 EUR"))
    acme.rows(part(OCTOBER), part(NOVEMBER), part(DECEMBER))
    assert lefts(acme) == ["0", "70", "100"]


def test_each_line_says_what_is_left_beside_the_payments_that_are_known(in_three: Importing) -> None:
    in_three.rows(payment_row("130.00 EUR"))
    for _ in range(2):
        in_three.rows(
            part(OCTOBER, left="0.00 EUR"), part(NOVEMBER, left="70.00 EUR"), part(DECEMBER, left="60.00 EUR")
        )
        assert lefts(in_three) == ["0", "70", "60"]
        assert in_three.balance() == "130.00 EUR"


def test_paid_too_much_of_an_instalment_is_the_customer_s(in_three: Importing) -> None:
    for _ in range(2):
        in_three.rows(part(OCTOBER, left="-5.00 EUR"), part(NOVEMBER), part(DECEMBER))
        assert (lefts(in_three), in_three.balance()) == (["0", "100", "100"], "195.00 EUR")


def test_a_payment_by_the_day_of_the_line_is_what_the_line_has_counted(in_three: Importing) -> None:
    """The lines came on 2 November; a day later a payment of the day before is the same money."""
    lines = part(OCTOBER, left="0.00 EUR"), part(NOVEMBER, left="60.00 EUR"), part(DECEMBER)
    in_three.rows(*lines)
    in_three.world.clock.forward(timedelta(days=1))
    in_three.rows(*lines)
    in_three.rows(payment_row("140.00 EUR", on="2026-11-02"))
    assert (lefts(in_three), in_three.balance()) == (["0", "60", "100"], "160.00 EUR")
    assert {each.settled for each in in_three.account().receivables.named("F-1")} == {None}
    in_three.rows(payment_row("30.00 EUR", on="2026-11-03"))
    assert (lefts(in_three), in_three.balance()) == (["0", "30", "100"], "130.00 EUR")


def test_a_part_of_what_the_lines_have_counted_leaves_the_rest_of_it_counted(in_three: Importing) -> None:
    in_three.rows(part(OCTOBER, left="0.00 EUR"), part(NOVEMBER, left="60.00 EUR"), part(DECEMBER))
    in_three.rows(payment_row("120.00 EUR", on="2026-11-02"))
    settled = [each.settled for each in in_three.account().receivables.named("F-1")]
    assert settled == [None, Money.parse("20.00 EUR"), None]
    assert in_three.balance() == "160.00 EUR"


def test_a_payment_of_a_later_day_than_the_lines_goes_to_what_is_left(in_three: Importing) -> None:
    in_three.rows(part(OCTOBER, left="0.00 EUR"), part(NOVEMBER, left="60.00 EUR"), part(DECEMBER))
    in_three.world.clock.forward(timedelta(days=2))
    in_three.rows(payment_row("160.00 EUR", on="2026-11-03"))
    assert (lefts(in_three), in_three.balance()) == (["0", "0", "0"], "0.00 EUR")


def test_what_the_lines_count_day_after_day_was_paid_by_the_first_of_them(in_three: Importing) -> None:
    lines = part(OCTOBER, left="0.00 EUR"), part(NOVEMBER), part(DECEMBER)
    for _ in range(2):
        in_three.rows(*lines)
        in_three.world.clock.forward(timedelta(days=3))
    in_three.rows(payment_row(EUR_100, on="2026-11-03"))
    assert in_three.balance() == "100.00 EUR"


def test_a_credit_note_that_waited_counts_for_the_instalments(acme: Importing) -> None:
    acme.rows(credit_note_row(amount="30.00 EUR", applies_to="F-1"))
    acme.rows(part(OCTOBER), part(NOVEMBER))
    assert acme.balance() == "170.00 EUR"
    assert sum(int(left) for left in lefts(acme)) == 170


def test_a_due_date_put_off_by_hand_is_the_instalment_s_of_its_source_still(in_three: Importing) -> None:
    account = in_three.account()
    moved = account.receivables.named("F-1")[0]
    owed = account.receivables.with_invoices([replace(moved, due_date=date(2026, 10, 25))])
    in_three.world.house.accounts.save("acme", account, replace(account, receivables=owed))
    in_three.rows(part(OCTOBER), part(NOVEMBER), part(DECEMBER))
    assert dues(in_three) == [date(2026, 10, 25), NOVEMBER, DECEMBER]
