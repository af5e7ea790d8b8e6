"""Receivables changed by hand: what is refused, and what every amount and day comes to."""

from __future__ import annotations

from dataclasses import replace

import pytest

from relance.domain.bookkeeping import (
    credit_note_of,
    invoice_of,
    payment_of,
    reversed_payment,
    voided_credit_note,
    with_allocations,
    with_changed_invoices,
    with_edited_invoice,
    with_new_credit_note,
    with_new_invoice,
    with_new_payment,
)
from relance.domain.customer import Account
from relance.domain.errors import Exists, NotFound, Refused
from relance.domain.receivables import Allocation, Credit, Payment
from tests.builders import account, credit_note, day, invoice, money, payment

OWED = account(
    invoice("F-1", amount="100.00 EUR"),
    invoice("F-2", amount="50.00 EUR"),
    payment("10.00 EUR", id="P-1"),
    payment("20.00 EUR", id="P-2"),
    credit_note("5.00 EUR", number="A-1"),
    credit_note("6.00 EUR", number="A-2"),
)


def part(number: str, amount: str) -> Allocation:
    return Allocation(number, money(amount))


def faults(of: Account, credit: Credit, *parts: Allocation) -> dict[str, str]:
    with pytest.raises(Refused) as refused:
        with_allocations(of, credit, parts)
    return {fault.field: fault.code for fault in refused.value.faults}


def left(of: Account, number: str = "F-1") -> str:
    return str(of.receivables.outstanding(of.receivables.invoices[number]))


@pytest.mark.parametrize("number", ["F-1", "A-1"])
def test_an_invoice_and_a_credit_note_made_by_hand_have_a_number_that_neither_has(number: str) -> None:
    with pytest.raises(Exists):
        with_new_invoice(OWED, invoice(number))
    with pytest.raises(Exists):
        with_new_credit_note(OWED, credit_note("1.00 EUR", number=number))


def test_a_payment_has_an_id_that_no_other_payment_has() -> None:
    with pytest.raises(Exists):
        with_new_payment(OWED, payment("1.00 EUR", id="P-1"))
    assert payment_of(with_new_payment(OWED, payment("1.00 EUR", id="A-1")), "A-1").amount.minor == 100


def test_an_invoice_is_due_on_the_day_of_its_issue_at_the_earliest() -> None:
    on_its_day = invoice("F-3", due="2026-03-01", issued="2026-03-01")
    assert "F-3" in with_new_invoice(OWED, on_its_day).receivables.invoices
    for change in (with_new_invoice, lambda of, one: with_changed_invoices(of, [one])):
        with pytest.raises(Refused) as refused:
            change(OWED, replace(on_its_day, due_date=day("2026-02-28")))
        assert [(f.field, f.code) for f in refused.value.faults] == [("due_date", "due_before_issue")]


def test_an_edit_of_an_invoices_number_means_all_of_its_instalments_and_a_due_date_means_one() -> None:
    names = "F-9@2026-03-28", "F-9@2026-04-28"
    of = account(*(invoice(name, due=name[-10:], document="F-9") for name in names))
    disputed = with_edited_invoice(of, "F-9", {"disputed": True, "dispute_reason": "Too much"})
    assert [one.disputed for one in disputed.receivables.named("F-9")] == [True, True]
    ended = with_edited_invoice(disputed, names[0], {"disputed": False})
    assert [one.dispute_reason for one in ended.receivables.named("F-9")] == ["", "Too much"]
    later = {"due_date": day("2026-05-28")}
    assert invoice_of(with_edited_invoice(of, names[0], later), names[0]).due_date == day("2026-05-28")
    with pytest.raises(Refused) as refused:
        with_edited_invoice(of, "F-9", later)
    assert [(f.field, f.code) for f in refused.value.faults] == [("due_date", "several_instalments")]
    with pytest.raises(NotFound):
        with_edited_invoice(of, "gone", later)


def test_each_is_found_by_its_own_name() -> None:
    assert invoice_of(OWED, "F-2").total == money("50.00 EUR")
    assert payment_of(OWED, "P-2").amount == money("20.00 EUR")
    assert credit_note_of(OWED, "A-2").amount == money("6.00 EUR")
    for find, of_another_kind in ((invoice_of, "P-1"), (payment_of, "A-1"), (credit_note_of, "P-1")):
        with pytest.raises(NotFound):
            find(OWED, of_another_kind)


class TestAllocations:
    PAID = payment("120.00 EUR", id="new")

    def test_all_that_is_wrong_with_the_parts_is_said_at_once(self) -> None:
        parts = (
            part("nobody's", "1.00 EUR"),
            part("F-1", "1.00 EUR"),
            part("F-1", "1.00 EUR"),
            part("F-2", "130.00 EUR"),
        )
        assert faults(OWED, self.PAID, *parts) == {
            "allocations[0].invoice": "unknown_invoice",
            "allocations[1].invoice": "invoice_twice",
            "allocations[2].invoice": "invoice_twice",
            "allocations[3].amount": "more_than_outstanding",
            "allocations": "more_than_received",
        }

    def test_a_part_is_in_the_currency_of_the_invoice_and_of_the_credit(self) -> None:
        of = account(invoice("F-1", amount="100.00 EUR"), invoice("D-1", amount="100.00 USD"))
        wrong = {"allocations[0].amount.currency": "allocation_currency"}
        assert faults(of, self.PAID, part("F-1", "1.00 USD")) == wrong
        assert faults(of, self.PAID, part("D-1", "1.00 USD")) == wrong
        assert faults(of, self.PAID, part("D-1", "1.00 EUR")) == wrong

    def test_all_that_is_left_of_an_invoice_may_be_applied_and_not_a_cent_more(self) -> None:
        assert left(with_allocations(OWED, self.PAID, [part("F-1", "100.00 EUR")])) == "0.00 EUR"
        too_much = faults(OWED, self.PAID, part("F-1", "100.01 EUR"))
        assert too_much == {"allocations[0].amount": "more_than_outstanding"}

    def test_all_of_a_credit_may_be_applied_and_not_a_cent_more(self) -> None:
        both = with_allocations(OWED, self.PAID, [part("F-1", "100.00 EUR"), part("F-2", "20.00 EUR")])
        assert (left(both, "F-1"), left(both, "F-2")) == ("0.00 EUR", "30.00 EUR")
        too_much = faults(OWED, self.PAID, part("F-1", "100.00 EUR"), part("F-2", "20.01 EUR"))
        assert too_much == {"allocations": "more_than_received"}

    def test_what_the_credit_had_paid_before_is_open_again_first(self) -> None:
        once = with_new_payment(OWED, replace(self.PAID, allocations=(part("F-1", "100.00 EUR"),)))
        again = with_allocations(once, payment_of(once, "new"), [part("F-1", "60.00 EUR")])
        assert left(again) == "40.00 EUR"

    def test_nothing_is_left_to_pay_of_a_void_invoice(self) -> None:
        of = account(invoice("F-1", amount="100.00 EUR", void=True))
        assert faults(of, self.PAID, part("F-1", "0.01 EUR")) == {
            "allocations[0].amount": "more_than_outstanding"
        }

    def test_a_payment_to_come_is_applied_and_one_taken_back_is_not(self) -> None:
        to_come = replace(self.PAID, announced=True)
        applied = with_allocations(OWED, to_come, [part("F-1", "100.00 EUR")])
        assert (left(applied), payment_of(applied, "new").allocations) == (
            "100.00 EUR",
            (part("F-1", "100.00 EUR"),),
        )
        taken_back = replace(self.PAID, reversed_on=day("2026-02-01"))
        assert faults(OWED, taken_back, part("F-1", "1.00 EUR")) == {"allocations": "credit_taken_back"}

    def test_of_an_invoice_in_instalments_the_whole_is_settled(self) -> None:
        parts = [
            invoice(f"F-9@2026-0{month}-28", due=f"2026-0{month}-28", amount="40.00 EUR", document="F-9")
            for month in (3, 4)
        ]
        of = account(*parts)
        paid = with_allocations(of, self.PAID, [part("F-9@2026-04-28", "80.00 EUR")])
        assert payment_of(paid, "new").allocations == (part("F-9", "80.00 EUR"),)
        assert faults(of, self.PAID, part("F-9", "80.01 EUR")) == {
            "allocations[0].amount": "more_than_outstanding"
        }


class TestTakenBack:
    RECEIVED = payment("10.00 EUR", on="2026-03-10")

    def taken_back(self, one: Payment, on: str) -> Payment:
        return payment_of(reversed_payment(account(invoice(), one), one, day(on)), one.id)

    def test_on_the_day_of_the_payment_at_the_earliest(self) -> None:
        assert self.taken_back(self.RECEIVED, "2026-03-10").reversed_on == day("2026-03-10")
        with pytest.raises(Refused) as refused:
            self.taken_back(self.RECEIVED, "2026-03-09")
        assert [fault.code for fault in refused.value.faults] == ["reversed_before_received"]

    def test_a_payment_to_come_may_be_withdrawn_before_its_day(self) -> None:
        to_come = replace(self.RECEIVED, announced=True)
        assert self.taken_back(to_come, "2026-03-09").reversed_on == day("2026-03-09")

    def test_what_was_taken_back_or_will_be_stays_so_on_its_day(self) -> None:
        for one in (
            replace(self.RECEIVED, reversed_on=day("2026-03-12")),
            replace(self.RECEIVED, to_reverse_on=day("2026-03-20")),
        ):
            assert self.taken_back(one, "2026-03-15") == one

    def test_a_void_credit_note_counts_for_nothing(self) -> None:
        voided = voided_credit_note(OWED, credit_note_of(OWED, "A-1"))
        assert {c.void for c in (credit_note_of(voided, "A-1"), credit_note_of(voided, "A-2"))} == {
            True,
            False,
        }
        assert not credit_note_of(voided, "A-1").live
