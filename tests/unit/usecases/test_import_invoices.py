"""Rows of invoices and credit notes, and what Relance knows better than its source."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from relance.domain.money import Money
from relance.domain.receivables import CreditNote, InvoiceStatus
from relance.domain.task import TaskKind
from tests.unit.usecases.importing import (
    NOW,
    ORG,
    Importing,
    codes,
    credit_note_row,
    invoice_row,
    payment_row,
)


def test_an_invoice_makes_its_customer_and_its_contact(acme: Importing) -> None:
    imported = acme.rows(invoice_row(customer_name="Client", email="pay@client.example", language="fr"))
    assert (imported.rows, imported.customers, imported.faults) == (1, 1, ())
    account = acme.account()
    assert (account.customer.name, account.customer.language) == ("Client", "fr")
    assert account.recipient is not None
    assert (account.recipient.email, account.recipient.main) == ("pay@client.example", True)


def test_without_a_due_date_the_customer_s_terms_apply_then_the_organization_s(acme: Importing) -> None:
    acme.rows(invoice_row("F-1", due_date=None))
    assert acme.invoice("F-1").due_date == date(2026, 10, 31)

    before = acme.account()
    after = replace(before, customer=replace(before.customer, terms_days=10))
    acme.world.house.accounts.save(ORG, before, after)
    acme.rows(invoice_row("F-2", due_date=None))
    assert acme.invoice("F-2").due_date == date(2026, 10, 11)


def test_the_outstanding_column_is_what_is_left(acme: Importing) -> None:
    acme.rows(invoice_row(outstanding=invoice_row("", "40.00 EUR").total))
    assert acme.left() == "40.00 EUR"


def test_a_later_file_says_how_much_is_left_now(acme: Importing) -> None:
    for left in ("40.00 EUR", "70.00 EUR", "0.00 EUR"):
        acme.rows(invoice_row(outstanding=invoice_row("", left).total))
        assert acme.left() == left


def test_the_outstanding_column_counts_the_payments_that_are_known(acme: Importing) -> None:
    acme.rows(invoice_row())
    acme.rows(payment_row("30.00 EUR"))
    acme.rows(invoice_row(outstanding=invoice_row("", "50.00 EUR").total))
    assert acme.left() == "50.00 EUR"
    assert acme.balance() == "50.00 EUR"


def test_a_file_that_says_nothing_of_what_is_left_opens_nothing_again(acme: Importing) -> None:
    acme.rows(invoice_row(outstanding=invoice_row("", "0.00 EUR").total))
    acme.rows(invoice_row())
    assert acme.left() == "0.00 EUR"


def test_paid_as_a_word_leaves_nothing(acme: Importing) -> None:
    acme.rows(invoice_row(status="paid"))
    assert acme.left() == "0.00 EUR"


def test_paid_too_much_leaves_nothing_and_is_the_customer_s(acme: Importing) -> None:
    for _ in range(2):
        acme.rows(invoice_row(outstanding=Money.parse("-5.00 EUR")), invoice_row("F-2", line=3))
        assert (acme.left(), acme.balance()) == ("0.00 EUR", "95.00 EUR")


def test_what_was_paid_too_much_is_given_back_or_used_as_its_source_says(acme: Importing) -> None:
    acme.rows(invoice_row(outstanding=Money.parse("-5.00 EUR")), invoice_row("F-2", line=3))
    acme.rows(invoice_row(outstanding=Money.parse("-2.00 EUR")))
    assert acme.balance() == "98.00 EUR"
    acme.rows(invoice_row(outstanding=Money.parse("0.00 EUR")))
    assert acme.balance() == "100.00 EUR"


def test_what_was_paid_too_much_counts_once_whoever_tells_of_it(acme: Importing) -> None:
    told = (
        (invoice_row(outstanding=Money.parse("-5.00 EUR")),),
        (payment_row("105.00 EUR", reference="T-1"),),
    )
    for first, second in (told, told[::-1]):
        once = Importing()
        once.rows(invoice_row(), invoice_row("F-2", line=3))
        once.rows(*first)
        once.rows(*second)
        assert (once.left(), once.balance()) == ("0.00 EUR", "95.00 EUR")


def test_a_draft_is_nothing_to_collect_yet(acme: Importing) -> None:
    assert acme.rows(invoice_row(status="draft")).faults == ()
    assert acme.account().receivables.invoices == {}
    acme.rows(invoice_row(status="open"))
    assert acme.left() == "100.00 EUR"


def test_a_void_invoice_is_not_owed_and_stays_void_until_a_file_says_otherwise(acme: Importing) -> None:
    acme.rows(invoice_row(status="void"))
    assert (acme.invoice().void, acme.balance()) == (True, "0.00 EUR")
    acme.rows(invoice_row())
    assert acme.invoice().void
    acme.rows(invoice_row(status="open"))
    assert not acme.invoice().void


def test_a_dispute_stays_until_a_file_says_otherwise(acme: Importing) -> None:
    acme.rows(invoice_row(disputed=True))
    acme.rows(invoice_row())
    assert acme.invoice().disputed
    acme.rows(invoice_row(disputed=False))
    assert not acme.invoice().disputed


def by_hand(acme: Importing, **changes: Any) -> None:
    before = acme.account()
    changed = replace(before.receivables.invoices["F-1"], **changes)
    after = replace(before, receivables=before.receivables.with_invoices([changed]))
    acme.world.house.accounts.save(ORG, before, after)


@pytest.mark.parametrize("said", [date(2026, 10, 31), None])
def test_a_due_date_put_off_by_hand_stays_until_the_file_says_another(
    acme: Importing, said: date | None
) -> None:
    acme.rows(invoice_row(due_date=said))
    by_hand(acme, due_date=date(2026, 12, 31))
    acme.rows(invoice_row(due_date=said))
    assert acme.invoice().due_date == date(2026, 12, 31)
    acme.rows(invoice_row(due_date=date(2026, 11, 15)))
    assert acme.invoice().due_date == date(2026, 11, 15)


def test_without_a_due_date_a_new_issue_date_moves_it(acme: Importing) -> None:
    acme.rows(invoice_row(due_date=None))
    acme.rows(invoice_row(due_date=None, issue_date=date(2026, 10, 11)))
    assert acme.invoice().due_date == date(2026, 11, 10)


def test_an_invoice_voided_by_hand_stays_so_while_its_file_repeats_itself(acme: Importing) -> None:
    acme.rows(invoice_row(status="open"))
    by_hand(acme, void=True)
    acme.rows(invoice_row(status="open"))
    assert acme.invoice().void
    for status in ("void", "open"):
        acme.rows(invoice_row(status=status))
    assert not acme.invoice().void


def test_a_dispute_raised_by_hand_stays_while_its_file_repeats_itself(acme: Importing) -> None:
    acme.rows(invoice_row(disputed=False))
    by_hand(acme, disputed=True, dispute_reason="Never delivered")
    for _ in range(2):
        acme.rows(invoice_row(disputed=False))
        assert (acme.invoice().disputed, acme.invoice().dispute_reason) == (True, "Never delivered")


def test_a_dispute_ended_by_hand_is_not_begun_again_by_a_file_that_repeats_itself(acme: Importing) -> None:
    acme.rows(invoice_row(disputed=True))
    by_hand(acme, disputed=False)
    acme.rows(invoice_row(disputed=True))
    assert not acme.invoice().disputed


def test_to_send_is_never_changed_by_a_file(acme: Importing) -> None:
    acme.rows(invoice_row())
    by_hand(acme, to_send=True)

    acme.rows(invoice_row(amount="120.00 EUR", status="open"))
    invoice = acme.invoice()
    assert invoice.total.minor == 120_00
    assert acme.account().receivables.status(invoice, NOW.date()) is InvoiceStatus.TO_SEND


def test_an_invoice_keeps_its_currency(acme: Importing) -> None:
    acme.rows(invoice_row())
    assert codes(acme.rows(invoice_row(amount="100.00 USD", line=7))) == [(7, "currency_changed")]
    assert str(acme.invoice().total) == "100.00 EUR"


def test_what_a_file_says_of_an_invoice_counts_though_it_names_another_customer(acme: Importing) -> None:
    acme.rows(invoice_row())
    named = invoice_row(
        customer_id="C-2", line=3, customer_name="Other", email="other@x.example", status="paid"
    )
    switched = acme.rows(named, invoice_row("F-2", customer_id="C-2"))
    assert (codes(switched), switched.rows) == ([], 2)
    assert [(note.line, note.fault.code) for note in switched.notes] == [(3, "counted_for_another")]
    assert acme.left() == "0.00 EUR"
    assert (acme.account().customer.name, acme.account().emails) == ("C-1", frozenset())
    assert list(acme.account("C-2").receivables.invoices) == ["F-2"]


def test_a_person_is_asked_once_whether_the_invoice_moves(acme: Importing) -> None:
    acme.rows(invoice_row())
    for _ in range(2):
        acme.rows(invoice_row(customer_id="C-2"))
    (task,) = acme.account().tasks.values()
    assert (task.kind, task.invoices, task.detail) == (TaskKind.CONFIRM_MOVE, ("F-1",), "C-2")
    acme.rows(invoice_row())
    assert not [t for t in acme.account().tasks.values() if t.state.is_open]


def test_a_number_that_one_file_gives_two_customers_is_the_first_one_s(acme: Importing) -> None:
    imported = acme.rows(invoice_row(line=2), invoice_row(customer_id="C-2", line=3))
    assert codes(imported) == [(3, "number_of_another_customer")]


def test_a_customer_s_code_has_a_limit(acme: Importing) -> None:
    imported = acme.rows(invoice_row(customer_id="é" * 76, line=4), invoice_row("F-2"))
    assert codes(imported) == [(4, "customer_id_too_long")]
    assert imported.rows == 1


def test_one_bad_row_stops_no_other(acme: Importing) -> None:
    acme.rows(invoice_row("F-1"))
    imported = acme.rows(
        invoice_row("F-2", line=2), invoice_row("F-1", "1.00 USD", line=3), invoice_row("F-3", line=4)
    )
    assert codes(imported) == [(3, "currency_changed")]
    assert (imported.rows, set(acme.account().receivables.invoices)) == (2, {"F-1", "F-2", "F-3"})


# --- credit notes ---


def note(acme: Importing) -> CreditNote:
    (credit,) = acme.account().receivables.credits
    assert isinstance(credit, CreditNote)
    return credit


def test_a_credit_note_lowers_what_is_owed_once(acme: Importing) -> None:
    for _ in range(2):
        acme.rows(invoice_row(), credit_note_row(amount="30.00 EUR", line=3))
    assert (acme.left(), acme.balance()) == ("100.00 EUR", "70.00 EUR")


def test_of_a_credit_note_counts_what_its_source_has_left_of_it(acme: Importing) -> None:
    used = credit_note_row(amount="30.00 EUR", outstanding=invoice_row("", "0.00 EUR").total, line=3)
    acme.rows(invoice_row(outstanding=invoice_row("", "70.00 EUR").total), used)
    assert acme.balance() == "70.00 EUR"


def test_a_credit_note_may_have_the_number_of_a_paid_invoice(acme: Importing) -> None:
    """Which is history by then, and is not forgotten."""
    acme.rows(invoice_row("1001", outstanding=Money.zero("EUR")))
    for _ in range(2):
        acme.rows(invoice_row("1001"), credit_note_row("1001", "30.00 EUR", line=3))
        assert (acme.left("1001"), acme.balance()) == ("0.00 EUR", "-30.00 EUR")


def test_a_used_up_credit_note_may_have_the_number_of_an_open_invoice(acme: Importing) -> None:
    acme.rows(
        invoice_row("1001"), credit_note_row("1001", "30.00 EUR", line=3, outstanding=Money.zero("EUR"))
    )
    acme.rows(credit_note_row("1001", "30.00 EUR"))
    assert acme.balance() == "100.00 EUR"


def test_a_file_that_says_nothing_of_what_is_left_of_a_credit_note_gives_nothing_back(
    acme: Importing,
) -> None:
    acme.rows(invoice_row(), credit_note_row(amount="30.00 EUR", line=3))
    acme.rows(payment_row("-30.00 EUR", "A-1"))
    for amount, balance in (("30.00 EUR", "100.00 EUR"), ("40.00 EUR", "60.00 EUR")):
        acme.rows(credit_note_row(amount=amount))
        assert acme.balance() == balance


def test_a_credit_note_voided_by_hand_stays_so_while_its_file_repeats_itself(acme: Importing) -> None:
    acme.rows(credit_note_row(status="open"))
    before = acme.account()
    voided = before.receivables.with_credit(replace(note(acme), void=True))
    acme.world.house.accounts.save(ORG, before, replace(before, receivables=voided))
    acme.rows(credit_note_row(status="open"))
    assert note(acme).void


def test_a_void_credit_note_counts_for_nothing(acme: Importing) -> None:
    acme.rows(invoice_row(), credit_note_row(status="void", line=3))
    assert (note(acme).void, acme.balance()) == (True, "100.00 EUR")


def test_a_credit_note_paid_out_is_used_up(acme: Importing) -> None:
    rows = (invoice_row(), credit_note_row(line=3), payment_row("-100.00 EUR", "A-1", line=3))
    for _ in range(2):
        assert acme.rows(*rows).faults == ()
        assert acme.balance() == "100.00 EUR"


def test_a_credit_note_is_refunded_in_parts(acme: Importing) -> None:
    acme.rows(invoice_row(amount="2000.00 EUR"), credit_note_row(amount="1000.00 EUR", line=3))
    for _ in range(2):
        for amount, day in (("-400.00 EUR", "2026-10-20"), ("-600.00 EUR", "2026-10-25")):
            assert acme.rows(payment_row(amount, "A-1", on=day)).faults == ()
    assert (acme.balance(), note(acme).amount) == ("2000.00 EUR", Money.zero("EUR"))


def test_a_part_refunded_leaves_the_rest_to_use(acme: Importing) -> None:
    acme.rows(invoice_row(amount="2000.00 EUR"), credit_note_row(amount="1000.00 EUR", line=3))
    for _ in range(2):
        acme.rows(payment_row("-400.00 EUR", "A-1"))
        assert acme.balance() == "1400.00 EUR"


def test_two_refunds_alike_in_one_file_are_two(acme: Importing) -> None:
    acme.rows(invoice_row(), credit_note_row(line=3))
    for _ in range(2):
        acme.rows(payment_row("-30.00 EUR", "A-1", line=2), payment_row("-30.00 EUR", "A-1", line=3))
        assert acme.balance() == "60.00 EUR"


def test_more_refunded_than_a_credit_note_has_left_uses_it_up(acme: Importing) -> None:
    acme.rows(invoice_row(), credit_note_row(line=3))
    rows = payment_row("-40.00 EUR", "A-1", on="2026-10-20"), payment_row("-100.00 EUR", "A-1", line=3)
    answers = [acme.rows(*rows) for _ in range(2)]
    assert (answers[0], answers[0].faults, acme.balance()) == (answers[1], (), "100.00 EUR")


def test_a_refund_that_a_credit_note_s_line_has_counted_is_the_same_money(acme: Importing) -> None:
    """The line came on 2 November: 60 were left by then, whichever 40 had gone."""
    acme.rows(invoice_row(), credit_note_row(outstanding=Money.parse("60.00 EUR"), line=3))
    acme.rows(payment_row("-40.00 EUR", "A-1", on="2026-11-02"))
    assert acme.balance() == "40.00 EUR"
    acme.rows(payment_row("-10.00 EUR", "A-1", on="2026-11-02"))
    assert acme.balance() == "50.00 EUR"


def test_a_refund_after_a_credit_note_s_line_is_of_what_is_left(acme: Importing) -> None:
    acme.rows(invoice_row(), credit_note_row(outstanding=Money.parse("60.00 EUR"), line=3))
    acme.world.clock.forward(timedelta(days=1))
    acme.rows(payment_row("-60.00 EUR", "A-1", on="2026-11-03"))
    assert acme.balance() == "100.00 EUR"


def test_what_a_credit_note_s_line_counts_day_after_day_was_gone_by_the_first_of_them(
    acme: Importing,
) -> None:
    for _ in range(2):
        acme.rows(invoice_row(), credit_note_row(outstanding=Money.parse("60.00 EUR"), line=3))
        acme.world.clock.forward(timedelta(days=3))
    acme.rows(payment_row("-60.00 EUR", "A-1", on="2026-11-03"))
    assert acme.balance() == "100.00 EUR"


def test_what_was_refunded_is_not_given_back_by_a_file_that_does_not_know_of_it(acme: Importing) -> None:
    acme.rows(invoice_row(), credit_note_row(line=3))
    acme.rows(payment_row("-40.00 EUR", "A-1"))
    for row, balance in (
        (credit_note_row(outstanding=Money.parse("100.00 EUR")), "40.00 EUR"),
        (credit_note_row(outstanding=Money.parse("50.00 EUR")), "50.00 EUR"),
    ):
        acme.rows(row)
        assert acme.balance() == balance


def test_a_credit_note_s_own_line_says_how_much_of_it_was_refunded(acme: Importing) -> None:
    rows = invoice_row(), credit_note_row(line=3), payment_row("-40.00 EUR", "A-1", line=3, so_far=True)
    for _ in range(2):
        assert acme.rows(*rows).faults == ()
        assert acme.balance() == "40.00 EUR"
    acme.rows(payment_row("-40.00 EUR", "A-1"))
    assert acme.balance() == "40.00 EUR"
    acme.rows(payment_row("-40.00 EUR", "A-1", on="2026-10-21"))
    assert acme.balance() == "80.00 EUR"


def test_a_refund_names_a_credit_note_in_its_currency(acme: Importing) -> None:
    acme.rows(credit_note_row())
    assert codes(acme.rows(payment_row("-40.00 USD", "A-1"))) == [(2, "payment_currency")]
    assert note(acme).refunds == ()


def test_money_received_is_no_refund(acme: Importing) -> None:
    acme.rows(credit_note_row())
    assert codes(acme.rows(payment_row("40.00 EUR", "A-1"))) == [(2, "unknown_invoice")]


def test_nothing_is_no_refund_and_the_smallest_amount_is_one(acme: Importing) -> None:
    acme.rows(invoice_row(), credit_note_row(line=3))
    assert codes(acme.rows(payment_row("0.00 EUR", "A-1"))) == [(2, "unknown_invoice")]
    assert codes(acme.rows(payment_row("-0.01 EUR", "A-1"))) == []
    assert acme.balance() == "0.01 EUR"


def test_a_refund_of_a_day_to_come_is_taken_off_on_its_day_however_often_it_is_told(acme: Importing) -> None:
    acme.rows(invoice_row(), credit_note_row(line=3))
    told = (
        payment_row("-30.00 EUR", "A-1", on="2026-11-03", line=2),
        payment_row("-20.00 EUR", "A-1", on="2026-11-04", line=3),
    )
    for _ in range(2):
        acme.rows(*told)
        assert acme.balance() == "0.00 EUR"
        assert [(str(refund.amount), refund.announced) for refund in note(acme).refunds] == [
            ("30.00 EUR", True),
            ("20.00 EUR", True),
        ]
    for balance in ("30.00 EUR", "50.00 EUR", "50.00 EUR"):
        acme.world.clock.forward(timedelta(days=1))
        acme.rows(*told)
        assert acme.balance() == balance


def test_a_refund_of_today_is_no_refund_to_come(acme: Importing) -> None:
    acme.rows(invoice_row(), credit_note_row(line=3))
    acme.rows(payment_row("-30.00 EUR", "A-1", on="2026-11-02"))
    assert (acme.balance(), note(acme).refunds[0].announced) == ("30.00 EUR", False)


def test_more_left_of_a_credit_note_than_its_total_less_what_was_refunded_is_not_believed(
    acme: Importing,
) -> None:
    acme.rows(invoice_row(amount="200.00 EUR"), credit_note_row(line=3))
    acme.rows(payment_row("-40.00 EUR", "A-1"))
    for said, left in (("500.00 EUR", "60.00 EUR"), ("-5.00 EUR", "0.00 EUR")):
        acme.rows(credit_note_row(outstanding=Money.parse(said)))
        assert str(note(acme).amount) == left


def test_a_credit_note_is_used_for_its_invoice_as_far_as_both_have_something_left(acme: Importing) -> None:
    """Told before its invoice, of an invoice of less, and of one that a payment opens again."""
    acme.rows(credit_note_row(amount="130.00 EUR", applies_to="F-1"))
    acme.rows(invoice_row(), invoice_row("F-2", line=3))
    assert [(part.invoice, str(part.amount)) for part in note(acme).allocations] == [("F-1", "100.00 EUR")]
    acme.rows(invoice_row(amount="120.00 EUR"))
    acme.rows(credit_note_row(amount="130.00 EUR", applies_to="F-1"))
    assert [(part.invoice, str(part.amount)) for part in note(acme).allocations] == [("F-1", "120.00 EUR")]
    assert acme.balance() == "90.00 EUR"


def test_a_credit_note_in_another_currency_than_its_invoice_or_a_void_one_waits(acme: Importing) -> None:
    acme.rows(invoice_row())
    acme.rows(credit_note_row(amount="30.00 USD", applies_to="F-1"))
    acme.rows(credit_note_row("A-2", "30.00 EUR", applies_to="F-1", status="void"))
    assert acme.left() == "100.00 EUR"
    assert [credit.allocations for credit in acme.account().receivables.credits] == [(), ()]
