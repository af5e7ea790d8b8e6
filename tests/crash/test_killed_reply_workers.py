"""A worker dies before and after every single port call, while a reply comes in or is answered.

Then the mail service tells again, or never does and the hourly look finds what is left: one entry, one
to-do, one hold, and never two answers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from relance.domain.consequence import open_reply
from relance.domain.errors import Refused
from relance.domain.inbox import EntryState, InboxEntry, Receipt
from relance.domain.outreach import EmailStatus
from relance.domain.task import TaskKind
from relance.usecases.ports.enrolments import LEASE
from relance.usecases.ports.inbox import InboxList
from tests.crash.taps import Killed, Moment, Tap, tapped
from tests.scenario.correspondence import VERIFIED, Correspondence
from tests.scenario.days import ORG
from tests.scenario.steps import email

type Work = Callable[[Correspondence], object]


def reminded() -> Correspondence:
    acme = Correspondence("2026-11-08")
    acme.plan(email("J+7"), email("J+30"), min_contact_delay=5)
    acme.invoice("F-1", due="2026-11-02", amount="10.00 EUR")
    acme.on("2026-11-09").morning()
    return acme


def with_an_older_reply() -> Correspondence:
    acme = reminded()
    acme.writes_back("The older one.")
    acme.clock.forward(timedelta(minutes=1))
    return acme


def told(acme: Correspondence) -> None:
    receipt = Receipt("ses-new", acme.mailbox.last.at + timedelta(hours=1), (acme.reply_address,), VERIFIED)
    acme.world.mails.came[receipt.id] = acme.letter("The new one.", Message_ID="<new@x.example>").as_bytes()
    acme.told(receipt)


def killed(acme: Correspondence, work: Work, moment: Moment | None) -> Tap:
    """The work, dying at that moment; and what calls it made."""
    tap, whole = Tap(kill_at=moment), acme.house
    acme.house = tapped(whole, tap)
    try:
        work(acme)
    except Killed:
        pass
    finally:
        acme.house = whole
    return tap


def moments(start: Callable[[], Correspondence], work: Work) -> Iterator[Moment]:
    calls = killed(start(), work, None).calls
    assert len(calls) > 5
    return (Moment(call, after) for call in range(len(calls)) for after in (False, True))


def pending(acme: Correspondence) -> list[str]:
    return [entry.id for entry in acme.house.inbox.listed(ORG, InboxList.PENDING)]


@pytest.mark.parametrize("start", [reminded, with_an_older_reply])
def test_a_reply_is_received_once_wherever_its_worker_dies(
    tally: Counter[str], start: Callable[[], Correspondence]
) -> None:
    points = list(moments(start, told))
    for moment in points:
        acme = start()
        known = len(acme.notices)
        killed(acme, told, moment)
        told(acme)

        task = open_reply(acme.account())
        assert task, moment
        assert pending(acme) == [task.entries[-1]], moment
        assert acme.house.inbox.get(ORG, task.entries[-1]).received.visible == "The new one."
        assert [hold.id for hold in acme.account().holds] == ["reply"], moment
        assert len(acme.notices) - known in (1, 2), moment
    tally["deaths while a reply came in"] += len(points)


def test_what_nobody_tells_again_is_finished_by_the_hourly_look() -> None:
    for moment in moments(reminded, told):
        acme = reminded()
        killed(acme, told, moment)
        acme.clock.forward(timedelta(hours=3))
        acme.reminded()

        task = open_reply(acme.account())
        assert pending(acme) == ([task.entries[-1]] if task else []), moment
        assert bool(acme.account().holds) == (task is not None), moment


def answered(acme: Correspondence) -> None:
    acme.answers(the_reply(acme), "Thanks.")


def the_reply(acme: Correspondence) -> InboxEntry:
    (entry,) = acme.house.inbox.of_customer(ORG, "C1")
    return entry


def replied() -> Correspondence:
    acme = reminded()
    acme.writes_back()
    return acme


@pytest.mark.parametrize("again", [True, False], ids=["asked-again", "never-again"])
def test_an_answer_leaves_at_most_once_wherever_its_worker_dies(tally: Counter[str], again: bool) -> None:
    points = list(moments(replied, answered))
    for moment in points:
        acme = replied()
        killed(acme, answered, moment)
        acme.clock.forward(timedelta(minutes=10))
        if again:
            answered(acme)
        else:
            acme.reminded()

        entry, sent = the_reply(acme), acme.mailbox.count - 1
        assert sent <= 1, moment
        assert entry.claim is None, moment
        if entry.state is EntryState.PENDING:
            assert (sent, acme.todo_kinds) == (0, [TaskKind.REPLY]), moment
        else:
            asked = TaskKind.REVIEW_SEND in acme.todo_kinds
            assert entry.state is EntryState.ANSWERED, moment
            assert acme.account().holds == (), moment
            assert asked or (sent == 1 and acme.statuses[-1] is EmailStatus.SENT), moment
    tally["deaths while a reply was answered"] += len(points)


@pytest.mark.parametrize("exit", ["ignore", "pause"])
def test_a_reply_handled_by_a_worker_that_dies_holds_nothing_once_it_is_handled_again(exit: str) -> None:
    def handled(acme: Correspondence) -> None:
        entry = the_reply(acme)
        if exit == "ignore":
            acme.house.handle_reply.ignore(ORG, entry.id, "marie")
        else:
            acme.house.handle_reply.pause(ORG, entry.id, "marie", None)

    for moment in moments(replied, handled):
        acme = replied()
        killed(acme, handled, moment)
        handled(acme)
        assert acme.todos == [], moment
        assert [hold.kind for hold in acme.account().holds] == ([] if exit == "ignore" else ["pause"])


def test_while_an_answer_may_be_under_way_nobody_sends_another() -> None:
    acme = replied()
    calls = killed(replied(), answered, None).calls
    killed(acme, answered, Moment(calls.index("mailer.send"), after=True))

    with pytest.raises(Refused):
        answered(acme)
    assert acme.mailbox.count == 2


def test_an_answer_is_finished_from_the_instant_its_lease_is_over() -> None:
    acme = replied()
    calls = killed(replied(), answered, None).calls
    killed(acme, answered, Moment(calls.index("mailer.send"), after=True))
    claim = the_reply(acme).claim
    assert claim

    acme.clock.at = claim.at + LEASE - timedelta(seconds=1)
    with pytest.raises(Refused, match="answer_under_way"):
        answered(acme)
    acme.clock.at = claim.at + LEASE
    answered(acme)
    assert (the_reply(acme).state, acme.mailbox.count) == (EntryState.ANSWERED, 2)
