"""Credit that nobody has applied counts against the open invoices of its currency, the oldest due first."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from relance.domain.decision import Covered, Finish, InvoiceCovered
from relance.domain.engine import decide
from relance.domain.enrolling import enrolled
from relance.domain.money import Money
from relance.domain.receivables import Credit, CreditNote, Invoice, Receivables
from relance.domain.working_set import WorkingSet
from tests.builders import (
    EVERY_DAY,
    ORG,
    account,
    credit_note,
    day,
    decided,
    email,
    invoice,
    money,
    payment,
    per_invoice,
    plan,
    receivables,
)
from tests.diary import Diary
from tests.unit.domain.ledgers import NUMBERS, credits, invoices

OLD = invoice("F-1", due="2026-03-01", amount="100.00 EUR")
NEW = invoice("F-2", due="2026-03-20", amount="200.00 EUR")


def asked(owed: Receivables) -> dict[str, str]:
    return {one.number: str(owed.asked(one)) for one in owed.remindable}


class TestTheRule:
    def test_it_counts_against_the_oldest_due_first(self) -> None:
        assert asked(receivables(NEW, OLD, credit_note("30.00 EUR"))) == {
            "F-1": "70.00 EUR",
            "F-2": "200.00 EUR",
        }

    def test_what_it_covers_is_not_reminded_of(self) -> None:
        assert asked(receivables(OLD, NEW, payment("150.00 EUR"))) == {"F-2": "150.00 EUR"}

    def test_it_counts_for_a_disputed_invoice_too_which_may_be_what_it_was_given_for(self) -> None:
        disputed = invoice("F-1", due="2026-03-01", amount="100.00 EUR", disputed=True)
        assert asked(receivables(disputed, NEW, credit_note("100.00 EUR"))) == {"F-2": "200.00 EUR"}

    def test_it_is_its_currencys_alone(self) -> None:
        dollars = invoice("F-0", due="2026-01-01", amount="100.00 USD")
        assert asked(receivables(dollars, OLD, credit_note("40.00 EUR"))) == {
            "F-0": "100.00 USD",
            "F-1": "60.00 EUR",
        }

    def test_what_had_paid_an_invoice_that_is_void_now_counts_for_the_others(self) -> None:
        void = invoice("F-1", due="2026-03-01", amount="100.00 EUR", void=True)
        owed = receivables(void, NEW, payment("100.00 EUR", of="F-1"))
        assert asked(owed) == {"F-2": "100.00 EUR"}
        assert owed.unapplied_total("EUR") == money("100.00 EUR")

    def test_so_does_what_an_invoice_was_paid_beyond_its_total(self) -> None:
        assert asked(receivables(OLD, NEW, payment("130.00 EUR", of="F-1"))) == {"F-2": "170.00 EUR"}

    def test_a_credit_note_used_up_at_its_source_has_settled_what_it_was_applied_to_and_no_more(self) -> None:
        parts = credit_note("30.00 EUR", of="F-1").allocations
        used_up = CreditNote("A-1", OLD.issue_date, money("0.00 EUR"), parts)
        owed = receivables(OLD, NEW, used_up)
        assert asked(owed) == {"F-1": "70.00 EUR", "F-2": "200.00 EUR"}
        assert {str(balance) for balance in owed.balances.values()} == {"270.00 EUR"}
        assert owed.unapplied(used_up) == money("0.00 EUR")

    @given(
        st.tuples(*(invoices(number) for number in NUMBERS)).flatmap(
            lambda known: st.tuples(st.just(known), st.lists(credits(known), max_size=3))
        )
    )
    def test_all_that_is_asked_for_is_what_is_owed(
        self, parts: tuple[tuple[Invoice, ...], list[Credit]]
    ) -> None:
        known, credited = parts
        owed = receivables(*known, *credited)
        for currency, balance in owed.balances.items():
            asked_for = [owed.asked(one) for one in owed.open if one.currency == currency]
            assert Money.total(asked_for, currency) == max(balance, Money.zero(currency))
        assert all(owed.asked(one).minor > 0 for one in owed.remindable)
        working = WorkingSet(account(*known, *credited)).part.receivables
        assert asked(working) == asked(owed)


class TestThePlan:
    BY = plan(email(1))

    def test_the_oldest_that_is_not_covered_carries(self) -> None:
        diary = Diary(account(OLD, NEW, payment("100.00 EUR")), self.BY).until("2026-04-01")
        assert diary.lines == ["2026-03-21 email+1 F-2"]
        assert diary.listed == [["F-2"]]

    def test_nothing_leaves_while_what_is_late_is_covered_and_the_rest_not_due(self) -> None:
        owed = account(OLD, invoice("F-2", due="2026-12-05"), payment("600.00 EUR"))
        assert Diary(owed, self.BY).until("2026-12-01").lines == []

    def test_the_covered_one_carries_again_at_its_place_when_the_credit_is_taken_back(self) -> None:
        diary = Diary(account(OLD, NEW), plan(email(1), email(10))).until("2026-03-05")
        diary.arrives(payment("100.00 EUR")).until("2026-03-22")
        diary.arrives(payment("100.00 EUR", reversed_on="2026-03-22")).until("2026-03-23")
        assert diary.lines == [
            "2026-03-02 email+1 F-1",
            "2026-03-21 email+1 F-2",
            "2026-03-22 email+10 F-1",
        ]

    def test_why_says_that_all_is_covered(self) -> None:
        decision = decided("2026-04-01", account(OLD, credit_note("100.00 EUR")), self.BY)
        assert decision == Finish(
            Covered((money("0.00 EUR"),), (money("100.00 EUR"),), (money("100.00 EUR"),))
        )

    def test_of_an_invoices_own_plan_why_names_the_invoice(self) -> None:
        by = per_invoice(email(1))
        on = day("2026-04-01")
        owed = enrolled(account(OLD, NEW, credit_note("100.00 EUR")), by, ORG, day("2026-01-01"))
        whys = {e.invoice: decide(owed, e, by, EVERY_DAY, on) for e in owed.enrolments.values()}
        assert whys["F-1"] == Finish(InvoiceCovered("F-1", money("100.00 EUR"), money("100.00 EUR")))
        assert not isinstance(whys["F-2"], Finish)
