"""A person sends the next mail of a plan before its turn: once, and the plan goes on after it (A11)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from relance.domain.decision import AwaitingPerson, Wait
from relance.domain.errors import Conflict, Refused
from relance.domain.outreach import EmailStatus
from relance.domain.task import TaskKind
from relance.rendering.composer import EmailComposer
from relance.usecases.ports.composing import Composed, Reminder
from relance.usecases.ports.mailing import Rejected, Throttled, Unknown
from tests.scenario.steps import call, email
from tests.scenario.story import Story


@pytest.fixture
def acme() -> Story:
    """The first reminder of F-1 left on Monday 9 November; the next one would on the 17th."""
    story = Story()
    story.plan(email("J+7"), email("J+15"), email("J+30"), min_contact_delay=4)
    story.invoice("F-1", due="2026-11-02", amount="10.00 EUR")
    story.on("2026-11-09").morning()
    assert story.mailbox.subjects == ["F-1 : rappel J+7"]
    return story.on("2026-11-13")


def test_it_leaves_at_once_and_not_again_in_its_turn(acme: Story) -> None:
    assert acme.sends_next() is EmailStatus.SENT
    assert acme.mailbox.subjects[1:] == ["F-1 : rappel J+15"]
    assert (acme.todos, acme.enrolment().last_contact_on) == ([], date(2026, 11, 13))
    sent = acme.outreaches[-1]
    assert (sent.automatic, sent.sender, sent.step, sent.grounds) == (False, "marie", "J+15", None)

    acme.on("2026-11-30")
    assert acme.mailbox.count == 2
    acme.on("2026-12-03")
    assert acme.mailbox.subjects[2:] == ["F-1 : rappel J+30"]


def test_soon_after_a_contact_only_when_the_person_says_so(acme: Story) -> None:
    acme.sends_next()
    with pytest.raises(Refused, match="contacted_lately"):
        acme.sends_next()
    acme.on("2026-11-16")
    with pytest.raises(Refused, match="contacted_lately"):
        acme.sends_next()
    assert acme.sends_next(sooner=True) is EmailStatus.SENT
    assert acme.mailbox.subjects[1:] == ["F-1 : rappel J+15", "F-1 : rappel J+30"]


def test_when_all_were_sent_there_is_none(acme: Story) -> None:
    acme.sends_next()
    acme.sends_next(sooner=True)
    with pytest.raises(Refused, match="nothing_next"):
        acme.sends_next(sooner=True)
    assert acme.mailbox.count == 3


HOLDS: dict[str, tuple[Callable[[Story], object], str]] = {
    "pause": (lambda acme: acme.pause(), "next_on_hold"),
    "reply": (lambda acme: acme.replied(), "next_on_hold"),
    "promise": (lambda acme: acme.promised("2026-11-20"), "next_on_hold"),
    "switch": (lambda acme: acme.switch(on=False), "next_on_hold"),
    "dispute": (lambda acme: acme.disputed("F-1"), "next_in_dispute"),
    "payment": (lambda acme: acme.paid("F-1"), "nothing_next"),
}


@pytest.mark.parametrize("what", HOLDS)
def test_what_stops_the_plan_stops_a_person_too(acme: Story, what: str) -> None:
    stops, code = HOLDS[what]
    stops(acme)
    with pytest.raises(Refused, match=code):
        acme.sends_next(sooner=True)
    assert acme.mailbox.count == 1


def test_a_step_that_a_person_carries_out_is_not_sent() -> None:
    story = Story()
    story.plan(call("J+7"), email("J+15"))
    story.invoice("F-1", due="2026-11-02", amount="10.00 EUR")
    with pytest.raises(Refused, match="next_is_manual"):
        story.sends_next()
    story.on("2026-11-10")
    with pytest.raises(Refused, match="next_awaits_person"):
        story.sends_next()


def test_without_an_address_nothing_is_sent() -> None:
    story = Story()
    story.plan(email("J+7"))
    story.invoice("F-1", due="2026-11-02", amount="10.00 EUR", email=None)
    with pytest.raises(Refused, match="next_without_address"):
        story.sends_next()


def test_a_worker_that_has_it_comes_first(acme: Story) -> None:
    refused: list[Refused] = []

    def meanwhile() -> None:
        with pytest.raises(Refused) as raised:
            acme.sends_next(sooner=True)
        refused.append(raised.value)

    acme.on("2026-11-17").before_sending(meanwhile).morning()
    assert [fault.code for one in refused for fault in one.faults] == ["mail_is_leaving"]
    assert acme.mailbox.subjects[1:] == ["F-1 : rappel J+15"]


def test_a_worker_that_comes_after_finds_it_gone(acme: Story) -> None:
    acme.on("2026-11-17").before_claiming(lambda: acme.sends_next()).morning()
    assert acme.mailbox.subjects[1:] == ["F-1 : rappel J+15"]
    acme.on("2026-11-30")
    assert acme.mailbox.count == 2


class Meanwhile:
    """Composes while something happens."""

    def __init__(self, happens: Callable[[], object]) -> None:
        self.happens = happens

    def compose(self, reminder: Reminder) -> Composed:
        self.happens()
        return EmailComposer().compose(reminder)


def test_a_mail_with_old_amounts_does_not_leave(acme: Story) -> None:
    with pytest.raises(Conflict):
        acme.sends_next(composer=Meanwhile(lambda: acme.paid("F-1", "1.00 EUR")))
    assert (acme.mailbox.count, acme.todos) == (1, [])
    assert acme.sends_next() is EmailStatus.SENT


def test_two_people_at_once_send_it_once(acme: Story) -> None:
    with pytest.raises(Conflict):
        acme.sends_next(sooner=True, composer=Meanwhile(lambda: acme.sends_next()))
    with pytest.raises(Refused, match="contacted_lately"):
        acme.sends_next(composer=Meanwhile(lambda: acme.sends_next()))
    assert acme.mailbox.subjects[1:] == ["F-1 : rappel J+15"]


def test_held_while_it_was_written_it_does_not_leave(acme: Story) -> None:
    with pytest.raises(Refused, match="next_on_hold"):
        acme.sends_next(composer=Meanwhile(lambda: acme.replied()))
    assert acme.mailbox.count == 1


def test_an_unknown_is_a_question_and_the_plan_waits_for_its_answer(acme: Story) -> None:
    acme.mailbox.answers.append(lambda: Unknown("no answer"))
    assert acme.sends_next() is EmailStatus.UNKNOWN
    with pytest.raises(Refused, match="next_awaits_person"):
        acme.sends_next(sooner=True)
    acme.on("2026-11-20")
    assert acme.mailbox.count == 1
    decision = acme.why("F-1")
    assert isinstance(decision, Wait)
    assert decision.why == AwaitingPerson(TaskKind.REVIEW_SEND, date(2026, 11, 13))

    (question,) = acme.todos
    acme.done(question)
    acme.on("2026-12-03")
    assert acme.mailbox.subjects[1:] == ["F-1 : rappel J+30"]


def dies() -> Unknown:
    raise KeyboardInterrupt


def test_who_dies_while_it_leaves_leaves_the_question_behind_and_nobody_sends_it_again(acme: Story) -> None:
    acme.mailbox.answers.append(dies)
    with pytest.raises(KeyboardInterrupt):
        acme.sends_next()
    (question,) = acme.todos
    assert (question.kind, question.why, question.step) == (
        TaskKind.REVIEW_SEND,
        "possibly_not_sent",
        "J+15",
    )
    assert acme.statuses[-1] is EmailStatus.PENDING
    acme.on("2026-11-25")
    assert acme.mailbox.count == 1
    assert acme.sends(question) is EmailStatus.SENT
    acme.on("2026-12-03")
    assert acme.mailbox.subjects[1:] == ["F-1 : de ma main", "F-1 : rappel J+30"]


def test_what_was_not_taken_leaves_in_its_turn_or_by_hand(acme: Story) -> None:
    for _ in range(2):
        acme.mailbox.answers.append(lambda: Throttled("too fast"))
        assert acme.sends_next() is EmailStatus.FAILED
        assert acme.todos == []
    acme.on("2026-11-17").morning()
    assert acme.mailbox.subjects[1:] == ["F-1 : rappel J+15"]


def test_what_was_refused_is_somebodys_to_do(acme: Story) -> None:
    acme.mailbox.answers.append(lambda: Rejected("suppressed"))
    assert acme.sends_next() is EmailStatus.FAILED
    (question,) = acme.todos
    assert (question.kind, question.why) == (TaskKind.REVIEW_SEND, "rejected")
    acme.on("2026-11-20")
    assert acme.mailbox.count == 1
