"""Plans an invoice (A7): each invoice carries itself; the contact delay is the customer's."""

from __future__ import annotations

from dataclasses import replace

import pytest

from relance.domain.decision import Decision, Finish, InvoiceCovered, InvoiceLeft, PlanCompleted
from relance.domain.engine import decide
from relance.domain.enrolling import enrolled
from relance.domain.receivables import Credit, Invoice
from tests.builders import (
    EVERY_DAY,
    LONG_AGO,
    ORG,
    account,
    call,
    credit_note,
    day,
    email,
    invoice,
    money,
    pause,
    payment,
    per_invoice,
)
from tests.diary import Diary

TWO = account(invoice("F-1", due="2026-03-31"), invoice("F-2", due="2026-04-02"))
BY = per_invoice(email(0), email(7))


def test_each_invoice_goes_through_the_plan_on_its_own_dates() -> None:
    diary = Diary(TWO, BY).until("2026-05-01")
    assert diary.lines == [
        "2026-03-31 email+0 F-1",
        "2026-04-02 email+0 F-2",
        "2026-04-07 email+7 F-1",
        "2026-04-09 email+7 F-2",
    ]
    assert diary.listed == [["F-1"], ["F-2"], ["F-1"], ["F-2"]]


def test_the_contact_delay_counts_across_all_of_the_customers_invoices() -> None:
    diary = Diary(TWO, per_invoice(email(0), email(7), delay=5)).until("2026-05-01")
    assert [f"{done.on}" for done in diary.done] == ["2026-03-31", "2026-04-05", "2026-04-10", "2026-04-15"]


def test_two_due_on_one_day_leave_one_contact_delay_apart() -> None:
    owed = account(invoice("F-1"), invoice("F-2"))
    diary = Diary(owed, per_invoice(email(0), delay=3)).until("2026-05-01")
    assert sorted(f"{done.on}" for done in diary.done) == ["2026-03-31", "2026-04-03"]


def test_the_delay_still_counts_from_an_invoice_that_was_paid_since() -> None:
    diary = Diary(TWO, per_invoice(email(0), delay=5)).until("2026-04-01")
    assert diary.arrives(payment("1000.00 EUR", of="F-1")).until("2026-05-01").lines == [
        "2026-03-31 email+0 F-1",
        "2026-04-05 email+0 F-2",
    ]


def test_a_to_do_for_one_invoice_holds_up_no_other() -> None:
    diary = Diary(TWO, per_invoice(call(0), email(7))).until("2026-05-01")
    assert diary.lines == ["2026-03-31 call+0 F-1", "2026-04-02 call+0 F-2"]


def test_reminding_one_invoice_does_not_swallow_the_others() -> None:
    diary = Diary(TWO, BY).until("2026-04-01").arrives(payment("1000.00 EUR", of="F-1"))
    assert diary.until("2026-05-01").lines[1:] == ["2026-04-02 email+0 F-2", "2026-04-09 email+7 F-2"]


def test_an_invoice_that_arrives_is_enrolled_that_day() -> None:
    diary = Diary(account(), BY).until("2026-04-10").arrives(invoice("F-3", due="2026-04-10"))
    assert diary.until("2026-05-01").lines == ["2026-04-11 email+0 F-3", "2026-04-17 email+7 F-3"]


@pytest.mark.parametrize(
    ("one", "status"),
    [
        (invoice(settled="1000.00 EUR"), "paid"),
        (invoice(void=True), "void"),
        (invoice(disputed=True), "in_dispute"),
        (invoice(to_send=True), "to_send"),
    ],
)
def test_its_plan_ends_when_the_invoice_leaves_and_says_why(one: Invoice, status: str) -> None:
    assert decision_on(one) == Finish(InvoiceLeft("F-1", status))


COVERED = InvoiceCovered("F-1", money("1000.00 EUR"), money("1000.00 EUR"))


def test_its_plan_ends_when_credits_cover_it() -> None:
    assert decision_on(invoice(), credit_note("1000.00 EUR")) == Finish(COVERED)


def test_a_hold_on_another_invoice_is_not_its_own() -> None:
    held = pause("2026-06-01", of="F-2")
    owed = enrolled(account(invoice(), invoice("F-2"), held), BY, ORG, day("2026-01-01"))
    covered = replace(owed, receivables=owed.receivables.with_credit(credit_note("1000.00 EUR")))
    (own,) = (e for e in covered.enrolments.values() if e.invoice == "F-1")
    assert decide(covered, own, BY, EVERY_DAY, day("2026-04-10")) == Finish(COVERED)


def test_it_says_when_its_plan_is_completed() -> None:
    diary = Diary(account(invoice()), BY).until("2026-05-01")
    assert diary.decision().why == PlanCompleted("F-1")


def test_a_disputed_invoice_does_not_stop_the_others() -> None:
    diary = Diary(TWO, BY).until("2026-04-01").arrives(invoice("F-1", disputed=True)).until("2026-05-01")
    assert diary.lines[1:] == ["2026-04-02 email+0 F-2", "2026-04-09 email+7 F-2"]


def decision_on(*parts: Invoice | Credit) -> Decision:
    """What is decided about F-1, enrolled while it was open."""
    was_open = enrolled(account(invoice()), BY, ORG, LONG_AGO)
    (enrolment,) = was_open.enrolments.values()
    return decide(account(*parts).with_enrolment(enrolment), enrolment, BY, EVERY_DAY, day("2026-04-10"))
