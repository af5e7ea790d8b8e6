"""What is less than the organization reminds of does not carry, and is listed beside others."""

from __future__ import annotations

from dataclasses import replace

from relance.domain.decision import Finish, TooSmall
from relance.domain.money import remind_from
from tests.builders import account, credit_note, decided, email, invoice, money, payment, per_invoice, plan
from tests.diary import Diary

BY = plan(email(7), email(15))
CENT = (invoice("F-1", amount="100.00 EUR"), payment("99.99 EUR", of="F-1"))


def test_a_cent_is_not_chased() -> None:
    why = TooSmall("F-1", money("0.01 EUR"), money("1.00 EUR"))
    for by in (BY, per_invoice(email(7), email(15))):
        diary = Diary(account(*CENT), by).until("2026-09-01")
        assert (diary.lines, diary.asked_what_next) == ([], [])
        assert diary.decision() == Finish(why)


def test_it_is_listed_beside_another_invoice_that_carries() -> None:
    diary = Diary(account(*CENT, invoice("F-2", due="2026-04-05")), BY).until("2026-05-01")
    assert diary.lines == ["2026-04-12 email+7 F-2", "2026-04-20 email+15 F-2"]
    assert diary.listed == [["F-2", "F-1"]] * 2


def test_many_small_ones_carry_once_their_sum_in_the_currency_reaches_it() -> None:
    small = [invoice(f"F-{n}", due=f"2026-04-0{n}", amount="0.40 EUR") for n in (1, 2)]
    assert Diary(account(*small, invoice("F-9", amount="0.90 USD")), BY).until("2026-06-01").lines == []
    for by in (BY, per_invoice(email(7))):
        diary = Diary(account(*small, invoice("F-3", due="2026-04-03", amount="0.20 EUR")), by).until(
            "2026-04-11"
        )
        assert diary.lines[0] == "2026-04-08 email+7 F-1"


def test_what_unapplied_credit_leaves_counts() -> None:
    decision = decided("2026-05-01", account(invoice(amount="100.00 EUR"), credit_note("99.50 EUR")), BY)
    assert decision == Finish(TooSmall("F-1", money("0.50 EUR"), money("1.00 EUR")))


def test_the_least_is_the_organizations_by_currency_and_one_of_it_else() -> None:
    assert [str(remind_from({"EUR": 20_00}, currency)) for currency in ("EUR", "JPY", "TND")] == [
        "20.00 EUR",
        "1 JPY",
        "1.000 TND",
    ]
    owed = replace(account(invoice(amount="19.99 EUR")), remind_from={"EUR": 20_00})
    assert Diary(owed, BY).until("2026-06-01").lines == []
    assert len(Diary(replace(owed, remind_from={"EUR": 19_99}), BY).until("2026-06-01").lines) == 2


def test_what_is_too_small_after_a_payment_is_not_asked_about_when_the_plan_is_done() -> None:
    diary = Diary(account(invoice(amount="100.00 EUR")), BY).until("2026-06-01")
    assert diary.asked_what_next == ["F-1 100.00 EUR due"]
    assert diary.arrives(payment("99.99 EUR", of="F-1")).asked_what_next == ["F-1 100.00 EUR cancelled"]
