"""Replies stop the plan; noise does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from relance.domain.customer import Standing
from relance.domain.decision import MinimumContactDelay, OnHold, Resumed, Wait
from relance.domain.enrolment import Enrolment
from relance.domain.errors import Fault, Refused
from relance.domain.hold import HoldKind
from relance.domain.inbox import Check, EntryState, File, MailKind, MatchedBy, Receipt
from relance.domain.organization import Member, Organization, ReplyHolds, Role
from relance.domain.outreach import EmailEvent, EmailStatus
from relance.domain.plan import Level
from relance.domain.task import TaskKind, TaskState
from relance.usecases.handle_reply import NotAnswered
from relance.usecases.inbox_ports import Answer, InboxList
from relance.usecases.notify_member import NotNotified
from relance.usecases.ports import Accepted, Rejected, Throttled, Unknown
from tests.scenario.correspondence import CLIENT, VERIFIED, Correspondence
from tests.scenario.days import ORG
from tests.scenario.steps import call, email

AWAY = {"Auto_Submitted": "auto-replied", "Subject": "Automatic reply: rappel"}


@pytest.fixture
def acme() -> Correspondence:
    """F-1 was reminded on Monday, 9 November; the next e-mail is due on the 12th, the delay is 5 days."""
    story = Correspondence()
    story.plan(email("J+7"), email("J+10"), email("J+30"), min_contact_delay=5)
    story.invoice("F-1", due="2026-11-02", amount="10.00 EUR")
    story.on("2026-11-09").morning()
    assert story.mailbox.subjects == ["F-1 : rappel J+7"]
    return story


def faults(refused: pytest.ExceptionInfo[Refused]) -> list[Fault]:
    return list(refused.value.faults)


# --- a person writes back ---


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


def test_answered_it_resumes_where_it_was_after_the_minimum_contact_delay(acme: Correspondence) -> None:
    entry = acme.writes_back()
    acme.on("2026-11-12").at("15:00")
    acme.answers(entry, "Thank you, Friday is fine.")

    sent = acme.mailbox.last
    assert sent.envelope.recipients == (CLIENT,)
    assert sent.message["In-Reply-To"] == entry.received.message_id.join("<>")
    assert entry.received.message_id in sent.message["References"]
    assert sent.message["Reply-To"].addresses[0].addr_spec.startswith(f"r-{ORG}-")
    assert sent.message["Auto-Submitted"] is None
    assert (acme.todos, acme.account().holds) == ([], ())
    stored = acme.entry(entry)
    assert (stored.state, stored.handled_by) == (EntryState.ANSWERED, "marie")
    outreach = acme.outreaches[-1]
    assert (outreach.answers, outreach.automatic, outreach.sender) == (entry.id, False, "marie")
    assert (outreach.status, outreach.text) == (EmailStatus.SENT, "Thank you, Friday is fine.")
    decision = acme.why("F-1")
    assert isinstance(decision, Wait)
    assert isinstance(decision.why, MinimumContactDelay | Resumed)
    acme.on("2026-11-16").morning()
    assert acme.mailbox.count == 2
    acme.on("2026-11-17").morning()
    assert acme.mailbox.subjects[2:] == ["F-1 : rappel J+10"]


def test_ignored_it_resumes_after_the_minimum_contact_delay_too(acme: Correspondence) -> None:
    entry = acme.writes_back()
    acme.on("2026-11-17")
    assert acme.ignores(entry).state is EntryState.IGNORED
    assert acme.ignores(entry).state is EntryState.IGNORED

    assert acme.todos == []
    decision = acme.why("F-1")
    assert isinstance(decision, Wait)
    acme.on("2026-11-22")
    assert acme.mailbox.count == 1
    acme.on("2026-11-23").morning()
    assert acme.mailbox.count == 2


def test_paused_the_customer_stays_paused_until_that_day(acme: Correspondence) -> None:
    entry = acme.writes_back()
    with pytest.raises(Refused) as refused:
        acme.house.handle_reply.pause(ORG, entry.id, "marie", acme.today)
    assert [fault.field for fault in faults(refused)] == ["until"]

    acme.house.handle_reply.pause(ORG, entry.id, "marie", date(2026, 12, 1))
    acme._changed()

    (hold,) = acme.account().holds
    assert (hold.kind, hold.until) == (HoldKind.PAUSE, date(2026, 12, 1))
    assert acme.entry(entry).state is EntryState.PAUSED
    acme.on("2026-12-01").morning()
    assert acme.mailbox.count == 2


def test_the_latest_of_several_mails_is_the_pending_one(acme: Correspondence) -> None:
    first = acme.writes_back("One moment.")
    acme.at("15:00")
    second = acme.writes_back("Paid today.")

    assert acme.states == [EntryState.SUPERSEDED, EntryState.PENDING]
    (todo,) = acme.todos
    assert todo.entries == (first.id, second.id)
    with pytest.raises(Refused) as refused:
        acme.ignores(first)
    assert [fault.code for fault in faults(refused)] == ["reply_not_open"]
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


# --- noise ---


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


def bounce(action: str = "failed", status: str = "5.1.1", said: str = "User unknown") -> EmailMessage:
    report = (
        "Content-Type: multipart/report; report-type=delivery-status; boundary=B\n"
        "From: Mail Delivery System <MAILER-DAEMON@client.example>\n"
        "Subject: Undelivered Mail Returned to Sender\nAuto-Submitted: auto-replied\n"
        "Message-ID: <bounce@client.example>\n\n"
        "--B\nContent-Type: text/plain\n\nNo such user.\n\n"
        "--B\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; client.example\n\n"
        f"Final-Recipient: rfc822; {CLIENT}\nAction: {action}\nStatus: {status}\n"
        f"Diagnostic-Code: smtp; 550 {status} {said}\n\n--B--\n"
    )
    message = message_from_bytes(report.encode(), policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def test_a_hard_bounce_marks_the_contact_and_asks_for_an_address_once_one_is_needed(
    acme: Correspondence,
) -> None:
    (entry,) = acme.comes_in(bounce()).entries

    assert (entry.received.kind, entry.state) == (MailKind.HARD_BOUNCE, EntryState.FILED)
    assert [contact.standing for contact in acme.account().contacts] == [Standing.BOUNCED]
    assert (acme.account().holds, acme.notices) == ((), [])
    acme.on("2026-11-16").morning()
    assert (acme.mailbox.count, acme.todo_kinds) == (1, [TaskKind.FIX_CONTACT])


def test_after_a_hard_bounce_another_contact_is_tried(acme: Correspondence) -> None:
    acme.contact("boss@client.example")
    acme.comes_in(bounce())
    acme.on("2026-11-16").morning()

    assert acme.mailbox.last.envelope.recipients == ("boss@client.example",)


@pytest.mark.parametrize(
    ("action", "status"), [("failed", "4.2.2"), ("delayed", "4.4.1"), ("failed", "5.7.1")]
)
def test_a_bounce_that_may_pass_marks_nobody(acme: Correspondence, action: str, status: str) -> None:
    (entry,) = acme.comes_in(bounce(action, status, "Refused")).entries

    assert entry.received.kind is MailKind.SOFT_BOUNCE
    assert [contact.standing for contact in acme.account().contacts] == [Standing.GOOD]


@pytest.mark.parametrize(
    ("status", "permanent", "standing"),
    [
        (EmailStatus.BOUNCED, True, Standing.BOUNCED),
        (EmailStatus.BOUNCED, False, Standing.GOOD),
        (EmailStatus.COMPLAINED, False, Standing.COMPLAINED),
    ],
)
def test_what_the_mail_service_tells_for_good_marks_the_contact_in_whatever_order(
    acme: Correspondence, status: EmailStatus, permanent: bool, standing: Standing
) -> None:
    event = replace(acme.mailbox.last.became(status, acme.clock.now()), permanent=permanent)
    sent = acme.mailbox.last.became(EmailStatus.SENT, acme.clock.now())
    acme.hears(event, sent, event)

    assert [contact.standing for contact in acme.account().contacts] == [standing]


@pytest.mark.parametrize("first", [EmailStatus.BOUNCED, EmailStatus.COMPLAINED])
def test_a_complaint_outweighs_a_bounce(acme: Correspondence, first: EmailStatus) -> None:
    second = EmailStatus.COMPLAINED if first is EmailStatus.BOUNCED else EmailStatus.BOUNCED
    for status in (first, second):
        acme.hears(replace(acme.mailbox.last.became(status, acme.clock.now()), permanent=True))

    assert [contact.standing for contact in acme.account().contacts] == [Standing.COMPLAINED]


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


# --- tenants, forgers, loops ---


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


def test_a_flood_holds_the_plan_and_tells_people_ten_times_an_hour(acme: Correspondence) -> None:
    for minute in range(25):
        acme.clock.forward(timedelta(seconds=20))
        acme.writes_back(f"Mail {minute}")

    assert len(acme.notices) == 10
    assert acme.todo_kinds == [TaskKind.REPLY]
    assert acme.states.count(EntryState.PENDING) == 1


def test_a_colleague_in_the_thread_stops_nothing(acme: Correspondence) -> None:
    entry = acme.writes_back("Dear customer, see below.", sender="marie@acme.example")

    assert (entry.state, entry.customer, acme.todos) == (EntryState.FILED, "C1", [])


# --- matching ---


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


def test_our_own_words_are_no_part_of_what_the_customer_wrote(acme: Correspondence) -> None:
    acme.hears(acme.mailbox.last.became(EmailStatus.SENT, acme.clock.now()))
    ours = acme.outreaches[0].text
    entry = acme.writes_back(f"It is paid.\n\n{ours}")

    assert entry.received.visible == "It is paid."
    assert ours.splitlines()[0] in entry.received.text


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
    assert [fault.code for fault in faults(refused)] == ["unverified_sender"]


# --- once ---


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


def test_telling_people_is_tried_again_and_the_plan_held_all_the_same(acme: Correspondence) -> None:
    receipt = Receipt("ses-9", acme.clock.now(), (acme.reply_address,), VERIFIED)
    acme.world.mails.came[receipt.id] = acme.letter().as_bytes()
    acme.world.notifier.answer = lambda: Throttled("slow down")
    with pytest.raises(NotNotified):
        acme.told(receipt)
    assert acme.todo_kinds == [TaskKind.REPLY]
    assert acme.account().holds

    acme.world.notifier.answer = None
    acme.told(receipt)
    acme.told(receipt)
    assert acme.notices == ["marie@acme.example"]


def test_who_does_not_wish_to_be_told_is_not(acme: Correspondence) -> None:
    member = acme.house.organizations.get(ORG).members["marie"]
    acme.settings(members={"marie": replace(member, notify_replies=False)})
    acme.writes_back()

    assert (acme.notices, acme.todo_kinds) == ([], [TaskKind.REPLY])


# --- answering ---


def test_an_answer_leaves_once_however_often_it_is_asked_for(acme: Correspondence) -> None:
    entry = acme.writes_back()
    acme.answers(entry)
    acme.answers(entry)

    assert acme.mailbox.count == 2


def test_recipients_and_files_of_an_answer_are_the_persons_choice(acme: Correspondence) -> None:
    entry = acme.writes_back()
    answer = Answer(
        ("boss@client.example",),
        "Your invoice",
        "See it.",
        (CLIENT,),
        (File("F-1.pdf", "application/pdf", b"%PDF"),),
    )
    acme.house.handle_reply.answer(ORG, entry.id, "marie", answer)

    sent = acme.mailbox.last
    assert sent.envelope.recipients == ("boss@client.example", CLIENT)
    assert [part.get_filename() for part in sent.message.iter_attachments()] == ["F-1.pdf"]


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Answer((), "Re", "Text"), "email_without_recipient"),
        (Answer(("nobody",), "Re", "Text"), "email_address"),
        (Answer((CLIENT,), "Re", "  "), "email_empty"),
        (Answer((CLIENT,) * 51, "Re", "Text"), "email_recipients"),
        (Answer((CLIENT,), "Re", "Text", (), (File("a", "x/y", bytes(25_000_001)),)), "email_too_large"),
    ],
)
def test_an_answer_that_cannot_be_written_is_refused_and_nothing_is_lost(
    acme: Correspondence, answer: Answer, code: str
) -> None:
    entry = acme.writes_back()
    with pytest.raises(Refused) as refused:
        acme.house.handle_reply.answer(ORG, entry.id, "marie", answer)

    assert [fault.code for fault in faults(refused)] == [code]
    assert acme.entry(entry).state is EntryState.PENDING
    assert acme.entry(entry).claim is None


def test_an_answer_the_mail_service_refuses_leaves_the_reply_pending(acme: Correspondence) -> None:
    entry = acme.writes_back()
    acme.mailbox.answers.extend([lambda: Throttled("slow"), lambda: Rejected("no"), lambda: Accepted("x")])
    first, second = acme.answers(entry), acme.answers(entry)

    assert isinstance(first, NotAnswered)
    assert isinstance(second, NotAnswered)
    assert (first.again, second.again) == (True, False)
    assert (acme.entry(entry).state, acme.todo_kinds) == (EntryState.PENDING, [TaskKind.REPLY])
    acme.answers(entry)
    assert acme.entry(entry).state is EntryState.ANSWERED
    answers = sorted(outreach.status for outreach in acme.outreaches if outreach.answers)
    assert answers == [EmailStatus.FAILED, EmailStatus.FAILED, EmailStatus.SENT]


def test_an_answer_of_which_nothing_is_known_is_shown_and_not_sent_again(acme: Correspondence) -> None:
    entry = acme.writes_back()
    acme.mailbox.answers.append(lambda: Unknown("time-out"))
    acme.mailbox.takes_all_the_same = True
    acme.answers(entry)
    acme.answers(entry)

    assert (acme.mailbox.count, acme.todo_kinds) == (2, [TaskKind.REVIEW_SEND])
    acme.hears(acme.mailbox.last.became(EmailStatus.DELIVERED, acme.clock.now()))
    assert (acme.todos, acme.statuses[-1]) == ([], EmailStatus.DELIVERED)


def test_a_reply_that_came_while_another_was_answered_stays_pending(acme: Correspondence) -> None:
    entry = acme.writes_back("One")
    acme.clock.forward(timedelta(minutes=1))
    acme.mailbox.when_called = lambda _: acme.writes_back("Two")
    acme.answers(entry)

    assert acme.states == [EntryState.ANSWERED, EntryState.PENDING]
    assert acme.todo_kinds == [TaskKind.REPLY]
    assert acme.account().holds
    assert acme.account().customer.contacted_on == date(2026, 11, 9)


# --- waiting ---


def test_an_ageing_reply_reminds_its_owner_and_then_an_admin() -> None:
    paul = Member("paul", "Paul", "paul@acme.example")
    marie = Member("marie", "Marie", "marie@acme.example", Role.ADMIN)
    acme = Correspondence(members={"paul": paul, "marie": marie})
    acme.plan(email("J+7"))
    acme.invoice("F-1", due="2026-11-02", amount="10.00 EUR")
    acme._change(lambda a: replace(a, customer=replace(a.customer, account_manager="paul")))
    acme.on("2026-11-12").morning()
    entry = acme.writes_back()
    assert acme.notices == ["paul@acme.example"]

    for day, told in (
        ("2026-11-13", 1),
        ("2026-11-16", 2),
        ("2026-11-17", 2),
        ("2026-11-18", 3),
        ("2026-11-30", 3),
    ):
        acme.on(day)
        acme.reminded()
        acme.reminded()
        assert len(acme.notices) == told, day
    assert acme.notices[1:] == ["paul@acme.example", "marie@acme.example"]
    assert acme.entry(entry).state is EntryState.PENDING


def test_a_failed_event_before_our_record_is_kept(acme: Correspondence) -> None:
    """The event of an answer may come before its record is written."""
    entry = acme.writes_back()

    def at_once(mail: object) -> None:
        sent = acme.mailbox.last
        acme.hears(EmailEvent(sent.ref, EmailStatus.DELIVERED, acme.clock.now(), (CLIENT,), sent.message_id))

    acme.mailbox.when_called = at_once
    acme.answers(entry, "Thanks.")

    assert (acme.statuses[-1], acme.outreaches[-1].text) == (EmailStatus.DELIVERED, "Thanks.")
