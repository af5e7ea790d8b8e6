"""What machines write holds nothing, or not for long."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from relance.domain.inbox import Check, EntryState, MailKind
from relance.usecases.ports.inbox import InboxList
from tests.scenario.correspondence import VERIFIED, Correspondence
from tests.scenario.days import ORG

AWAY = {"Auto_Submitted": "auto-replied", "Subject": "Automatic reply: rappel"}


def test_an_out_of_office_holds_nothing_and_is_in_the_history(acme: Correspondence) -> None:
    entry = acme.writes_back("I am away.", **AWAY)

    assert (entry.state, entry.received.kind) == (EntryState.FILED, MailKind.AUTO_REPLY)
    assert (acme.todos, acme.notices, acme.account().holds) == ([], [], ())
    assert [e.id for e in acme.house.inbox.of_customer(ORG, "C1")] == [entry.id]
    acme.on("2026-11-16").morning()
    assert acme.mailbox.count == 2


@pytest.mark.parametrize(
    ("back", "reminded_on"), [("18 November 2026", "2026-11-18"), ("24 December 2026", "2026-11-23")]
)
def test_a_stated_return_delays_the_plan_two_weeks_at_most(
    acme: Correspondence, back: str, reminded_on: str
) -> None:
    entry = acme.writes_back(f"I am out of the office and will be back on {back}.", **AWAY)

    assert entry.received.returns_on
    acme.on(reminded_on)
    assert acme.mailbox.count == 1
    acme.morning()
    assert acme.mailbox.count == 2


def test_what_is_probably_automatic_holds_for_three_working_days_and_ends_by_itself(
    acme: Correspondence,
) -> None:
    acme.on("2026-11-12")
    entry = acme.writes_back("I am out of the office.", Subject="Out of office", In_Reply_To="")

    assert (entry.received.kind, entry.state) == (MailKind.WEAK_AUTO_REPLY, EntryState.PENDING)
    (todo,) = acme.todos
    assert (todo.why, todo.until) == ("probably_automatic", date(2026, 11, 17))
    acme.on("2026-11-16").morning()
    acme.reminded()
    assert (acme.mailbox.count, len(acme.todos)) == (1, 1)
    acme.on("2026-11-17")
    acme.reminded()
    assert (acme.todos, acme.account().holds, acme.entry(entry).state) == ([], (), EntryState.FILED)
    acme.morning()
    assert acme.mailbox.count == 2


def test_a_machines_answer_never_takes_the_place_of_a_persons(acme: Correspondence) -> None:
    human = acme.writes_back("I dispute this.")
    weak = acme.writes_back("I am out of the office.", Subject="Out of office", In_Reply_To="")

    assert (acme.entry(weak).state, acme.entry(human).state) == (EntryState.FILED, EntryState.PENDING)
    assert [hold.until for hold in acme.account().holds] == [None]


def test_a_persons_answer_takes_over_from_a_machines(acme: Correspondence) -> None:
    weak = acme.writes_back("I am out of the office.", Subject="Out of office", In_Reply_To="")
    acme.at("15:00")
    acme.writes_back("I am back: it is paid.")

    assert acme.entry(weak).state is EntryState.SUPERSEDED
    (todo,) = acme.todos
    assert (todo.why, todo.until) == ("reply", None)
    assert [hold.until for hold in acme.account().holds] == [None]


def test_a_virus_is_quarantined_and_nothing_of_it_opened(acme: Correspondence) -> None:
    message = acme.letter("Open this!")
    message.add_attachment(b"evil", maintype="application", subtype="zip", filename="a.zip")
    (entry,) = acme.comes_in(message, scan=replace(VERIFIED, virus=Check.FAIL)).entries

    assert (entry.state, entry.received.text, entry.received.attachments) == (EntryState.QUARANTINED, "", ())
    assert (acme.world.mails.files, acme.todos, acme.account().holds) == ({}, [], ())


def test_gmails_forwarding_question_is_kept_for_the_settings_and_only_when_google_signed_it(
    acme: Correspondence,
) -> None:
    ours = acme.house.replies().of_inbox(ORG)
    asked = acme.letter(
        "marie@acme.example has requested to forward mail to you. Confirmation code: 123456789",
        sender="forwarding-noreply@google.com",
        Subject="(#123456789) Gmail Forwarding Confirmation - Receive Mail from marie@acme.example",
        In_Reply_To="",
    )
    acme.comes_in(asked, ours)
    acme.comes_in(
        acme.letter("forged", sender="forwarding-noreply@google.com"),
        ours,
        scan=replace(VERIFIED, dkim=Check.FAIL),
    )

    (entry,) = acme.house.inbox.listed(ORG, InboxList.FORWARDING)
    assert entry.received.forwarding
    assert entry.received.forwarding.code == "123456789"
    assert (acme.todos, acme.notices) == ([], [])


def test_a_mail_loop_ends_at_the_door(acme: Correspondence) -> None:
    own = acme.reply_address
    acme.comes_in(acme.letter(sender=own))
    acme.comes_in(acme.letter("auto", sender="reminders@relance.example.com", **AWAY))
    acme.comes_in(acme.letter("auto", sender="noreply@acme.example", **AWAY))
    notice = acme.writes_back()
    acme.comes_in(acme.world.notifier.sent[0].mime)

    assert acme.states.count(EntryState.DROPPED) == 4
    assert acme.entry(notice).state is EntryState.PENDING
    assert len(acme.notices) == 1
