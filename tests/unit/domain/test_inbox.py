"""Entries of the inbox, and what a mail does to an account."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance.domain.calendar import SendingCalendar
from relance.domain.consequence import followed, open_reply
from relance.domain.customer import Account
from relance.domain.enrolment import Enrolment
from relance.domain.hold import HoldKind
from relance.domain.inbox import (
    EntryState,
    InboxEntry,
    MailKind,
    Match,
    MatchedBy,
    Receipt,
    Received,
    first_state,
    is_our_own,
)
from relance.domain.mail_address import Address
from relance.domain.mail_domain import company_domain, domain_of
from relance.domain.organization import Organization
from tests.builders import PARIS, WEEKDAYS, account, day, invoice

NOW = datetime(2026, 11, 9, 8, tzinfo=UTC)
ORG = Organization("acme", "Acme")


def received(kind: MailKind = MailKind.HUMAN_REPLY, **fields: Any) -> Received:
    return replace(Received(kind, sender=Address("zoe@customer.example", name="Zoe")), **fields)


def entry(kind: MailKind, second: int = 0, state: EntryState = EntryState.PENDING) -> InboxEntry:
    receipt = Receipt(f"ses-{second}", NOW + timedelta(seconds=second), ())
    identity = InboxEntry.identity("acme", receipt)
    match = Match("C-1", MatchedBy.TOKEN)
    return InboxEntry("acme", identity, receipt.at, "raw", received(kind), state, match)


@pytest.mark.parametrize("kind", MailKind)
@pytest.mark.parametrize("matched", [True, False])
@pytest.mark.parametrize("inbox", [True, False])
def test_only_a_matched_persons_mail_is_ever_pending(kind: MailKind, matched: bool, inbox: bool) -> None:
    match = Match("C-1", MatchedBy.TOKEN) if matched else None
    state = first_state(received(kind), match, replace(ORG, inbox=inbox))

    assert (state is EntryState.PENDING) == (kind.wants_a_person and matched and inbox)
    assert (state is EntryState.UNMATCHED) == (kind.wants_a_person and not matched and inbox)
    assert (state is EntryState.QUARANTINED) == (kind is MailKind.VIRUS)


@pytest.mark.parametrize("kind", MailKind)
def test_only_a_persons_mail_holds(kind: MailKind) -> None:
    owing = account(invoice())
    after = followed(owing, entry(kind), ORG, WEEKDAYS, day("2026-11-09"))

    assert bool(after.holds) == kind.wants_a_person
    assert (open_reply(after) is not None) == kind.wants_a_person
    assert followed(after, entry(kind), ORG, WEEKDAYS, day("2026-11-09")) == after


@given(st.permutations(range(5)))
def test_in_whatever_order_mails_are_worked_off_the_latest_is_the_one_to_answer(order: list[int]) -> None:
    owing = account(invoice())
    for second in order:
        owing = followed(owing, entry(MailKind.HUMAN_REPLY, second), ORG, WEEKDAYS, day("2026-11-09"))

    task = open_reply(owing)
    assert task
    assert task.entries == tuple(entry(MailKind.HUMAN_REPLY, second).id for second in range(5))
    assert [hold.kind for hold in owing.holds] == [HoldKind.REPLY]


def test_a_weak_hold_ends_after_three_working_days() -> None:
    calendar = SendingCalendar(PARIS, closed=frozenset({day("2026-11-11")}))
    after = followed(account(invoice()), entry(MailKind.WEAK_AUTO_REPLY), ORG, calendar, day("2026-11-06"))

    assert [hold.until for hold in after.holds] == [day("2026-11-12")]


def absent(until: str, of: str | None = None, second: int = 0) -> InboxEntry:
    """Nobody reads the mail before that day; an answer to a reminder of one invoice, or of all."""
    one = entry(MailKind.AUTO_REPLY, second)
    received_ = replace(one.received, returns_on=day(until))
    return replace(one, received=received_, match=Match("C-1", MatchedBy.TOKEN, invoice=of))


def enrolments(*invoices: str | None) -> Account:
    owing = account(invoice())
    for number in invoices:
        owing = owing.with_enrolment(Enrolment(f"E-{number}", "C-1", "plan", 1, NOW.date(), invoice=number))
    return owing


def resumes(of: Account) -> dict[str, date | None]:
    return {id: enrolment.resume_on for id, enrolment in of.enrolments.items()}


def test_of_several_absences_the_latest_return_counts_in_whatever_order_they_are_told() -> None:
    for told in (["2026-11-12", "2026-11-16"], ["2026-11-16", "2026-11-12"]):
        after = enrolments(None)
        for until in told:
            after = followed(after, absent(until), ORG, WEEKDAYS, day("2026-11-09"))
        assert resumes(after) == {"E-None": day("2026-11-16")}


def test_an_absence_told_about_one_invoice_delays_its_own_plan_alone() -> None:
    after = followed(enrolments("F-1", "F-2"), absent("2026-11-12", "F-1"), ORG, WEEKDAYS, day("2026-11-09"))
    assert resumes(after) == {"E-F-1": day("2026-11-12"), "E-F-2": None}
    unmatched = replace(absent("2026-11-13"), match=None)
    both = followed(after, unmatched, ORG, WEEKDAYS, day("2026-11-09"))
    assert set(resumes(both).values()) == {day("2026-11-13")}


@pytest.mark.parametrize(
    ("sender", "kind", "ours"),
    [
        ("r-acme-x@reply.example", MailKind.HUMAN_REPLY, True),
        ("anything@REPLY.example", MailKind.BULK, True),
        ("reminders@relance.example", MailKind.AUTO_REPLY, True),
        ("reminders@relance.example", MailKind.HUMAN_REPLY, False),
        ("zoe@customer.example", MailKind.AUTO_REPLY, False),
    ],
)
def test_our_own_machines_mail_is_known(sender: str, kind: MailKind, ours: bool) -> None:
    mail = received(kind, sender=Address(sender, name=""))

    assert is_our_own(mail, frozenset({"relance.example"}), "Reply.Example") is ours


def test_an_entrys_id_sorts_by_time_and_tells_it() -> None:
    first, second = entry(MailKind.HUMAN_REPLY, 0), entry(MailKind.HUMAN_REPLY, 1)

    assert first.id < second.id
    assert InboxEntry.instant(first.id) == NOW
    with pytest.raises(ValueError, match="does not match"):
        InboxEntry.instant("nonsense")


def test_a_fingerprint_is_the_mails_and_not_its_ways() -> None:
    one = received(message_id="a@b", text="Hello\r\n", subject="S")

    assert one.fingerprint == replace(one, text="Hello\n\n", evidence=("x",)).fingerprint
    assert one.fingerprint != replace(one, text="Other").fingerprint
    assert one.fingerprint != replace(one, message_id="").fingerprint


@pytest.mark.parametrize(
    ("email", "company"),
    [("zoe@Client.Example", "client.example"), ("zoe@gmail.com", None), ("zoe@orange.fr", None), ("", None)],
)
def test_a_public_provider_is_nobodys_company(email: str, company: str | None) -> None:
    assert company_domain(email) == company
    assert domain_of("zoe@Client.Example") == "client.example"
