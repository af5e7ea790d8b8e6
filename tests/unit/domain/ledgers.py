"""Generated plans, calendars and lives of customers, for the properties of the engine."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from hypothesis import assume, reject
from hypothesis import strategies as st

from relance.domain.arrivals import arrives
from relance.domain.calendar import SendingCalendar, SendingWindow
from relance.domain.customer import Account
from relance.domain.enrolling import enrolled
from relance.domain.errors import Refused
from relance.domain.hold import Hold
from relance.domain.money import Money
from relance.domain.plan import DunningPlan, Level, Logic, PlanStep, Succession
from relance.domain.promising import Offer, judged
from relance.domain.receivables import Credit, Invoice
from tests.builders import (
    ALICE,
    BOB,
    ORG,
    STALE,
    WORKING_ADDRESS,
    account,
    call,
    credit_note,
    day,
    email,
    invoice,
    issued,
    letter,
    manual_email,
    pause,
    payment,
    plan,
    reply_hold,
)
from tests.diary import Diary

FIRST = day("2026-03-01")
LAST = FIRST + timedelta(days=80)
ZONES = ("Europe/Paris", "America/New_York", "Asia/Kolkata", "Pacific/Auckland", "Pacific/Kiritimati")
NUMBERS = ("F-1", "F-2", "F-3", "F-4")

ALL = (WORKING_ADDRESS, ALICE, BOB)

Event = Callable[[Diary], object]


def nth(days: int) -> str:
    return f"{FIRST + timedelta(days=days)}"


days = st.integers(0, 60).map(nth)
amounts = st.sampled_from(["10.00 EUR", "25.00 EUR", "100.00 EUR", "40.00 USD", "0.60 EUR"])


@st.composite
def steps(draw: st.DrawFn, automatic_only: bool = False, from_issue: bool = False) -> tuple[PlanStep, ...]:
    """Some may count from the issue date, which is some weeks before the due date."""
    offsets = sorted(draw(st.sets(st.integers(-12, 25), min_size=1, max_size=5)))
    makers = [email] if automatic_only else [email, email, call, letter, manual_email]
    made = tuple(draw(st.sampled_from(makers))(offset) for offset in offsets)
    if not from_issue:
        return made
    return tuple(issued(step) if draw(st.integers(0, 3)) == 0 else step for step in made)


@st.composite
def plans(
    draw: st.DrawFn, logic: Logic | None = None, automatic_only: bool = False, from_issue: bool = False
) -> DunningPlan:
    return plan(
        *draw(steps(automatic_only, from_issue)),
        level=draw(st.sampled_from(Level)),
        logic=logic or draw(st.sampled_from(Logic)),
        delay=draw(st.integers(0, 6)),
        succession=draw(st.sampled_from(Succession)),
    )


@st.composite
def calendars(draw: st.DrawFn) -> SendingCalendar:
    open_days = draw(st.sets(st.integers(0, 6), min_size=1))
    closed = draw(st.frozensets(days.map(day), max_size=8))
    window = SendingWindow(frozenset(open_days), minutes=draw(st.sampled_from([1, 30, 60, 600])))
    return SendingCalendar(ZoneInfo(draw(st.sampled_from(ZONES))), window, closed)


@st.composite
def invoices(draw: st.DrawFn, number: str | None = None) -> Invoice:
    number = number or draw(st.sampled_from(NUMBERS))
    # A number keeps its due date and currency: what a re-import changes is another subject.
    return invoice(
        number,
        due=nth(late := int.from_bytes(draw(st.binary(min_size=1, max_size=1))) % 50),
        issued=nth(late - 15),
        amount=draw(amounts),
        disputed=draw(st.integers(0, 5)) == 0,
        contact=draw(st.sampled_from([None, None, "alice", "bob"])),
    )


@st.composite
def credits(draw: st.DrawFn, known: tuple[Invoice, ...]) -> Credit:
    """A payment (perhaps taken back) or credit note, on account or of one invoice, perhaps by too much; now
    and then of a day to come, on which it counts, or on which it is taken back.
    """
    identity = draw(st.sampled_from(["X-1", "X-2", "X-3"]))
    of = draw(st.sampled_from([*known, None]))
    amount = draw(st.sampled_from([f"{of.total}", f"5.00 {of.currency}"])) if of else draw(amounts)
    number = (of.document or of.number) if of else None
    on = draw(days) if draw(st.integers(0, 2)) == 0 else None
    if draw(st.booleans()):
        return credit_note(amount, of=number, number=identity, void=draw(st.integers(0, 3)) == 0, on=on)
    taken_back = draw(st.sampled_from([nth(0), draw(days)])) if draw(st.integers(0, 2)) == 0 else None
    return payment(amount, of=number, id=identity, reversed_on=taken_back, on=on)


@st.composite
def holds(draw: st.DrawFn) -> Hold:
    until = draw(st.one_of(st.none(), days))
    of = draw(st.sampled_from([None, *NUMBERS]))
    return draw(st.sampled_from([pause(until), pause(until, of=of, id=f"of {of}"), reply_hold()]))


def stale(diary: Diary) -> object:
    return diary.change(lambda a: replace(a, org_holds=() if a.org_holds else (STALE,)))


def address(diary: Diary) -> object:
    """Lost, or mended."""
    return diary.change(lambda a: replace(a, contacts=() if a.contacts else ALL))


def disputes(number: str) -> Event:
    """A dispute begins, or ends."""

    def turned(a: Account) -> Account:
        known = a.receivables.invoices.get(number)
        if known is None:
            return a
        changed = replace(known, disputed=not known.disputed)
        return replace(a, receivables=a.receivables.with_invoices([changed]))

    return lambda diary: diary.change(turned)


def person(skips: bool) -> Event:
    def event(diary: Diary) -> None:
        open_tasks = (t for t in diary.account.tasks.values() if t.step and t.state.is_open)
        for task in islice(open_tasks, 1):
            act = diary.person_skips if skips else diary.person_does
            act(task.step or "", task.enrolment)

    return event


@st.composite
def promises(draw: st.DrawFn) -> Event:
    """For some day to come, of all or of some invoices, perhaps of a part; not when it makes no sense."""
    days_on, holds = draw(st.sampled_from([20, 10, 3, 0])), draw(st.sampled_from([True, True, False]))
    named = tuple(sorted(draw(st.sets(st.sampled_from(NUMBERS), max_size=2))))
    amount = draw(st.sampled_from([None, Money(5_00, "EUR")]))
    grace, number = draw(st.integers(0, 3)), draw(st.integers(1, 3))

    def event(diary: Diary) -> None:
        offer = Offer(f"promise {number}", diary.today + timedelta(days=days_on), named, amount, holds)
        with suppress(Refused):
            diary.promised(offer, grace)

    return event


def arrival(part: Invoice | Credit | Hold) -> Event:
    return lambda diary: diary.arrives(part)


@st.composite
def events(draw: st.DrawFn, known: tuple[Invoice, ...]) -> list[tuple[str, Event]]:
    happening: st.SearchStrategy[Event] = st.one_of(
        st.sampled_from(known).map(arrival),
        credits(known).map(arrival),
        holds().map(arrival),
        st.just(Diary.lifted),
        st.sampled_from(NUMBERS).map(disputes),
        st.booleans().map(person),
        st.just(stale),
        st.just(address),
        promises(),
    )
    return sorted(draw(st.lists(st.tuples(days, happening), max_size=8)), key=lambda pair: pair[0])


@dataclass(frozen=True)
class Life:
    """What a customer owes at first, and what happens to it on which morning."""

    plan: DunningPlan
    calendar: SendingCalendar
    owed: Account
    events: list[tuple[str, Event]]

    def diary(self, kind: type[Diary] = Diary) -> Diary:
        return kind(self.owed, self.plan, nth(0), self.calendar)

    def lived(self, until: str, kind: type[Diary] = Diary) -> Diary:
        """The diary up to the start of that day."""
        diary = self.diary(kind)
        for on, event in self.events:
            if on <= until:
                event(diary.until(on))
        return diary.until(until)

    def found_on(self, account: Account, on: date) -> Account:
        """As the account is found on a day on which money counts by itself."""
        return enrolled(judged(account, ORG, on), self.plan, ORG, on) if arrives(account, on) else account


def _in_instalments(known: tuple[Invoice, ...]) -> tuple[Invoice, ...]:
    """The last three are instalments of one invoice, in one currency and for one contact."""
    first, *others = known
    like = others[0]
    return first, *(
        replace(one, document="F-0", total=Money(one.total.minor, like.currency), contact=like.contact)
        for one in others
    )


@st.composite
def lives(draw: st.DrawFn, logic: Logic | None = None, from_issue: bool = False) -> Life:
    known = tuple(draw(invoices(number)) for number in NUMBERS)
    if draw(st.booleans()):
        known = _in_instalments(known)
    at_first = known[: draw(st.integers(1, len(known)))]
    credits_ = draw(st.lists(credits(at_first), max_size=2))
    owed = account(*at_first, *credits_, contacts=draw(st.sampled_from([ALL, (WORKING_ADDRESS,)])))
    return Life(draw(plans(logic, from_issue=from_issue)), draw(calendars()), owed, draw(events(known)))


@st.composite
def next_versions(draw: st.DrawFn, of: DunningPlan, first: DunningPlan | None = None) -> DunningPlan:
    """Steps removed, put in, and moved in time, but for none past another; those that `first` had and this
    one has not, put back anywhere.
    """
    kept = {step.id for step in of.steps if draw(st.booleans())}
    new = {
        f"new {of.version}.{n}": draw(st.sampled_from([email, call])) for n in range(draw(st.integers(0, 2)))
    }
    taken = sorted(draw(st.sets(st.integers(-12, 25), min_size=len(kept), max_size=len(kept))))
    moved = [replace(of.step(id), offset_days=at) for id, at in zip(_in_order(of, kept), taken, strict=True)]
    free = sorted(set(range(-12, 26)) - set(taken))
    added = [make(draw(st.sampled_from(free)), id=id) for id, make in new.items()]
    gone = [step for step in first.steps if of.index(step.id) is None] if first else []
    added += [replace(step, offset_days=draw(st.sampled_from(free))) for step in gone if draw(st.booleans())]
    steps = sorted([*moved, *added], key=lambda step: step.offset_days)
    assume(len({step.offset_days for step in steps}) == len(steps))
    after = replace(of, version=of.version + 1, steps=tuple(steps))
    try:
        after.succeeds(of)
    except Refused:
        reject()
    return after


def _in_order(of: DunningPlan, ids: set[str]) -> list[str]:
    return [step.id for step in of.steps if step.id in ids]
