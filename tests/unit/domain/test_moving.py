"""An invoice moves to another customer, with its place, its money and what is about it alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from relance.domain.customer import Account, Contact, Customer
from relance.domain.enrolling import enrolled
from relance.domain.enrolment import EnrolmentState
from relance.domain.errors import Conflict, Refused
from relance.domain.hold import Hold, HoldKind
from relance.domain.moving import Moved, moved
from relance.domain.plan import DunningPlan, Level
from relance.domain.promise import PromiseState, PromiseToPay
from relance.domain.receivables import Allocation, CreditNote, Payment
from relance.domain.task import Task, TaskKind, TaskState
from tests.builders import ORG, account, call, credit_note, day, email, invoice, money, plan
from tests.diary import Diary

BY = plan(email(1), email(10), email(30))
TODAY = day("2026-04-20")


def other(*contacts: Contact) -> Account:
    return Account(Customer("C2", "Other"), contacts)


def contact(address: str, *, main: bool = True) -> Contact:
    return Contact(address, "", address, main=main)


def broken_promise(*invoices: str) -> PromiseToPay:
    all_of_it, nothing = money("100.00 EUR"), money("0.00 EUR")
    at = datetime(2026, 4, 10, tzinfo=UTC)
    promised = PromiseToPay("p-1", invoices, all_of_it, nothing, TODAY, TODAY, at, "marie", at, TODAY)
    return replace(promised, state=PromiseState.BROKEN)


def move(source: Account, target: Account, number: str = "F-1") -> Moved:
    return moved(source, target, number, ORG)


@pytest.mark.parametrize("level", Level)
def test_it_goes_on_where_it_stood_in_the_plan(level: Level) -> None:
    by: DunningPlan = replace(BY, level=level)
    reminded = Diary(account(invoice("F-1", due="2026-04-05")), by).until("2026-04-20").account
    both = move(reminded, enrolled(other(), by, ORG, day("2026-01-01")))
    assert both.source.receivables.invoices == {}
    target = enrolled(both.target, by, ORG, TODAY)
    assert Diary(target, by, "2026-04-20").until("2026-06-01").lines == ["2026-05-05 email+30 F-1"]


def test_a_payment_of_it_moves_and_one_of_several_invoices_is_parted() -> None:
    both_paid = Payment(
        "P-1",
        day("2026-04-10"),
        money("150.00 EUR"),
        (Allocation("F-1", money("60.00 EUR")), Allocation("F-2", money("40.00 EUR"))),
    )
    own = Payment("P-2", day("2026-04-11"), money("20.00 EUR"), (Allocation("F-1", money("20.00 EUR")),))
    source = account(invoice("F-1"), invoice("F-2"), both_paid, own)
    both = move(source, other())
    (stays,) = both.source.receivables.credits
    assert (stays.amount, stays.allocations) == (money("90.00 EUR"), (Allocation("F-2", money("40.00 EUR")),))
    owed = both.target.receivables
    assert sum(credit.amount.minor for credit in owed.credits) == 80_00
    left = source.receivables
    assert owed.outstanding(owed.invoices["F-1"]) == left.outstanding(left.invoices["F-1"])


def test_a_credit_note_of_several_invoices_is_not_parted() -> None:
    note = CreditNote(
        "A-1",
        day("2026-04-10"),
        money("100.00 EUR"),
        (Allocation("F-1", money("60.00 EUR")), Allocation("F-2", money("40.00 EUR"))),
    )
    with pytest.raises(Refused) as refused:
        move(account(invoice("F-1"), invoice("F-2"), note), other())
    assert [fault.code for fault in refused.value.faults] == ["credit_note_shared"]
    whole = move(account(invoice("F-1"), invoice("F-2"), credit_note("50.00 EUR", of="F-1")), other())
    assert [c.amount for c in whole.target.receivables.credits] == [money("50.00 EUR")]


def test_its_own_holds_move_and_the_customers_stay() -> None:
    own = Hold("pause#F-1", HoldKind.PAUSE, TODAY, invoice="F-1")
    all_of_it = Hold("pause", HoldKind.PAUSE, TODAY)
    both = move(replace(account(invoice("F-1")), holds=(own, all_of_it)), other())
    assert (both.source.holds, both.target.holds) == ((all_of_it,), (own,))


def test_the_contact_that_it_names_moves_and_the_same_address_is_the_same_contact() -> None:
    zoe = contact("zoe@client.example", main=False)
    source = account(replace(invoice("F-1"), contact=zoe.id))
    source = replace(source, contacts=(contact("main@client.example"), zoe))
    both = move(source, other(contact("boss@other.example")))
    named = both.target.receivables.invoices["F-1"].contact
    assert {c.email: c.id == named for c in both.target.contacts} == {
        "boss@other.example": False,
        "zoe@client.example": True,
    }
    known = move(source, other(contact("zoe@client.example")))
    assert len(known.target.contacts) == 1


def test_the_to_do_of_its_step_is_cancelled() -> None:
    by = plan(call(1), level=Level.INVOICE)
    called = Diary(account(invoice("F-1", due="2026-04-05")), by).until("2026-04-20").account
    assert [t.kind for t in called.tasks.values() if t.state.is_open] == [TaskKind.CALL]
    both = move(called, other())
    assert [t.state for t in both.source.tasks.values()] == [TaskState.CANCELLED]


def test_a_claim_and_a_broken_promise_about_it_move_and_a_to_do_about_others_as_well_stays() -> None:
    promised = broken_promise("F-1")
    claim = Task("t-1", TaskKind.CLAIM, "C1", TODAY, "einvoice_objection", "marie", ("F-1",))
    broken = replace(
        claim, id=Task.identity(ORG, TaskKind.BROKEN_PROMISE, promised.id), kind=TaskKind.BROKEN_PROMISE
    )
    of_both = replace(claim, id="t-2", invoices=("F-1", "F-2"))
    source = account(invoice("F-1"), invoice("F-2"))
    source = replace(source, tasks={one.id: one for one in (claim, broken, of_both)})
    both = move(source.with_promise(promised), other())
    assert both.source.tasks == {"t-2": of_both}
    assert set(both.target.promises) == {promised.id}
    assert both.target.tasks == {one.id: replace(one, customer="C2") for one in (claim, broken)}


def test_a_broken_promise_of_several_invoices_stays_with_its_to_do() -> None:
    promised = broken_promise("F-1", "F-2")
    broken = Task.identity(ORG, TaskKind.BROKEN_PROMISE, promised.id)
    todo = Task(broken, TaskKind.BROKEN_PROMISE, "C1", TODAY, "promise_broken", None, ("F-1",))
    source = account(invoice("F-1"), invoice("F-2")).with_promise(promised).with_task(todo)
    both = move(source, other())
    assert (both.source.tasks, both.target.tasks) == ({broken: todo}, {})


def test_it_stays_while_an_answer_about_it_waits() -> None:
    waits = Hold("reply#F-1", HoldKind.REPLY, TODAY, invoice="F-1")
    with pytest.raises(Refused) as refused:
        move(replace(account(invoice("F-1")), holds=(waits,)), other())
    assert [fault.code for fault in refused.value.faults] == ["answer_waits"]


def test_nothing_moves_while_a_message_is_leaving() -> None:
    busy = enrolled(account(invoice("F-1")), BY, ORG, TODAY)
    (enrolment,) = busy.enrolments.values()
    with pytest.raises(Conflict):
        move(busy.with_enrolment(replace(enrolment, state=EnrolmentState.SENDING)), other())


def test_all_instalments_of_it_move_with_their_money() -> None:
    parts = [
        replace(invoice(f"F-1@2026-0{month}-05", due=f"2026-0{month}-05"), document="F-1") for month in (4, 5)
    ]
    paid = Payment("P-1", day("2026-04-10"), money("30.00 EUR"), (Allocation("F-1", money("30.00 EUR")),))
    source = account(*parts, paid)
    both = move(source, other(), "F-1@2026-05-05")
    assert (both.source.receivables.invoices, both.source.receivables.credits) == ({}, ())
    assert both.target.receivables.balances == source.receivables.balances
    assert set(both.target.receivables.invoices) == {part.number for part in parts}
