"""Working on many enrolments at one desk comes to what deciding about each of them alone comes to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance.domain.circumstances import Circumstances
from relance.domain.customer import Account
from relance.domain.cycle import Cycle, KeptPlace, Listed, Place
from relance.domain.decision import BeingSent, CreateTask, Decision, Execute, Wait
from relance.domain.desk import Desk
from relance.domain.engine import decide
from relance.domain.enrolling import enrolled
from relance.domain.enrolment import Enrolment, EnrolmentState
from relance.domain.money import Money, remind_from
from relance.domain.plan import Level
from relance.domain.progress import executed, handed_over, settle, standing
from relance.domain.promise import PromiseState
from relance.domain.promising import judged
from relance.domain.receivables import Invoice
from relance.domain.scheduling import looked_at, redecided
from relance.domain.simulation import Forecast, simulate
from relance.domain.task import Task, TaskKind, TaskState
from tests.builders import ORG, account, day, email, invoice, plan
from tests.diary import Diary
from tests.unit.domain.ledgers import NUMBERS, Life, days, lives

_WEEKS = timedelta(days=21)


@st.composite
def mornings(draw: st.DrawFn) -> tuple[Life, Diary]:
    """A customer on some morning. Perhaps one of its enrolments is being sent, and perhaps its plan has just
    moved to the other level: what is being sent goes on beside the new enrolments.
    """
    life: Life = draw(lives())
    diary = life.lived(draw(days))
    own = next(iter(diary.account.enrolments.values()), None)
    if own and own.state is EnrolmentState.ACTIVE and draw(st.booleans()):
        diary.account = diary.account.with_enrolment(replace(own, state=EnrolmentState.SENDING))
    if draw(st.booleans()):
        other = Level.INVOICE if life.plan.level is Level.CUSTOMER else Level.CUSTOMER
        diary.publishes(replace(life.plan, level=other, version=life.plan.version + 1))
    return life, diary


@given(mornings())
def test_deciding_about_all_is_deciding_about_each_in_turn(morning: tuple[Life, Diary]) -> None:
    _, diary = morning
    one_by_one = diary.account
    for enrolment in diary.account.enrolments.values():
        if enrolment.state is EnrolmentState.ACTIVE:
            one_by_one = looked_at(one_by_one, enrolment, diary.plan, diary.calendar, diary.now)
    plans = {enrolment.plan: diary.plan for enrolment in diary.account.enrolments.values()}
    assert redecided(diary.account, plans, diary.calendar, diary.now) == one_by_one


@given(mornings())
def test_a_simulation_says_what_it_would_say_if_every_step_began_afresh(morning: tuple[Life, Diary]) -> None:
    _, diary = morning
    plans, last = {diary.plan.id: diary.plan}, diary.today + _WEEKS
    told = list(simulate(diary.account, plans, diary.calendar, ORG, diary.today, last))
    assert told == list(_plainly_simulated(diary, last))


def _plainly_simulated(diary: Diary, last: date) -> Iterator[Forecast]:
    """The definition: nothing is known from one step to the next but the account."""
    account, on = diary.account, diary.today
    while on <= last:
        account = judged(account, ORG, on)
        alive = sorted(e.id for e in account.enrolments.values() if not e.is_retired)
        todos = [e for e in alive if isinstance(_decision(diary, account, e, on), CreateTask)]
        for enrolment in (*todos, *(e for e in alive if e not in todos)):
            acting = True
            while acting:
                decision = _decision(diary, account, enrolment, on)
                yield Forecast(on, account.customer.id, enrolment, decision)
                account, acting = _moved(account, enrolment, decision, on)
        on += timedelta(days=1)


def _decision(diary: Diary, account: Account, enrolment: str, on: date) -> Decision:
    own = account.enrolments[enrolment]
    decision = decide(account, own, diary.plan, diary.calendar, on)
    if isinstance(decision, Execute) and own.is_sending:
        return Wait(None, BeingSent(), decision.due)
    return decision


def _moved(account: Account, enrolment: str, decision: Decision, on: date) -> tuple[Account, bool]:
    own, acting = standing(account.enrolments[enrolment].released(), decision), True
    match decision:
        case Execute(due=due) | Wait(why=BeingSent(), due=due):
            account = executed(account, own, due, on)
        case CreateTask():
            account = handed_over(account, own, decision, ORG, on)
        case _:
            account, acting = account.with_enrolment(own), False
    desk = Desk(account, on)
    settle(desk, account.enrolments[enrolment])
    return desk.account, acting


@given(mornings())
def test_circumstances_are_what_the_account_says(morning: tuple[Life, Diary]) -> None:
    _, diary = morning
    of, today = diary.account, diary.today
    facts = Circumstances(of, today)
    standing_ = [hold for hold in of.all_holds if hold.stands(today)]
    apart = {hold.invoice for hold in standing_ if hold.invoice}
    remindable = of.receivables.remindable
    for number in (None, *NUMBERS):
        own = Enrolment("own", of.customer.id, diary.plan.id, 1, today, number)
        group = of.contact_of(own)
        of_group = [i for i in remindable if i.number not in apart and of.group_of(i) == group]
        assert list(facts.listed(own)) == [i for i in of_group if number in (None, i.number)]
        assert list(facts.carried(own)) == [i for i in facts.listed(own) if not _too_small(of, i, of_group)]
        over = [hold for hold in standing_ if hold.covers(number) and not hold.automatic_only]
        longest = max(over, key=lambda hold: (hold.until or date.max, hold.id), default=None)
        assert facts.longest_hold(number) == longest
    assert facts.next_hold_end == min(
        (hold.until for hold in of.all_holds if hold.until and hold.until > today), default=None
    )
    for number in NUMBERS:
        broken = [
            promise
            for promise in of.promises.values()
            if promise.state is PromiseState.BROKEN and promise.holds and number in promise.invoices
        ]
        assert list(facts.broken_promises(number)) == broken


def _too_small(of: Account, one: Invoice, group: list[Invoice]) -> bool:
    least, asked = remind_from(of.remind_from, one.currency), of.receivables.asked
    small = [asked(i) for i in group if i.currency == one.currency and asked(i) < least]
    return asked(one) < least and Money.total(small, one.currency) < least


@given(mornings())
def test_a_desk_knows_the_last_contact_after_every_move(morning: tuple[Life, Diary]) -> None:
    _, diary = morning
    desk = Desk(diary.account, diary.today)
    for late, enrolment in enumerate(diary.account.enrolments.values()):
        contacted = enrolment.last_contact_on and enrolment.last_contact_on - timedelta(days=9)
        desk.put(replace(enrolment, last_contact_on=contacted if late % 2 else diary.today))
        for contact in (None, *(known.id for known in desk.facts.account.contacts)):
            assert desk.last_contact_of(contact) == desk.account.last_contact_of(contact)


_numbers = st.sampled_from(["F-1", "F-2"])


@given(
    st.lists(st.tuples(st.none() | _numbers, st.sampled_from(["", "contact"]), _numbers, st.integers(0, 2)))
)
def test_a_desk_knows_what_other_enrolments_did_for_an_invoice(
    moves: list[tuple[str | None, str, str, int]],
) -> None:
    desk = Desk(account(), day("2026-04-02"))
    for own, contact, about, number in moves:
        seen = {e.id: (desk.outlook(e), _elsewhere(desk, e)) for e in desk.enrolments.values()}
        place = Place(f"step {number}", number)
        kept = (KeptPlace((about,), "", place),) if own is None else ()
        listed = (Listed(place, (own or about,)),) if number else ()
        named = contact if own is None else ""
        cycle = Cycle(number, own or about, place)
        moved = Enrolment(f"of {own} {named}", "C", "plan", 1, desk.today, own, named or None, cycle)
        desk.put(replace(moved, kept=kept, listed=listed))
        for enrolment in desk.enrolments.values():
            for one in ("F-1", "F-2"):
                assert {e.id for e in desk.about(one)} == {
                    e.id for e in desk.enrolments.values() if e.invoice in (None, one)
                }
            if enrolment.id in seen and seen[enrolment.id][1] != _elsewhere(desk, enrolment):
                assert desk.outlook(enrolment) != seen[enrolment.id][0]


def _elsewhere(desk: Desk, own: Enrolment) -> list[object]:
    """What others remember of the invoices that `own` may be about."""
    return [
        other.memory
        for other in desk.enrolments.values()
        if other.id != own.id and (own.invoice is None or other.invoice is None)
    ]


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(-2, 3), st.sampled_from(TaskState)), max_size=12))
def test_a_desk_knows_the_next_day_on_which_a_to_do_returns(moves: list[tuple[int, int, TaskState]]) -> None:
    today = day("2026-04-02")
    desk = Desk(account(), today)
    for number, late, state in moves:
        due = today + timedelta(days=late)
        desk.put_task(Task(f"{number}", TaskKind.CALL, "C", due, "", enrolment=f"{number % 2}", state=state))
        plain = list(desk.account.tasks.values())
        returning = [t.due_on for t in plain if t.state is TaskState.POSTPONED and t.due_on > today]
        assert desk.next_return == min(returning, default=None)
        for of in ("0", "1"):
            assert list(desk.tasks_of(of)) == [task for task in plain if task.enrolment == of]


@pytest.mark.parametrize("n", [40])
def test_deciding_about_one_customer_makes_as_many_decisions_as_it_has_enrolments(
    n: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Work is counted, not timed: the account is summed up once a look, however many enrolments it has."""
    looked = []
    by = plan(email(7), level=Level.INVOICE)
    owed = account(*(invoice(f"F-{k}", due="2026-04-01", amount=f"{k + 1}.00 EUR") for k in range(n)))
    of = enrolled(owed, by, ORG, day("2026-01-01"))
    circumstances = Circumstances.__init__

    def counted(self: Circumstances, *about: object) -> None:
        looked.append(about)
        circumstances(self, *about)  # type: ignore[arg-type]

    monkeypatch.setattr(Circumstances, "__init__", counted)
    diary = Diary(of, by, "2026-04-02")
    looked.clear()
    redecided(of, {by.id: by}, diary.calendar, diary.now)
    assert len(looked) == 1
    looked.clear()
    assert len(list(simulate(of, {by.id: by}, diary.calendar, ORG, diary.today, diary.today + _WEEKS))) > n
    assert len(looked) == 22
