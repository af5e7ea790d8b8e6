"""A reply holds the plan, and somebody is asked to do something about it."""

from __future__ import annotations

from datetime import date, timedelta
from email import message_from_bytes, policy

import pytest

from relance.domain.decision import OnHold
from relance.domain.errors import Refused
from relance.domain.hold import HoldKind
from relance.domain.inbox import EntryState, MailKind, MatchedBy, Receipt
from relance.domain.organization import ReplyHolds
from relance.domain.outreach import EmailStatus
from relance.domain.plan import Level
from relance.domain.task import TaskKind, TaskState
from tests.scenario.correspondence import VERIFIED, Correspondence
from tests.scenario.steps import call, email


def test_a_reply_holds_the_plan_raises_one_to_do_and_tells_the_responsible_member(
    acme: Correspondence,
) -> None:
    entry = acme.writes_back("On Friday, I promise.")

    assert (entry.state, entry.received.kind) == (EntryState.PENDING, MailKind.HUMAN_REPLY)
    assert entry.match
    assert (entry.match.customer, entry.match.by) == ("C1", MatchedBy.TOKEN)
    decision = acme.why("F-1")
    assert isinstance(decision, OnHold)
    assert (decision.why.kind, decision.until) == (HoldKind.REPLY, None)
    (todo,) = acme.todos
    assert (todo.kind, todo.why, todo.due_on) == (TaskKind.REPLY, "reply", date(2026, 11, 9))
    assert acme.notices == ["marie@acme.example"]
    told = message_from_bytes(acme.world.notifier.sent[0].mime, policy=policy.default)
    assert told["Auto-Submitted"] == "auto-generated"
    body = told.get_body(("plain",))
    assert body
    assert "On Friday, I promise." in body.get_content()
    assert f"https://relance.example.com/inbox/{entry.id}" in body.get_content().replace("=\n", "")

    acme.on("2026-11-30")
    assert acme.mailbox.count == 1


def test_the_latest_of_several_mails_is_the_pending_one(acme: Correspondence) -> None:
    first = acme.writes_back("One moment.")
    acme.at("15:00")
    second = acme.writes_back("Paid today.")

    assert acme.states == [EntryState.SUPERSEDED, EntryState.PENDING]
    (todo,) = acme.todos
    assert todo.entries == (first.id, second.id)
    with pytest.raises(Refused) as refused:
        acme.ignores(first)
    assert [fault.code for fault in refused.value.faults] == ["reply_not_open"]
    acme.ignores(second)
    assert acme.todos == []


def test_a_mail_worked_off_late_does_not_take_the_place_of_a_later_one(acme: Correspondence) -> None:
    late = Receipt("ses-late", acme.clock.now(), (acme.reply_address,), VERIFIED)
    acme.world.mails.came[late.id] = acme.letter("The first.").as_bytes()
    acme.at("15:00")
    second = acme.writes_back("The second.")
    acme.told(late)

    assert acme.states == [EntryState.SUPERSEDED, EntryState.PENDING]
    assert acme.todos[0].entries[-1] == second.id


def test_a_reply_stays_due_when_nothing_is_owed_any_more(acme: Correspondence) -> None:
    acme.writes_back()
    acme.paid("F-1")
    acme.on("2026-11-20")

    assert acme.todo_kinds == [TaskKind.REPLY]


def test_planned_to_dos_make_room_for_the_reply_and_come_back() -> None:
    acme = Correspondence()
    acme.plan(email("J+7"), call("J+9"))
    acme.invoice("F-1", due="2026-11-02", amount="10.00 EUR")
    acme.on("2026-11-12")
    assert acme.todo_kinds == [TaskKind.CALL]

    entry = acme.writes_back()
    states = {todo.kind: todo.state for todo in acme.todos}
    assert states == {TaskKind.CALL: TaskState.POSTPONED, TaskKind.REPLY: TaskState.DUE}

    acme.ignores(entry)
    assert [(todo.kind, todo.state) for todo in acme.todos] == [(TaskKind.CALL, TaskState.DUE)]


@pytest.mark.parametrize(
    ("holds", "reminded"), [(ReplyHolds.CUSTOMER, ["F-1"]), (ReplyHolds.INVOICE, ["F-1", "F-2"])]
)
def test_a_reply_to_an_invoices_own_plan_holds_the_customer_or_that_invoice(
    holds: ReplyHolds, reminded: list[str]
) -> None:
    acme = Correspondence(reply_holds=holds)
    acme.plan(email("J+7"), level=Level.INVOICE)
    acme.invoice("F-1", due="2026-11-02", amount="10.00 EUR")
    acme.invoice("F-2", due="2026-11-09", amount="20.00 EUR")
    acme.on("2026-11-09").morning()
    entry = acme.writes_back()

    assert entry.match
    assert entry.match.invoice == "F-1"
    assert acme.todos[0].invoices == ("F-1",)
    acme.on("2026-11-30")
    assert [subject.split(" ")[0] for subject in acme.mailbox.subjects] == reminded


def test_with_the_central_inbox_off_replies_are_history_only() -> None:
    acme = Correspondence(inbox=False)
    acme.plan(email("J+7"), email("J+10"))
    acme.invoice("F-1", due="2026-11-02", amount="10.00 EUR")
    acme.on("2026-11-09").morning()
    entry = acme.writes_back()

    assert (entry.state, entry.customer) == (EntryState.FILED, "C1")
    assert (acme.todos, acme.notices) == ([], [])
    acme.on("2026-11-12").morning()
    assert acme.mailbox.count == 2


def test_a_colleague_in_the_thread_stops_nothing(acme: Correspondence) -> None:
    entry = acme.writes_back("Dear customer, see below.", sender="marie@acme.example")

    assert (entry.state, entry.customer, acme.todos) == (EntryState.FILED, "C1", [])


def test_a_flood_holds_the_plan_and_tells_people_ten_times_an_hour(acme: Correspondence) -> None:
    for minute in range(25):
        acme.clock.forward(timedelta(seconds=20))
        acme.writes_back(f"Mail {minute}")

    assert len(acme.notices) == 10
    assert acme.todo_kinds == [TaskKind.REPLY]
    assert acme.states.count(EntryState.PENDING) == 1


def test_our_own_words_are_no_part_of_what_the_customer_wrote(acme: Correspondence) -> None:
    acme.hears(acme.mailbox.last.became(EmailStatus.SENT, acme.clock.now()))
    ours = acme.outreaches[0].text
    entry = acme.writes_back(f"It is paid.\n\n{ours}")

    assert entry.received.visible == "It is paid."
    assert ours.splitlines()[0] in entry.received.text
