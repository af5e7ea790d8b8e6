"""A mail is there once, whatever comes twice."""

from __future__ import annotations

from relance.domain.inbox import EntryState, Receipt
from tests.scenario.correspondence import VERIFIED, Correspondence
from tests.scenario.days import ORG


def test_a_mail_told_twice_and_one_that_came_by_two_ways_is_there_once(acme: Correspondence) -> None:
    message = acme.letter()
    acme.comes_in(message, id="ses-1")
    acme.comes_in(message, id="ses-1")
    acme.comes_in(message, acme.house.replies().of_inbox(ORG), id="ses-2")

    assert acme.states == [EntryState.PENDING]
    assert (len(acme.notices), len(acme.todos)) == (1, 1)


def test_two_mails_that_share_a_message_id_are_two(acme: Correspondence) -> None:
    acme.writes_back("First", Message_ID="<same@client.example>")
    acme.at("15:00")
    acme.writes_back("Second", Message_ID="<same@client.example>")

    assert len(acme.states) == 2


def test_a_mail_told_again_after_it_was_handled_holds_nothing(acme: Correspondence) -> None:
    message = acme.letter()
    receipt = Receipt("ses-9", acme.clock.now(), (acme.reply_address,), VERIFIED)
    acme.world.mails.came[receipt.id] = message.as_bytes()
    (entry,) = acme.told(receipt).entries
    acme.ignores(entry)
    acme.on("2026-11-11")
    acme.told(receipt)

    assert (acme.todos, acme.account().holds) == ([], ())
    assert acme.entry(entry).state is EntryState.IGNORED
