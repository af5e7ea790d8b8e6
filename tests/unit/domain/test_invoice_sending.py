"""When an invoice leaves by itself, what an import makes wait, and how the claim on it ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance.domain.claim import Claim
from relance.domain.customer import Account, Contact, Customer
from relance.domain.errors import NotFound, Refused
from relance.domain.invoice_sending import (
    InvoiceSending,
    Unsent,
    as_imported,
    asked_about,
    claimed,
    due_at,
    leaves_at,
    marked_as_sent,
    not_sent,
    obstacle,
    put_off,
    sent,
    told_of,
    waiting,
    when_kept,
)
from relance.domain.outreach import OutreachRef
from relance.domain.receivables import Invoice, InvoicePdf, Receivables, Sending
from relance.store.documents import document, reader
from tests.builders import invoice

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
CLAIM = Claim("attempt-1", "outreach", NOW, NOW + timedelta(minutes=4))
REF = OutreachRef("acme", "C1", NOW, "outreach")
RULE = InvoiceSending(on=True, automatic=True)
BY_HAND = InvoiceSending(on=True)
PDF = InvoicePdf("acme/pdf/1.pdf", 1, "1", NOW)
ZOE = Contact("k-1", "Zoé", "zoe@client.example", main=True)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def account(*invoices: Invoice, contacts: tuple[Contact, ...] = (ZOE,)) -> Account:
    return Account(Customer("C1", "Client"), contacts, Receivables({i.number: i for i in invoices}))


def to_send(number: str = "F-1", **sending: object) -> Invoice:
    return replace(invoice(number), to_send=True, pdf=PDF, sending=Sending(**sending))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("come_at", "issued", "delay", "leaves"),
    [
        ("2026-11-10T06:29:59.999", "2026-11-01", 0, "2026-11-10"),
        ("2026-11-10T06:30:00", "2026-11-01", 0, "2026-11-11"),
        ("2026-11-13T06:30:00", "2026-11-01", 0, "2026-11-16"),
        ("2026-11-14T05:00:00", "2026-11-01", 0, "2026-11-16"),
        ("2026-11-15T23:00:00", "2026-11-01", 0, "2026-11-16"),
        ("2026-11-10T05:00:00", "2026-11-01", 3, "2026-11-13"),
        ("2026-11-10T05:00:00", "2026-11-01", 4, "2026-11-16"),
        ("2026-11-13T07:00:00", "2026-11-01", 2, "2026-11-18"),
        ("2026-11-10T05:00:00", "2026-11-20", 0, "2026-11-20"),
        ("2026-11-10T05:00:00", "2026-11-20", 1, "2026-11-23"),
        ("2026-11-10T05:00:00", "2026-11-21", 0, "2026-11-23"),
        ("2026-12-25T05:00:00", "2026-12-01", 0, "2026-12-25"),
    ],
    ids=[
        *("just before half past six", "at half past six", "Friday, too late", "Saturday early", "Sunday"),
        *("delay", "delay onto a Saturday", "next weekday, then the delay", "issued later"),
        *("issued later, then the delay", "issued on a Saturday", "a public holiday is a weekday"),
    ],
)
def test_when_an_invoice_leaves(come_at: str, issued: str, delay: int, leaves: str) -> None:
    found = leaves_at(at(come_at), date.fromisoformat(issued), delay, PARIS)
    assert found == at(f"{leaves}T06:30:00")


def test_the_date_of_issue_is_one_of_the_organization_s_zone() -> None:
    """Half past six UTC is still the evening before in Los Angeles."""
    found = leaves_at(at("2026-11-10T05:00"), date(2026, 11, 11), 0, ZoneInfo("America/Los_Angeles"))
    assert found == at("2026-11-12T06:30:00")


@given(
    st.integers(0, 366 * 24 * 3600).map(lambda seconds: at("2026-01-01") + timedelta(seconds=seconds)),
    st.dates(date(2025, 12, 1), date(2027, 2, 1)),
    st.integers(0, 90),
    st.sampled_from(["Europe/Paris", "America/Los_Angeles", "Pacific/Auckland", "Pacific/Kiritimati"]),
)
def test_it_leaves_on_a_weekday_not_before_it_came_or_was_issued(
    come_at: datetime, issued: date, delay: int, zone: str
) -> None:
    found = leaves_at(come_at, issued, delay, ZoneInfo(zone))
    assert found.weekday() < 5
    assert found > come_at - timedelta(hours=6, minutes=30)
    assert found.astimezone(ZoneInfo(zone)).date() >= issued + timedelta(days=delay)
    assert (found.hour, found.minute) == (6, 30)


def test_new_open_invoices_wait_where_the_organization_sends_them() -> None:
    known, new, void = invoice("F-1"), invoice("F-2"), replace(invoice("F-3"), void=True)
    after = as_imported(account(known), account(known, new, void), RULE, NOW, PARIS).receivables.invoices
    assert [after[number].to_send for number in ("F-1", "F-2", "F-3")] == [False, True, False]
    assert after["F-2"].sending.look_at == at("2026-11-03T06:30:00")
    by_hand = as_imported(account(), account(new), BY_HAND, NOW, PARIS).receivables.invoices["F-2"]
    assert (by_hand.to_send, by_hand.sending.look_at) == (True, None)
    assert as_imported(account(), account(new), InvoiceSending(), NOW, PARIS) == account(new)


def test_an_invoice_that_now_comes_in_instalments_stays_as_it_was_sent() -> None:
    was = to_send("F-1", why="no_contact")
    parts = [replace(invoice(f"F-1@{day}"), document="F-1") for day in ("2026-11-30", "2026-12-31")]
    after = as_imported(account(was), account(*parts), RULE, NOW, PARIS).receivables.invoices
    assert {(part.to_send, part.sending, part.pdf) for part in after.values()} == {(True, was.sending, PDF)}


@pytest.mark.parametrize(
    ("changed", "contacts", "why"),
    [
        ({}, (ZOE,), None),
        ({}, (), Unsent.NO_CONTACT),
        ({"pdf": None}, (ZOE,), Unsent.NO_PDF),
        ({"pdf": replace(PDF, dangers=("JavaScript",))}, (ZOE,), Unsent.RISKY_PDF),
    ],
)
def test_what_keeps_an_invoice_from_being_sent(
    changed: dict[str, object], contacts: tuple[Contact, ...], why: Unsent | None
) -> None:
    one = replace(to_send(), **changed)  # type: ignore[arg-type]
    assert obstacle(account(one, contacts=contacts), (one,)) is why


def test_only_what_waits_is_sent_and_nobody_sends_what_somebody_sends() -> None:
    with pytest.raises(NotFound):
        waiting(account(), "F-1")
    with pytest.raises(Refused, match="invoice_not_to_send"):
        waiting(account(invoice("F-1")), "F-1")
    with pytest.raises(Refused, match="invoice_is_leaving"):
        claimed(claimed(account(to_send()), "F-1", CLAIM), "F-1", CLAIM)


def test_what_is_due_is_named_once_and_a_claim_is_looked_at_when_its_lease_is_over() -> None:
    parts = [replace(to_send(f"F-1@{n}", leaves_at=NOW), document="F-1") for n in (1, 2)]
    waits = account(*parts, to_send("F-2"), to_send("F-3", leaves_at=NOW + timedelta(1)))
    assert due_at(waits, NOW) == ("F-1",)
    assert waits.look_at == NOW
    held = claimed(waits, "F-1", CLAIM)
    assert (due_at(held, NOW), held.look_at) == ((), CLAIM.lease_until)


def test_a_sent_invoice_counts_and_says_by_which_mail_it_went() -> None:
    after = sent(claimed(account(to_send()), "F-1", CLAIM), CLAIM, REF).receivables.invoices["F-1"]
    assert (after.to_send, after.counts) == (False, True)
    assert after.sending == Sending(sent_at=NOW, outreach=REF.name)


def test_another_worker_s_claim_is_not_ours_to_end() -> None:
    held = claimed(account(to_send()), "F-1", replace(CLAIM, attempt="attempt-2"))
    assert sent(held, CLAIM, REF) == held
    assert put_off(held, CLAIM, NOW) == held


def test_what_was_put_off_leaves_later() -> None:
    held = claimed(account(to_send(leaves_at=NOW)), "F-1", CLAIM)
    assert put_off(held, CLAIM, NOW + timedelta(1)).look_at == NOW + timedelta(1)
    assert put_off(held, CLAIM, None).look_at == NOW, "as before a person tried"


@pytest.mark.parametrize("left", [True, False])
def test_a_person_says_what_became_of_a_mail_that_nobody_knows_of(left: bool) -> None:
    asked = asked_about(claimed(account(to_send()), "F-1", CLAIM), CLAIM, REF, NOW.date(), "died")
    (task,) = asked.tasks.values()
    assert asked.receivables.invoices["F-1"].sending.why == Unsent.POSSIBLY_SENT
    assert asked.look_at is None, "it is never sent again by itself"
    after = told_of(asked, task, left=left).receivables.invoices["F-1"]
    assert (after.to_send, after.sending.why) == (not left, "")


def test_marking_an_invoice_as_sent_answers_what_was_asked_about_it() -> None:
    asked = asked_about(claimed(account(to_send()), "F-1", CLAIM), CLAIM, REF, NOW.date(), "died")
    after = marked_as_sent(asked, "F-1", "marie", NOW)
    assert not after.receivables.invoices["F-1"].to_send
    assert after.receivables.invoices["F-1"].sending == Sending(sent_at=NOW, marked_by="marie")
    assert not any(task.state.is_open for task in after.tasks.values())


def test_an_invoice_that_waited_for_its_pdf_alone_leaves_once_it_has_come() -> None:
    lacks = not_sent(account(to_send()), "F-1", Unsent.NO_PDF).receivables.invoices["F-1"]
    assert when_kept(lacks, RULE, NOW, PARIS).sending.leaves_at == at("2026-11-03T06:30:00")
    assert when_kept(lacks, BY_HAND, NOW, PARIS) == lacks
    elsewise = replace(lacks, sending=Sending(why=Unsent.NO_CONTACT))
    assert when_kept(elsewise, RULE, NOW, PARIS) == elsewise


def test_what_is_stored_of_an_invoice_that_waits_is_read_again() -> None:
    held = claimed(account(to_send(leaves_at=NOW)), "F-1", CLAIM).receivables.invoices["F-1"]
    assert reader(Invoice)(document(held)) == held
