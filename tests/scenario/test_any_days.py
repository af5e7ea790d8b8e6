"""Whatever happens on any days: each does what was foretold of it, and no mail leaves twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from relance.domain.errors import Refused
from relance.domain.imports import PaymentRow
from relance.domain.money import Money
from relance.domain.outreach import EmailStatus
from relance.domain.plan import Level, Logic, PlanStep
from relance.domain.task import TaskKind
from relance.usecases.ports.mailing import SendResult, Unknown
from tests.scenario.steps import call, email
from tests.scenario.story import Story

FIRST = date(2026, 10, 19)
DAYS = 21
STEPS = (email("J-3"), email("J+1"), email("J+4", automatic=False), call("J+6"), email("J+9"))
INVOICES = ("F-1", "F-2", "F-3")

Event = Callable[[Story], object]


@st.composite
def versions(draw: st.DrawFn) -> Event:
    """Some of the steps, some of them moved: whatever the last version had."""
    kept = [step for step in STEPS if draw(st.integers(0, 3))]
    moved = [replace(step, offset_days=step.offset_days + draw(st.sampled_from([0, 0, 3]))) for step in kept]
    steps: list[PlanStep] = sorted(moved, key=lambda step: step.offset_days)
    level, logic = draw(st.sampled_from(Level)), draw(st.sampled_from(Logic))
    delay = draw(st.sampled_from([0, 0, 2]))

    def event(story: Story) -> None:
        with suppress(Refused):
            story.plan(*steps, min_contact_delay=delay, level=level, logic=logic)

    return event


def on_account(story: Story) -> object:
    return story.imported(PaymentRow(1, story.today, Money(60_00, "EUR"), customer_id="C1"))


def unanswered(story: Story) -> None:
    """The mail service has the next mail, and its answer is lost."""
    story.mailbox.takes_all_the_same = True

    def answer() -> SendResult:
        story.unforeseen()
        return Unknown("no answer")

    story.mailbox.answers.append(answer)


def person(story: Story) -> None:
    for todo in story.todos[:1]:
        if todo.kind is TaskKind.EMAIL:
            story.sends(todo)
        elif todo.kind is not TaskKind.FIX_CONTACT:
            story.done(todo)


def paused(story: Story) -> None:
    if not story.account().holds:
        story.pause(f"{story.today + timedelta(days=4)}")


def paid(number: str) -> Event:
    return lambda story: story.paid(number, "100.00 EUR")


def disputed(number: str) -> Event:
    return lambda story: story.disputed(number)


EVENTS: st.SearchStrategy[Event] = st.one_of(
    versions(),
    versions(),
    st.sampled_from(INVOICES).map(paid),
    st.sampled_from(INVOICES).map(disputed),
    st.sampled_from([on_account, unanswered, unanswered, person, paused]),
)
TIMES = st.sampled_from(["00:10", "07:30", "08:20", "08:52", "12:00"])


@given(
    versions(),
    st.lists(st.integers(-15, 12), min_size=len(INVOICES), max_size=len(INVOICES)),
    st.lists(st.tuples(st.integers(0, DAYS - 1), TIMES, EVENTS), max_size=8),
)
def test_each_day_is_as_foretold_and_no_step_of_an_invoice_leaves_twice(
    published: Event, due: list[int], events: list[tuple[int, str, Event]]
) -> None:
    story = Story(f"{FIRST}")
    published(story)
    for number, days in zip(INVOICES, due, strict=True):
        story.invoice(number, due=f"{FIRST + timedelta(days=days)}", amount="100.00 EUR")
    for day, wall, event in sorted(events, key=lambda one: one[:2]):
        event(story.on(f"{FIRST + timedelta(days=day)}").at(wall))
    story.on(f"{FIRST + timedelta(days=DAYS)}")

    left = (o for o in story.outreaches if o.status in (EmailStatus.SENT, EmailStatus.UNKNOWN))
    times = Counter((outreach.invoices[0], outreach.step) for outreach in left)
    assert set(times.values()) <= {1}
