"""Rows of payments: which payment a row is, what it pays, and what takes it back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from relance.domain.money import Money
from relance.domain.receivables import Allocation, Payment
from tests.unit.usecases.importing import ORG, Importing, codes, invoice_row, payment_row


def payments(acme: Importing) -> list[Payment]:
    return [credit for credit in acme.account().receivables.credits if isinstance(credit, Payment)]


def test_a_payment_pays_its_invoice(acme: Importing) -> None:
    acme.rows(invoice_row())
    acme.rows(payment_row("60.00 EUR"))
    assert (acme.left(), acme.balance()) == ("40.00 EUR", "40.00 EUR")


def test_what_is_paid_too_much_is_on_account(acme: Importing) -> None:
    acme.rows(invoice_row(), invoice_row("F-2", line=3))
    acme.rows(payment_row("130.00 EUR"))
    assert (acme.left(), acme.left("F-2"), acme.balance()) == ("0.00 EUR", "100.00 EUR", "70.00 EUR")


def test_what_comes_for_a_paid_invoice_is_on_account(acme: Importing) -> None:
    acme.rows(invoice_row(), invoice_row("F-2", line=3))
    acme.rows(payment_row(), payment_row("30.00 EUR", on="2026-10-25"))
    assert (acme.left(), acme.left("F-2"), acme.balance()) == ("0.00 EUR", "100.00 EUR", "70.00 EUR")


def test_a_payment_that_names_a_customer_only_is_on_account(acme: Importing) -> None:
    acme.rows(invoice_row())
    acme.rows(payment_row("60.00 EUR", None, customer_id="C-1"))
    assert (acme.left(), acme.balance()) == ("100.00 EUR", "40.00 EUR")


def test_a_payment_before_its_invoice_is_rejected_and_accepted_when_dropped_again(acme: Importing) -> None:
    early = payment_row(line=5)
    assert codes(acme.rows(early)) == [(5, "unknown_invoice")]
    acme.rows(invoice_row())
    assert codes(acme.rows(early)) == []
    assert acme.left() == "0.00 EUR"


def test_a_payment_of_a_customer_nobody_has_imported_stops_no_other_row(acme: Importing) -> None:
    acme.rows(invoice_row())
    stranger = payment_row("5.00 EUR", None, customer_id="nobody", line=3)
    imported = acme.rows(stranger, payment_row(line=4))
    assert codes(imported) == [(3, "unknown_customer")]
    assert (imported.rows, acme.left()) == (1, "0.00 EUR")


def test_a_payment_goes_to_its_invoice_whoever_paid(acme: Importing) -> None:
    acme.rows(invoice_row())
    assert acme.rows(payment_row(customer_id="The parent company")).faults == ()
    assert acme.left() == "0.00 EUR"


def test_a_payment_is_in_its_invoice_s_currency(acme: Importing) -> None:
    acme.rows(invoice_row())
    assert codes(acme.rows(payment_row("100.00 USD", line=9))) == [(9, "payment_currency")]
    assert acme.left() == "100.00 EUR"


def test_a_line_paid_in_parts_leaves_what_it_says(acme: Importing) -> None:
    first = invoice_row(outstanding=Money.parse("40.00 EUR")), payment_row("60.00 EUR", so_far=True)
    later = (
        invoice_row(outstanding=Money.parse("0.00 EUR")),
        payment_row("100.00 EUR", on="2026-10-25", so_far=True),
    )
    acme.rows(*first)
    assert (acme.left(), acme.balance()) == ("40.00 EUR", "40.00 EUR")
    for _ in range(2):
        acme.rows(*later)
        assert (acme.left(), acme.balance()) == ("0.00 EUR", "0.00 EUR")


def test_a_paid_line_after_its_payment_is_the_same_money(acme: Importing) -> None:
    acme.rows(invoice_row())
    acme.rows(payment_row("100.00 EUR", reference="T-1"))
    acme.rows(invoice_row(), payment_row("100.00 EUR", on="2026-10-21", so_far=True))
    assert (len(payments(acme)), acme.balance()) == (1, "0.00 EUR")


def test_a_payment_after_its_paid_line_is_the_same_money(acme: Importing) -> None:
    acme.rows(
        invoice_row(), payment_row(on="2026-10-21", so_far=True), invoice_row("F-2", "50.00 EUR", line=3)
    )
    for _ in range(2):
        acme.rows(payment_row(on="2026-10-20", reference="T-1"))
        assert (acme.left(), acme.balance()) == ("0.00 EUR", "50.00 EUR")


def test_a_line_that_says_more_is_left_than_before_opens_its_invoice_again(acme: Importing) -> None:
    """The payment that it told of before has bounced."""
    paid = invoice_row(outstanding=Money.zero("EUR")), payment_row(so_far=True)
    for left in ("100.00 EUR", "30.00 EUR"):
        acme.rows(*paid)
        acme.rows(invoice_row(outstanding=Money.parse(left)))
        assert acme.left() == left


def test_less_may_be_paid_than_a_line_said_before(acme: Importing) -> None:
    for amount, left in (("70.00 EUR", "30.00 EUR"), ("40.00 EUR", "60.00 EUR")):
        acme.rows(invoice_row(outstanding=Money.parse(left)), payment_row(amount, so_far=True))
        assert (acme.left(), acme.balance()) == (left, left)


def test_a_paid_line_and_its_payment_are_the_same_money(acme: Importing) -> None:
    """A line that says nothing is left, and on what day it was paid."""
    settled = invoice_row(outstanding=invoice_row("", "0.00 EUR").total)
    for _ in range(2):
        acme.rows(settled, payment_row(), invoice_row("F-2", "50.00 EUR", line=3))
        assert (acme.left(), acme.balance()) == ("0.00 EUR", "50.00 EUR")


def test_a_payment_its_invoice_s_line_has_counted_already_is_not_counted_twice(acme: Importing) -> None:
    """The invoice came on 2 November, with what was paid by then."""
    acme.rows(invoice_row(outstanding=Money.parse("40.00 EUR")))
    for _ in range(2):
        acme.rows(payment_row("60.00 EUR", on="2026-11-02"))
        assert (acme.left(), acme.balance()) == ("40.00 EUR", "40.00 EUR")


def test_of_a_payment_the_part_its_invoice_s_line_had_not_counted_goes_to_what_is_left(
    acme: Importing,
) -> None:
    acme.rows(invoice_row(outstanding=Money.parse("40.00 EUR")))
    acme.rows(payment_row("70.00 EUR"))
    assert (acme.left(), acme.balance()) == ("30.00 EUR", "30.00 EUR")


def test_a_payment_after_its_invoice_s_line_goes_to_what_is_left(acme: Importing) -> None:
    acme.rows(invoice_row(outstanding=Money.parse("40.00 EUR")))
    acme.world.clock.forward(timedelta(days=2))
    acme.rows(payment_row("40.00 EUR", on="2026-11-03"))
    assert (acme.left(), acme.balance()) == ("0.00 EUR", "0.00 EUR")
    acme.rows(payment_row("-40.00 EUR", on="2026-11-04"))
    assert acme.left() == "40.00 EUR"


def test_what_a_line_counts_day_after_day_was_paid_by_the_first_of_them(acme: Importing) -> None:
    """A payment of between is new, though the file of the last day does not know of it yet."""
    acme.rows(invoice_row(outstanding=Money.parse("40.00 EUR")))
    acme.world.clock.forward(timedelta(days=3))
    acme.rows(invoice_row(outstanding=Money.parse("40.00 EUR")))
    acme.rows(payment_row("40.00 EUR", on="2026-11-03"))
    assert acme.left() == "0.00 EUR"


def test_the_line_that_says_when_it_was_paid_last_counts_nothing_later(acme: Importing) -> None:
    acme.rows(
        invoice_row(outstanding=Money.parse("40.00 EUR")),
        payment_row("60.00 EUR", on="2026-10-10", so_far=True),
    )
    acme.rows(payment_row("40.00 EUR", on="2026-10-11"))
    assert acme.left() == "0.00 EUR"


def test_a_line_that_is_wrong_in_two_ways_was_not_taken_in(acme: Importing) -> None:
    acme.rows(invoice_row())
    imported = acme.rows(invoice_row(amount="100.00 USD", line=7), payment_row("100.00 USD", line=7))
    assert (imported.rows, [line for line, _ in codes(imported)]) == (0, [7])


def test_a_line_with_an_invoice_and_its_payment_is_one(acme: Importing) -> None:
    assert acme.rows(invoice_row(line=7), payment_row(line=7)).rows == 1


# --- which payment it is ---


def test_the_same_row_is_the_same_payment(acme: Importing) -> None:
    acme.rows(invoice_row())
    for line in (2, 17):
        acme.rows(payment_row("30.00 EUR", line=line))
    assert acme.left() == "70.00 EUR"


def test_two_payments_alike_in_everything_are_two(acme: Importing) -> None:
    acme.rows(invoice_row())
    for _ in range(2):
        acme.rows(payment_row("30.00 EUR", line=2), payment_row("30.00 EUR", line=3))
        assert acme.left() == "40.00 EUR"


def test_a_reference_is_the_payment_s_identity_and_its_amount_may_be_corrected(acme: Importing) -> None:
    acme.rows(invoice_row())
    acme.rows(payment_row("30.00 EUR", reference="T-1"))
    acme.rows(payment_row("35.00 EUR", reference="T-1"))
    assert acme.left() == "65.00 EUR"


def test_payments_of_several_days_under_one_reference_are_several(acme: Importing) -> None:
    """What a bank calls a reference is often that of the mandate, the contract or the customer."""
    acme.rows(invoice_row())
    rows = (
        payment_row("60.00 EUR", on="2026-10-20", reference="MND-77", line=2),
        payment_row("40.00 EUR", on="2026-10-25", reference="MND-77", line=3),
    )
    for _ in range(2):
        acme.rows(*rows)
        assert acme.left() == "0.00 EUR"


def test_payments_of_one_day_under_one_reference_are_several(acme: Importing) -> None:
    acme.rows(invoice_row())
    for _ in range(2):
        acme.rows(
            payment_row("30.00 EUR", reference="T-1", line=2),
            payment_row("45.00 EUR", reference="T-1", line=3),
        )
        assert acme.left() == "25.00 EUR"


def test_payments_on_account_under_one_reference_are_several(acme: Importing) -> None:
    acme.rows(invoice_row())
    first, second = (
        payment_row("30.00 EUR", None, on=day, reference="T-1", customer_id="C-1")
        for day in ("2026-10-20", "2026-10-25")
    )
    acme.rows(first, replace(second, line=3))
    acme.rows(second)
    assert acme.balance() == "40.00 EUR"


def test_a_word_without_a_digit_names_no_payment(acme: Importing) -> None:
    """Two files of one day: the second payment is no correction of the first."""
    acme.rows(invoice_row())
    acme.rows(payment_row("60.00 EUR", reference="Virement"))
    acme.rows(payment_row("40.00 EUR", reference="Virement"))
    assert acme.left() == "0.00 EUR"


def test_one_transfer_may_pay_several_invoices(acme: Importing) -> None:
    acme.rows(invoice_row(), invoice_row("F-2", line=3))
    for _ in range(2):
        acme.rows(payment_row(reference="T-1"), payment_row(of="F-2", reference="T-1", line=3))
        assert (acme.left("F-1"), acme.left("F-2"), acme.balance()) == ("0.00 EUR", "0.00 EUR", "0.00 EUR")


# --- taken back ---


def test_a_payment_taken_back_opens_its_invoice_again(acme: Importing) -> None:
    acme.rows(invoice_row())
    acme.rows(payment_row())
    acme.rows(payment_row("-100.00 EUR", on="2026-10-25"))
    assert (acme.left(), acme.balance()) == ("100.00 EUR", "100.00 EUR")


def test_a_payment_taken_back_stays_so_when_its_row_comes_again(acme: Importing) -> None:
    acme.rows(invoice_row())
    acme.rows(payment_row())
    acme.rows(payment_row("-100.00 EUR", on="2026-10-25"))
    acme.rows(payment_row())
    assert acme.left() == "100.00 EUR"
    assert [payment.live for payment in payments(acme)] == [False]


def test_of_two_alike_payments_one_taken_back_leaves_the_other(acme: Importing) -> None:
    acme.rows(invoice_row())
    rows = (
        payment_row("30.00 EUR", line=2),
        payment_row("30.00 EUR", line=3),
        payment_row("-30.00 EUR", on="2026-10-25", line=4),
    )
    for _ in range(3):
        assert acme.rows(*rows).faults == ()
        assert acme.left() == "70.00 EUR"


def test_both_of_two_alike_payments_may_be_taken_back(acme: Importing) -> None:
    acme.rows(invoice_row())
    taken_back = (payment_row("-30.00 EUR", on="2026-10-25", line=line) for line in (4, 5))
    acme.rows(payment_row("30.00 EUR", line=2), payment_row("30.00 EUR", line=3), *taken_back)
    assert acme.left() == "100.00 EUR"


def test_the_newest_first_is_no_other_file(acme: Importing) -> None:
    acme.rows(invoice_row())
    back = payment_row("-100.00 EUR", on="2026-10-25", line=2)
    assert acme.rows(back, payment_row(line=3)).faults == ()
    assert acme.left() == "100.00 EUR"


def test_paid_taken_back_and_paid_again_is_paid(acme: Importing) -> None:
    acme.rows(invoice_row())
    rows = (
        payment_row(on="2026-10-20", line=2),
        payment_row("-100.00 EUR", on="2026-10-25", line=3),
        payment_row(on="2026-10-28", line=4),
    )
    for _ in range(2):
        assert acme.rows(*rows).faults == ()
        assert (acme.left(), acme.balance()) == ("0.00 EUR", "0.00 EUR")


def test_a_debit_presented_again_under_its_reference_is_paid(acme: Importing) -> None:
    acme.rows(invoice_row())
    rows = (
        payment_row(on="2026-10-20", reference="MND-77", line=2),
        payment_row("-100.00 EUR", on="2026-10-22", reference="MND-77", line=3),
        payment_row(on="2026-10-28", reference="MND-77", line=4),
    )
    for _ in range(2):
        assert acme.rows(*rows).faults == ()
        assert (acme.left(), acme.balance()) == ("0.00 EUR", "0.00 EUR")


def test_what_an_invoice_s_own_line_said_was_paid_may_be_taken_back(acme: Importing) -> None:
    acme.rows(invoice_row(), payment_row(so_far=True))
    for _ in range(2):
        assert acme.rows(payment_row("-100.00 EUR", on="2026-10-25")).faults == ()
        assert (acme.left(), acme.balance()) == ("100.00 EUR", "100.00 EUR")


def test_what_was_never_paid_is_not_taken_back(acme: Importing) -> None:
    acme.rows(invoice_row())
    acme.rows(payment_row("99.00 EUR"))
    assert codes(acme.rows(payment_row("-100.00 EUR", line=6))) == [(6, "nothing_to_reverse")]
    assert acme.left() == "1.00 EUR"


def test_money_returned_takes_back_no_payment_of_a_later_day(acme: Importing) -> None:
    acme.rows(invoice_row())
    rows = (payment_row("-100.00 EUR", on="2026-10-25", line=2), payment_row(on="2026-10-28", line=3))
    for _ in range(2):
        assert codes(acme.rows(*rows)) == [(2, "nothing_to_reverse")]
        assert acme.left() == "0.00 EUR"


def test_money_returned_on_the_day_its_invoice_s_line_was_paid_takes_that_back(acme: Importing) -> None:
    acme.rows(invoice_row(), payment_row(so_far=True))
    assert codes(acme.rows(payment_row("-100.00 EUR", on="2026-10-19"))) == [(2, "nothing_to_reverse")]
    assert codes(acme.rows(payment_row("-100.00 EUR", on="2026-10-20"))) == []
    assert acme.left() == "100.00 EUR"


def test_of_what_its_invoice_s_line_was_paid_no_more_is_taken_back(acme: Importing) -> None:
    acme.rows(invoice_row(), payment_row("60.00 EUR", so_far=True))
    assert codes(acme.rows(payment_row("-60.01 EUR", on="2026-10-25"))) == [(2, "nothing_to_reverse")]
    assert codes(acme.rows(payment_row("-20.00 EUR", on="2026-10-25"))) == []
    assert acme.left() == "60.00 EUR"


def test_money_returned_that_names_a_customer_only_takes_back_no_line(acme: Importing) -> None:
    acme.rows(invoice_row(), payment_row(so_far=True))
    returned = payment_row("-100.00 EUR", None, on="2026-10-25", customer_id="C-1")
    assert codes(acme.rows(returned)) == [(2, "nothing_to_reverse")]


def test_money_that_goes_back_today_has_gone_back_before_a_file_of_today_is_read(acme: Importing) -> None:
    """Told yesterday for 3 November; on that day nobody has looked at the account before the file comes."""
    acme.rows(invoice_row(), payment_row(on="2026-10-20"), payment_row("-100.00 EUR", on="2026-11-03"))
    acme.world.clock.forward(timedelta(days=1))
    acme.rows(invoice_row(), payment_row(so_far=True))
    assert acme.left() == "0.00 EUR"


def test_money_that_comes_today_has_come_before_a_file_of_today_is_read(acme: Importing) -> None:
    acme.rows(invoice_row(), payment_row("40.00 EUR", on="2026-11-03"))
    acme.world.clock.forward(timedelta(days=1))
    acme.rows(invoice_row(outstanding=Money.parse("60.00 EUR")))
    acme.rows(payment_row("-40.00 EUR", on="2026-11-03"))
    assert acme.left() == "100.00 EUR"


# --- what a person did with it stays ---


def moved_by_hand(acme: Importing, invoice: str) -> None:
    """A person applies the one payment to another invoice."""
    (paid,) = payments(acme)
    before = acme.account()
    moved = replace(paid, allocations=(Allocation(invoice, paid.amount),))
    owed = before.receivables.with_credit(moved)
    acme.world.house.accounts.save(ORG, before, replace(before, receivables=owed))


def test_a_payment_moved_by_hand_stays_there_when_its_row_comes_again(acme: Importing) -> None:
    acme.rows(invoice_row(), invoice_row("F-2", line=3))
    acme.rows(payment_row("60.00 EUR", reference="T-1"))
    moved_by_hand(acme, "F-2")
    acme.rows(payment_row("60.00 EUR", reference="T-1"))
    assert (acme.left("F-1"), acme.left("F-2")) == ("100.00 EUR", "40.00 EUR")


def test_a_payment_taken_back_is_not_brought_back_by_a_corrected_amount(acme: Importing) -> None:
    acme.rows(invoice_row())
    acme.rows(payment_row("60.00 EUR", reference="T-1"))
    acme.rows(payment_row("-60.00 EUR", on="2026-10-25"))
    acme.rows(payment_row("70.00 EUR", reference="T-1"))
    assert (acme.left(), len(payments(acme))) == ("100.00 EUR", 1)


def test_a_payment_to_come_that_is_taken_back_by_its_day_never_pays_its_invoice(acme: Importing) -> None:
    acme.rows(invoice_row())
    for _ in range(2):
        acme.rows(payment_row(on="2026-11-05"), payment_row("-100.00 EUR", on="2026-11-05", line=3))
        assert (acme.left(), acme.balance()) == ("100.00 EUR", "100.00 EUR")
    for _ in range(4):
        acme.world.clock.forward(timedelta(days=1))
        acme.rows(invoice_row("F-2", "1.00 EUR"))
        assert acme.left() == "100.00 EUR"
