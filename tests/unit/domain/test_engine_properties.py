"""What holds of every plan, every calendar and every customer's life."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from relance.domain.calendar import SendingCalendar
from relance.domain.customer import Account
from relance.domain.decision import AnothersTurn, CreateTask, Decision, Due, Execute, Finish, Wait
from relance.domain.engine import decide, look_again_on
from relance.domain.enrolment import Enrolment
from relance.domain.plan import CountsFrom, DunningPlan, Level, Logic, Succession
from relance.domain.progress import standing
from relance.domain.receivables import Invoice, Receivables
from relance.domain.simulation import Forecast, simulate
from relance.domain.task import TaskState
from relance.domain.working_set import WorkingSet
from tests.builders import ORG, account, pause
from tests.diary import Diary, Done
from tests.unit.domain.ledgers import LAST, Life, calendars, days, invoices, lives, next_versions, nth, plans


class Watched(Diary):
    """Looks over the shoulder of every step, with rules written out anew."""

    def _write(self, enrolment: Enrolment, due: Due, *, by_itself: bool) -> None:
        super()._write(enrolment, due, by_itself=by_itself)
        owed, today, carrying = self.account.receivables, self.today, due.carrying
        base = carrying.issue_date if due.step.counts_from is CountsFrom.ISSUE_DATE else carrying.due_date
        assert today >= base + timedelta(days=due.step.offset_days), "before its trigger"
        assert owed.outstanding(carrying).minor > 0, "of a paid invoice"
        assert not (carrying.disputed or carrying.void or carrying.to_send)
        asked = [owed.asked(one).minor for one in due.invoices if one.currency == carrying.currency]
        assert min(asked) > 0, "though nothing is asked for"
        assert sum(asked) <= owed.balances[carrying.currency].minor, "for more than is owed on balance"
        assert not (due.step.is_before_due(carrying) and today >= carrying.due_date), (
            "a step that has expired"
        )
        for hold in self.account.all_holds:
            stands = hold.until is None or today < hold.until
            touches = hold.invoice in (None, carrying.number)
            assert not (stands and touches and (by_itself or not hold.automatic_only)), "under a hold"
        if by_itself:
            assert self.calendar.is_open(self.now), "outside the sending window"
            assert self.calendar.is_sending_day(today), "on a closed day"
            assert today > enrolment.enrolled_on
            assert enrolment.last_contact_on != today, "two on one day"
            mails = (d for d in self.done[:-1] if d.by_itself)
            for before in (d for d in mails if self._is_for(d.due) == self._is_for(due)):
                since = (today - before.on).days
                assert since >= self.plan.min_contact_delay_days, "too soon after the last contact"
        assert {self._names(one) for one in due.invoices} == {self._names(carrying)}, "another's invoice"
        worth = sum(
            owed.asked(one).minor
            for one in owed.remindable
            if one.currency == carrying.currency
            and self._names(one) == self._names(carrying)
            and owed.asked(one).minor < 100
        )
        assert owed.asked(carrying).minor >= 100 or worth >= 100, "of next to nothing"

    def _names(self, one: Invoice) -> str | None:
        """The contact it names for itself, as far as the customer has such a contact."""
        known = {contact.id for contact in self.account.contacts if not contact.main}
        return one.contact if one.contact in known else None

    def _is_for(self, due: Due) -> str | None:
        return self._names(self.account.receivables.invoices[due.carrying.number])


@given(lives(from_issue=True))
def test_no_step_runs_before_its_turn_under_a_hold_or_when_nothing_is_owed(life: Life) -> None:
    life.lived(f"{LAST}", Watched)


@given(lives())
def test_no_step_is_executed_twice_in_a_cycle(life: Life) -> None:
    done = [d for d in life.lived(f"{LAST}").done if d.by_itself]
    keys = [(d.enrolment, d.due.cycle.number, d.due.step.id) for d in done]
    assert len(keys) == len(set(keys))


@given(lives(), days, st.data())
def test_nor_when_a_new_version_is_published_meanwhile(
    life: Life, edited_on: str, data: st.DataObject
) -> None:
    """Three times, each time the place being told by what was left of the one before, and the level another
    perhaps: then an invoice's passage goes on in another enrolment.
    """
    diary = life.lived(edited_on, Watched)
    for later in (3, 3, 30):
        level = data.draw(st.sampled_from(Level))
        diary.publishes(replace(data.draw(next_versions(diary.plan, life.plan)), level=level))
        diary.until(f"{diary.today + timedelta(days=later)}")
    done = [d for d in diary.done if d.by_itself]
    keys = [(d.due.carrying.number, d.due.step.id) for d in done]
    assert len(keys) == len(set(keys))


@given(lives())
def test_no_step_is_executed_twice_for_an_invoice_whatever_carried_meanwhile(life: Life) -> None:
    done = [d for d in life.lived(f"{LAST}").done if d.by_itself]
    keys = [(d.due.carrying.number, d.due.step.id) for d in done]
    assert len(keys) == len(set(keys))


@given(lives(), st.lists(st.tuples(st.integers(1, 20), plans()), min_size=1, max_size=4))
def test_nor_in_any_detour_over_other_plans_no_plan_and_other_levels(
    life: Life, detour: list[tuple[int, DunningPlan]]
) -> None:
    diary = life.diary()
    for n, (days_on, other) in enumerate([(5, life.plan), *detour, (3, life.plan)]):
        own = other is life.plan
        diary.publishes(other if own else replace(other, id=f"other {n % 2}", version=n + 1))
        for on, event in life.events:
            if f"{diary.today}" <= on <= f"{diary.today + timedelta(days=days_on)}":
                event(diary)
        diary.until(f"{diary.today + timedelta(days=days_on)}")
        if n % 3 == 2:
            diary.follows_none()
    diary.publishes(life.plan).until(f"{LAST}")
    keys = [
        (d.due.carrying.number, d.due.step.id) for d in diary.done if d.by_itself and d.plan == life.plan.id
    ]
    assert len(keys) == len(set(keys))


@given(lives().filter(lambda life: life.plan.succession is Succession.CONTINUE))
def test_under_a_plan_that_continues_no_text_is_softer_than_one_the_invoice_had_reached(life: Life) -> None:
    """No earlier step for an invoice that was listed with a step after its own turn for that step."""
    reached: dict[str, date] = {}
    for done in (d for d in life.lived(f"{LAST}").done if d.by_itself):
        carrying, step = done.due.carrying, done.due.step
        before = reached.get(carrying.number)
        assert before is None or step.trigger(carrying) > before
        for listed in done.due.invoices:
            if step.trigger(listed) <= done.on:
                known = reached.get(listed.number, date.min)
                reached[listed.number] = max(known, step.trigger(listed))


@given(lives())
def test_steps_of_a_cycle_come_in_the_order_of_the_plan(life: Life) -> None:
    for positions in _positions_by_cycle(life, life.lived(f"{LAST}").done):
        assert all(earlier < later for earlier, later in pairwise(positions))


@given(lives(Logic.STANDARD).filter(lambda life: life.plan.succession is Succession.RESTART))
def test_standard_logic_skips_no_step_but_expired_pre_due_ones(life: Life) -> None:
    for positions in _positions_by_cycle(life, life.lived(f"{LAST}").done):
        for earlier, later in pairwise(positions):
            assert all(step.offset_days < 0 for step in life.plan.steps[earlier + 1 : later])


def _positions_by_cycle(life: Life, done: list[Done]) -> list[list[int]]:
    """The places in the plan of what was done, each once: a to-do may be raised again, or mended."""
    cycles: dict[tuple[str, int], list[int]] = {}
    for one in done:
        positions = cycles.setdefault((one.enrolment, one.due.cycle.number), [])
        position = life.plan.steps.index(one.due.step)
        if position not in positions[-1:]:
            positions.append(position)
    return list(cycles.values())


@given(lives())
def test_a_cycle_is_one_invoices(life: Life) -> None:
    of: dict[tuple[str, int], str] = {}
    for done in life.lived(f"{LAST}").done:
        key = (done.enrolment, done.due.cycle.number)
        assert of.setdefault(key, done.due.carrying.number) == done.due.carrying.number


@given(lives())
def test_every_open_to_do_of_a_step_is_the_one_its_enrolment_waits_for(life: Life) -> None:
    diary = life.lived(f"{LAST}")
    for task in diary.account.tasks.values():
        if task.step and task.state is TaskState.DUE:
            own = diary.account.enrolments[task.enrolment or ""]
            assert own.cycle and own.cycle.pending
            assert (own.awaiting, own.cycle.number, own.cycle.pending.step) == (
                task.kind,
                task.cycle,
                task.step,
            )


@given(
    plans(Logic.STANDARD, automatic_only=True),
    calendars(),
    st.lists(invoices(), min_size=1, max_size=3),
    days,
    days,
)
def test_a_hold_never_loses_the_place(
    plan: DunningPlan, calendar: SendingCalendar, owed: list[Invoice], begins: str, until: str
) -> None:
    undisturbed = Diary(account(*owed), plan, nth(0), calendar).until("2027-06-01")
    held = Diary(account(*owed), plan, nth(0), calendar).until(begins)
    held.arrives(pause(until)).until("2027-06-01")
    if plan.succession is Succession.RESTART:
        assert _without_pre_due(held.done) == _without_pre_due(undisturbed.done)
    carried = {each.due.carrying.number for each in undisturbed.done}
    reached, would_have = _reached(held.done), _reached(undisturbed.done)
    assert [reached.get(number) for number in carried] == [would_have.get(number) for number in carried]


def _reached(done: list[Done]) -> dict[str, int]:
    """How far each invoice has come: the days of the latest step whose message listed the invoice at its own
    turn. Under `continue` a message that a hold put off may list an invoice that would have
    carried a message itself.
    """
    far: dict[str, int] = {}
    for each in done:
        step = each.due.step
        for invoice in each.due.invoices:
            base = invoice.issue_date if step.counts_from is CountsFrom.ISSUE_DATE else invoice.due_date
            if each.on >= base + timedelta(days=step.offset_days) and not step.is_before_due(invoice):
                far[invoice.number] = max(step.offset_days, far.get(invoice.number, step.offset_days))
    return far


def _without_pre_due(done: list[Done]) -> list[tuple[str, str]]:
    return sorted((d.enrolment, d.due.step.id) for d in done if not d.due.step.is_before_due(d.due.carrying))


@given(lives(from_issue=True), days)
def test_the_simulation_is_what_the_run_does(life: Life, today: str) -> None:
    diary = life.lived(today)
    so_far = len(diary.done)

    plans = {life.plan.id: life.plan}
    last = LAST - timedelta(days=1)
    forecasts = simulate(diary.account, plans, life.calendar, ORG, diary.today, last, life.found_on)
    foreseen = [(f.day, f.enrolment, acted) for f in forecasts if (acted := _acted(f))]
    lived = [(d.on, d.enrolment, (d.due, d.by_itself)) for d in diary.until(f"{LAST}").done[so_far:]]
    assert sorted(lived, key=_key) == sorted(foreseen, key=_key)


def _acted(forecast: Forecast) -> tuple[Due, bool] | None:
    match forecast.decision:
        case Execute(due=due):
            return due, True
        case CreateTask(due=due):
            return due, False
        case _:
            return None


def _key(entry: tuple[date, str, tuple[Due, bool]]) -> tuple[date, str, int, int, bool]:
    on, enrolment, (due, by_itself) = entry
    return on, enrolment, due.cycle.number, due.step.offset_days, by_itself


@given(lives(from_issue=True), days)
def test_nothing_changes_by_time_alone_before_the_day_to_look_again(life: Life, today: str) -> None:
    diary = life.lived(today)
    for enrolment in diary.account.enrolments.values():
        now = decide(diary.account, enrolment, life.plan, life.calendar, diary.today)
        again = look_again_on(diary.today, diary.account, life.plan, now)
        if isinstance(now, Execute | CreateTask):
            assert again == diary.today
            continue
        if isinstance(now, Wait) and isinstance(now.why, AnothersTurn):
            continue  # The other invoice acts today, and then the day is known.
        account = diary.account.with_enrolment(standing(enrolment, now))
        on = diary.today
        while (on := on + timedelta(days=1)) < (again or LAST):
            then = decide(account, account.enrolments[enrolment.id], life.plan, life.calendar, on)
            assert _but_the_list(then) == _but_the_list(now), on


def _but_the_list(decision: Decision) -> Decision:
    """Which invoices fell due meanwhile is counted when the step runs."""
    if isinstance(decision, Finish) or decision.due is None:
        return decision
    return replace(decision, due=replace(decision.due, invoices=()))


@given(lives(), days, st.randoms(use_true_random=False))
def test_the_order_in_which_things_were_written_does_not_matter(
    life: Life, today: str, random: Random
) -> None:
    diary = life.lived(today)
    shuffled = _shuffled(diary.account, random)
    for decision, again in _decisions(diary, life.plan, diary.account, shuffled):
        assert decision == again


@given(lives(), days)
def test_what_is_history_no_longer_decides(life: Life, today: str) -> None:
    diary = life.lived(today)
    working = WorkingSet(diary.account).part
    kept = replace(working, enrolments=diary.account.enrolments)
    for decision, again in _decisions(diary, life.plan, diary.account, kept):
        if not (isinstance(decision, Finish) and isinstance(again, Finish)):
            assert decision == again


def _decisions(
    diary: Diary, plan: DunningPlan, one: Account, other: Account
) -> list[tuple[Decision, Decision]]:
    return [
        (
            decide(one, enrolment, plan, diary.calendar, diary.today),
            decide(other, other.enrolments[enrolment.id], plan, diary.calendar, diary.today),
        )
        for enrolment in one.enrolments.values()
    ]


def _shuffled(account: Account, random: Random) -> Account:
    invoices = list(account.receivables.invoices.items())
    credits, holds, enrolments = (
        list(account.receivables.credits),
        list(account.holds),
        list(account.enrolments.items()),
    )
    for parts in (invoices, credits, holds, enrolments):
        random.shuffle(parts)
    return replace(
        account,
        receivables=Receivables(dict(invoices), tuple(credits)),
        holds=tuple(holds),
        enrolments=dict(enrolments),
    )
