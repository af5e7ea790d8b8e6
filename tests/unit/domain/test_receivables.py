"""What a customer owes (E1, E2): outstanding, status, balances, and who carries."""

from __future__ import annotations

from dataclasses import replace

import pytest

from relance.domain.receivables import Allocation, Invoice, InvoiceStatus, Payment, Receivables, Refund
from tests.builders import LONG_AGO, credit_note, day, invoice, money, payment, receivables


def left(owed: Receivables, number: str = "F-1") -> str:
    return str(owed.outstanding(owed.invoices[number]))


def balances(owed: Receivables) -> list[str]:
    return [str(balance) for balance in owed.balances.values()]


def remindable(owed: Receivables) -> list[str]:
    return [found.number for found in owed.remindable]


class TestOutstanding:
    def test_it_is_the_total_less_what_is_applied(self) -> None:
        owed = receivables(
            invoice(amount="100.00 EUR", settled="10.00 EUR"),
            payment("30.00 EUR", of="F-1"),
            credit_note("5.00 EUR", of="F-1"),
        )
        assert left(owed) == "55.00 EUR"

    def test_a_payment_on_account_leaves_the_invoice_as_it_is(self) -> None:
        assert left(receivables(invoice(amount="100.00 EUR"), payment("30.00 EUR"))) == "100.00 EUR"

    def test_an_over_payment_never_makes_it_negative(self) -> None:
        assert left(receivables(invoice(amount="100.00 EUR"), payment("130.00 EUR", of="F-1"))) == "0.00 EUR"

    def test_nor_does_a_source_that_says_more_was_paid_than_it_is_about(self) -> None:
        """Its total was lowered since."""
        assert left(receivables(invoice(amount="100.00 EUR", settled="130.00 EUR"))) == "0.00 EUR"

    def test_a_reversed_payment_or_a_void_credit_note_settles_nothing(self) -> None:
        owed = receivables(
            invoice(amount="100.00 EUR"),
            payment("100.00 EUR", of="F-1", reversed_on="2026-04-01"),
            credit_note("20.00 EUR", of="F-1", void=True),
        )
        assert left(owed) == "100.00 EUR"
        assert balances(owed) == ["100.00 EUR"]

    def test_one_payment_settles_several_invoices(self) -> None:
        parts = (Allocation("F-1", money("60.00 EUR")), Allocation("F-2", money("40.00 EUR")))
        shared = Payment("P", LONG_AGO, money("100.00 EUR"), parts)
        owed = receivables(invoice("F-1", amount="60.00 EUR"), invoice("F-2", amount="50.00 EUR"), shared)
        assert (left(owed, "F-1"), left(owed, "F-2")) == ("0.00 EUR", "10.00 EUR")
        assert owed.unapplied(shared) == money("0.00 EUR")


class TestStatus:
    @pytest.mark.parametrize(
        ("today", "status"),
        [
            ("2026-03-30", InvoiceStatus.DUE),
            ("2026-03-31", InvoiceStatus.DUE),
            ("2026-04-01", InvoiceStatus.OVERDUE),
        ],
    )
    def test_due_today_is_not_overdue(self, today: str, status: InvoiceStatus) -> None:
        owed = receivables(invoice(due="2026-03-31"))
        assert owed.status(owed.invoices["F-1"], day(today)) == status

    @pytest.mark.parametrize(
        ("one", "status"),
        [
            (invoice(void=True, to_send=True), InvoiceStatus.VOID),
            (invoice(to_send=True, disputed=True), InvoiceStatus.TO_SEND),
            (invoice(settled="1000.00 EUR", disputed=True), InvoiceStatus.PAID),
            (invoice(disputed=True), InvoiceStatus.IN_DISPUTE),
            (invoice(amount="0.00 EUR"), InvoiceStatus.PAID),
        ],
    )
    def test_the_first_that_is_true(self, one: Invoice, status: InvoiceStatus) -> None:
        assert receivables(one).status(one, day("2026-06-01")) == status

    def test_a_partly_paid_invoice_is_still_overdue(self) -> None:
        owed = receivables(invoice(), payment("999.99 EUR", of="F-1"))
        assert owed.status(owed.invoices["F-1"], day("2026-04-01")) == InvoiceStatus.OVERDUE


class TestBalances:
    def test_unapplied_payments_and_credit_notes_are_netted(self) -> None:
        owed = receivables(invoice(amount="100.00 EUR"), payment("30.00 EUR"), credit_note("20.00 EUR"))
        assert balances(owed) == ["50.00 EUR"]

    def test_what_is_applied_is_not_netted_twice(self) -> None:
        owed = receivables(
            invoice("F-1", amount="100.00 EUR"),
            invoice("F-2", amount="100.00 EUR"),
            payment("100.00 EUR", of="F-1"),
        )
        assert balances(owed) == ["100.00 EUR"]

    def test_the_excess_of_an_over_payment_is_netted(self) -> None:
        owed = receivables(
            invoice("F-1", amount="100.00 EUR"),
            invoice("F-2", amount="50.00 EUR"),
            payment("130.00 EUR", of="F-1"),
        )
        assert balances(owed) == ["20.00 EUR"]

    def test_a_disputed_invoice_still_counts_a_void_or_unsent_one_does_not(self) -> None:
        owed = receivables(
            invoice("F-1", amount="1.00 EUR", disputed=True),
            invoice("F-2", amount="2.00 EUR", void=True),
            invoice("F-3", amount="4.00 EUR", to_send=True),
        )
        assert balances(owed) == ["1.00 EUR"]

    def test_what_had_paid_an_invoice_that_is_void_now_is_the_customers_again(self) -> None:
        owed = receivables(
            invoice("F-1", amount="100.00 EUR", void=True),
            invoice("F-2", amount="80.00 EUR"),
            payment("100.00 EUR", of="F-1"),
        )
        assert balances(owed) == ["-20.00 EUR"]

    def test_currencies_are_kept_apart(self) -> None:
        owed = receivables(
            invoice("F-1", amount="100.00 EUR"),
            invoice("F-2", amount="100.00 USD"),
            payment("100.00 USD"),
        )
        assert balances(owed) == ["100.00 EUR", "0.00 USD"]
        assert remindable(owed) == ["F-1"]

    @pytest.mark.parametrize("credit", ["100.00 EUR", "500.00 EUR"])
    def test_nothing_is_remindable_once_credits_cover_it(self, credit: str) -> None:
        assert remindable(receivables(invoice(amount="100.00 EUR"), credit_note(credit))) == []


class TestTheCarryingInvoice:
    def test_it_is_the_oldest_by_due_date(self) -> None:
        owed = receivables(invoice("F-1", due="2026-04-01"), invoice("F-2", due="2026-03-01"))
        assert remindable(owed) == ["F-2", "F-1"]
        assert owed.carrying == owed.invoices["F-2"]

    def test_ties_go_to_the_larger_outstanding_then_to_the_number(self) -> None:
        owed = receivables(
            invoice("F-1", amount="900.00 EUR"),
            invoice("F-3", amount="800.00 EUR"),
            invoice("F-2", amount="800.00 EUR"),
            payment("500.00 EUR", of="F-1"),
        )
        assert remindable(owed) == ["F-2", "F-3", "F-1"]

    def test_it_is_unpaid_not_disputed_not_void_and_sent(self) -> None:
        owed = receivables(
            invoice("F-1", settled="1000.00 EUR"),
            invoice("F-2", disputed=True),
            invoice("F-3", void=True),
            invoice("F-4", to_send=True),
        )
        assert owed.carrying is None


class TestChanges:
    def test_a_credit_takes_the_place_of_the_one_with_its_identity(self) -> None:
        owed = receivables(invoice(amount="100.00 EUR"), payment("30.00 EUR"))
        assert balances(owed.with_credit(payment("50.00 EUR"))) == ["50.00 EUR"]

    def test_a_payment_and_a_credit_note_may_be_called_alike(self) -> None:
        owed = receivables(invoice(amount="100.00 EUR"), payment("30.00 EUR", id="2026-1"))
        assert balances(owed.with_credit(credit_note("50.00 EUR", number="2026-1"))) == ["20.00 EUR"]

    def test_an_invoice_takes_the_place_of_the_one_with_its_number(self) -> None:
        owed = receivables(invoice("F-1"), invoice("F-2")).with_invoices([invoice("F-1", void=True)])
        assert remindable(owed) == ["F-2"]

    def test_nothing_is_left_of_a_credit_that_does_not_live(self) -> None:
        gone = payment("10.00 EUR", reversed_on="2026-04-01")
        assert receivables().unapplied(gone) == money("0.00 EUR")
        assert receivables().unapplied(payment("10.00 EUR")) == money("10.00 EUR")


class TestWhatIsToCome:
    """The day to come on which money changes by itself."""

    def test_of_a_credit_note_its_own_day_or_that_of_its_first_refund(self) -> None:
        note = replace(credit_note("50.00 EUR", on="2026-05-10"), announced=True)
        later = Refund("R-1", day("2026-05-20"), money("1.00 EUR"), announced=True)
        sooner = replace(later, id="R-2", paid_on=day("2026-05-05"))
        assert note.next_on == day("2026-05-10")
        assert replace(note, refunds=(later, sooner)).next_on == day("2026-05-05")
        assert replace(note, announced=False, refunds=(later,)).next_on == day("2026-05-20")
        assert replace(note, announced=False, refunds=(replace(later, announced=False),)).next_on is None
        assert replace(note, void=True).next_on is None

    def test_of_a_payment_its_own_day_and_then_the_day_it_is_taken_back(self) -> None:
        to_come = replace(
            payment("1.00 EUR", on="2026-05-10"), announced=True, to_reverse_on=day("2026-05-12")
        )
        assert to_come.next_on == day("2026-05-10")
        assert replace(to_come, announced=False).next_on == day("2026-05-12")
        assert payment("1.00 EUR").next_on is None

    @pytest.mark.parametrize(("void", "announced", "live"), [(0, 0, 1), (1, 0, 0), (0, 1, 0), (1, 1, 0)])
    def test_a_credit_note_counts_when_it_is_neither_void_nor_to_come(
        self, void: int, announced: int, live: int
    ) -> None:
        note = replace(credit_note("50.00 EUR"), void=bool(void), announced=bool(announced))
        assert note.live is bool(live)
