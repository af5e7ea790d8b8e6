"""Customers are merged while mails come and go: whoever answers an old mail is heard."""

from __future__ import annotations

from relance.domain.customer import AddressStanding
from relance.domain.inbox import EntryState
from relance.domain.outreach import EmailEvent, EmailStatus
from relance.domain.task import TaskKind
from tests.scenario.correspondence import CLIENT, Correspondence
from tests.scenario.days import ORG
from tests.scenario.steps import email


def reminded() -> Correspondence:
    """C1 was reminded; C2 owes something that is not due yet."""
    acme = Correspondence()
    acme.plan(email("J+7"), email("J+30"))
    acme.invoice("F-1", due="2026-10-05", amount="100.00 EUR")
    acme.invoice("F-2", due="2026-12-01", amount="50.00 EUR", customer="C2", email="boss@other.example")
    acme.on("2026-10-14")
    assert len(acme.mailbox.mails) == 1
    return acme


def test_an_answer_to_a_mail_of_before_the_merge_holds_the_customer_of_both() -> None:
    acme = reminded()
    acme.merges("C1", "C2")
    entry = acme.writes_back()
    assert entry.customer == "C2"
    assert [t.kind for t in acme.house.accounts.load(ORG, "C2").tasks.values()] == [TaskKind.REPLY]
    acme.on("2026-11-20")
    assert len(acme.mailbox.mails) == 1, "the plan waits for the answer"
    acme.ignores(entry)
    acme.on("2026-11-24")
    assert len(acme.mailbox.mails) == 2


def test_an_answer_that_waits_when_its_customer_is_merged_waits_on_and_is_handled_as_ever() -> None:
    acme = reminded()
    entry = acme.writes_back()
    acme.merges("C1", "C2")
    acme.on("2026-11-20")
    assert len(acme.mailbox.mails) == 1, "the plan waits for the answer"
    acme.answers(entry)
    assert acme.entry(entry).state is EntryState.ANSWERED
    account = acme.house.accounts.load(ORG, "C2")
    assert account.holds == () and not [t for t in account.tasks.values() if t.state.is_open]
    acme.on("2026-11-24")
    assert len(acme.mailbox.mails) == 3, "the answer, and the step after it"


def test_a_mail_of_before_the_merge_bounces_and_the_contact_is_marked() -> None:
    acme = reminded()
    (sent,) = acme.outreaches
    acme.merges("C1", "C2")
    bounced = EmailEvent(sent.ref, EmailStatus.BOUNCED, sent.ref.at, (CLIENT,), "m-1", permanent=True)
    acme.hears(bounced)
    contacts = acme.house.accounts.load(ORG, "C2").contacts
    assert {c.address: c.standing for c in contacts} == {
        "boss@other.example": AddressStanding.GOOD,
        CLIENT: AddressStanding.BOUNCED,
    }


def test_its_letters_and_answers_stand_in_one_thread() -> None:
    acme = reminded()
    acme.merges("C1", "C2")
    entry = acme.writes_back()
    customer = acme.house.accounts.load(ORG, "C2").customer
    thread = acme.house.read_inbox.thread(acme.entry(entry), customer)
    assert [type(mail).__name__ for mail in thread] == ["Outreach", "InboxEntry"]
    page = acme.house.read_inbox.page(ORG, 10, acme.clock.now(), customer=customer)
    assert [found.id for found in page.lines] == [entry.id]
