"""Mails outside any plan: they count as a contact, their answers come to the inbox, and each leaves once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from relance.domain.errors import Conflict, Refused
from relance.domain.inbox import EntryState, File
from relance.domain.outreach import EmailEvent, EmailStatus
from relance.domain.task import TaskKind
from relance.usecases.ports.mailing import Throttled, Unknown
from relance.usecases.sending.send_ad_hoc import SendAdHoc
from tests.scenario.correspondence import Correspondence
from tests.scenario.steps import email


def owing(min_contact_delay: int = 0) -> Correspondence:
    acme = Correspondence("2026-11-02")
    acme.plan(email("J+7"), min_contact_delay=min_contact_delay)
    acme.invoice("F-1", due="2026-11-02", amount="10.00 EUR")
    return acme


def test_the_plan_waits_the_contact_delay_after_it() -> None:
    acme = owing(min_contact_delay=5)
    acme.on("2026-11-08").writes("Bonjour")
    acme.on("2026-11-13")
    assert acme.mailbox.subjects == ["Bonjour"]
    acme.on("2026-11-14")
    assert acme.mailbox.count == 2
    assert acme.todos_while_plans_run == []


def test_an_answer_to_it_holds_the_plan_like_any_other() -> None:
    acme = owing()
    acme.on("2026-11-04").writes("Bonjour")
    acme.writes_back()
    assert acme.states == [EntryState.PENDING]
    assert acme.todo_kinds == [TaskKind.REPLY]
    acme.on("2026-11-12")
    assert acme.mailbox.subjects == ["Bonjour"]


def test_an_answer_of_a_customer_without_a_plan_comes_to_the_inbox() -> None:
    acme = owing()
    acme.follows("none")
    acme.writes("Bonjour")
    entry = acme.writes_back(In_Reply_To="")
    assert (entry.customer, entry.state) == ("C1", EntryState.PENDING)
    assert acme.todo_kinds == [TaskKind.REPLY]


def test_files_go_with_it() -> None:
    acme = owing()
    acme.writes("Bonjour", files=(File("terms.pdf", "application/pdf", b"%PDF-1.7"),))
    (attached,) = acme.mailbox.last.message.iter_attachments()
    assert (attached.get_filename(), attached.get_content()) == ("terms.pdf", b"%PDF-1.7")


def test_asked_for_twice_it_leaves_once_and_the_answer_is_the_same() -> None:
    acme = owing()
    first = acme.writes("Bonjour", attempt="one")
    assert acme.writes("Bonjour", attempt="one").outreach.ref == first.outreach.ref
    assert acme.mailbox.count == 1


def test_what_the_mail_service_did_not_take_leaves_when_asked_for_again() -> None:
    acme = owing()
    acme.mailbox.answers.append(lambda: Throttled("slow"))
    assert acme.writes("Bonjour", attempt="one").outreach.status is EmailStatus.FAILED
    assert acme.todos == []
    acme.clock.forward(timedelta(minutes=1))
    assert acme.writes("Bonjour", attempt="one").outreach.status is EmailStatus.SENT
    assert acme.mailbox.count == 1


def test_without_an_answer_a_person_is_asked_until_an_event_tells() -> None:
    acme = owing()
    acme.mailbox.answers.append(lambda: Unknown("time-out"))
    sent = acme.writes("Bonjour", attempt="one")
    assert acme.todo_kinds == [TaskKind.REVIEW_SEND]
    assert acme.writes("Bonjour", attempt="one").outreach.status is EmailStatus.UNKNOWN
    assert acme.mailbox.count == 0
    event = EmailEvent(
        sent.outreach.ref, EmailStatus.DELIVERED, acme.clock.now(), ("compta@client.example",), "message-1"
    )
    acme.hears(event)
    assert acme.todos == []
    assert acme.account().last_contact_on == acme.today


def test_a_text_about_invoices_needs_some() -> None:
    acme = owing()
    acme.paid("F-1")
    with pytest.raises(Refused, match="speaks_of_nothing_open"):
        acme.writes("Rappel #REF#")
    acme.writes("Bonjour")
    assert acme.mailbox.subjects == ["Bonjour"]


def test_a_payment_while_it_is_written_stops_it() -> None:
    """Between reading the account and the claim the customer pays: what the mail says is no longer true."""
    acme = owing()
    by_hand: SendAdHoc = acme.house.send_ad_hoc
    compose = by_hand.write_ad_hoc.compose_mail

    def paid_meanwhile(mail: object) -> object:
        acme.paid("F-1")
        return compose(mail)  # type: ignore[arg-type]

    acme.house = acme.world.house = acme.house.but(compose_ad_hoc=paid_meanwhile)
    with pytest.raises(Conflict):
        acme.writes("Rappel #REF#")
    assert acme.mailbox.count == 0
