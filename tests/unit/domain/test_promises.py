"""Promises to pay: what they cover, when they are kept or broken, what they hold (E3)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import pytest
from hypothesis import given

from relance.domain.customer import Account
from relance.domain.decision import CreateTask, Decision, Execute, HoldStands, OnHold, PromiseBroken
from relance.domain.engine import decide
from relance.domain.enrolment import Enrolment
from relance.domain.errors import Refused
from relance.domain.handling import Hand
from relance.domain.hold import HoldKind
from relance.domain.promise import PromiseState, PromiseToPay
from relance.domain.promising import Offer, Terms, judged, moved, promise_of, taken, withdrawn
from relance.domain.receivables import Credit
from relance.domain.simulation import simulate
from relance.domain.task import TaskKind, TaskState
from relance.domain.working_set import WorkingSet
from tests.builders import (
    EVERY_DAY,
    ORG,
    account,
    at,
    call,
    credit_note,
    day,
    email,
    invoice,
    money,
    pause,
    payment,
    per_invoice,
    plan,
)
from tests.diary import Diary
from tests.unit.domain.ledgers import LAST, Event, Life, days, lives, promises

TODAY = day("2026-04-02")
HAND = Hand("ada", at("2026-04-02 10:00"), TODAY)
TERMS = Terms(3, EVERY_DAY)
KEPT, BROKEN, OPEN, WITHDRAWN = (
    PromiseState.KEPT,
    PromiseState.BROKEN,
    PromiseState.OPEN,
    PromiseState.WITHDRAWN,
)


def offer(
    *invoices: str, by: str = "2026-04-10", amount: str | None = None, hold: bool = True, id: str = "one"
) -> Offer:
    return Offer(id, day(by), invoices, money(amount) if amount else None, hold)


def promised(of: Account, what: Offer | None = None) -> Account:
    return taken(of, what or offer(), HAND, TERMS)


def credited(of: Account, *credits: Credit) -> Account:
    for credit in credits:
        of = replace(of, receivables=of.receivables.with_credit(credit))
    return of


def state(of: Account, on: str, id: str = "one") -> PromiseState:
    return judged(of, ORG, day(on)).promises[id].state


def only(of: Account) -> PromiseToPay:
    (promise,) = of.promises.values()
    return promise


def faults(of: Account, what: Offer) -> dict[str, str]:
    with pytest.raises(Refused) as refused:
        promised(of, what)
    return {fault.field: fault.code for fault in refused.value.faults}


class TestWhatIsPromised:
    def test_without_more_it_is_all_that_is_owed_now(self) -> None:
        promise = only(promised(account(invoice("F-1"), invoice("F-2", amount="20.00 EUR"))))
        assert (promise.invoices, promise.amount) == (("F-1", "F-2"), money("1020.00 EUR"))

    def test_what_is_in_dispute_or_paid_is_not_owed_now(self) -> None:
        of = account(invoice("F-1"), invoice("F-2", disputed=True), invoice("F-3"))
        assert only(promised(credited(of, payment("1000.00 EUR", of="F-3")))).invoices == ("F-1",)

    def test_an_amount_chooses_its_currency_among_all_that_is_owed(self) -> None:
        of = account(invoice("F-1"), invoice("F-2", amount="50.00 USD"))
        assert only(promised(of, offer(amount="30.00 USD"))).invoices == ("F-2",)

    def test_a_named_invoice_counts_with_what_is_open_of_it(self) -> None:
        of = credited(account(invoice("F-1"), invoice("F-2")), payment("400.00 EUR", of="F-2"))
        assert only(promised(of, offer("F-2", "F-2"))).amount == money("600.00 EUR")

    def test_it_ends_the_day_after_its_days_of_grace_whatever_days_those_are(self) -> None:
        promise = only(promised(account(invoice()), offer(by="2026-04-10")))
        assert (promise.ends_on, promise.ends_at) == (day("2026-04-14"), at("2026-04-14 00:00"))

    def test_its_day_is_in_the_coming_366_days(self) -> None:
        of = account(invoice())
        for by in ("2026-04-02", "2027-04-03"):
            assert only(promised(of, offer(by=by))).promised_for == day(by)
        for by in ("2026-04-01", "2027-04-04"):
            assert faults(of, offer(by=by)) == {"promised_for": "promise_day"}

    @pytest.mark.parametrize(
        ("what", "fault"),
        [
            (offer("F-9"), {"invoices[0]": "not_open_here"}),
            (offer("F-1", "F-3"), {"invoices": "promise_currencies"}),
            (offer(), {"invoices": "promise_currencies"}),
            (offer("F-1", by="2026-04-01"), {"promised_for": "promise_day"}),
            (offer("F-1", by="2028-04-01"), {"promised_for": "promise_day"}),
            (offer("F-1", amount="1000.01 EUR"), {"amount": "promise_amount"}),
            (offer("F-1", amount="0.00 EUR"), {"amount": "promise_amount"}),
            (offer("F-1", amount="10.00 USD"), {"amount.currency": "promise_currency"}),
            (
                offer("F-1", by="2026-04-01", amount="9999 EUR"),
                {"promised_for": "promise_day", "amount": "promise_amount"},
            ),
            (offer(amount="10.00 CHF"), {"invoices": "nothing_open"}),
        ],
    )
    def test_what_makes_no_sense_is_refused_and_named(self, what: Offer, fault: dict[str, str]) -> None:
        of = account(invoice("F-1"), invoice("F-2", disputed=True), invoice("F-3", amount="5.00 USD"))
        assert faults(of, what) == fault

    def test_the_day_itself_will_do(self) -> None:
        assert only(promised(account(invoice()), offer(by="2026-04-02"))).is_open

    def test_one_that_is_noted_twice_is_one(self) -> None:
        once = promised(account(invoice()))
        assert promised(once) == once

    def test_a_new_one_replaces_that_of_the_same_invoice_and_leaves_others(self) -> None:
        of = account(invoice("F-1"), invoice("F-2"), invoice("F-3"))
        of = promised(promised(of, offer("F-1", "F-2")), offer("F-3", id="other"))
        of = promised(of, offer("F-2", id="new"))
        assert (of.promises["one"].state, of.promises["one"].replaced_by) == (WITHDRAWN, "new")
        assert of.promises["other"].is_open
        assert [hold.invoice for hold in of.all_holds] == ["F-3", "F-2"]


class TestHowItEnds:
    def test_it_is_open_through_its_grace_then_broken(self) -> None:
        of = promised(account(invoice()))
        assert [state(of, on) for on in ("2026-04-02", "2026-04-13", "2026-04-14")] == [OPEN, OPEN, BROKEN]

    def test_paid_whole_it_is_kept_on_the_day_of_the_payment(self) -> None:
        of = judged(credited(promised(account(invoice())), payment("1000.00 EUR", of="F-1")), ORG, TODAY)
        assert (only(of).state, only(of).closed_on) == (KEPT, TODAY)
        assert of.all_holds == ()

    def test_paid_in_part_it_stays_open_until_its_end(self) -> None:
        of = credited(promised(account(invoice())), payment("999.99 EUR", of="F-1"))
        assert [state(of, on) for on in ("2026-04-13", "2026-04-14")] == [OPEN, BROKEN]

    def test_of_a_part_the_part_will_do(self) -> None:
        of = promised(account(invoice()), offer(amount="400.00 EUR"))
        assert state(credited(of, payment("399.99 EUR", of="F-1")), "2026-04-05") is OPEN
        assert state(credited(of, payment("400.00 EUR", of="F-1")), "2026-04-05") is KEPT

    def test_a_credit_note_on_it_counts_and_a_payment_of_another_invoice_does_not(self) -> None:
        of = promised(account(invoice("F-1"), invoice("F-2")), offer("F-1"))
        assert state(credited(of, payment("1000.00 EUR", of="F-2")), "2026-04-05") is OPEN
        assert state(credited(of, credit_note("1000.00 EUR", of="F-1")), "2026-04-05") is KEPT

    def test_money_on_account_counts_against_the_oldest_first(self) -> None:
        of = account(invoice("F-1", due="2026-03-01"), invoice("F-2"))
        of = promised(promised(of, offer("F-1")), offer("F-2", id="two"))
        paid = credited(of, payment("1000.00 EUR"))
        assert [state(paid, "2026-04-05", which) for which in ("one", "two")] == [KEPT, OPEN]
        paid = credited(of, payment("2000.00 EUR"))
        assert [state(paid, "2026-04-05", which) for which in ("one", "two")] == [KEPT, KEPT]

    def test_what_is_on_account_already_is_not_promised(self) -> None:
        of = account(invoice("F-1", due="2026-03-01"), invoice("F-2"), payment("1200.00 EUR"))
        assert faults(of, offer("F-1")) == {"invoices[0]": "not_open_here"}
        assert (only(promised(of)).invoices, only(promised(of)).amount) == (("F-2",), money("800.00 EUR"))

    def test_kept_by_money_on_account_it_stays_so_though_an_older_invoice_takes_that(self) -> None:
        of = judged(credited(promised(account(invoice())), payment("1000.00 EUR")), ORG, TODAY)
        older = invoice("F-0", due="2026-03-01")
        of = replace(of, receivables=of.receivables.with_invoices([older]))
        assert state(of, "2026-05-30") is KEPT

    def test_kept_by_money_on_account_it_stays_so_when_more_is_owed(self) -> None:
        of = judged(credited(promised(account(invoice("F-1"))), payment("1000.00 EUR")), ORG, TODAY)
        owes_more = replace(of, receivables=of.receivables.with_invoices([invoice("F-2")]))
        assert state(owes_more, "2026-05-30") is KEPT

    @pytest.mark.parametrize(("on", "becomes"), [("2026-04-13", OPEN), ("2026-04-14", BROKEN)])
    @pytest.mark.parametrize("of", ["F-1", None], ids=["applied", "on account"])
    def test_a_payment_taken_back_opens_it_again_or_breaks_it(
        self, of: str | None, on: str, becomes: PromiseState
    ) -> None:
        paid = judged(credited(promised(account(invoice())), payment("1000.00 EUR", of=of)), ORG, TODAY)
        back = credited(paid, payment("1000.00 EUR", of=of, reversed_on="2026-04-12"))
        assert state(back, on) is becomes

    def test_a_payment_taken_back_does_not_open_it_beside_a_newer_one(self) -> None:
        of = promised(account(invoice()), offer(amount="400.00 EUR"))
        of = judged(credited(of, payment("400.00 EUR", of="F-1")), ORG, TODAY)
        of = promised(of, offer(id="new"))
        back = judged(credited(of, payment("400.00 EUR", of="F-1", reversed_on="2026-04-02")), ORG, TODAY)
        assert [(p.state, p.replaced_by) for p in back.promises.values()] == [
            (WITHDRAWN, "new"),
            (OPEN, None),
        ]

    def test_withdrawn_it_holds_and_says_nothing_any_more(self) -> None:
        of = promised(account(invoice()))
        of = withdrawn(of, only(of), HAND)
        assert of.all_holds == ()
        assert judged(of, ORG, day("2026-05-01")).tasks == {}
        assert withdrawn(of, only(of), HAND) == of

    def test_for_another_day_it_ends_then(self) -> None:
        of = promised(account(invoice()))
        of = moved(of, only(of), day("2026-04-20"), HAND, TERMS)
        assert [state(of, on) for on in ("2026-04-23", "2026-04-24")] == [OPEN, BROKEN]
        with pytest.raises(Refused, match="promise_day"):
            moved(of, only(of), day("2026-04-01"), HAND, TERMS)

    def test_one_that_ended_is_neither_moved_nor_withdrawn(self) -> None:
        of = judged(promised(account(invoice())), ORG, day("2026-04-14"))
        with pytest.raises(Refused, match="promise_closed"):
            moved(of, only(of), day("2026-04-20"), HAND, TERMS)
        with pytest.raises(Refused, match="promise_closed"):
            withdrawn(of, only(of), HAND)


class TestTheToDoOfABrokenOne:
    def test_it_goes_to_whoever_looks_after_the_customer(self) -> None:
        of = account(invoice("F-1"), invoice("F-2"))
        of = replace(of, customer=replace(of.customer, account_manager="bea"))
        of = judged(credited(promised(of), payment("1000.00 EUR", of="F-1")), ORG, day("2026-05-01"))
        (task,) = of.tasks.values()
        assert (task.kind, task.owner, task.due_on, task.invoices) == (
            TaskKind.BROKEN_PROMISE,
            "bea",
            day("2026-04-14"),
            ("F-2",),
        )
        assert judged(of, ORG, day("2026-05-02")) == of

    def test_it_is_cancelled_when_all_is_paid_after_all(self) -> None:
        of = judged(promised(account(invoice())), ORG, day("2026-04-14"))
        of = judged(credited(of, payment("1000.00 EUR", of="F-1")), ORG, day("2026-04-15"))
        assert [task.state for task in of.tasks.values()] == [TaskState.CANCELLED]
        assert only(of).state is BROKEN

    def test_it_is_done_by_taking_another_promise(self) -> None:
        of = judged(promised(account(invoice())), ORG, day("2026-04-14"))
        of = promised(of, offer(id="new", by="2026-04-20"))
        assert [(task.state, task.closed_by) for task in of.tasks.values()] == [(TaskState.DONE, "ada")]


class TestThePlanMeanwhile:
    BY = plan(email(0), email(7), email(14))

    def diary(self, *parts: Credit) -> Diary:
        return Diary(credited(account(invoice("F-1")), *parts), self.BY).until("2026-04-02")

    def test_it_waits_and_goes_on_at_its_place_the_day_after_and_says_why(self) -> None:
        diary = self.diary().promised(offer(by="2026-04-10"))
        until = day("2026-04-14")
        held = HoldStands(HoldKind.PROMISE, TODAY, until, day("2026-04-10"), sends_on=until)
        decision = diary.decision()
        assert isinstance(decision, OnHold)
        assert (decision.until, decision.why) == (until, held)
        diary.until("2026-04-14")
        assert diary.lines == ["2026-03-31 email+0 F-1"]
        assert diary.through("2026-04-14").lines[1:] == ["2026-04-14 email+7 F-1"]

    def test_a_broken_one_is_the_reason_of_what_it_held_back(self) -> None:
        diary = self.diary().promised(offer(by="2026-04-10")).until("2026-04-14")
        of = judged(diary.account, ORG, diary.today)
        (enrolment,) = of.enrolments.values()
        decision = decide(of, enrolment, self.BY, EVERY_DAY, diary.today)
        assert isinstance(decision, Execute)
        assert decision.why == PromiseBroken(day("2026-04-14"), day("2026-04-10"))

    def test_without_a_hold_nothing_waits_and_it_is_broken_all_the_same(self) -> None:
        diary = self.diary().promised(offer(by="2026-04-10", hold=False)).until("2026-05-01")
        assert diary.lines[1:] == ["2026-04-07 email+7 F-1", "2026-04-14 email+14 F-1"]
        assert only(judged(diary.account, ORG, diary.today)).state is BROKEN

    def test_an_invoice_that_came_after_it_is_reminded(self) -> None:
        diary = self.diary().promised(offer()).arrives(invoice("F-2", due="2026-04-03")).until("2026-04-05")
        assert diary.lines[1:] == ["2026-04-03 email+0 F-2"]
        assert diary.listed[1:] == [["F-2"]]

    def test_on_an_invoice_of_a_plan_for_each_only_that_one_waits(self) -> None:
        diary = Diary(account(invoice("F-1"), invoice("F-2")), per_invoice(email(0), email(7)))
        diary.until("2026-04-02").promised(offer("F-2")).until("2026-04-10")
        assert "2026-04-07 email+7 F-1" in diary.lines
        assert "2026-04-07 email+7 F-2" not in diary.lines

    def test_a_pause_that_lasts_longer_is_what_is_said(self) -> None:
        diary = self.diary().promised(offer()).arrives(pause("2026-06-01"))
        assert isinstance(decision := diary.decision(), OnHold)
        assert (decision.why.kind, decision.until) == (HoldKind.PAUSE, day("2026-06-01"))

    def test_a_call_that_was_due_waits_as_well(self) -> None:
        diary = Diary(account(invoice()), plan(call(7))).until("2026-04-02").promised(offer())
        assert diary.until("2026-05-01").lines == ["2026-04-14 call+7 F-1"]


def test_the_simulation_says_what_the_run_says_when_a_promise_is_broken() -> None:
    of = promised(Diary(account(invoice()), TestThePlanMeanwhile.BY).until("2026-04-02").account)
    told = simulate(of, {"plan": TestThePlanMeanwhile.BY}, EVERY_DAY, ORG, TODAY, day("2026-04-14"))
    acts = [(f.day, f.decision.why) for f in told if isinstance(f.decision, Execute)]
    assert acts == [(day("2026-04-14"), PromiseBroken(day("2026-04-14"), day("2026-04-10")))]


@dataclass
class Telling(Diary):
    """Notes what was decided whenever something was done."""

    told: list[tuple[date, Enrolment | str, Decision]] = field(default_factory=list)

    def _look(self, enrolment: Enrolment) -> None:
        of = judged(self.account, ORG, self.today)
        decision = decide(of, enrolment, self.plan, self.calendar, self.today)
        sends = isinstance(decision, Execute) and self.calendar.is_open(self.now)
        if sends or isinstance(decision, CreateTask):
            self.told.append((self.today, enrolment.id, decision))
        super()._look(enrolment)


@given(lives(), days, promises())
def test_with_promises_too_the_simulation_decides_and_explains_as_the_run(
    life: Life, today: str, promise: Event
) -> None:
    diary = life.lived(today, Telling)
    assert isinstance(diary, Telling)
    promise(diary)
    diary.told.clear()
    plans, last = {life.plan.id: life.plan}, LAST - timedelta(days=1)
    forecasts = simulate(diary.account, plans, life.calendar, ORG, diary.today, last, life.found_on)
    acts = [
        (f.day, f.enrolment, f.decision) for f in forecasts if isinstance(f.decision, Execute | CreateTask)
    ]
    diary.until(f"{LAST}")
    assert sorted(diary.told, key=repr) == sorted(acts, key=repr)


@given(lives(), days)
def test_an_invoice_carries_one_open_promise_and_judging_twice_is_judging_once(life: Life, on: str) -> None:
    of = judged(life.lived(on).account, ORG, day(on))
    carried = [number for p in of.promises.values() if p.is_open for number in p.invoices]
    assert len(carried) == len(set(carried))
    assert judged(of, ORG, day(on)) == of


@given(lives(), days)
def test_what_is_history_changes_no_promise(life: Life, on: str) -> None:
    """Judged from the working set alone or from all there is: the same."""
    of = life.lived(on).account
    later = day(on) + timedelta(days=40)
    part, whole = judged(WorkingSet(of).part, ORG, later), judged(of, ORG, later)
    assert {k: p.state for k, p in part.promises.items()} == {
        k: p.state for k, p in whole.promises.items() if k in part.promises
    }


def test_a_promise_is_history_once_it_is_withdrawn_or_all_it_covered_is_closed() -> None:
    of = promised(promised(account(invoice("F-1"), invoice("F-2"))), offer("F-1", id="new"))
    paid = judged(credited(of, payment("1000.00 EUR", of="F-1")), ORG, TODAY)
    assert WorkingSet(of).part.promises.keys() == {"new"}
    assert WorkingSet(paid).part.promises.keys() == set()
    assert promise_of(paid, "new").state is KEPT
    assert paid.look_at is None
