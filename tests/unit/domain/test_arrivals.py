"""Money of a day to come: when it counts, and what it takes the place of."""

from __future__ import annotations

from dataclasses import replace

import pytest

from relance.domain.arrivals import Announced, announced, arrived, arrives, timed
from relance.domain.customer import Account
from relance.domain.receivables import Credit, CreditNote, Payment, Refund
from tests.builders import EVERY_DAY, account, credit_note, day, invoice, money, payment

DAY = "2026-03-10"
EVE, ON, NEXT = day("2026-03-09"), day(DAY), day("2026-03-11")


def to_come(amount: str = "100.00 EUR", *, of: str | None = "F-1") -> Payment:
    return replace(payment(amount, of=of, on=DAY), announced=True)


def sole(of: Account) -> Credit:
    (credit,) = of.receivables.credits
    return credit


def left(of: Account, number: str = "F-1") -> str:
    return str(of.receivables.outstanding(of.receivables.invoices[number]))


def test_a_payment_counts_from_its_day_on() -> None:
    of = account(invoice(amount="100.00 EUR"), to_come())
    assert (left(arrived(of, EVE)), left(arrived(of, ON))) == ("100.00 EUR", "0.00 EUR")
    assert (arrives(of, EVE), arrives(of, ON)) == (False, True)
    assert arrived(of, EVE) is of
    assert arrived(arrived(of, ON), ON) == arrived(of, ON)


def test_what_is_dated_later_does_not_count_before_though_nobody_said_so() -> None:
    of = account(invoice(amount="100.00 EUR"), replace(to_come(), announced=False))
    assert (left(arrived(of, EVE)), left(arrived(of, ON))) == ("100.00 EUR", "0.00 EUR")


@pytest.mark.parametrize("back", ["2026-03-09", DAY])
def test_a_payment_that_is_withdrawn_by_its_day_never_counts_not_even_before(back: str) -> None:
    of = account(invoice(amount="100.00 EUR"), replace(to_come(), to_reverse_on=day(back)))
    for today in (day("2026-03-08"), EVE, ON, NEXT):
        of = arrived(of, today)
        assert left(of) == "100.00 EUR"
        assert list(announced(of)) == []
    gone = sole(of)
    assert isinstance(gone, Payment)
    assert (gone.announced, gone.reversed_on) == (False, day(back))


def test_a_payment_that_is_taken_back_after_its_day_counts_between() -> None:
    of = account(invoice(amount="100.00 EUR"), replace(to_come(), to_reverse_on=NEXT))
    assert [one.on for one in announced(of)] == [ON]
    assert [left(arrived(of, today)) for today in (EVE, ON, NEXT)] == ["100.00 EUR", "0.00 EUR", "100.00 EUR"]


def test_only_a_payment_that_begins_to_count_takes_the_place_of_what_was_settled() -> None:
    """Of what is taken back, or of a credit note, the source of the invoice did not speak."""
    one = invoice(amount="40.00 EUR", settled="40.00 EUR")
    note = replace(credit_note("30.00 EUR", of="F-1", on=DAY), announced=True)
    for credit in (note, replace(payment("30.00 EUR", of="F-1"), to_reverse_on=ON)):
        assert arrived(account(one, credit), ON).receivables.invoices["F-1"] == one


def test_a_payment_counts_until_the_day_on_which_it_is_taken_back() -> None:
    of = account(invoice(amount="100.00 EUR"), replace(payment("100.00 EUR", of="F-1"), to_reverse_on=ON))
    assert (left(arrived(of, EVE)), left(arrived(of, ON))) == ("0.00 EUR", "100.00 EUR")
    gone = sole(arrived(of, ON))
    assert isinstance(gone, Payment)
    assert (gone.reversed_on, gone.to_reverse_on) == (ON, None)


def test_a_credit_note_counts_from_its_day_on() -> None:
    note = replace(credit_note("40.00 EUR", of="F-1", on=DAY), announced=True)
    of = account(invoice(amount="100.00 EUR"), note)
    assert (left(arrived(of, EVE)), left(arrived(of, ON))) == ("100.00 EUR", "60.00 EUR")


@pytest.mark.parametrize(("refunded", "rest"), [("30.00 EUR", "10.00 EUR"), ("50.00 EUR", "0.00 EUR")])
def test_a_refund_is_taken_off_its_note_on_its_day_and_once(refunded: str, rest: str) -> None:
    note = replace(credit_note("40.00 EUR"), refunds=(Refund("R-1", ON, money(refunded), announced=True),))
    of = account(note)
    assert sole(arrived(of, EVE)).amount == money("40.00 EUR")
    for today in (ON, NEXT):
        of = arrived(of, today)
        after = sole(of)
        assert isinstance(after, CreditNote)
        assert (after.amount, [r.announced for r in after.refunds]) == (money(rest), [False])


@pytest.mark.parametrize(
    ("paid", "settled"),
    [
        ("40.00 EUR", None),
        ("25.00 EUR", "15.00 EUR"),
        ("100.00 EUR", None),
        ("150.00 EUR", None),
    ],
)
def test_a_payment_takes_the_place_of_what_its_invoices_source_had_counted(
    paid: str, settled: str | None
) -> None:
    of = arrived(account(invoice(amount="40.00 EUR", settled="40.00 EUR"), to_come(paid)), ON)
    after = of.receivables.invoices["F-1"]
    assert after.settled == (money(settled) if settled else None)
    assert left(of) == "0.00 EUR"


def test_what_is_left_of_the_invoice_is_paid_first() -> None:
    of = arrived(account(invoice(amount="100.00 EUR", settled="40.00 EUR"), to_come("70.00 EUR")), ON)
    assert (of.receivables.invoices["F-1"].settled, left(of)) == (money("30.00 EUR"), "0.00 EUR")
    of = arrived(account(invoice(amount="100.00 EUR", settled="40.00 EUR"), to_come("50.00 EUR")), ON)
    assert (of.receivables.invoices["F-1"].settled, left(of)) == (money("40.00 EUR"), "10.00 EUR")


def test_credits_stay_in_their_order() -> None:
    of = account(invoice(), to_come("10.00 EUR"), payment("5.00 EUR", id="P-2"), credit_note("1.00 EUR"))
    names = [type(c).__name__ + str(c.amount) for c in of.receivables.credits]
    assert [type(c).__name__ + str(c.amount) for c in arrived(of, ON).receivables.credits] == names


def test_it_is_looked_at_when_its_day_begins() -> None:
    of = timed(account(invoice(), to_come()), EVERY_DAY.start_of)
    assert sole(of).changes_at == EVERY_DAY.start_of(ON)
    assert timed(of, EVERY_DAY.start_of) is of
    assert sole(timed(arrived(of, ON), EVERY_DAY.start_of)).changes_at is None


def test_what_is_to_come_for_an_invoice_is_what_names_it_or_no_invoice() -> None:
    for_another = replace(to_come("2.00 EUR", of="F-2"), id="P-2")
    on_account = replace(to_come("3.00 EUR", of=None), id="P-3", received_on=NEXT)
    note = replace(credit_note("4.00 EUR", on="2026-03-12"), announced=True)
    of = account(invoice(), note, on_account, for_another, to_come("1.00 EUR"), payment("9.00 EUR", id="P-9"))
    all_of_them = [str(one.amount) for one in announced(of)]
    assert all_of_them == ["2.00 EUR", "1.00 EUR", "3.00 EUR", "4.00 EUR"]
    assert list(announced(of, "F-1")) == [
        Announced("payment", money("1.00 EUR"), ON),
        Announced("payment", money("3.00 EUR"), NEXT),
        Announced("credit_note", money("4.00 EUR"), day("2026-03-12")),
    ]


def test_a_payment_of_more_than_the_invoice_replaces_no_more_than_was_settled() -> None:
    of = arrived(account(invoice(amount="100.00 EUR", settled="40.00 EUR"), to_come("160.00 EUR")), ON)
    assert of.receivables.invoices["F-1"].settled is None
    assert of.receivables.unapplied_total("EUR") == money("60.00 EUR")
