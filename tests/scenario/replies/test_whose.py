"""Whose a mail is: by its token, its thread, its sender, or nobody's."""

from __future__ import annotations

from dataclasses import replace

import pytest

from relance.domain.enrolment import Enrolment
from relance.domain.errors import Refused
from relance.domain.inbox import Check, EntryState, MatchedBy
from relance.domain.organization import Member, Organization
from relance.domain.outreach import EmailStatus
from relance.domain.task import TaskKind
from relance.usecases.ports.inbox import InboxList
from tests.scenario.correspondence import CLIENT, VERIFIED, Correspondence
from tests.scenario.days import ORG


def test_a_forged_token_is_nobodys_and_set_aside(acme: Correspondence) -> None:
    forged = acme.reply_address[:-30] + "a" * 10 + acme.reply_address[-20:]
    kept = acme.comes_in(acme.letter(), forged)

    assert (kept.nobodys, kept.entries) == (True, ())
    assert len(acme.world.mails.nobodys) == 1
    assert (acme.todos, acme.states) == ([], [])


def test_another_tenants_token_touches_nothing_of_this_one_whatever_the_header_says(
    acme: Correspondence,
) -> None:
    acme.house.organizations.save(
        Organization("other", "Other", members={"m": Member("m", "M", "m@other.example")})
    )
    theirs = acme.house.replies().of("other", Enrolment.identity("other", "C9", None))
    acme.hears(acme.mailbox.last.became(EmailStatus.SENT, acme.clock.now()))
    message = acme.letter(
        To=acme.reply_address,
        References=f"<{acme.reply_address}>",
        In_Reply_To="<message-1@eu-west-3.amazonses.com>",
    )
    (entry,) = acme.comes_in(message, theirs).entries

    assert (entry.org, entry.customer, entry.state) == ("other", None, EntryState.UNMATCHED)
    assert (acme.todos, acme.states, acme.account().holds) == ([], [], ())


def test_a_reply_by_the_thread_alone_finds_its_customer(acme: Correspondence) -> None:
    acme.hears(acme.mailbox.last.became(EmailStatus.SENT, acme.clock.now()))
    ours = acme.house.replies().of_inbox(ORG)
    by_id = acme.letter("By id", sender="stranger@elsewhere.example")
    by_token = acme.letter(
        "By token", sender="stranger@elsewhere.example", In_Reply_To="", References=f"<{acme.reply_address}>"
    )
    for message in (by_id, by_token):
        (entry,) = acme.comes_in(message, ours).entries
        assert entry.match
        assert (entry.match.customer, entry.match.by) == ("C1", MatchedBy.THREAD)


def test_a_known_contact_is_matched_unless_two_customers_share_it(acme: Correspondence) -> None:
    ours = acme.house.replies().of_inbox(ORG)
    (entry,) = acme.comes_in(acme.letter(In_Reply_To="<x@client.example>"), ours).entries
    assert entry.match
    assert entry.match.by is MatchedBy.CONTACT

    acme.contact(CLIENT, "C2")
    (entry,) = acme.comes_in(acme.letter(In_Reply_To="<x@client.example>"), ours).entries
    assert (entry.match, entry.state) == (None, EntryState.UNMATCHED)


@pytest.mark.parametrize(("allowed", "matched"), [(True, MatchedBy.DOMAIN), (False, None)])
def test_a_strangers_company_matches_only_where_the_organization_allows_it(
    allowed: bool, matched: MatchedBy | None
) -> None:
    acme = Correspondence(match_by_domain=allowed)
    acme.invoice("F-1", due="2026-11-02", amount="10.00 EUR")
    acme.invoice("F-2", due="2026-11-02", amount="10.00 EUR", customer="C2", email="someone@gmail.com")
    ours = acme.house.replies().of_inbox(ORG)
    (entry,) = acme.comes_in(acme.letter(sender="new@client.example"), ours).entries
    (public,) = acme.comes_in(acme.letter(sender="other@gmail.com"), ours).entries

    assert (entry.match.by if entry.match else None) == matched
    assert public.match is None


def test_an_unmatched_mail_is_assigned_by_a_person_and_then_holds(acme: Correspondence) -> None:
    ours = acme.house.replies().of_inbox(ORG)
    message = acme.letter("Paid.", sender="stranger@elsewhere.example", In_Reply_To="")
    (entry,) = acme.comes_in(message, ours).entries
    assert [e.id for e in acme.house.inbox.listed(ORG, InboxList.UNMATCHED)] == [entry.id]
    assert acme.todos == []

    acme.house.assign_reply.run(ORG, entry.id, "C1", add_contact=True)
    acme._changed()

    assert acme.entry(entry).state is EntryState.PENDING
    assert acme.todo_kinds == [TaskKind.REPLY]
    assert "stranger@elsewhere.example" in acme.account().emails
    assert list(acme.house.inbox.listed(ORG, InboxList.UNMATCHED)) == []


def test_an_unverified_sender_is_marked_makes_no_contact_and_its_files_stay_unopened(
    acme: Correspondence,
) -> None:
    message = acme.letter(sender="stranger@elsewhere.example", In_Reply_To="")
    message.add_attachment(b"x", maintype="application", subtype="pdf", filename="a.pdf")
    forged = replace(VERIFIED, dkim=Check.FAIL, dmarc=Check.FAIL)
    (entry,) = acme.comes_in(message, acme.house.replies().of_inbox(ORG), scan=forged).entries

    assert not entry.received.verified
    assert [attachment.key for attachment in entry.received.attachments] == [None]
    with pytest.raises(Refused) as refused:
        acme.house.assign_reply.run(ORG, entry.id, "C1", add_contact=True)
    assert [fault.code for fault in refused.value.faults] == ["unverified_sender"]
